"""The line to PostgreSQL is cut around a COMMIT: nothing is lost, nothing is written twice."""

from collections.abc import Iterator

import pytest

from service import database
from service.database import CommitUnknown, Unavailable
from service.ledger import keys, log
from service.ledger.keys import Answer, Key
from tests.builders import NOW
from tests.ledger.proxy import Proxy
from tests.ledger.writing import append_notes, everything, verified

pytestmark = pytest.mark.engines("postgresql")

KEY = Key("acc_1", "key-1", b"hash of the request")


@pytest.fixture
def proxy(database_url) -> Iterator[Proxy]:
    with Proxy(database_url) as proxy:
        yield proxy


@pytest.fixture
def through(proxy):
    """Return an engine whose every byte goes through the proxy, warm with one connection."""
    engine = database.create_engine(proxy.url)
    with database.reading(engine) as connection:
        assert log.head(connection) == 0
    yield engine
    engine.dispose()


class Request:
    """One request under one key, as a door would make it, that may be sent more than once."""

    def __init__(self, engine):
        self.engine = engine
        #: How often the work was run.
        self.runs = 0

    def send(self, *, with_key=True):
        recover = (lambda connection: keys.first_answer(connection, KEY)) if with_key else None
        return database.transact(self.engine, self._work, recover=recover)

    def _work(self, connection):
        before = keys.first_answer(connection, KEY)
        if before is not None:
            return before
        self.runs += 1
        keys.take(connection, KEY, NOW)
        (stored,) = append_notes(connection, "clm_1", len(log.read(connection, "clm_1")), ["n"])
        answer = Answer(201, f'{{"run": {self.runs}, "version": {stored.entry.version}}}'.encode())
        keys.keep_answer(connection, KEY, answer, stream_id=log.id_of(connection, "clm_1"))
        return answer


FIRST = Answer(201, b'{"run": 1, "version": 1}')


def test_without_a_fault_the_request_is_answered_once_and_again(through, proxy):
    request = Request(through)

    assert [request.send(), request.send()] == [FIRST, FIRST]
    assert (request.runs, proxy.cuts) == (1, 0)


def test_an_answer_that_was_lost_behind_the_commit_is_found_again(through, proxy, engine):
    request = Request(through)
    proxy.mode = "cut_after_commit"

    answer = request.send()

    assert (answer, request.runs, proxy.cuts) == (FIRST, 1, 1)
    assert len(everything(engine)) == 1
    assert request.send() == FIRST


def test_a_line_cut_before_the_commit_leaves_nothing_and_the_retry_works(through, proxy, engine):
    request = Request(through)
    proxy.mode = "cut_before_commit"

    with pytest.raises(CommitUnknown):
        request.send()
    nothing = everything(engine)
    answer = request.send()

    assert (nothing, proxy.cuts) == ([], 1)
    assert answer == Answer(201, b'{"run": 2, "version": 1}')
    assert len(everything(engine)) == 1
    assert verified(engine).is_clean


def test_a_database_that_stays_away_behind_the_commit_leaves_it_unknown(through, proxy, engine):
    request = Request(through)
    proxy.mode = "cut_after_commit"
    proxy.is_down = True

    with pytest.raises(CommitUnknown):
        request.send()
    with pytest.raises(Unavailable):
        request.send()
    proxy.is_down = False

    assert request.send() == FIRST
    assert (request.runs, len(everything(engine))) == (1, 1)


def test_without_a_key_to_look_up_a_lost_commit_stays_unknown(through, proxy, engine):
    proxy.mode = "cut_after_commit"

    with pytest.raises(CommitUnknown):
        Request(through).send(with_key=False)

    assert len(everything(engine)) == 1


def test_a_line_cut_in_the_middle_of_the_work_is_tried_again_at_once(through, proxy, engine):
    request = Request(through)
    cuts = iter([True])

    def work(connection):
        append_notes(connection, "clm_2", 0, ["n"])
        if next(cuts, False):
            proxy.cut_all()
        return request._work(connection)

    answer = database.transact(through, work)

    assert answer == FIRST
    assert [one.stream for one in everything(engine)] == ["clm_2", "clm_1"]


def test_a_read_over_a_line_that_was_cut_says_unavailable_and_the_next_one_works(through, proxy):
    proxy.cut_all()

    with pytest.raises(Unavailable), database.reading(through) as connection:
        log.head(connection)
    with database.reading(through) as connection:
        assert log.head(connection) == 0

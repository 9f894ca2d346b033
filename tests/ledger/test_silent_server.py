"""PostgreSQL takes what is sent and never answers: it is given up in time, and found again once it speaks."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from service import database
from service.database import CommitUnknown, Unavailable, silence, transactions
from service.ledger import fast_log, log
from tests.api_newsroom import claim_body, newsroom
from tests.ledger.proxy import Proxy
from tests.ledger.test_lost_answers import FIRST, Request
from tests.ledger.writing import everything

pytestmark = [
    pytest.mark.engines("postgresql"),
    # The sessions that were given up are let go of by the garbage collector, which psycopg remarks upon.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
#: Above what giving up takes here, far below for ever; the machine may be busy.
PATIENCE_SECONDS = 20.0


@pytest.fixture
def proxy(database_url) -> Iterator[Proxy]:
    with Proxy(database_url) as proxy:
        yield proxy
        proxy.mode = "pass"


@pytest.fixture
def through(proxy, monkeypatch):
    """Return an engine that waits a second at most, warm with one session."""
    monkeypatch.setattr(silence, "ON_ITS_WAY", 0.0)
    monkeypatch.setattr(transactions, "KEEPS_TRYING_FOR", timedelta(milliseconds=500))
    engine = database.create_engine(proxy.url, statement_timeout=timedelta(seconds=1))
    with database.reading(engine) as connection:
        assert log.head(connection) == 0
    yield engine
    engine.dispose()


_one = fast_log.Statement(select(log.log_head.c.position))
_change = fast_log.Statement(update(log.log_head).values(position=log.log_head.c.position))


def by_sqlalchemy(connection):
    connection.execute(text("SELECT 1"))


def in_one_trip(connection):
    _one.rows(connection, {})


def by_itself(connection):
    _change.run(connection, {})


@pytest.mark.parametrize("work", [by_sqlalchemy, in_one_trip, by_itself])
@pytest.mark.parametrize("has_begun", [False, True], ids=["at the first statement", "at a later one"])
def test_a_server_that_falls_silent_is_given_up_and_found_again(through, proxy, work, has_begun):
    def transaction(connection):
        if has_begun:
            work(connection)
        proxy.mode = "freeze"
        work(connection)

    began = time.monotonic()
    with pytest.raises(Unavailable):
        database.transact(through, transaction)
    seconds = time.monotonic() - began
    proxy.mode = "pass"
    with database.reading(through) as connection:
        work(connection)

    assert 0.9 < seconds < PATIENCE_SECONDS
    assert through.pool.checkedout() == 0


def test_whoever_reads_is_told_as_well(through, proxy):
    def read():
        with database.reading(through) as connection:
            proxy.mode = "freeze"
            by_sqlalchemy(connection)

    with pytest.raises(Unavailable):
        read()

    proxy.mode = "pass"
    assert through.pool.checkedout() == 0


def test_a_write_whose_commit_was_never_answered_is_found_again(through, proxy, engine):
    request = Request(through)
    proxy.mode = "freeze_at_commit"

    with ThreadPoolExecutor(1) as threads:
        answer = threads.submit(request.send)
        while proxy.mode != "freeze":
            time.sleep(0.01)
        time.sleep(1.5)
        proxy.mode = "pass"

        assert answer.result(PATIENCE_SECONDS) == FIRST
    assert (request.runs, len(everything(engine))) == (1, 1)


def test_a_write_nobody_can_say_anything_about_is_unknown(through, proxy):
    request = Request(through)
    proxy.mode = "freeze_at_commit"

    with pytest.raises(CommitUnknown):
        request.send(with_key=False)


def test_what_may_take_its_time_is_not_given_up(through):
    def work(connection):
        database.take_your_time(connection)
        connection.execute(text("SELECT pg_sleep(1.5)"))
        return "done"

    assert database.transact(through, work) == "done"
    with pytest.raises(Unavailable):
        database.transact(through, lambda connection: connection.execute(text("SELECT pg_sleep(9)")))


def test_every_request_ends_while_the_server_is_silent_and_the_next_ones_are_answered(
    through, proxy, clock, tmp_path
):
    room = newsroom(through, clock, tmp_path)
    proxy.mode = "freeze"

    def log_a_claim(number):
        began = time.monotonic()
        key = f"silent-{number}"
        response = room.post("/api/v1/claims", claim_body(text=key), by="rita", Idempotency_Key=key)
        return response.status_code, int(response.headers.get("Retry-After", 0)), time.monotonic() - began

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(log_a_claim, range(8)))
        alive = room.get("/healthz", by=None).status_code
        proxy.mode = "pass"
        after = [status for status, *_ in threads.map(log_a_claim, range(8))]

    assert {status for status, *_ in answers} == {503}
    assert min(again for _, again, _ in answers) > 0
    assert max(seconds for *_, seconds in answers) < PATIENCE_SECONDS
    assert (alive, after) == (200, [201] * 8)
    assert through.pool.checkedout() == 0

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from service import database
from service.ledger import keys, log
from service.ledger.keys import KEPT_FOR, Answer, Key, KeyAnswerGone, KeyReused, request_hash
from tests.builders import NOW
from tests.ledger.writing import append_notes, everything

KEY = Key("acc_1", "key-1", b"hash of the request")
ANSWER = Answer(201, b'{"id": "clm_1"}', "/api/v1/claims/clm_1", '"1-abc"')


def ask(engine, key=KEY):
    with database.reading(engine) as connection:
        return keys.first_answer(connection, key)


def answer(connection, key=KEY, given=ANSWER, *, now=NOW, stream_id=None):
    keys.take(connection, key, now)
    keys.keep_answer(connection, key, given, stream_id=stream_id)


def test_the_first_answer_is_given_again_whole(engine):
    database.transact(engine, answer)

    assert ask(engine) == ANSWER


def test_a_key_that_was_never_used_has_no_answer(engine):
    assert ask(engine) is None


def test_a_key_that_comes_with_another_request_is_refused(engine):
    database.transact(engine, answer)

    with pytest.raises(KeyReused):
        ask(engine, Key("acc_1", "key-1", b"hash of another request"))


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(Key("acc_2", "key-1", b"hash of the request"), id="another account"),
        pytest.param(Key("acc_1", "key-2", b"hash of the request"), id="another key"),
        pytest.param(Key("acc_1", "KEY-1", b"hash of the request"), id="another case"),
        pytest.param(Key("acc_1", "key-1 ", b"hash of the request"), id="a space behind it"),
    ],
)
def test_nobody_gets_the_answer_to_another_key(engine, other):
    database.transact(engine, answer)

    assert ask(engine, other) is None


def test_a_key_is_free_again_where_its_transaction_failed(engine):
    def fail(connection):
        answer(connection)
        raise RuntimeError("the decision refused it")

    with pytest.raises(RuntimeError):
        database.transact(engine, fail)

    assert ask(engine) is None
    database.transact(engine, answer)


def test_a_key_that_is_taken_makes_its_twin_start_over(engine):
    database.transact(engine, answer)

    with pytest.raises(database.StartOver), engine.begin() as connection:
        keys.take(connection, KEY, NOW)


def test_twenty_four_twins_come_to_one_write_and_one_answer(engine):
    together = Barrier(24)

    def work(connection):
        before = keys.first_answer(connection, KEY)
        if before is not None:
            return before
        keys.take(connection, KEY, NOW)
        (stored,) = append_notes(connection, "clm_1", 0, ["n"])
        given = Answer(201, str(stored.position).encode())
        keys.keep_answer(connection, KEY, given, stream_id=log.id_of(connection, "clm_1"))
        return given

    def send(_number):
        together.wait(20)
        return database.transact(engine, work)

    with ThreadPoolExecutor(24) as threads:
        answers = list(threads.map(send, range(24)))

    assert answers == [Answer(201, b"1")] * 24
    assert len(everything(engine)) == 1


def test_a_destroyed_answer_leaves_its_key_taken(engine):
    other = Key("acc_1", "key-2", b"hash")
    database.transact(engine, lambda connection: answer(connection, stream_id=7))
    database.transact(engine, lambda connection: answer(connection, other, stream_id=8))

    database.transact(engine, lambda connection: keys.destroy_answers(connection, 7))

    with pytest.raises(KeyAnswerGone):
        ask(engine)
    assert ask(engine, other) == ANSWER


def test_keys_are_forgotten_after_thirty_days_and_not_before(engine):
    old, young = Key("acc_1", "old", b"h"), Key("acc_1", "young", b"h")
    database.transact(engine, lambda c: answer(c, old, now=NOW - KEPT_FOR - timedelta(microseconds=1)))
    database.transact(engine, lambda c: answer(c, young, now=NOW - KEPT_FOR))

    gone = database.transact(engine, lambda connection: keys.purge(connection, NOW))

    assert (gone, ask(engine, old), ask(engine, young)) == (1, None, ANSWER)
    assert timedelta(days=30) == KEPT_FOR


REQUEST = ("POST", "/api/v1/claims", "", b"{}", None)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(("PUT", "/api/v1/claims", "", b"{}", None), id="method"),
        pytest.param(("POST", "/api/v1/claim", "", b"{}", None), id="path"),
        pytest.param(("POST", "/api/v1/claims", "dry_run=true", b"{}", None), id="query"),
        pytest.param(("POST", "/api/v1/claims", "", b"{ }", None), id="body"),
        pytest.param(("POST", "/api/v1/claims", "", b"{}", '"1"'), id="If-Match"),
        pytest.param(("POST", "/api/v1/claim", "s", b"{}", None), id="a border moved"),
    ],
)
def test_everything_a_request_says_is_in_its_hash(other):
    assert request_hash(*REQUEST) == request_hash(*REQUEST)
    assert request_hash(*REQUEST) != request_hash(*other)

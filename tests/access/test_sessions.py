"""Sessions: found by their secret until they end, rest too long or grow too old."""

from datetime import timedelta

import pytest

from service.access import accounts, sessions
from service.database import reading, transact
from service.domain.refusals import Refusal
from tests.access.conftest import secret


@pytest.fixture
def begin(engine, clock):
    def begin_one(account, plain):
        return transact(
            engine, lambda connection: sessions.begin(connection, account.id, now=clock(), secret=plain)
        )

    return begin_one


@pytest.fixture
def find(engine, clock):
    def find_one(plain):
        with reading(engine) as connection:
            return sessions.find(connection, plain, clock())

    return find_one


def test_a_session_is_found_by_its_secret_with_its_account(ann, begin, find):
    begun = begin(ann, secret(1))

    assert find(secret(1)) == begun
    assert begun.account == ann


def test_the_id_of_a_session_does_not_tell_its_secret(ann, begin):
    begun = begin(ann, secret(1))

    assert begun.id.startswith("ses_")
    assert secret(1) not in begun.id


@pytest.mark.parametrize(
    "plain",
    [
        pytest.param("", id="empty"),
        pytest.param(secret(2), id="another"),
        pytest.param(secret(1)[:-1], id="truncated"),
        pytest.param(secret(1) + "A", id="longer"),
        pytest.param(secret(1) + "\n", id="line end"),
        pytest.param("\x00" * 43, id="NUL"),
        pytest.param("é" * 43, id="not ASCII"),
        pytest.param("A" * 1_000_000, id="huge"),
    ],
)
def test_nothing_is_found_by_what_is_no_secret_of_ours(ann, begin, find, plain):
    begin(ann, secret(1))

    assert find(plain) is None


def test_a_session_ends_when_it_rests_too_long(clock, ann, begin, find):
    begin(ann, secret(1))

    clock.advance(sessions.IDLE_LIMIT - timedelta(microseconds=1))
    assert find(secret(1)) is not None
    clock.advance(timedelta(microseconds=1))
    assert find(secret(1)) is None


def test_a_session_in_use_still_ends_when_it_is_too_old(engine, clock, ann, begin, find):
    begin(ann, secret(1))
    begun_at = clock()

    for _ in range(8):
        clock.advance(timedelta(days=11))
        transact(engine, lambda connection: sessions.touch(connection, secret(1), clock()))
    assert find(secret(1)) is not None
    clock.set(begun_at + sessions.ABSOLUTE_LIMIT)
    assert find(secret(1)) is None


def test_use_is_written_down_every_few_minutes_only(engine, clock, ann, begin, find):
    begun = begin(ann, secret(1))

    clock.advance(sessions.TOUCH_EVERY - timedelta(microseconds=1))
    assert not sessions.is_worth_touching(begun, clock())
    transact(engine, lambda connection: sessions.touch(connection, secret(1), clock()))
    assert find(secret(1)).seen_at == begun.begun_at

    clock.advance(timedelta(microseconds=1))
    assert sessions.is_worth_touching(begun, clock())
    transact(engine, lambda connection: sessions.touch(connection, secret(1), clock()))
    assert find(secret(1)).seen_at == clock()


def test_a_session_that_was_ended_cannot_be_used_again(engine, ann, begin, find):
    begin(ann, secret(1))
    begin(ann, secret(2))

    transact(engine, lambda connection: sessions.end(connection, secret(1)))
    transact(engine, lambda connection: sessions.end(connection, secret(1)))

    assert find(secret(1)) is None
    assert find(secret(2)) is not None


def test_all_sessions_of_one_account_end_together(engine, ann, bob, begin, find):
    begin(ann, secret(1))
    begin(ann, secret(2))
    begin(bob, secret(3))

    ended = transact(engine, lambda connection: sessions.end_all(connection, ann.id))

    assert ended == 2
    assert [find(secret(1)), find(secret(2))] == [None, None]
    assert find(secret(3)).account == bob


def test_a_session_ends_with_its_account_and_does_not_come_back_with_it(engine, ann, bob, begin, find):
    begin(bob, secret(1))

    transact(engine, lambda connection: accounts.set_active(connection, bob.id, is_active=False))
    assert find(secret(1)) is None
    transact(engine, lambda connection: accounts.set_active(connection, bob.id, is_active=True))
    assert find(secret(1)) is None

    begin(bob, secret(2))
    assert find(secret(2)).account.id == bob.id


def test_another_role_counts_at_once(engine, ann, bob, begin, find):
    begin(bob, secret(1))

    transact(engine, lambda connection: accounts.set_role(connection, bob.id, "viewer"))

    assert find(secret(1)).account.role == "viewer"


def test_no_session_begins_for_an_account_that_is_switched_off(engine, ann, bob, begin):
    transact(engine, lambda connection: accounts.set_active(connection, bob.id, is_active=False))

    with pytest.raises(Refusal) as refused:
        begin(bob, secret(1))

    assert refused.value.code == "account_disabled"


def test_sessions_that_have_ended_are_cleared_away_at_the_next_sign_in(engine, clock, ann, bob, begin, find):
    begin(ann, secret(1))
    clock.advance(sessions.IDLE_LIMIT)

    begin(bob, secret(2))

    assert transact(engine, lambda connection: sessions.end_all(connection, ann.id)) == 0
    assert find(secret(2)) is not None

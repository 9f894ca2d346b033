"""Sign-in links: good once, for a short while, for whom they were made."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from service.access import accounts, sign_in_links
from service.access.fingerprints import is_secret
from service.database import reading, transact
from service.domain.refusals import Refusal
from tests.access.conftest import secret

AT_ONCE = 8


@pytest.fixture
def issue(engine, clock):
    def issue_one(account, number=1, **given):
        return transact(
            engine,
            lambda connection: sign_in_links.issue(
                connection, account.id, now=clock(), secret=secret(number), **given
            ),
        )

    return issue_one


@pytest.fixture
def peek(engine, clock):
    def peek_at(plain):
        with reading(engine) as connection:
            return sign_in_links.peek(connection, plain, clock())

    return peek_at


@pytest.fixture
def spend(engine, clock):
    return lambda plain: transact(engine, lambda connection: sign_in_links.spend(connection, plain, clock()))


def test_a_link_signs_in_whom_it_was_made_for_once(ann, bob, issue, spend):
    issue(bob, 2)
    link = issue(ann, 1)

    assert spend(link) == ann
    assert spend(link) is None


def test_looking_at_a_link_does_not_spend_it(ann, issue, peek, spend):
    link = issue(ann)

    assert peek(link) == peek(link) == ann
    assert spend(link) == ann
    assert peek(link) is None


def test_a_link_is_good_for_a_quarter_of_an_hour(clock, ann, issue, peek, spend):
    link = issue(ann)

    clock.advance(timedelta(minutes=15) - timedelta(microseconds=1))
    assert peek(link) == ann
    clock.advance(timedelta(microseconds=1))
    assert peek(link) is None
    assert spend(link) is None


def test_the_first_link_may_last_a_day(clock, ann, issue, spend):
    link = issue(ann, lasts=sign_in_links.FIRST_LASTS)

    clock.advance(timedelta(hours=24) - timedelta(seconds=1))

    assert spend(link) == ann


@pytest.mark.parametrize(
    "plain", ["", secret(2), secret(1)[1:], secret(1) + "\n", "\x00" * 43, "A" * 100_000]
)
def test_another_text_signs_nobody_in(ann, issue, peek, spend, plain):
    issue(ann)

    assert peek(plain) is None
    assert spend(plain) is None


def test_a_link_ends_with_its_account_and_does_not_come_back_with_it(engine, ann, bob, issue, peek, spend):
    link = issue(bob)

    transact(engine, lambda connection: accounts.set_active(connection, bob.id, is_active=False))
    assert peek(link) is None
    assert spend(link) is None
    transact(engine, lambda connection: accounts.set_active(connection, bob.id, is_active=True))
    assert peek(link) is None
    assert spend(link) is None


def test_no_link_is_made_for_an_account_that_is_switched_off(engine, ann, bob, issue):
    transact(engine, lambda connection: accounts.set_active(connection, bob.id, is_active=False))

    with pytest.raises(Refusal) as refused:
        issue(bob)

    assert refused.value.code == "account_disabled"


def test_of_many_who_spend_one_link_at_once_exactly_one_gets_in(ann, issue, spend):
    link = issue(ann)
    all_ready = Barrier(AT_ONCE)

    def try_to_spend(_):
        all_ready.wait(timeout=10)
        return spend(link)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        let_in = list(pool.map(try_to_spend, range(AT_ONCE)))

    assert let_in.count(ann) == 1
    assert let_in.count(None) == AT_ONCE - 1


@pytest.mark.engines("postgresql")
def test_who_spends_a_link_waits_for_a_sign_in_that_is_under_way(engine, clock, ann, issue, spend):
    link = issue(ann)

    with ThreadPoolExecutor(1) as pool:
        with engine.connect() as first, first.begin():
            assert sign_in_links.spend(first, link, clock()) == ann
            second = pool.submit(spend, link)
            with pytest.raises(TimeoutError):
                second.result(timeout=0.3)

        assert second.result(timeout=10) is None


def test_a_sign_in_that_failed_leaves_the_link_good(engine, clock, ann, issue, spend):
    link = issue(ann)

    def spend_and_fail(connection):
        sign_in_links.spend(connection, link, clock())
        raise LookupError("the lights went out")

    with pytest.raises(LookupError):
        transact(engine, spend_and_fail)

    assert spend(link) == ann


def test_links_that_have_ended_are_cleared_away_when_the_next_is_made(engine, clock, ann, issue):
    issue(ann, 1)
    clock.advance(timedelta(minutes=15) + sign_in_links.KNOWN_FOR)

    issue(ann, 2)

    with reading(engine) as connection:
        kept = connection.execute(sign_in_links.table.select().order_by("created_at")).all()
    assert [row.created_at for row in kept] == [clock()]


# Codes.


def test_a_letter_has_always_the_same_way_in_and_another_letter_or_key_another_one():
    found = sign_in_links.way_in("let_1", "a" * 40)

    assert sign_in_links.way_in("let_1", "a" * 40) == found
    assert is_secret(found.secret)
    others = [sign_in_links.way_in("let_2", "a" * 40), sign_in_links.way_in("let_1", "b" * 40)]
    assert len({one.secret for one in [found, *others]}) == len({one.code for one in [found, *others]}) == 3


@pytest.mark.parametrize(
    ("typed", "is_code"),
    [
        pytest.param("BCDF-2345", True, id="as in the letter"),
        pytest.param("  bcdf 2345 ", True, id="in small letters with spaces"),
        pytest.param("BCDF\u20132345", True, id="with the hyphen that a phone makes of it"),
        pytest.param("BCDF-234", False, id="too short"),
        pytest.param("BCDF-23456", False, id="too long"),
        pytest.param("BCDF-2O45", False, id="with a letter no code has"),
        pytest.param("\u0412CDF-2345", False, id="with a letter of another script"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_a_code_is_read_however_it_is_typed(typed, is_code):
    (as_shown,) = sign_in_links.code_fingerprints(["a" * 40], "ann@example.org", "BCDF-2345")

    found = sign_in_links.code_fingerprints(["a" * 40], "ann@example.org", typed)

    assert found == ([as_shown] if is_code else [])


def test_a_code_signs_in_once_and_only_whom_it_was_made_for(engine, clock, ann):
    keys = ["a" * 40]
    found = sign_in_links.way_in("let_1", keys[0])
    (print_of_ann,) = sign_in_links.code_fingerprints(keys, "ann@example.org", found.code)
    others = sign_in_links.code_fingerprints(keys, "bob@example.org", found.code)
    transact(
        engine,
        lambda c: sign_in_links.issue(
            c, ann.id, now=clock(), secret=found.secret, code_fingerprint=print_of_ann
        ),
    )

    def spent(fingerprints):
        return transact(engine, lambda c: sign_in_links.spend_code(c, fingerprints, clock()))

    assert [spent(others), spent([]), spent([print_of_ann]), spent([print_of_ann])] == [None, None, ann, None]


def test_a_code_is_good_under_the_key_before_as_well(engine, clock, ann):
    found = sign_in_links.way_in("let_1", "old" * 20)
    (kept,) = sign_in_links.code_fingerprints(["old" * 20], "ann@example.org", found.code)
    transact(
        engine,
        lambda c: sign_in_links.issue(c, ann.id, now=clock(), secret=found.secret, code_fingerprint=kept),
    )
    asked = sign_in_links.code_fingerprints(["new" * 20, "old" * 20], "ann@example.org", found.code)

    assert transact(engine, lambda c: sign_in_links.spend_code(c, asked, clock())) == ann

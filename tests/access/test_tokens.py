"""API tokens: shown once, known by their hash, useless once revoked, expired or orphaned."""

from datetime import timedelta

import pytest

from service.access import accounts, tokens
from service.database import reading, transact
from service.domain.refusals import Refusal
from tests.access.conftest import secret

PLAIN = "hs_" + secret(1)


@pytest.fixture
def issue(engine, clock, new_id):
    def issue_one(account, number=1, scopes=("read", "write"), name="newsroom script", **given):
        return transact(
            engine,
            lambda connection: tokens.issue(
                connection,
                account_id=account.id,
                name=name,
                scopes=scopes,
                now=clock(),
                new_id=new_id,
                secret=secret(number),
                **given,
            ),
        )

    return issue_one


@pytest.fixture
def find(engine, clock):
    def find_one(plain):
        with reading(engine) as connection:
            return tokens.find(connection, plain, clock())

    return find_one


def test_a_token_is_found_by_its_plain_text_with_its_account(ann, issue, find):
    token, plain = issue(ann)

    assert plain == PLAIN
    assert find(plain) == (token, ann)
    assert (token.name, token.scopes) == ("newsroom script", {"read", "write"})


def test_a_token_keeps_its_first_eight_characters_as_a_label(ann, issue):
    token, plain = issue(ann)

    assert token.label == plain[:8]


@pytest.mark.parametrize(
    "plain",
    [
        pytest.param("", id="empty"),
        pytest.param("hs_", id="prefix alone"),
        pytest.param("hs_" + secret(2), id="another"),
        pytest.param(PLAIN[:-1], id="truncated"),
        pytest.param(PLAIN + "1", id="longer"),
        pytest.param(PLAIN.upper(), id="other case"),
        pytest.param(" " + PLAIN, id="space before"),
        pytest.param(PLAIN + "\n", id="line end"),
        pytest.param(secret(1), id="without its prefix"),
        pytest.param("hs_" + "\x00" * 43, id="NUL"),
        pytest.param("hs_" + "\ud800" * 43, id="half characters"),
        pytest.param("hs_" + "A" * 1_000_000, id="huge"),
    ],
)
def test_nothing_is_found_by_another_text(ann, issue, find, plain):
    issue(ann)

    assert find(plain) is None


def test_a_token_expires_after_ninety_days_unless_said_otherwise(clock, ann, issue, find):
    issue(ann)

    clock.advance(timedelta(days=90) - timedelta(microseconds=1))
    assert find(PLAIN) is not None
    clock.advance(timedelta(microseconds=1))
    assert find(PLAIN) is None


def test_a_token_without_an_end_has_to_be_asked_for(clock, ann, issue, find):
    token, plain = issue(ann, expires_at=None)

    clock.advance(timedelta(days=4000))

    assert token.expires_at is None
    assert find(plain) is not None


def test_a_token_may_be_given_its_own_end(clock, ann, issue, find):
    ends_at = clock() + timedelta(hours=1)

    token, plain = issue(ann, expires_at=ends_at)

    assert token.expires_at == ends_at
    clock.set(ends_at)
    assert find(plain) is None


def test_a_token_that_would_be_born_expired_is_refused(clock, ann, issue):
    with pytest.raises(Refusal) as refused:
        issue(ann, expires_at=clock())

    assert refused.value.code == "in_the_past"


def test_a_revoked_token_fails_at_the_next_request(engine, clock, ann, issue, find):
    token, plain = issue(ann)
    revoked_at = clock.advance(timedelta(hours=1))

    revoked = transact(engine, lambda connection: tokens.revoke(connection, token.id, now=revoked_at))
    clock.advance(timedelta(hours=1))
    again = transact(engine, lambda connection: tokens.revoke(connection, token.id, now=clock()))

    assert find(plain) is None
    assert revoked.revoked_at == again.revoked_at == revoked_at


def test_a_token_that_does_not_exist_cannot_be_revoked(engine, clock):
    with pytest.raises(Refusal) as refused:
        transact(engine, lambda connection: tokens.revoke(connection, "tok_none", now=clock()))

    assert refused.value.refusal_class == "not_found"


def test_a_token_ends_with_its_account_and_does_not_come_back_with_it(engine, ann, bob, issue, find):
    _, plain = issue(bob)

    transact(engine, lambda connection: accounts.set_active(connection, bob.id, is_active=False))
    assert find(plain) is None
    transact(engine, lambda connection: accounts.set_active(connection, bob.id, is_active=True))
    assert find(plain) is None


def test_no_token_is_made_for_an_account_that_is_switched_off(engine, ann, bob, issue):
    transact(engine, lambda connection: accounts.set_active(connection, bob.id, is_active=False))

    with pytest.raises(Refusal) as refused:
        issue(bob)

    assert refused.value.code == "account_disabled"


def test_no_token_is_made_for_nobody(engine, clock, new_id):
    with pytest.raises(Refusal) as refused:
        transact(
            engine,
            lambda connection: tokens.issue(
                connection,
                account_id="acc_none",
                name="a",
                scopes=["read"],
                now=clock(),
                new_id=new_id,
                secret=secret(1),
            ),
        )

    assert refused.value.refusal_class == "not_found"


@pytest.mark.parametrize("scopes", [(), ("Read",), ("read", "root"), ("read write",)])
def test_a_scope_that_does_not_exist_is_refused(ann, issue, scopes):
    with pytest.raises(Refusal) as refused:
        issue(ann, scopes=scopes)

    assert refused.value.code == "unknown_scope"


def test_the_admin_scope_is_for_admins(ann, bob, issue):
    token, _ = issue(ann, scopes=("admin",))
    with pytest.raises(Refusal) as refused:
        issue(bob, number=2, scopes=("read", "admin"))

    assert token.scopes == {"admin"}
    assert refused.value.code == "not_allowed"


@pytest.mark.parametrize("name", ["", "a" * 121, "two\nlines"])
def test_a_token_needs_a_name_of_its_own(ann, issue, name):
    with pytest.raises(Refusal) as refused:
        issue(ann, name=name)

    assert refused.value.code == "bad_name"


def test_tokens_of_an_account_come_newest_first_revoked_ones_too(engine, clock, ann, bob, issue):
    first, _ = issue(ann)
    clock.advance(timedelta(seconds=1))
    second, _ = issue(ann, number=2)
    issue(bob, number=3)
    transact(engine, lambda connection: tokens.revoke(connection, first.id, now=clock()))

    with reading(engine) as connection:
        listed = tokens.every_of(connection, ann.id)

    assert [(token.id, token.revoked_at) for token in listed] == [(second.id, None), (first.id, clock())]


def test_use_is_written_down_once_a_minute_only(engine, clock, ann, issue, find):
    token, plain = issue(ann)
    first_use = clock()
    assert tokens.is_worth_touching(token, first_use)
    transact(engine, lambda connection: tokens.touch(connection, token.id, first_use))
    used, _ = find(plain)
    assert used.last_used_at == first_use

    clock.advance(timedelta(seconds=59))
    assert not tokens.is_worth_touching(used, clock())
    transact(engine, lambda connection: tokens.touch(connection, token.id, clock()))
    assert find(plain)[0].last_used_at == first_use

    clock.advance(timedelta(seconds=1))
    assert tokens.is_worth_touching(used, clock())
    transact(engine, lambda connection: tokens.touch(connection, token.id, clock()))
    assert find(plain)[0].last_used_at == clock()

"""Accounts: one address, one account; roles that exist; never a newsroom without an admin."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest

from service.access import accounts
from service.database import reading, transact
from service.domain.refusals import Refusal
from service.domain.roles import ALL_SCOPES, Actor


@pytest.fixture
def add(engine, clock, new_id):
    def add_one(email, name="Somebody", role="reporter"):
        return transact(
            engine,
            lambda connection: accounts.add(
                connection, email=email, name=name, role=role, now=clock(), new_id=new_id
            ),
        )

    return add_one


def test_an_account_is_kept_as_it_was_given(engine, clock, add):
    added = add(" Ann.Lee@Example.ORG ", name="  Ann Lee ", role="editor")

    with reading(engine) as connection:
        kept = accounts.by_id(connection, added.id)

    assert kept is not None
    assert kept == added
    assert (kept.email, kept.name, kept.role) == ("Ann.Lee@Example.ORG", "Ann Lee", "editor")
    assert kept.is_active
    assert kept.created_at == clock()


@pytest.mark.parametrize(
    "spelt",
    [
        pytest.param("strasse@example.org", id="as folded"),
        pytest.param("STRASSE@EXAMPLE.ORG", id="capitals"),
        pytest.param("straße@example.org", id="sharp s"),
        pytest.param("ｓtrasse@example.org", id="full width"),
        pytest.param("  strasse@example.org\u00a0", id="space around it"),
    ],
)
def test_an_address_is_found_however_it_is_spelt(engine, add, spelt):
    added = add("Straße@example.org")

    with reading(engine) as connection:
        assert accounts.by_email(connection, spelt) == added


@pytest.mark.parametrize(
    "asked", ["carol@example.org", "no address", "", "ann@example.org\x00", "\ud800@x.org"]
)
def test_an_unknown_address_finds_nobody(engine, ann, asked):
    with reading(engine) as connection:
        assert accounts.by_email(connection, asked) is None


def test_an_unknown_id_finds_nobody(engine, ann):
    with reading(engine) as connection:
        assert accounts.by_id(connection, "acc_none") is None


def test_a_second_account_with_the_same_address_is_refused(engine, ann, add):
    with pytest.raises(Refusal) as refused:
        add("ANN@example.org")

    assert (refused.value.code, refused.value.refusal_class) == ("email_taken", "conflict")
    with reading(engine) as connection:
        assert accounts.every(connection) == [ann]


def test_of_two_who_add_one_address_at_once_one_is_refused(engine, add):
    both_ready = Barrier(2)

    def try_to_add(email):
        both_ready.wait(timeout=10)
        try:
            return add(email).email
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(try_to_add, ["ann@example.org", "ann@example.org"]))

    assert told == ["ann@example.org", "email_taken"]


@pytest.mark.engines("postgresql")
def test_who_adds_an_address_waits_for_one_who_is_adding_it(engine, clock, new_id, add):
    given = {"email": "ann@example.org", "name": "Ann", "role": "viewer", "now": clock(), "new_id": new_id}

    with ThreadPoolExecutor(1) as pool:
        with engine.connect() as first, first.begin():
            accounts.add(first, **given)
            second = pool.submit(add, "ANN@example.org")
            with pytest.raises(TimeoutError):
                second.result(timeout=0.3)

        with pytest.raises(Refusal) as refused:
            second.result(timeout=10)

    assert refused.value.code == "email_taken"


@pytest.mark.parametrize(
    "email",
    [
        pytest.param("", id="empty"),
        pytest.param("ann", id="no at"),
        pytest.param("@example.org", id="nobody"),
        pytest.param("ann@", id="nowhere"),
        pytest.param("ann@home@example.org", id="two ats"),
        pytest.param("ann lee@example.org", id="space inside"),
        pytest.param("ann\u2003lee@example.org", id="em space inside"),
        pytest.param("ann@example.org\r\nBcc: all@example.org", id="another header"),
        pytest.param("ann\x00@example.org", id="NUL"),
        pytest.param("ann\u200b@example.org", id="zero width space"),
        pytest.param("ann\u202e@example.org", id="turned direction"),
        pytest.param("ann\ud800@example.org", id="half a character"),
        pytest.param("ann,bob@example.org", id="two recipients"),
        pytest.param("Ann <ann@example.org>", id="with a name"),
        pytest.param("ann＠example.org", id="full width at"),
        pytest.param("ann﹫home@example.org", id="an at that appears by folding"),
        pytest.param("a" * 243 + "@example.org", id="255 characters"),
        pytest.param("ﷺ" * 20 + "@example.org", id="372 characters once folded"),
    ],
)
def test_what_is_no_address_is_refused(engine, add, email):
    with pytest.raises(Refusal) as refused:
        add(email)

    assert refused.value.code == "bad_email"
    assert refused.value.faults[0].pointer == "/email"
    with reading(engine) as connection:
        assert accounts.every(connection) == []


def test_an_address_may_have_254_characters(engine, add):
    added = add("a" * 242 + "@example.org")

    with reading(engine) as connection:
        assert accounts.by_id(connection, added.id) == added


@pytest.mark.parametrize("name", ["", "   ", "a" * 121, "Ann\nLee", "Ann\x00", "Ann\u202eeeL", "\udfff"])
def test_what_is_no_name_is_refused(engine, add, name):
    with pytest.raises(Refusal) as refused:
        add("ann@example.org", name=name)

    assert refused.value.code == "bad_name"


@pytest.mark.parametrize("role", ["", "Admin", "root", "admin "])
def test_a_role_that_does_not_exist_is_refused(engine, ann, bob, add, role):
    with pytest.raises(Refusal) as at_adding:
        add("carol@example.org", role=role)
    with pytest.raises(Refusal) as at_changing:
        transact(engine, lambda connection: accounts.set_role(connection, bob.id, role))

    assert at_adding.value.code == at_changing.value.code == "unknown_role"


def test_all_accounts_come_oldest_first(engine, clock, ann, bob):
    with reading(engine) as connection:
        assert accounts.every(connection) == [ann, bob]


def test_a_role_can_be_changed(engine, ann, bob):
    changed = transact(engine, lambda connection: accounts.set_role(connection, bob.id, "editor"))

    assert (changed.id, changed.role) == (bob.id, "editor")
    with reading(engine) as connection:
        assert accounts.by_id(connection, bob.id) == changed


def test_the_last_active_admin_stays_one(engine, ann, bob):
    with pytest.raises(Refusal) as by_role:
        transact(engine, lambda connection: accounts.set_role(connection, ann.id, "viewer"))
    with pytest.raises(Refusal) as by_switch:
        transact(engine, lambda connection: accounts.set_active(connection, ann.id, is_active=False))

    assert by_role.value.code == by_switch.value.code == "last_admin"
    with reading(engine) as connection:
        assert accounts.by_id(connection, ann.id) == ann


def test_an_admin_who_is_switched_off_does_not_count_as_one(engine, ann, bob):
    transact(engine, lambda connection: accounts.set_role(connection, bob.id, "admin"))
    transact(engine, lambda connection: accounts.set_active(connection, bob.id, is_active=False))

    with pytest.raises(Refusal, match="last active admin"):
        transact(engine, lambda connection: accounts.set_role(connection, ann.id, "editor"))


def test_of_two_admins_one_may_go(engine, ann, bob):
    transact(engine, lambda connection: accounts.set_role(connection, bob.id, "admin"))

    gone = transact(engine, lambda connection: accounts.set_active(connection, ann.id, is_active=False))

    assert not gone.is_active


def test_the_last_admin_may_be_made_an_admin_again(engine, ann):
    assert transact(engine, lambda connection: accounts.set_role(connection, ann.id, "admin")) == ann


def test_two_admins_who_step_down_at_once_leave_one(engine, ann, bob):
    transact(engine, lambda connection: accounts.set_role(connection, bob.id, "admin"))
    both_ready = Barrier(2)

    def try_to_step_down(account):
        both_ready.wait(timeout=10)
        try:
            return transact(
                engine, lambda connection: accounts.set_role(connection, account.id, "editor")
            ).role
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(try_to_step_down, [ann, bob]))

    assert told == ["editor", "last_admin"]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(partial(accounts.set_role, role="editor"), id="role"),
        pytest.param(partial(accounts.set_active, is_active=True), id="on"),
        pytest.param(partial(accounts.set_active, is_active=False), id="off"),
    ],
)
def test_an_account_that_does_not_exist_cannot_be_changed(engine, ann, change):
    with pytest.raises(Refusal) as refused:
        transact(engine, lambda connection: change(connection, "acc_none"))

    assert refused.value.refusal_class == "not_found"


def test_an_account_acts_in_its_role_as_far_as_its_scopes_reach(ann):
    assert accounts.actor_of(ann) == Actor(ann.id, "admin", ALL_SCOPES)
    assert accounts.actor_of(ann, frozenset({"read"})) == Actor(ann.id, "admin", frozenset({"read"}))

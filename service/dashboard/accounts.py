"""Accounts, for admins: inviting people, their names and roles, switching accounts off and on."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import Blueprint, Response, abort

from service.access import accounts, guards
from service.access.accounts import Account
from service.access.guards import Caller
from service.changes.claims import Context
from service.changes.handing_over import open_claims_of
from service.dashboard import frame, writing
from service.dashboard.forms import Form, Given
from service.dashboard.frame import Visitor
from service.database import Connection, reading
from service.domain.refusals import not_allowed
from service.letters.sign_in import HandedOut, announce, hand_out
from service.rounds import leaving
from service.wiring import Wiring

ROLES = (
    ("viewer", "viewer: reads"),
    ("reporter", "reporter: logs claims, follows them up"),
    ("editor", "editor: settles any claim"),
    ("admin", "admin: everything, and accounts"),
)

Work = Callable[[Connection, Context], None]


def add(pages: Blueprint, wiring: Wiring) -> None:
    """Put the pages and their forms on their paths."""
    pages.add_url_rule("/accounts", "accounts", partial(show, wiring))
    pages.add_url_rule("/accounts", "invite", partial(invite, wiring), methods=["POST"])
    pages.add_url_rule("/accounts/<account_id>", "one_account", partial(show_one, wiring))
    for name, view in (("change", change), ("off", switch_off), ("on", switch_on), ("link", send_link)):
        pages.add_url_rule(
            f"/accounts/<account_id>/{name}", f"account_{name}", partial(view, wiring), methods=["POST"]
        )


def show(wiring: Wiring) -> Response:
    """Return everybody, and the form that invites somebody."""
    visitor, _caller = _admin(wiring)
    return _list(wiring, visitor, writing.new_form(wiring, {"role": ["reporter"]}))


def invite(wiring: Wiring) -> Response:
    """Add an account and send its invitation."""
    visitor, caller = _admin(wiring)
    guards.require_csrf(wiring)
    given = writing.given()
    invited: list[HandedOut] = []

    def work(connection: Connection, context: Context) -> tuple[None, str]:
        account = accounts.add(
            connection,
            email=_first(given, "email"),
            name=_first(given, "name"),
            role=_first(given, "role"),
            now=context.now,
            new_id=wiring.new_id,
        )
        invited[:] = [hand_out(connection, wiring, account, "invitation")]
        return None, "/accounts?invited=yes"

    sent = writing.send(wiring, caller, given, work, about=None)
    if not isinstance(sent, str):
        return _list(wiring, visitor, sent.form, status=sent.status)
    for one in invited:
        announce(one)
    return frame.see_other(sent)


def show_one(wiring: Wiring, account_id: str) -> Response:
    """Return one account with what can be done about it."""
    visitor, _caller = _admin(wiring)
    account = _account(wiring, account_id)
    given: Given = {"name": [account.name], "role": [account.role], "new_owner": [""]}
    return _one(wiring, visitor, account, writing.new_form(wiring, given))


def change(wiring: Wiring, account_id: str) -> Response:
    """Give an account another name and role."""
    given = writing.given()

    def work(connection: Connection, _context: Context) -> None:
        accounts.rename(connection, account_id, _first(given, "name"))
        accounts.set_role(connection, account_id, _first(given, "role"))

    return _changed(wiring, account_id, given, work)


def switch_off(wiring: Wiring, account_id: str) -> Response:
    """Switch an account off; its open claims go to whoever was chosen, or the editors are told of them."""
    given = writing.given()

    def work(connection: Connection, context: Context) -> None:
        new_owner = _first(given, "new_owner") or None
        leaving.switch_off(connection, wiring, account_id, context, new_owner=new_owner)

    return _changed(wiring, account_id, given, work)


def switch_on(wiring: Wiring, account_id: str) -> Response:
    """Switch an account on again; none of its old ways in comes back."""

    def work(connection: Connection, _context: Context) -> None:
        accounts.set_active(connection, account_id, is_active=True)

    return _changed(wiring, account_id, writing.given(), work)


def send_link(wiring: Wiring, account_id: str) -> Response:
    """Send another invitation."""
    invited: list[HandedOut] = []

    def work(connection: Connection, _context: Context) -> None:
        account = accounts.require(connection, account_id)
        invited[:] = [hand_out(connection, wiring, account, "invitation")]

    response = _changed(wiring, account_id, writing.given(), work)
    for one in invited if response.status_code == 303 else ():
        announce(one)
    return response


def _changed(wiring: Wiring, account_id: str, given: Given, work: Work) -> Response:
    visitor, caller = _admin(wiring)
    guards.require_csrf(wiring)
    account = _account(wiring, account_id)

    def once(connection: Connection, context: Context) -> tuple[None, str]:
        work(connection, context)
        return None, f"/accounts/{account.id}"

    sent = writing.send(wiring, caller, given, once, about=None)
    if isinstance(sent, str):
        return frame.see_other(sent)
    return _one(wiring, visitor, account, sent.form, status=sent.status)


def _admin(wiring: Wiring) -> tuple[Visitor, Caller]:
    visitor, caller = frame.person(wiring)
    if not visitor.may_administer:
        raise not_allowed("Accounts are for admins.", hint="Ask an admin.")
    return visitor, caller


def _account(wiring: Wiring, account_id: str) -> Account:
    with reading(wiring.engine) as connection:
        found = accounts.by_id(connection, account_id) if account_id.isprintable() else None
    return abort(404) if found is None else found


def _list(wiring: Wiring, visitor: Visitor, form: Form, *, status: int = 200) -> Response:
    with reading(wiring.engine) as connection:
        found = accounts.every(connection)
    return frame.page(
        visitor,
        "accounts.html",
        status=status,
        form=form,
        accounts=found,
        roles=ROLES,
        has_mail=wiring.settings.smtp_url is not None,
    )


def _one(wiring: Wiring, visitor: Visitor, account: Account, form: Form, *, status: int = 200) -> Response:
    with reading(wiring.engine) as connection:
        owned = len(open_claims_of(connection, account.id))
        others = [one for one in accounts.every(connection) if one.is_active and one.role != "viewer"]
    heirs = [(one.id, f"{one.name}, {one.role}") for one in others if one.id != account.id]
    return frame.page(
        visitor,
        "one_account.html",
        status=status,
        form=form,
        account=account,
        roles=ROLES,
        owned=owned,
        heirs=[("", "Nobody yet: tell the editors"), *heirs],
        has_mail=wiring.settings.smtp_url is not None,
    )


def _first(given: Given, name: str) -> str:
    return next(iter(given.get(name, ())), "")

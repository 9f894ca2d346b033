"""API tokens: making one, which is shown once; one's own, and for admins everybody's; ending one at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from flask import Blueprint, Response

from service.access import accounts, guards, tokens
from service.access.accounts import Account
from service.access.guards import Caller
from service.access.tokens import Token
from service.changes.claims import Context
from service.dashboard import frame, wording, writing
from service.dashboard.forms import Form, Given
from service.dashboard.frame import Visitor
from service.database import Connection, reading
from service.domain.refusals import not_found, refuse
from service.domain.roles import may_administer
from service.wiring import Wiring

#: How long a token may last, as the form offers it.
DAYS = (("30", "30 days"), ("90", "90 days"), ("365", "a year"))


@dataclass(frozen=True, slots=True)
class Shown:
    """One token as the page shows it; it never holds its plain text."""

    id: str
    name: str
    begins: str
    owner: str
    scopes: str
    last_used: str
    ends: str
    #: Whether it still works.
    is_good: bool


def add(pages: Blueprint, wiring: Wiring) -> None:
    """Put the page and its forms on their paths."""
    pages.add_url_rule("/tokens", "tokens", partial(show, wiring))
    pages.add_url_rule("/tokens", "issue_token", partial(issue, wiring), methods=["POST"])
    pages.add_url_rule("/tokens/<token_id>/revoke", "revoke_token", partial(revoke, wiring), methods=["POST"])


def show(wiring: Wiring) -> Response:
    """Return the page."""
    visitor, caller = frame.person(wiring)
    given = {"name": [""], "scopes": ["read"], "days": ["90"]}
    return _page(wiring, visitor, caller, writing.new_form(wiring, given))


def issue(wiring: Wiring) -> Response:
    """Make a token and show its plain text, in this answer alone."""
    visitor, caller = frame.person(wiring)
    guards.require_csrf(wiring)
    given = writing.given()
    secret = wiring.new_secret()
    made: list[str] = []

    def change(connection: Connection, context: Context) -> tuple[None, str]:
        _token, plain = tokens.issue(
            connection,
            account_id=caller.account.id,
            name=next(iter(given.get("name", ())), ""),
            scopes=given.get("scopes", ()),
            now=context.now,
            new_id=wiring.new_id,
            secret=secret,
            expires_at=context.now + timedelta(days=_days(given)),
        )
        made[:] = [plain]
        return None, "/tokens"

    sent = writing.send(wiring, caller, given, change, about=None)
    if not isinstance(sent, str):
        return _page(wiring, visitor, caller, sent.form, status=sent.status)
    if not made:
        return frame.see_other(sent)  # this form was sent before, and its token was shown then
    return _page(wiring, visitor, caller, writing.new_form(wiring, {}), plain=made[0])


def revoke(wiring: Wiring, token_id: str) -> Response:
    """End a token at once: one's own, or as an admin any."""
    _visitor, caller = frame.person(wiring)
    guards.require_csrf(wiring)

    def change(connection: Connection, context: Context) -> tuple[None, str]:
        own = {one.id for one in tokens.every_of(connection, caller.account.id)}
        if token_id not in own and not may_administer(caller.actor):
            raise not_found("such token")
        tokens.revoke(connection, token_id, now=context.now)
        return None, "/tokens"

    return writing.done(writing.send(wiring, caller, writing.given(), change, about=None))


def _days(given: Given) -> int:
    asked = next(iter(given.get("days", ())), "")
    if asked not in dict(DAYS):
        raise refuse("unknown_choice", "Choose how long it lasts.", at="/days")
    return int(asked)


def _page(
    wiring: Wiring,
    visitor: Visitor,
    caller: Caller,
    form: Form,
    *,
    status: int = 200,
    plain: str | None = None,
) -> Response:
    with reading(wiring.engine) as connection:
        everybody = accounts.every(connection) if visitor.may_administer else []
        own = tokens.every_of(connection, caller.account.id)
        others = [
            _shown(token, account, visitor)
            for account in everybody
            if account.id != caller.account.id
            for token in tokens.every_of(connection, account.id)
        ]
    return frame.page(
        visitor,
        "tokens.html",
        status=status,
        form=form,
        plain=plain,
        own=[_shown(one, caller.account, visitor) for one in own],
        others=others,
        days=DAYS,
        scopes=("read", "write", "admin") if visitor.may_administer else ("read", "write"),
    )


def _shown(one: Token, owner: Account, visitor: Visitor) -> Shown:
    def moment(at: object) -> str:
        return wording.moment(at, visitor.zone) if at is not None else ""  # type: ignore[arg-type]

    has_ended = one.expires_at is not None and one.expires_at <= visitor.now
    if one.revoked_at is not None:
        ends = f"revoked {wording.moment(one.revoked_at, visitor.zone)}"
    elif one.expires_at is None:
        ends = "when it is revoked"
    else:
        ends = ("ended " if has_ended else "") + wording.moment(one.expires_at, visitor.zone)
    return Shown(
        id=one.id,
        name=one.name,
        begins=one.label,
        owner=owner.name,
        scopes=", ".join(sorted(one.scopes)),
        last_used=moment(one.last_used_at) or "never",
        ends=ends,
        is_good=one.revoked_at is None and not has_ended and owner.is_active,
    )

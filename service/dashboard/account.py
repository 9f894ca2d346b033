"""One's own account: the name colleagues see, and the browsers one is signed in with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from flask import Blueprint, Response

from service.access import accounts, guards, sessions
from service.access.guards import Caller
from service.access.sessions import Session
from service.changes.claims import Context
from service.dashboard import frame, wording, writing
from service.dashboard.forms import Form
from service.dashboard.frame import Visitor
from service.database import Connection, reading
from service.wiring import Wiring


@dataclass(frozen=True, slots=True)
class Shown:
    """One session as the page shows it."""

    id: str
    browser: str
    address: str
    begun: str
    seen: str
    is_this: bool


def add(pages: Blueprint, wiring: Wiring) -> None:
    """Put the page and its forms on their paths."""
    pages.add_url_rule("/account", "account", partial(show, wiring))
    pages.add_url_rule("/account", "rename", partial(rename, wiring), methods=["POST"])
    pages.add_url_rule("/sessions", "sessions", lambda: frame.see_other("/account#sessions"))
    pages.add_url_rule(
        "/sessions/<session_id>/end", "end_session", partial(end_session, wiring), methods=["POST"]
    )


def show(wiring: Wiring) -> Response:
    """Return the page."""
    visitor, caller = frame.person(wiring)
    return _page(wiring, visitor, caller, writing.new_form(wiring, {"name": [caller.account.name]}))


def rename(wiring: Wiring) -> Response:
    """Change one's own name."""
    visitor, caller = frame.person(wiring)
    guards.require_csrf(wiring)
    given = writing.given()

    def change(connection: Connection, _context: Context) -> tuple[None, str]:
        accounts.rename(connection, caller.account.id, _first(given, "name"))
        return None, "/account"

    sent = writing.send(wiring, caller, given, change, about=None)
    if isinstance(sent, str):
        return frame.see_other(sent)
    return _page(wiring, visitor, caller, sent.form, status=sent.status)


def end_session(wiring: Wiring, session_id: str) -> Response:
    """Sign one of one's browsers out; this one goes to the page for signing in."""
    _visitor, caller = frame.person(wiring)
    guards.require_csrf(wiring)

    def change(connection: Connection, context: Context) -> tuple[None, str]:
        sessions.end_one(connection, caller.account.id, session_id, context.now)
        return None, "/account#sessions"

    return writing.done(writing.send(wiring, caller, writing.given(), change, about=None))


def _page(wiring: Wiring, visitor: Visitor, caller: Caller, form: Form, *, status: int = 200) -> Response:
    with reading(wiring.engine) as connection:
        found = sessions.every_of(connection, caller.account.id, visitor.now)
    return frame.page(
        visitor,
        "account.html",
        status=status,
        form=form,
        account=caller.account,
        sessions=[_shown(one, caller, visitor) for one in found],
        idle_days=sessions.IDLE_LIMIT.days,
        most_days=sessions.ABSOLUTE_LIMIT.days,
    )


def _shown(one: Session, caller: Caller, visitor: Visitor) -> Shown:
    return Shown(
        id=one.id,
        browser=one.browser or "A browser",
        address=one.address or "not known",
        begun=wording.moment(one.begun_at, visitor.zone),
        seen=wording.moment(one.seen_at, visitor.zone),
        is_this=one.id == caller.credential,
    )


def _first(given: Mapping[str, object], name: str) -> str:
    values = given.get(name)
    return str(values[0]) if isinstance(values, list) and values else ""

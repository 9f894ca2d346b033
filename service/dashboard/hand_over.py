"""Notes for the next shift: written, shown until they are done, kept; never for the public."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from flask import Blueprint, Response, request
from markupsafe import Markup

from service.access import guards
from service.access.accounts import Account
from service.access.guards import Caller
from service.changes import hand_overs
from service.changes.claims import Context
from service.changes.hand_overs import Note
from service.dashboard import frame, wording, writing
from service.dashboard.forms import Form
from service.dashboard.frame import Visitor
from service.dashboard.typed import said
from service.database import Connection, reading, transact
from service.wiring import Wiring

#: Notes on the page: those that wait, and the newest of those that are done.
MOST = 50


@dataclass(frozen=True, slots=True)
class Told:
    """A note as it is shown."""

    id: str
    desk: Markup
    #: Its first words, and all of it.
    beginning: Markup
    text: Markup
    by: Markup
    #: Who marked it as done, and when; empty while it waits.
    done: Markup


def add(pages: Blueprint, wiring: Wiring) -> None:
    """Put the notes on their paths."""
    pages.add_url_rule("/hand-over", "hand_over", partial(show, wiring))
    pages.add_url_rule("/hand-over", "hand_over_write", partial(write, wiring), methods=["POST"])
    pages.add_url_rule("/hand-over/<note_id>/done", "hand_over_done", partial(done, wiring), methods=["POST"])


def told(note: Note, names: Mapping[str, Account], visitor: Visitor) -> Told:
    """Return a note in words."""
    return Told(
        id=note.id,
        desk=Markup("every desk") if note.desk is None else said(note.desk, 60),
        beginning=said(" ".join(note.text.split()), 90),
        text=said(note.text, hand_overs.TEXT_MOST),
        by=_by(note.author, note.written_at, names, visitor),
        done=Markup() if note.done_at is None else _by(note.done_by, note.done_at, names, visitor),
    )


def show(wiring: Wiring) -> Response:
    """Return the notes that wait, the form for a new one, and the past ones."""
    visitor, _caller = frame.person(wiring)
    form = writing.new_form(wiring, {"desk": [request.args.get("desk", "")], "note": [""]})
    return _page(wiring, visitor, form)


def write(wiring: Wiring) -> Response:
    """Leave a note for the next shift."""
    visitor, caller = frame.person(wiring)
    guards.require_csrf(wiring)
    given = writing.given()

    def change(connection: Connection, context: Context) -> tuple[None, str]:
        text, desk = (next(iter(given.get(name, ())), "") for name in ("note", "desk"))
        hand_overs.write(connection, text, desk, context)
        return None, "/hand-over#waiting"

    sent = writing.send(wiring, caller, given, change, about=None)
    if isinstance(sent, str):
        return frame.see_other(sent)
    return _page(wiring, visitor, sent.form, status=sent.status)


def done(wiring: Wiring, note_id: str) -> Response:
    """Mark a note as done; sent twice it is as sent once."""
    _visitor, caller = frame.person(wiring)
    guards.require_csrf(wiring)
    context = context_of(wiring, caller)
    transact(wiring.engine, lambda connection: hand_overs.mark_done(connection, note_id, context))
    then = frame.local_path(request.form.get("then"))
    return frame.see_other(then or "/hand-over")


def context_of(wiring: Wiring, caller: Caller) -> Context:
    """Return who writes what is no part of the ledger, and when."""
    return Context(
        actor=caller.actor,
        now=wiring.now(),
        zone=wiring.settings.zone,
        new_id=wiring.new_id,
        request_id=frame.request_id(),
    )


def _page(wiring: Wiring, visitor: Visitor, form: Form, *, status: int = 200) -> Response:
    with reading(wiring.engine) as connection:
        names = frame.people(connection, visitor)
        found: dict[str, Any] = {
            "waiting": hand_overs.waiting(connection, None, most=MOST),
            "past": hand_overs.done(connection, most=MOST),
        }
    shown = {name: [told(note, names, visitor) for note in notes] for name, notes in found.items()}
    return frame.page(visitor, "hand_over.html", status=status, form=form, **shown)


def _by(account_id: str | None, at: datetime, names: Mapping[str, Account], visitor: Visitor) -> Markup:
    account = names.get(account_id or "")
    name = Markup("somebody") if account is None else said(account.name, 80)
    return Markup("{}, {}").format(name, wording.moment(at, visitor.zone))

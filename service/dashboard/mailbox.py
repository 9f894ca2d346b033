"""The built-in mailbox as a list: letters that landed here, because no mail server is named."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial

from flask import Blueprint, Response, request
from markupsafe import Markup

from service.access import accounts, guards
from service.changes.claims import Context
from service.dashboard import frame, mailbox_letter, wording, writing
from service.dashboard.frame import Visitor
from service.dashboard.letter_kinds import OCCASIONS
from service.dashboard.mailbox_letter import admin
from service.dashboard.typed import said
from service.database import Connection, reading
from service.domain.refusals import conflict, refuse
from service.mail import mailbox_lists, outbox
from service.mail.mailbox_lists import Line
from service.rounds.round import run_round
from service.wiring import Wiring

#: Letters that the list shows, the newest.
MOST = 200
#: How long somebody waits for what is due to be sent; the scheduler goes on with the rest.
MOST_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Shown:
    """One letter in words."""

    id: str
    subject: Markup
    to: Markup
    kind: str
    size: str
    received: str


def add(pages: Blueprint, wiring: Wiring) -> None:
    """Put the mailbox on its paths."""
    pages.add_url_rule("/mailbox", "mailbox", partial(show, wiring))
    pages.add_url_rule("/mailbox/send-due", "send_due", partial(send_due, wiring), methods=["POST"])
    mailbox_letter.add(pages, wiring)


def show(wiring: Wiring) -> Response:
    """Return the list of letters, newest first: all, or those to one person, or of one kind."""
    visitor = admin(wiring)
    with reading(wiring.engine) as connection:
        counts = mailbox_lists.counts(connection)
        to, kind = request.args.get("to", ""), request.args.get("kind", "")
        found = mailbox_lists.lines(connection, recipient=to or None, occasion=kind or None, most=MOST)
        names = {one.id: one.name for one in accounts.every(connection)}
        waiting = outbox.counts(connection)["due"]
    people = sorted(
        ((account, names.get(account, "An account that is gone")) for account in counts.by_recipient),
        key=lambda one: (one[1].casefold(), one[0]),
    )
    return frame.page(
        visitor,
        "mailbox.html",
        letters=[_shown(one, visitor) for one in found],
        has_more=len(found) == MOST,
        count=counts.all,
        people=[(account, f"{name} ({counts.by_recipient[account]:,})") for account, name in people],
        kinds=[(one, f"{OCCASIONS.get(one, one)} ({count:,})") for one, count in counts.by_occasion.items()],
        to=to,
        kind=kind,
        waiting=waiting,
        lands_here=wiring.settings.smtp_url is None,
        key=wiring.new_secret(),
        sent=_number(request.args.get("saved", "")),
    )


def send_due(wiring: Wiring) -> Response:
    """Run a round at once, so that what is due lands here without waiting for the scheduler's."""
    _visitor, caller = frame.person(wiring)
    admin(wiring)
    guards.require_csrf(wiring)

    def change(_connection: Connection, _context: Context) -> tuple[None, str]:
        if request.form.get("send") != "due":
            raise refuse("missing", "Say what is to be sent.", at="/send")
        if wiring.settings.smtp_url is not None:
            raise conflict("letters_go_out", "Letters go to a mail server; nothing is sent from here.")
        return None, "/mailbox"

    wanted = writing.send(wiring, caller, writing.given(), change, about=None)
    if not isinstance(wanted, str):
        return writing.done(wanted)
    ends_at = time.monotonic() + MOST_SECONDS
    tally = run_round(wiring, worker="the mailbox page", should_stop=lambda: time.monotonic() >= ends_at)
    return frame.see_other(f"{wanted}?saved={tally.sent}#saved")


def _shown(one: Line, visitor: Visitor) -> Shown:
    words = "Words destroyed" if one.subject is None else one.subject
    return Shown(
        id=one.letter,
        subject=said(words, 200),
        to=said(one.address, 120),
        kind=OCCASIONS.get(one.occasion, one.occasion),
        size=f"{one.size_bytes / 1000:.1f} KB" if one.size_bytes else "",
        received=wording.moment(one.received_at, visitor.zone),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None

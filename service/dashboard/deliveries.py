"""What became of every letter, with the mail server's words; and addresses that nothing is sent to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import get_args

from flask import Blueprint, Response, request
from markupsafe import Markup

from service.access import accounts, guards
from service.access.guards import Caller
from service.changes.claims import Context
from service.dashboard import frame, wording, writing
from service.dashboard.frame import Visitor
from service.dashboard.letter_kinds import OCCASIONS
from service.dashboard.narrowing import address
from service.dashboard.typed import said
from service.dashboard.writing import Change
from service.database import Connection, reading
from service.domain.refusals import conflict, not_allowed, not_found
from service.intake.fields import is_id
from service.mail import outbox, paused
from service.mail.paused import Paused
from service.mail.tries import Letter, State
from service.wiring import Wiring

#: Letters that the list shows, the newest.
MOST = 200
#: What each state is called, in the order of a letter's life.
STATES: Mapping[State, str] = {
    "due": "Waiting",
    "sending": "Being sent",
    "sent": "Sent",
    "dead": "Given up",
    "dropped": "Not sent",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One letter in words."""

    id: str
    subject: Markup
    occasion: str
    to: Markup
    state: str
    tries: str
    when: str
    reason: Markup
    may_be_sent_again: bool
    is_in_mailbox: bool


def add(pages: Blueprint, wiring: Wiring) -> None:
    """Put the page and its forms on their paths."""
    pages.add_url_rule("/deliveries", "deliveries", partial(show, wiring))
    pages.add_url_rule(
        "/deliveries/<letter_id>/send-again", "send_again", partial(send_again, wiring), methods=["POST"]
    )
    pages.add_url_rule(
        "/paused-addresses/<account_id>/resume", "resume", partial(resume, wiring), methods=["POST"]
    )


def show(wiring: Wiring) -> Response:
    """Return the newest letters, all or those in one state, and the paused addresses."""
    visitor, _caller = admin(wiring)
    state = next((one for one in get_args(State) if one == request.args.get("state")), None)
    with reading(wiring.engine) as connection:
        found = outbox.every(connection, state=state, most=MOST)
        counts = outbox.counts(connection)
        names = {one.id: one.name for one in accounts.every(connection)}
        refused = paused.every(connection)
    states = [("All", sum(counts.values()), "/deliveries", state is None)]
    states += [
        (words, counts[one], address("/deliveries", [("state", one)]), one == state)
        for one, words in STATES.items()
    ]
    return frame.page(
        visitor,
        "deliveries.html",
        states=states,
        letters=[_line(one, names, visitor) for one in found],
        has_more=len(found) == MOST,
        paused=[_paused(one, names, visitor) for one in refused],
        server="the built-in mailbox" if wiring.settings.smtp_url is None else "a mail server",
    )


def send_again(wiring: Wiring, letter_id: str) -> Response:
    """Make a letter due again that was given up; the next round tries it."""
    _visitor, caller = admin(wiring)

    def change(connection: Connection, context: Context) -> tuple[None, str]:
        if not is_id(letter_id, "let") or outbox.one(connection, letter_id) is None:
            raise not_found("such letter")
        if not outbox.send_again(connection, letter_id, context.now):
            raise conflict("not_given_up", "This letter was not given up; it is not sent twice.")
        return None, "/deliveries"

    return _sent(wiring, caller, change)


def resume(wiring: Wiring, account_id: str) -> Response:
    """Send to an account's addresses again; where none is paused that changes nothing."""
    _visitor, caller = admin(wiring)

    def change(connection: Connection, _context: Context) -> tuple[None, str]:
        if not is_id(account_id, "acc"):
            raise not_found("such account")
        accounts.require(connection, account_id)
        paused.resume(connection, account_id)
        return None, "/deliveries#paused"

    return _sent(wiring, caller, change)


def admin(wiring: Wiring) -> tuple[Visitor, Caller]:
    """Return the admin who looks.

    Raises:
        Refusal: somebody who is none.
    """
    visitor, caller = frame.person(wiring)
    if not visitor.may_administer:
        raise not_allowed("This page is for admins.", hint="Ask an admin to look for you.")
    return visitor, caller


def _sent(wiring: Wiring, caller: Caller, change: Change) -> Response:
    guards.require_csrf(wiring)
    return writing.done(writing.send(wiring, caller, writing.given(), change, about=None))


def _line(letter: Letter, names: Mapping[str, str], visitor: Visitor) -> Line:
    hidden = {"sign_in": "A sign-in link", "invitation": "An invitation"}.get(letter.occasion)
    unwritten = "Not written yet" if letter.state in ("due", "sending") else "No subject is kept"
    name = names.get(letter.recipient, "an account that is gone")
    to = name if letter.address is None else f"{name}, {letter.address}"
    tries = "not tried yet" if not letter.attempt else wording.counted(letter.attempt, "try", "tries")
    return Line(
        id=letter.id,
        subject=said(letter.subject or hidden or unwritten, 160),
        occasion=OCCASIONS.get(letter.occasion, letter.occasion),
        to=said(to, 200),
        state=STATES[letter.state],
        tries=f"{tries}, {letter.unknown_tries} unknown" if letter.unknown_tries else tries,
        when=_when(letter, visitor),
        reason=said(letter.reason or "", 400),
        may_be_sent_again=letter.state == "dead",
        is_in_mailbox=letter.state == "sent" and letter.via == "mailbox",
    )


def _when(letter: Letter, visitor: Visitor) -> str:
    if letter.sent_at is not None:
        return f"sent {wording.moment(letter.sent_at, visitor.zone)}"
    if letter.state == "due" and letter.attempt and letter.next_try_at is not None:
        return f"next try {wording.moment(letter.next_try_at, visitor.zone)}"
    return f"queued {wording.moment(letter.queued_at, visitor.zone)}"


def _paused(one: Paused, names: Mapping[str, str], visitor: Visitor) -> Sequence[object]:
    return (
        one.account,
        said(names.get(one.account, "an account that is gone"), 120),
        said(one.address, 254),
        wording.moment(one.since, visitor.zone),
        said(one.words, 400),
    )

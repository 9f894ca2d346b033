"""Settings: which letters one gets and when, who gets them meanwhile, and what one follows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import Blueprint, Response, request

from service.access import accounts, follows, guards, letter_choices
from service.access.guards import Caller
from service.changes.claims import Context
from service.dashboard import following, frame, wording, writing
from service.dashboard.forms import Form, Given
from service.dashboard.frame import Visitor
from service.database import Connection, reading
from service.domain.reminding.choices import Choices
from service.domain.reminding.digesting import next_turn
from service.intake import letters as intake
from service.mail import outbox, paused
from service.mail.tries import Letter
from service.rounds import digest_now
from service.wiring import Wiring

PACES = [("weekdays", "On weekdays"), ("daily", "Every day"), ("mondays", "On Mondays"), ("off", "Never")]
SUBJECTS = [
    ("", "As the claim’s desk has it"),
    ("yes", "Leave the claim’s words out"),
    ("no", "Show the claim’s words"),
]
HIDES: Mapping[str, bool | None] = {"": None, "yes": True, "no": False}
#: The boxes; one that is not sent was not ticked.
FLAGS = ("skips_empty", "day_before", "last_day", "date_passed", "date_moved", "receipt")
NUMBERS = ("again_every_days", "again_times")
TEXTS = ("zone", "digest", "digest_at")
#: Left empty there is none.
MAY_BE_EMPTY = ("paused_until", "away_from", "away_until", "stand_in")
SAVED = {
    "yes": "Saved.",
    "now": "Your digest is on its way. There is one on each day, so none comes later today.",
}


def add(pages: Blueprint, wiring: Wiring) -> None:
    """Put the page and its forms on their paths."""
    pages.add_url_rule("/settings", "settings", partial(show, wiring))
    pages.add_url_rule("/settings", "save_settings", partial(save, wiring), methods=["POST"])
    pages.add_url_rule("/settings/digest-now", "digest_now", partial(send_digest, wiring), methods=["POST"])


def show(wiring: Wiring) -> Response:
    """Return the page."""
    visitor, caller = frame.person(wiring)
    return _page(wiring, visitor, caller)


def save(wiring: Wiring) -> Response:
    """Save all of the form, or say what is wrong with it and change nothing."""
    visitor, caller = frame.person(wiring)
    guards.require_csrf(wiring)
    given = writing.given()
    is_editor = caller.actor.is_at_least("editor")

    def change(connection: Connection, context: Context) -> tuple[None, str]:
        changes = intake.choices(body_of(given, is_editor=is_editor))
        letter_choices.choose(
            connection, caller.account.id, changes, zone=wiring.settings.zone, now=context.now
        )
        return None, "/settings?saved=yes#saved"

    sent = writing.send(wiring, caller, given, change, about=None)
    if isinstance(sent, str):
        return frame.see_other(sent)
    return _page(wiring, visitor, caller, form=sent.form, status=sent.status)


def send_digest(wiring: Wiring) -> Response:
    """Queue today's digest at once."""
    visitor, caller = frame.person(wiring)
    guards.require_csrf(wiring)

    def change(connection: Connection, _context: Context) -> tuple[None, str]:
        digest_now.queue_now(connection, wiring, caller.account.id)
        return None, "/settings?saved=now#saved"

    sent = writing.send(wiring, caller, writing.given(), change, about=None)
    if isinstance(sent, str):
        return frame.see_other(sent)
    return _page(wiring, visitor, caller, faults_of=sent.form, status=sent.status)


def body_of(given: Given, *, is_editor: bool) -> dict[str, Any]:
    """Return the choices of the form as the API takes them.

    Args:
        is_editor: the form has the box for what only editors get.
    """

    def first(name: str) -> str:
        return next(iter(given.get(name, ())), "").strip()

    body: dict[str, Any] = {name: first(name) for name in TEXTS}
    body |= {name: bool(first(name)) for name in FLAGS}
    body |= {name: _number(first(name)) for name in NUMBERS}
    body |= {name: first(name) or None for name in MAY_BE_EMPTY}
    body["hides_text"] = HIDES.get(first("hides_text"))
    return body | ({"escalation": bool(first("escalation"))} if is_editor else {})


def given_of(choices: Choices) -> dict[str, list[str]]:
    """Return choices as the form shows them."""
    hides = next(value for value, hidden in HIDES.items() if hidden is choices.hides_text)
    given: dict[str, list[str]] = {
        "zone": [choices.zone],
        "digest": [choices.digest],
        "digest_at": [f"{choices.digest_at:%H:%M}"],
        "hides_text": [hides],
    }
    given |= {name: ["yes"] for name in (*FLAGS, "escalation") if getattr(choices, name)}
    given |= {name: [str(getattr(choices, name))] for name in NUMBERS}
    return given | {name: [str(getattr(choices, name) or "")] for name in MAY_BE_EMPTY}


def _number(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text


def _page(
    wiring: Wiring,
    visitor: Visitor,
    caller: Caller,
    *,
    form: Form | None = None,
    faults_of: Form | None = None,
    status: int = 200,
) -> Response:
    account_id = caller.account.id
    with reading(wiring.engine) as connection:
        choices = letter_choices.of(connection, account_id, zone=wiring.settings.zone)
        last = outbox.last_to(connection, account_id)
        kept = following.listed(connection, follows.every_of(connection, account_id))
        people = [one for one in accounts.every(connection) if one.is_active and one.id != account_id]
        refused = paused.of_account(connection, account_id)
    if form is None:
        faults = () if faults_of is None else faults_of.faults
        form = Form(given=given_of(choices), key=wiring.new_secret(), faults=faults)
    turn = next_turn(choices, visitor.now)
    return frame.page(
        visitor,
        "settings.html",
        status=status,
        form=form,
        keys=[wiring.new_secret() for _ in range(2)],
        paces=PACES,
        subjects=SUBJECTS,
        is_editor=caller.actor.is_at_least("editor"),
        next_digest=None if turn is None else wording.moment(turn.at, choices.zone),
        zone=choices.zone,
        people=people,
        follows=kept,
        last=None if last is None else _last(last, visitor),
        refused=refused,
        saved=SAVED.get(request.args.get("saved", "")) if request.method == "GET" else None,
    )


def _last(letter: Letter, visitor: Visitor) -> dict[str, Any]:
    sent_at = letter.sent_at
    return {
        "occasion": letter.occasion.replace("_", " "),
        "at": "" if sent_at is None else wording.moment(sent_at, visitor.zone),
        "how": "kept in the built-in mailbox" if letter.via == "mailbox" else "accepted by the mail server",
    }

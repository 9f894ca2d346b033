"""The pages behind the links of letters: the claim restated, what changed since, and the form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Response, request
from markupsafe import Markup

from service.access import accounts, guards
from service.access.accounts import Account
from service.dashboard import answering, frame, letter_links, quick_answers, rows, wording
from service.dashboard.forms import Form
from service.dashboard.letter_links import NoGood, Standing
from service.dashboard.question_rules import rules_of
from service.dashboard.writing import Again
from service.database import reading
from service.domain.claim import versions_taken_back
from service.domain.roles import Kind
from service.domain.window import day_of
from service.formats.sentences import About
from service.ledger.log import Stored
from service.letters.letterhead import Choice, label_of
from service.letters.wording import published_in_words
from service.read_models.filters import Moment
from service.wiring import Wiring, kept_secret_key

#: Status of the page that says why a link does nothing.
STATUS_OF: Mapping[letter_links.WhyNot, int] = {"altered": 404, "expired": 410, "revoked": 410}
#: The button under each answer.
BUTTONS: Mapping[Choice, str] = {
    "check": "Record the check",
    "note": "Record the note",
    "confirm": "Confirm it",
    "refute": "Refute it",
    "move": "Record the new date",
    "snooze": "Ask me then",
    "assign": "Hand it over",
    "stop": "Stop asking me",
}


def page(wiring: Wiring, token: str, asked: str | None, *, again: Again | None = None) -> Response:
    """Return the page of a link, with an answer chosen, or the form as it was refused."""
    visitor = frame.nobody(wiring)
    with reading(wiring.engine) as connection:
        link = letter_links.opened(connection, wiring, token, "answer", "undo")
        if isinstance(link, NoGood):
            return no_good(wiring, link)
        stands = letter_links.standing(connection, link)
        people = accounts.every(connection)
        asked_of = [] if stands is None else [stands.claim.question]
        rules = rules_of(connection, asked_of, Moment(now=visitor.now), visitor.zone)
    if stands is None:
        return no_good(wiring, NoGood("altered"))
    about = About(names={one.id: one.name for one in people})
    values = _what_stands(wiring, stands, about)
    status = 200 if again is None else again.status
    if link.action.kind == "undo":
        values |= _undo_values(stands, about, again)
        return frame.page(visitor, "link_undo.html", status=status, **values)
    if not stands.choices:
        guards.note_refusal("not_allowed")
        return frame.page(visitor, "link_only_read.html", status=403, **values)
    values |= {**_answer_values(wiring, stands, about, people, asked, again), "rules": rules}
    return frame.page(visitor, "by_link.html", status=status, **values)


def no_good(wiring: Wiring, found: NoGood) -> Response:
    """Return the page that says why a link does nothing, and what to do instead."""
    guards.note_refusal(f"link_{found.why}")
    return frame.page(frame.nobody(wiring), "link_no_good.html", status=STATUS_OF[found.why], why=found.why)


def _what_stands(wiring: Wiring, stands: Standing, about: About) -> dict[str, Any]:
    visitor, claim = frame.nobody(wiring), stands.claim
    published = published_in_words(claim.reports[0], claim.window.said_zone or claim.window.zone)
    return {
        "token": stands.link.token,
        "account": stands.link.account,
        "id": stands.view.id,
        "row": rows.row(stands.view, {}, visitor.now, for_public=True),
        "published": published,
        "zone": claim.window.zone,
        "has_changed": stands.has_changed and bool(stands.since),
        "since": [
            (_sentence(one, about), wording.moment(one.recorded_at, visitor.zone)) for one in stands.since
        ],
        "is_muted": stands.is_muted,
        "done": _done(stands, about),
    }


def _answer_values(
    wiring: Wiring,
    stands: Standing,
    about: About,
    people: list[Account],
    asked: str | None,
    again: Again | None,
) -> dict[str, Any]:
    visitor, claim, own = frame.nobody(wiring), stands.claim, stands.answered
    choice: Choice = next((one for one in stands.choices if one == asked), stands.choices[0])
    kind: Kind = "note" if choice == "stop" else choice
    return {
        "choice": choice,
        "kind": kind,
        "label": label_of(choice, claim.expects),
        "button": BUTTONS[choice],
        "choices": [(one, label_of(one, claim.expects), one == choice) for one in stands.choices],
        "is_not_offered": again is None and asked not in (None, choice),
        "form": _form(stands, again, starts=_starts(wiring, kind)),
        "answered": None if own is None else _sentence(own, about),
        "answered_on": None if own is None else wording.moment(own.recorded_at, visitor.zone),
        "takes_back": choice != "stop" and stands.replaces_on(kind) is not None,
        "undo": _undo_address(wiring, stands),
        "holds": claim.expects == "holds_through",
        "may_be_late": answering.may_be_late(stands.view, visitor),
        "days": answering.days_to_wait(visitor),
        "people": [one for one in people if one.is_active and one.role != "viewer"],
    }


def _undo_values(stands: Standing, about: About, again: Again | None) -> dict[str, Any]:
    version = stands.link.version
    entry = next(one for one in stands.stored if one.entry.version == version)
    return {
        "form": _form(stands, again, starts={}),
        "entry": _sentence(entry, about),
        "is_taken_back": version in versions_taken_back([one.entry for one in stands.stored]),
        "may_undo": stands.may_undo(version),
    }


def _form(stands: Standing, again: Again | None, *, starts: Mapping[str, list[str]]) -> Form:
    """Return the form for the claim as it stands; one that was refused keeps the version it was made for."""
    form = Form(given=starts, key="") if again is None else replace(again.form, recorded_at="")
    return form if form.version is not None else replace(form, version=stands.claim.version)


def _starts(wiring: Wiring, kind: Kind) -> dict[str, list[str]]:
    if kind == "snooze":
        return {"wait": ["week"]}
    return quick_answers.starts_with(kind, today=day_of(wiring.now(), wiring.settings.zone))


def _undo_address(wiring: Wiring, stands: Standing) -> str | None:
    own = stands.answered
    if own is None or not stands.may_undo(own.entry.version):
        return None
    key = kept_secret_key(wiring.settings)
    return f"/answer/{letter_links.undo_token(stands, own.entry.version, key)}"


def _sentence(one: Stored, about: About) -> Markup:
    """Return an entry in a whole sentence; the words that it would lead to stand on the claim's page."""
    return answering.sentence_of(one, about).replace(Markup(":</bdi>"), Markup(".</bdi>"))


def _done(stands: Standing, about: About) -> Markup | None:
    """Return what was just recorded, in a sentence; only what this person recorded can be named."""
    asked = request.args.get("done", "") if request.method != "POST" else ""
    mine = (one for one in stands.stored if one.entry.actor == stands.link.account.id)
    found = next((one for one in mine if str(one.entry.version) == asked), None)
    return None if found is None else _sentence(found, about)

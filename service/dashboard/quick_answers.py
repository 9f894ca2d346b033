"""From the short form that answers several claims at once to the bodies the API takes, one per claim."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from service.changes.claims import Context
from service.changes.together import Proposal
from service.dashboard import answer_bodies, wording
from service.dashboard.forms import Given
from service.domain.claim import Claim
from service.domain.claim_parts import Resolution
from service.domain.phrases import read
from service.domain.refusals import Refusal, refuse
from service.domain.roles import Kind
from service.domain.window import Window, day_of
from service.intake import follow_ups

#: What can be recorded from a list, with what it is called there and the button that records it.
LABELS: dict[Kind, tuple[str, str]] = {
    "confirm": ("It came true", "Save: it came true"),
    "refute": ("It did not happen", "Save: it did not happen"),
    "check": ("Checked, nothing new", "Save the check"),
    "snooze": ("Snooze", "Snooze"),
    "assign": ("Owner", "Change the owner"),
}
_EVIDENCE = ("evidence.0.url", "evidence.0.archived_url", "evidence.0.note")
_HAPPENED = ("happened.earliest", "happened.latest", "happened.unknown")
#: The fields of the form that make the body of each kind.
FIELDS: dict[Kind, tuple[str, ...]] = {
    "confirm": (*_EVIDENCE, *_HAPPENED, "known_on", "counts_as"),
    "refute": (*_EVIDENCE, "reason", "known_on"),
    "check": ("note", "looked_on"),
    "snooze": ("until", "reason"),
    "assign": ("owner",),
    "note": ("note",),
    "move": (
        *("when", "reading", "reading_of", "window.earliest", "window.latest"),
        *("said_on", "said_zone", "zone", "hangs_on", "note"),
        *("report.outlet", "report.article.url", "report.article.published_at"),
    ),
}
#: The day until which to wait, as it is offered; `phrase` is read from words.
WAITS = ("tomorrow", "monday", "week", "phrase")


def starts_with(kind: Kind, *, today: date) -> dict[str, list[str]]:
    """Return what the fields of a kind hold before anybody typed."""
    match kind:
        case "confirm" | "refute":
            return {"known_on": [str(today)], "reason": ["did_not_happen"]}
        case "check":
            return {"looked_on": [str(today)]}
        case "snooze":
            return {"wait": ["tomorrow"]}
    return {}


def like(kind: Kind, answer: Resolution) -> dict[str, list[str]]:
    """Return the fields of an answer that rests on the same facts and evidence as another claim's."""
    found: dict[str, list[str]] = {"known_on": [str(answer.known_on)]}
    if answer.evidence:
        first = answer.evidence[0]
        found["evidence.0.url"] = [first.url or ""]
        found["evidence.0.archived_url"] = [first.archived_url or ""]
        found["evidence.0.note"] = [first.note or ""]
    if kind == "confirm" and answer.happened is not None:
        found["happened.earliest"] = [str(answer.happened.earliest)]
        if answer.happened.latest != answer.happened.earliest:
            found["happened.latest"] = [str(answer.happened.latest)]
    if kind == "refute":
        found["reason"] = [answer.reason or "did_not_happen"]
    return found


def proposal(kind: Kind, claim: Claim, given: Given, context: Context) -> Proposal:
    """Return what the form proposes for one of several claims.

    Raises:
        Refusal: with all that is wrong with the form.
    """
    found = proposed(kind, claim, given, context)
    return Proposal(found.event, found.looked_at)


def proposed(kind: Kind, claim: Claim, given: Given, context: Context) -> follow_ups.Proposed:
    """Return what the short form proposes for a claim.

    Raises:
        Refusal: with all that is wrong with the form.
    """
    today = day_of(context.now, context.zone)
    own: dict[str, Sequence[str]] = {name: given.get(name, ()) for name in FIELDS[kind]}
    if kind == "snooze":
        own["until"] = [str(snoozed_until(given, today=today, zone=context.zone))]
    if kind == "confirm" and claim.expects == "holds_through":
        own |= {"happened.earliest": [""], "happened.latest": [""], "happened.unknown": ["yes"]}
    if kind == "refute" and claim.expects == "holds_through":
        own["reason"] = ["did_not_happen"]
    faults = answer_bodies.unclear(kind, own)
    body = answer_bodies.body_of(kind, claim, own)
    try:
        found = follow_ups.follow_up(
            body,
            claim=claim,
            now=context.now,
            zone=context.zone,
            new_id=context.new_id,
            conventions=context.conventions,
        )
    except Refusal as refusal:
        raise Refusal(*refusal.faults, *faults) from refusal
    if faults:
        raise Refusal(*faults)
    return found


def snoozed_until(given: Given, *, today: date, zone: str) -> date:
    """Return the day until which to wait: one that is offered, or one that is read from words.

    Of a stretch of days it is the first that is still to come: “next week” waits until Monday.

    Raises:
        Refusal: the words name no day to come, or more than one reading is fair.
    """
    match next(iter(given.get("wait", ())), ""):
        case "tomorrow":
            return today + timedelta(days=1)
        case "monday":
            return today + timedelta(days=7 - today.weekday())
        case "week":
            return today + timedelta(days=7)
    words = next(iter(given.get("until_words", ())), "").strip()
    if not words:
        raise refuse("missing", "Say until when.", at="/until_words")
    found = read(words[:200], said_on=today, said_zone=zone, zone=zone)
    if found.certainty == "ambiguous":
        fair = {_first_to_come(one.window, today) for one in found.alternatives}
        either = " or ".join(wording.day(one) for one in sorted(one for one in fair if one is not None))
        raise _unclear(f"“{words[:80]}” can be {either}.", "Write the date.")
    until = _first_to_come(found.window, today)
    if until is None:
        raise _unclear(
            f"“{words[:80]}” is not read as a day to come.", "Write it as 3 October, or as Friday."
        )
    return until


def _first_to_come(window: Window | None, today: date) -> date | None:
    days = () if window is None else (window.earliest, window.latest)
    return next((day for day in days if day is not None and day > today), None)


def _unclear(detail: str, hint: str) -> Refusal:
    return refuse("no_day", detail, at="/until_words", hint=hint)

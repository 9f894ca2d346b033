"""What a form for a new claim knows before it is saved: how it reads, what its words say, what is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from service.access import accounts
from service.dashboard import filling, forms, readings
from service.dashboard.ago import ago
from service.dashboard.forms import Given
from service.dashboard.frame import Visitor
from service.dashboard.readings import BOTH_DAYS, Asked
from service.database import Connection
from service.domain.refusals import Fault, Refusal
from service.domain.window import Window
from service.read_models.alike import Logged, SharedQuestion, alike

#: Kept as the outlet where neither an outlet nor a link is given; the form says so.
OUTLET_NOT_NAMED = "Outlet not named"
#: Fields of this form alone, which are no part of the body.
OF_THIS_FORM = frozenset({"seen_alike", "same_question", "reading_on"})
LOGGED_ALREADY = (
    "This was logged already from the same article: see below. Send it again to log it all the same."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedOnce:
    """A claim that says the same from the same article, in words."""

    id: str
    text: str
    who: str
    ago: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedWith:
    """A question that claims like this one bear on, and how many of them there are."""

    id: str
    text: str
    claims: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What is shown beside the fields."""

    reading: readings.Shown
    #: What the words say, by field.
    found: Mapping[str, str]
    logged: LoggedOnce | None = None
    shared: SharedWith | None = None


def look(connection: Connection, given: Given, visitor: Visitor) -> tuple[Look, Given]:
    """Return what is shown beside the fields, and the fields with what their words say filled in.

    Fields named in `left_blank` were emptied by somebody, and stay so.
    """
    plain = filling.one_each(given)
    by = visitor.conventions
    first = readings.asked_in(plain, zone=visitor.zone, now=visitor.now, conventions=by)
    found = filling.from_words(plain, first)
    found = {name: value for name, value in found.items() if name not in given.get("left_blank", ())}
    filled = filling.filled(given, found)
    filled_in = filling.one_each(filled)
    asked = readings.asked_in(filled_in, zone=visitor.zone, now=visitor.now, conventions=by)
    there = alike(connection, plain.get("text", ""), plain.get("report.article.url"))
    shown = Look(
        reading=_reading(asked, plain.get("text", "")),
        found=found,
        logged=_logged_once(connection, there.logged, visitor),
        shared=None if there.shared is None else _shared_with(there.shared),
    )
    return shown, filled


def _reading(asked: Asked, text: str) -> readings.Shown:
    """Tell that the sentence says when, where only the day is missing from which its words are read.

    A stand-in for that day finds the words; no date is taken from it.
    """
    shown = readings.shown(asked)
    if asked.phrase or asked.said_on is not None:
        return shown
    words = filling.when_in(text, replace(asked, said_on=asked.today))
    return replace(shown, reads_as=readings.not_read_yet(words)) if words else shown


def body_of(given: Given, asked: Asked) -> dict[str, Any]:
    """Return the body of a new claim as the API takes it.

    The days count where they are chosen over the words, or where nothing was to be chosen.
    """
    plain = {name: value.strip() for name, value in filling.one_each(given).items()}
    body = forms.body_of({name: values for name, values in given.items() if name not in OF_THIS_FORM})
    _choose(body, plain, asked)
    condition = body.get("condition")
    if isinstance(condition, dict) and "claim" in condition:
        condition["claim"] = forms.claim_id_in(condition["claim"])
    body |= {name: plain[name] for name in ("zone", "said_on") if plain.get(name)}
    if plain.get("same_question"):
        body["question"] = plain["same_question"]
    report = body.setdefault("report", {})
    if isinstance(report, dict):
        link = plain.get("report.article.url", "")
        report.setdefault("outlet", filling.outlet_of(link) or OUTLET_NOT_NAMED)
    return body


def days_reach_beyond(window: Window, asked: Asked) -> bool:
    """Say whether the days that a person set reach beyond those of the words beside them."""
    return window.rule == "dates_given" and bool(asked.phrase and readings.shown(asked).warning)


def require_new(connection: Connection, given: Given) -> None:
    """Refuse what was logged already, unless whoever sends it has seen that.

    Raises:
        Refusal: `logged_before`, of class conflict.
    """
    plain = filling.one_each(given)
    logged = alike(connection, plain.get("text", ""), plain.get("report.article.url")).logged
    if logged is not None and logged.id not in given.get("seen_alike", ()):
        raise Refusal(Fault("/text", "logged_before", LOGGED_ALREADY), refusal_class="conflict")


def _choose(body: dict[str, Any], plain: Mapping[str, str], asked: Asked) -> None:
    """Keep of words and days what was chosen, of the readings one that was offered for these words."""
    picked = plain.get("reading")
    if picked is not None and picked != BOTH_DAYS:
        body.pop("window", None)
    said_on = "" if asked.said_on is None else str(asked.said_on)
    if picked == BOTH_DAYS or plain.get("reading_on", said_on) != said_on:
        body.pop("reading", None)


def _shared_with(shared: SharedQuestion) -> SharedWith:
    return SharedWith(id=shared.question.id, text=shared.question.text, claims=shared.claims)


def _logged_once(connection: Connection, logged: Logged | None, visitor: Visitor) -> LoggedOnce | None:
    if logged is None:
        return None
    who = accounts.by_id(connection, logged.actor)
    name = "Somebody" if who is None else who.name
    return LoggedOnce(id=logged.id, text=logged.text, who=name, ago=ago(logged.recorded_at, visitor.now))

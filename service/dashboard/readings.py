"""What words about when are read as, told as a form shows it: the window, why, and when we ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from service.dashboard import wording
from service.domain.due import ASK_AGAIN_AFTER, ask_on
from service.domain.phrases import HOUSE, Conventions, Reading, read
from service.domain.phrases.rules import BY_NAME
from service.domain.refusals import Refusal
from service.domain.window import FIRST_YEAR, LAST_YEAR, Window, day_of

#: What the choice among readings holds where a person sets the days.
BOTH_DAYS = "days"
#: Why there is no reading yet where the day is missing from which words are read.
DAY_FIRST = "Give the day of publication first: words about when are read from it, never from today."
CHOOSE = "These words can fairly be read in more than one way. Choose one."


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The words about when with what they are read from, as a form holds them."""

    phrase: str
    said_on: date | None
    said_zone: str
    zone: str
    today: date
    #: The days a person set, if any.
    earliest: date | None = None
    latest: date | None = None
    #: The newsroom's, by which the words are read.
    conventions: Conventions = HOUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A reading in words; empty where there is nothing to say."""

    phrase: str
    said_on: str
    reads_as: str
    why: str = ""
    asks: str = ""
    #: The readings to choose from, by the number that chooses each.
    choices: tuple[tuple[str, str], ...] = ()
    #: Whether several readings are fair, so that one has to be chosen.
    must_choose: bool = False
    warning: str = ""

    @property
    def numbers(self) -> frozenset[str]:
        """What chooses one of the readings."""
        return frozenset(number for number, _ in self.choices)


def asked_in(
    given: Mapping[str, str], *, zone: str, now: datetime, conventions: Conventions = HOUSE
) -> Asked:
    """Return what a form asks to be read; what cannot be read in it counts as not given.

    Args:
        given: one value for each field, by its name.
        zone: the newsroom's.
    """
    event_zone = _zone(given.get("zone", ""), now) or zone
    said_zone = _zone(given.get("said_zone", ""), now) or event_zone
    published = _day(given.get("report.article.published_at", ""), said_zone)
    return Asked(
        phrase=given.get("when", "").strip(),
        said_on=_day(given.get("said_on", ""), said_zone) or published,
        said_zone=said_zone,
        zone=event_zone,
        today=day_of(now, event_zone),
        earliest=_day(given.get("window.earliest", ""), event_zone),
        latest=_day(given.get("window.latest", ""), event_zone),
        conventions=conventions,
    )


def published_in(text: str) -> str:
    """Return the day of publication that a field holds, in words; empty where it holds none."""
    found = _day(text, "UTC")
    return "" if found is None else wording.day(found)


def shown(asked: Asked) -> Shown:
    """Return how words about when are read, in words."""
    if not asked.phrase:
        return replace(
            _blank(asked), reads_as="Nothing is said about when: no date.", asks=_asks(asked, None)
        )
    found = read(asked.phrase, said_on=asked.said_on, said_zone=asked.said_zone, zone=asked.zone)
    choices = _choices(found)
    if found.certainty == "ambiguous" and choices:
        return replace(_blank(asked), reads_as=CHOOSE, choices=choices, must_choose=True)
    if found.window is None:
        return _unread(asked, found, choices)
    return replace(
        _blank(asked),
        reads_as=f"Reads as: {days_of(found.window)}.",
        why=_why(asked, found),
        asks=_asks(asked, found.window),
        choices=choices,
        warning=beyond(asked, found.window),
    )


def not_read_yet(words: str) -> str:
    """Return what is said of words about when that wait for the day they are read from."""
    return f"“{words}” is read once the day of publication is given. Until then: no date."


def beyond(asked: Asked, window: Window) -> str:
    """Return a warning where the days that a person set reach beyond those of the words; else nothing."""
    if asked.earliest is None and asked.latest is None:
        return ""
    starts_in = window.earliest is None or (asked.earliest is not None and asked.earliest >= window.earliest)
    ends_in = window.latest is None or (asked.latest is not None and asked.latest <= window.latest)
    if starts_in and ends_in:
        return ""
    return (
        f"The days you set do not fit the words, which read as: {days_of(window)}. The days you set are kept."
    )


def days_of(window: Window) -> str:
    """Return the days of a window, an open end said as such."""
    if window.latest is None and window.earliest is not None:
        return f"from {wording.day(window.earliest)}, no end date"
    return wording.window_days(window)


def _unread(asked: Asked, found: Reading, choices: tuple[tuple[str, str], ...]) -> Shown:
    if asked.said_on is None and found.rule == "unread":
        return replace(_blank(asked), reads_as=DAY_FIRST)
    return replace(
        _blank(asked),
        reads_as="Not read as a date: kept as it was said, with no date.",
        why=found.explanation,
        asks=_asks(asked, None),
        choices=choices,
    )


def _why(asked: Asked, found: Reading) -> str:
    """The reading's own words, and the day it was read from."""
    said_on = "" if asked.said_on is None else f" Said on {wording.day(asked.said_on)}."
    return f"{found.explanation}{said_on}"


def _asks(asked: Asked, window: Window | None) -> str:
    bare = Window(zone=asked.zone, said_on=asked.said_on)
    first = ask_on(window or bare, asked_from=asked.said_on or asked.today)
    if first is None:
        return ""
    is_open = window is None or window.latest is None
    again = f", then every {ASK_AGAIN_AFTER.days} days" if is_open else ""
    past = " That day has come already." if first <= asked.today else ""
    return f"We first ask {wording.day(first)}{again}.{past}"


def _blank(asked: Asked) -> Shown:
    said_on = "" if asked.said_on is None else str(asked.said_on)
    return Shown(phrase=asked.phrase, said_on=said_on, reads_as="")


def _choices(found: Reading) -> tuple[tuple[str, str], ...]:
    return tuple(
        (str(number), f"{days_of(one.window)} ({_rule(one)})")
        for number, one in enumerate(found.alternatives, start=1)
        if one.window is not None
    )


def _rule(reading: Reading) -> str:
    says = BY_NAME[reading.rule].says
    return says[:1].lower() + says[1:]


def _zone(text: str, now: datetime) -> str | None:
    try:
        day_of(now, text.strip())
    except Refusal:
        return None
    return text.strip()


def _day(text: str, zone: str) -> date | None:
    try:
        instant = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if not FIRST_YEAR < instant.year < LAST_YEAR:
        return None
    return day_of(instant, zone) if instant.tzinfo else instant.date()

"""Words to windows: reads what was said about when, or says plainly that it was not read."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date

from service.domain.due import ask_on
from service.domain.refusals import Refusal
from service.domain.window import Certainty, Window, require_year, window_of_dates, zone_named

_END = r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?"
_ISO = re.compile(rf"{_END}(?:\s*(/)\s*(?:{_END}|(\.\.)))?|(\.\.)\s*/\s*{_END}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a phrase was read as, and why."""

    window: Window | None
    rule: str
    explanation: str
    certainty: Certainty
    ask_on: date | None
    used: str
    unread: str
    alternatives: tuple[Reading, ...] = ()


def read(phrase: str, *, said_on: date | None, said_zone: str, zone: str) -> Reading:
    """Return what the phrase says about when; a phrase that cannot be read is kept, with no dates.

    Reads dates as dates: a day, a month, a year, a range and an open end, as in "2022-09-28", "2022-09",
    "2022-09-26/2022-10-02", "2022-09-26/..".

    Raises:
        Refusal: `unknown_zone`, or `year_out_of_range` for `said_on`; never because of the phrase.

    Source: ISO 8601-2:2019, level 0, and the open ends of level 1.
    """
    zone_named(zone)
    zone_named(said_zone)
    require_year(said_on, at="/said_on")
    match = _ISO.fullmatch(phrase.strip())
    if match is None:
        return _unread(phrase, "these words are not read yet")
    try:
        earliest, latest = _ends(match.groups())
        window = window_of_dates(
            earliest,
            latest,
            zone=zone,
            phrase=phrase,
            said_on=said_on,
            said_zone=said_zone,
            rule="iso_date",
        )
    except (ValueError, Refusal) as error:
        return _unread(phrase, str(error))
    return Reading(
        window=window,
        rule=window.rule,
        explanation=_explained(window),
        certainty="exact",
        ask_on=ask_on(window, asked_from=said_on),
        used=phrase.strip(),
        unread="",
    )


def window_as_said(phrase: str, *, said_on: date, said_zone: str, zone: str) -> Window:
    """Return the window to keep for a phrase: what it reads as, or the bare phrase as "no date"."""
    reading = read(phrase, said_on=said_on, said_zone=said_zone, zone=zone)
    if reading.window is not None:
        return reading.window
    bare = Window(zone=zone, phrase=phrase, rule="unread", certainty="unread")
    return replace(bare, said_on=said_on, said_zone=said_zone)


def _unread(phrase: str, why: str) -> Reading:
    return Reading(
        window=None,
        rule="unread",
        explanation=f"Kept as it was said, with no date: {why}.",
        certainty="unread",
        ask_on=None,
        used="",
        unread=phrase,
    )


def _ends(parts: tuple[str | None, ...]) -> tuple[date | None, date | None]:
    first, second, third = parts[0:3], parts[4:7], parts[9:12]
    if parts[8]:
        return None, _last(third)
    if parts[7]:
        return _first(first), None
    if parts[3]:
        return _first(first), _last(second)
    return _first(first), _last(first)


def _first(parts: tuple[str | None, ...]) -> date:
    year, month, day = parts
    return date(int(year or 0), int(month or 1), int(day or 1))


def _last(parts: tuple[str | None, ...]) -> date:
    year, month, day = int(parts[0] or 0), int(parts[1] or 12), parts[2]
    if not 1 <= month <= 12:
        raise ValueError("month must be in 1..12")
    return date(year, month, int(day) if day else monthrange(year, month)[1])


def _explained(window: Window) -> str:
    match window.precision:
        case "open_end":
            return f"From {window.earliest}, no end date, in {window.zone}."
        case "open_start":
            return f"Up to and with {window.latest}, in {window.zone}."
        case "day":
            return f"The day {window.latest}, in {window.zone}."
    return f"From {window.earliest} up to and with {window.latest}, in {window.zone}."

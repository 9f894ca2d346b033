"""The digest: on which local days somebody gets one, and what stands in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from service.domain.due import Deadlines, due
from service.domain.reminding.choices import Choices, DigestPace
from service.domain.window import day_of, zone_named

SectionName = Literal["past_due", "to_check", "today", "this_week", "changed"]
#: In the order in which a digest shows them.
SECTIONS: tuple[SectionName, ...] = ("past_due", "today", "this_week", "to_check", "changed")
#: A digest lists this many claims and counts the rest.
MOST_ITEMS = 40
#: The first digest tells of what changed in the last day; no later one of more than this.
FIRST_SINCE, MOST_SINCE = timedelta(days=1), timedelta(days=14)
_DAY = timedelta(days=1)
_MONDAY, _FRIDAY = 0, 4
#: Between two digests of anybody lie fewer days than this, whatever the date line does.
_LONGEST_GAP = 10


@dataclass(frozen=True, slots=True)
class Turn:
    """One digest's place in time: the local day that it is for, and the instant it is due."""

    day: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """A claim for a digest, as far as its place in it is concerned."""

    id: str
    #: Orders claims by when they were logged.
    number: int
    deadlines: Deadlines
    question: str | None = None
    is_settled: bool = False
    is_asleep: bool = False
    has_changed: bool = False
    #: False where the reader follows it, or stands in for whoever owns it.
    is_own: bool = True


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a digest: the claims it lists, and how many there are in all."""

    name: SectionName
    items: tuple[Listed, ...]
    count: int
    #: Whether the reader owns all of them, those that are counted only as well.
    are_own: bool = True

    @property
    def left_out(self) -> int:
        """How many are counted only."""
        return self.count - len(self.items)


def next_turn(choices: Choices, after: datetime, *, last_day: date | None = None) -> Turn | None:
    """Return the first digest after an instant, at the chosen time by the clocks on that day.

    Where clocks jump over that time, it is due as they have jumped; where it comes twice, the first time.

    Args:
        last_day: the local day that has had its digest; it never gets a second one.
    """
    first = day_of(after, choices.zone) - _DAY
    for number in range(_LONGEST_GAP + 2):
        turn = _turn_on(first + timedelta(days=number), choices)
        if turn is not None and turn.at > after and (last_day is None or turn.day > last_day):
            return turn
    return None


def last_turn(choices: Choices, now: datetime) -> Turn | None:
    """Return the latest digest that was due at this instant or before; None where none was lately."""
    today = day_of(now, choices.zone)
    for number in range(_LONGEST_GAP + 2):
        turn = _turn_on(today + _DAY - timedelta(days=number), choices)
        if turn is not None and turn.at <= now:
            return turn
    return None


def told_since(last_at: datetime | None, now: datetime) -> datetime:
    """Return from when on a digest tells of changes, by when the last one was made or left out."""
    return max(now - MOST_SINCE, last_at or now - FIRST_SINCE)


def sections_of(found: Iterable[Listed], now: datetime, *, most: int = MOST_ITEMS) -> list[Section]:
    """Return a digest's parts, each claim in the first that it belongs to; empty parts are left out.

    Snoozed claims are in none. Within a part the most pressing come first, and claims on one question stand
    together at the place of the first.
    """
    by_name: dict[SectionName, list[Listed]] = {name: [] for name in SECTIONS}
    for one in found:
        name = section_of(one, now)
        if name is not None:
            by_name[name].append(one)
    made: list[Section] = []
    room = most
    for name in SECTIONS:
        ordered = by_question(sorted(by_name[name], key=lambda one: _press(name, one)))
        listed = ordered[:room]
        room -= len(listed)
        made += [_section(name, listed, ordered)] if ordered else []
    return made


def _section(name: SectionName, listed: Sequence[Listed], found: Sequence[Listed]) -> Section:
    return Section(name, tuple(listed), len(found), are_own=all(one.is_own for one in found))


def section_of(one: Listed, now: datetime) -> SectionName | None:
    """Return where a claim stands in a digest, or None where it does not."""
    if not one.is_asleep:
        match due(one.deadlines, now, is_settled=one.is_settled):
            case "past_due" | "long_past_due":
                return "past_due"
            case "today" | "this_week" | "to_check" as name:
                return name
    return "changed" if one.has_changed else None


def by_question(ordered: Sequence[Listed]) -> list[Listed]:
    """Return claims with those on one question next to each other, at the place of the first."""
    places: dict[str, int] = {}
    for place, one in enumerate(ordered):
        places.setdefault(one.question or one.id, place)
    return sorted(ordered, key=lambda one: places[one.question or one.id])


def _turn_on(day: date, choices: Choices) -> Turn | None:
    if not _is_wanted(day, choices.digest):
        return None
    zone = zone_named(choices.zone)
    at = datetime.combine(day, choices.digest_at, zone).astimezone(UTC)
    # A day that the date line left out has no digest (Apia, 30 December 2011).
    return Turn(day, at) if day_of(at, choices.zone) == day else None


def _is_wanted(day: date, pace: DigestPace) -> bool:
    match pace:
        case "daily":
            return True
        case "weekdays":
            return day.weekday() <= _FRIDAY
        case "mondays":
            return day.weekday() == _MONDAY
        case "off":
            return False


def _press(name: SectionName, one: Listed) -> tuple[float, int]:
    if name == "changed":
        return (0.0, one.number)
    kept = one.deadlines
    at = kept.next_check_at if name == "to_check" else kept.closes_at
    seconds = 0.0 if at is None else at.timestamp()
    return (-seconds if name == "past_due" else seconds, one.number)

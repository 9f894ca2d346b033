"""What expressions of time come to: spans of days, when they were said, and a newsroom's conventions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple

from service.domain.phrases.clock import Clock
from service.domain.window import Certainty

Kind = Literal[
    "day", "days", "week", "weekend", "month", "quarter", "half", "year", "season", "decade", "century"
]
DAY = timedelta(days=1)
WEEK = timedelta(days=7)
#: From the surest to the least sure; of two, the less sure counts.
SURENESS: tuple[Certainty, ...] = ("exact", "inferred", "approximate", "house_rule", "ambiguous", "unread")


@dataclass(frozen=True, slots=True)
class AsksAfter:
    """After how many days we first ask about words without a day, by the unit they speak of."""

    hours: int = 1
    days: int = 7
    weeks: int = 28
    months: int = 90
    years: int = 365
    #: "Eventually", "until further notice".
    eventually: int = 30


@dataclass(frozen=True, slots=True)
class Conventions:
    """What a newsroom can choose where style guides differ."""

    #: Whether the newsroom lies south of the equator, for seasons. None asks.
    southern: bool | None = None
    #: Days on which nobody works, beside weekends.
    holidays: frozenset[date] = frozenset()
    #: For "5/9/2022": whether the day is written first. None asks.
    day_first: bool | None = None
    #: The weekday on which weeks begin, Monday 0 or Sunday 6; "the week of" a Sunday always begins with it.
    week_begins_on: int = 0
    #: For "next Tuesday" and "next weekend": the first to come (True), that of the next week. None asks.
    next_is_first_to_come: bool | None = None
    #: The last day of the month that "early" and "mid" speak of.
    early_until: int = 10
    mid_until: int = 20
    asks_after: AsksAfter = AsksAfter()
    #: For "midnight on Sept. 28": whether it is the end of that day. None asks.
    midnight_ends_day: bool | None = None


#: The conventions of a newsroom that has chosen none of its own.
HOUSE = Conventions()


class Said(NamedTuple):
    """When the words were said, and by which conventions they are read."""

    on: date
    conventions: Conventions = HOUSE
    #: Whether the day is known; without it only full dates are read.
    is_known: bool = True
    #: The zone of the event.
    zone: str = ""


class Span(NamedTuple):
    """The days an expression names, and how sure that is. `last` None has no end."""

    first: date | None
    last: date | None
    rule: str
    certainty: Certainty = "inferred"
    kind: Kind = "days"
    #: The first day on which we ask, where that is not the day after the end.
    asks_on: date | None = None
    #: Other fair readings; of what is past, the one to come.
    others: tuple[Span, ...] = ()
    #: Lies before the day the words were said: no prediction.
    is_past: bool = False
    #: Stands for the end of a period, so that "before" it still ends with it.
    is_end: bool = False
    #: The time of day at which the last day's window closes.
    clock: Clock | None = None
    #: Why nothing was read; or the name of another rule that played a part.
    why: str = ""


def a_day(day: date, rule: str = "day_named", certainty: Certainty = "exact") -> Span:
    """Return one day as a span."""
    return Span(day, day, rule, certainty, "day")


def nothing(rule: str, why: str = "") -> Span:
    """Return a span without days, for what was understood and names none."""
    return Span(None, None, rule, "unread", why=why)


def past_if_over(span: Span, said: Said) -> Span:
    """Return the span, marked as past where it ended before the day said."""
    over = span.last is not None and span.last < said.on
    return span._replace(is_past=True) if over else span


def less_sure(one: Certainty, other: Certainty) -> Certainty:
    """Return the less sure of two."""
    return max(one, other, key=SURENESS.index)

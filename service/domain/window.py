"""A predicted date as it was said: a window of calendar dates in the zone of the event."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from service.domain.refusals import refuse

Precision = Literal["day", "month", "year", "range", "open_end", "open_start", "none"]
Certainty = Literal["exact", "inferred", "approximate", "house_rule", "ambiguous", "unread"]
#: Where the days lie once the other thing has happened: from that day on, within so many days of it, about
#: so many days after it, on the day before it, on that day at the latest.
HangsHow = Literal["from_that_day", "within", "about", "eve", "by"]

#: Dates outside these years are refused everywhere, on both databases alike.
FIRST_YEAR, LAST_YEAR = 1600, 2400
#: Names that mean something else on every machine, or count leap seconds.
_NO_ZONES = frozenset({"localtime", "posixrules", "Factory", "posix", "right", "leapseconds"})
_MOMENT = timedelta(microseconds=1)
_ZONE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+\-]*(?:/[A-Za-z0-9_+\-]+)*", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class HangsOn:
    """Something else that a window waits for ("48 hours after the vote"), and where its days lie then."""

    how: HangsHow
    #: For `within` and `about`.
    days: int | None = None
    #: The claim about it; None where none is named, so that nothing opens the window.
    claim: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What was said about when. Both ends are inclusive dates; either may be open (None)."""

    earliest: date | None = None
    latest: date | None = None
    zone: str = "UTC"
    precision: Precision = "none"
    phrase: str | None = None
    said_on: date | None = None
    said_zone: str | None = None
    #: The stable name of the rule that read it; `dates_given` when a person set the days.
    rule: str = "not_said"
    certainty: Certainty = "exact"
    #: The first day on which we ask, where the words put it elsewhere than behind the window's end.
    asks_on: date | None = None
    #: The instant at which the last day's window ends, where a time of day was said.
    ends_at: datetime | None = None
    #: Holds no dates until that has happened.
    hangs_on: HangsOn | None = None

    @property
    def has_dates(self) -> bool:
        """Whether at least one end is known."""
        return self.earliest is not None or self.latest is not None


@lru_cache(maxsize=1024)
def zone_named(name: str) -> ZoneInfo:
    """Return the IANA zone, or refuse the name with `unknown_zone`."""
    if not _ZONE_NAME.fullmatch(name) or len(name) > 64 or name.partition("/")[0] in _NO_ZONES:
        raise refuse("unknown_zone", "This is not the name of a time zone.", hint="For example Europe/Kyiv.")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise refuse(
            "unknown_zone", f"The time zone {name} is not known.", hint="For example Europe/Kyiv."
        ) from error


@lru_cache(maxsize=8192)
def start_of_day(day: date, zone: str) -> datetime:
    """Return the first instant of a calendar day in a zone, in UTC.

    Where midnight does not exist (clocks jump over it) fold=0 reads it with the offset from before the
    jump, which is the instant of the jump itself: the true start of that day.
    """
    return datetime.combine(day, time.min, zone_named(zone)).astimezone(UTC)


def end_of_day(day: date, zone: str) -> datetime:
    """Return the first instant in UTC from which a calendar day in a zone is over for good.

    Clocks that go back just after midnight show the old day again (St. John's until 2011, at 00:01); it is
    over when midnight comes the second time.
    """
    midnight = datetime.combine(day + timedelta(days=1), time.min, zone_named(zone))
    first, second = midnight.astimezone(UTC), midnight.replace(fold=1).astimezone(UTC)
    if second <= first:
        return first
    return second if (second - _MOMENT).astimezone(midnight.tzinfo).date() == day else first


def day_of(instant: datetime, zone: str) -> date:
    """Return the calendar day it is in a zone at an instant."""
    return instant.astimezone(zone_named(zone)).date()


def opens_at(window: Window) -> datetime | None:
    """Return the first instant of the window in UTC, or None where it has no beginning."""
    return None if window.earliest is None else start_of_day(window.earliest, window.zone)


def closes_at(window: Window) -> datetime | None:
    """Return the first instant after the window in UTC, or None where it has no end.

    The window is half-open: its last day is in, the midnight after it is out, so a last day may have 23 or
    25 hours.
    """
    if window.ends_at is not None:
        return window.ends_at
    return None if window.latest is None else end_of_day(window.latest, window.zone)


def precision_of(earliest: date | None, latest: date | None) -> Precision:
    """Name how finely a pair of ends speaks of time."""
    if earliest is None:
        return "none" if latest is None else "open_start"
    if latest is None:
        return "open_end"
    if earliest == latest:
        return "day"
    if (earliest.month, earliest.day, latest.month, latest.day) == (1, 1, 12, 31):
        return "year" if earliest.year == latest.year else "range"
    same_month = (earliest.year, earliest.month) == (latest.year, latest.month)
    whole = earliest.day == 1 and latest.day == monthrange(latest.year, latest.month)[1]
    return "month" if same_month and whole else "range"


def window_of_dates(
    earliest: date | None,
    latest: date | None,
    *,
    zone: str,
    phrase: str | None = None,
    said_on: date | None = None,
    said_zone: str | None = None,
    rule: str = "dates_given",
) -> Window:
    """Return the window of days that a person set, with the phrase kept beside it as it was said.

    Raises:
        Refusal: `window_reversed` where the end lies before the beginning, `year_out_of_range`,
            `unknown_zone`.
    """
    zone_named(zone)
    if said_zone is not None:
        zone_named(said_zone)
    require_year(earliest, at="/earliest")
    require_year(latest, at="/latest")
    require_year(said_on, at="/said_on")
    if earliest is not None and latest is not None and latest < earliest:
        raise refuse("window_reversed", "The latest day lies before the earliest.", at="/latest")
    return Window(
        earliest=earliest,
        latest=latest,
        zone=zone,
        precision=precision_of(earliest, latest),
        phrase=phrase,
        said_on=said_on,
        said_zone=said_zone,
        rule=rule,
    )


def opened(window: Window, earliest: date | None, latest: date | None) -> Window:
    """Return a window that hung on something else, with the days that came of it."""
    is_about = window.hangs_on is not None and window.hangs_on.how == "about"
    has_dates = earliest is not None or latest is not None
    certainty: Certainty = "approximate" if is_about else "inferred"
    return replace(
        window,
        earliest=earliest,
        latest=latest,
        precision=precision_of(earliest, latest),
        certainty=certainty if has_dates else "unread",
    )


def emptied(window: Window) -> Window:
    """Return a window that hangs on something else without the days it had."""
    return replace(window, earliest=None, latest=None, precision="none", certainty="unread")


def require_year(day: date | None, *, at: str = "") -> None:
    """Refuse a date whose year lies outside 1600 to 2400."""
    if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise refuse("year_out_of_range", f"Years run from {FIRST_YEAR} to {LAST_YEAR}.", at=at)

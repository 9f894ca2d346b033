"""Days, spans of days and numbers as pages, letters and files say them."""

from __future__ import annotations

from datetime import date, datetime

from service.domain.events import Happened
from service.domain.window import Window, zone_named

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SHORT = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def counted(count: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: “1 outlet”, “2 outlets”."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def day(value: date) -> str:
    """Return a day in full: “Wed 28 Sep 2022”."""
    return f"{_WEEKDAYS[value.weekday()]} {short_day(value)} {value.year}"


def short_day(value: date) -> str:
    """Return a day of a year that is known from elsewhere: “28 Sep”."""
    return f"{value.day} {_SHORT[value.month - 1]}"


def weekday(value: date) -> str:
    """Return the day of the week: “Wed”."""
    return _WEEKDAYS[value.weekday()]


def month(value: date) -> str:
    """Return the month of a day: “September 2022”."""
    return f"{MONTHS[value.month - 1]} {value.year}"


def moment(instant: datetime, zone: str) -> str:
    """Return an instant as the clock of a zone shows it: “Wed 28 Sep 2022, 14:05”."""
    local = instant.astimezone(zone_named(zone))
    return f"{day(local.date())}, {local:%H:%M}"


def days(earliest: date, latest: date) -> str:
    """Return a span of days, the year and month said once where they are the same."""
    if earliest == latest:
        return day(latest)
    if earliest.year != latest.year:
        return f"{day(earliest)} to {day(latest)}"
    return f"{day(earliest)[:-5]} to {day(latest)}"


def relative(value: date, today: date) -> str:
    """Return how far a day is from today: “yesterday”, “3 days ago”, “in 2 weeks”, “4 years ago”."""
    distance = (value - today).days
    near = {0: "today", -1: "yesterday", 1: "tomorrow"}.get(distance)
    if near is not None:
        return near
    size = abs(distance)
    if size < 21:
        span = counted(size, "day")
    elif size < 60:
        span = counted(size // 7, "week")
    elif size < 730:
        span = counted(size * 12 // 365, "month")
    else:
        span = counted(size * 100 // 36525, "year")
    return f"{span} ago" if distance < 0 else f"in {span}"


def window_days(window: Window) -> str:
    """Return when it was to happen, as days."""
    earliest, latest = window.earliest, window.latest
    if earliest is None:
        return "No date" if latest is None else f"by {day(latest)}"
    if latest is None:
        return f"from {day(earliest)}, no end given"
    if window.precision == "month":
        return month(latest)
    if window.precision == "year":
        return str(latest.year)
    return days(earliest, latest)


def happened_words(happened: Happened | None) -> str:
    """Return when it happened, as a sentence with a space before it."""
    if happened is None:
        return " The day it happened is not known."
    if happened.earliest == happened.latest:
        return f" It happened on {day(happened.latest)}."
    return f" It happened in the days {days(happened.earliest, happened.latest)}."

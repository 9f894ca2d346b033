"""Arithmetic of the calendar: weekdays, weeks, months, quarters, seasons, and days counted on."""

from __future__ import annotations

from calendar import isleap
from datetime import date, timedelta

from service.domain.phrases.spans import DAY, WEEK, Conventions, Kind, Said, Span, a_day
from service.domain.window import Certainty


def days_in(year: int, month: int) -> int:
    """Return how many days a month has."""
    return 29 if month == 2 and isleap(year) else _DAYS_IN_MONTH[month]


_DAYS_IN_MONTH = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def safe_date(year: int, month: int, day: int) -> date | None:
    """Return the date, or None where the calendar has no such day."""
    if not (1 <= month <= 12 and 1 <= day <= days_in(year, month)):
        return None
    return date(year, month, day)


def months_later(day: date, months: int) -> date:
    """Return the same day some months later, or the month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, days_in(year, month + 1)))


def first_weekday(day: date, weekday: int) -> date:
    """Return the first such weekday on or after a day."""
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def first_day_of_week(said: Said) -> date:
    """Return the day on which the week of the day said began, by the newsroom's convention."""
    return said.on - timedelta(days=(said.on.weekday() - said.conventions.week_begins_on) % 7)


def month_span(year: int, month: int, rule: str = "month_named", certainty: Certainty = "exact") -> Span:
    """Return a whole month."""
    last = date(year, month, days_in(year, month))
    return Span(date(year, month, 1), last, rule, certainty, "month")


def year_span(year: int, rule: str = "year_named", certainty: Certainty = "exact") -> Span:
    """Return a whole year."""
    return Span(date(year, 1, 1), date(year, 12, 31), rule, certainty, "year")


def quarter_span(year: int, quarter: int, certainty: Certainty = "exact") -> Span:
    """Return a quarter of a year, 1 to 4."""
    first = date(year, 3 * quarter - 2, 1)
    return Span(first, months_later(first, 3) - DAY, "quarter", certainty, "quarter")


def half_span(year: int, half: int, certainty: Certainty = "exact") -> Span:
    """Return a half of a year, 1 or 2."""
    first = date(year, 6 * half - 5, 1)
    return Span(first, months_later(first, 6) - DAY, "half_year", certainty, "half")


def season_span(year: int, season: int, *, southern: bool) -> Span:
    """Return a season by whole months (0 spring … 3 winter); one over New Year begins in the year given."""
    shift = 2 if southern else 0
    first = date(year, (3, 6, 9, 12)[(season + shift) % 4], 1)
    return Span(first, months_later(first, 3) - DAY, "season", "house_rule", "season")


def decade_span(year: int) -> Span:
    """Return the ten years that begin with a round one, as in "the 2030s"."""
    first = year - year % 10
    return Span(date(first, 1, 1), date(first + 9, 12, 31), "decade", "inferred", "decade")


def century_span(year: int) -> Span:
    """Return a century, to the end of its hundredth year."""
    first = (year - 1) // 100 * 100 + 1
    return Span(date(first, 1, 1), date(first + 99, 12, 31), "century", "inferred", "century")


def calendar_week(said: Said, weeks: int) -> Span:
    """Return this week (0) or a later one, Monday to Sunday; on a weekend this week can be the coming one."""
    first = first_day_of_week(said) + weeks * WEEK
    span = Span(first, first + 6 * DAY, "calendar_week", "inferred", "week")
    if weeks != 0 or said.on.weekday() < 5 or said.on == first:
        return span
    coming = span._replace(first=first + WEEK, last=first + 13 * DAY, rule="week_to_come")
    return span._replace(last=coming.last, certainty="ambiguous", others=(span, coming))


def weekend(said: Said, weeks: int) -> Span:
    """Return this weekend (0), or the one of a later calendar week."""
    saturday = monday_of(said.on) + weeks * WEEK + 5 * DAY
    span = Span(saturday, saturday + DAY, "weekend", "inferred", "weekend")
    if weeks != 1 or said.on.weekday() >= 5:
        return span
    is_first = said.conventions.next_is_first_to_come
    coming = span._replace(first=saturday - WEEK, last=saturday - WEEK + DAY, rule="weekend_to_come")
    if is_first is not None:
        return coming if is_first else span
    return span._replace(certainty="ambiguous", others=(span, coming))


def relative(said: Said, unit: str, steps: int) -> Span | None:
    """Return this (0) or a later week, month, quarter, half, year or decade by the calendar."""
    on = said.on
    there = months_later(on.replace(day=1), steps * MONTHS_IN[unit]) if unit in MONTHS_IN else on
    match unit:
        case "day":
            return a_day(on + steps * DAY, "day_said", "exact")
        case "week":
            return calendar_week(said, steps)
        case "weekend":
            return weekend(said, steps)
        case "month":
            return month_span(there.year, there.month, "calendar_month", "inferred")
        case "quarter":
            return quarter_span(there.year, (there.month + 2) // 3, "inferred")
        case "half":
            return half_span(there.year, (there.month + 5) // 6, "inferred")
        case "year":
            return year_span(there.year, "calendar_year", "inferred")
        case "decade":
            return decade_span(on.year + 10 * steps)
        case "century":
            return century_span(on.year + 100 * steps)
    return None


#: Units that are counted in months.
MONTHS_IN = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_DAYS_IN = {"day": 1, "week": 7, "fortnight": 14}


def later_by(day: date, count: int, unit: str) -> date | None:
    """Return the day so many units later, None for a unit that is not counted so.

    Hours are counted up to whole days: without the hour in which they were said, only the later day is safe.
    """
    if unit in _DAYS_IN:
        return day + timedelta(days=_DAYS_IN[unit] * count)
    if unit in MONTHS_IN:
        return months_later(day, MONTHS_IN[unit] * count)
    if unit == "hour":
        return day + timedelta(days=-(-count // 24))
    if unit == "minute":
        return day + timedelta(days=-(-count // 1440))
    return months_later(day, 120 * count) if unit == "decade" else None


def after_working_days(said: Said, count: int) -> date:
    """Return the day after so many working days, weekends and the newsroom's holidays left out."""
    day = said.on
    while count > 0:
        day += DAY
        if day.weekday() < 5 and day not in said.conventions.holidays:
            count -= 1
    return day


def part_of(span: Span, first_part: str, last_part: str, conventions: Conventions) -> Span:
    """Return the early (e), middle (M) or late (l) part of a period, or from one part to another.

    The date has passed only with the whole period; we ask when the part has gone by. Of longer periods the
    parts are whole months; of a week Monday and Tuesday, Wednesday and Thursday, Friday to Sunday.
    """
    if span.first is None or span.last is None or span.kind in ("day", "days", "weekend"):
        return span
    early_ends, middle_ends = _thirds(span.first, span.kind, conventions)
    begins = {"e": span.first, "M": early_ends + DAY, "l": middle_ends + DAY}[first_part]
    ends = {"e": early_ends, "M": middle_ends, "l": span.last}[last_part]
    asks_on = ends + DAY
    return Span(begins, span.last, "part_of_period", "approximate", span.kind, asks_on, (), span.is_past)


def _thirds(first: date, kind: Kind, conventions: Conventions) -> tuple[date, date]:
    match kind:
        case "week":
            return first + DAY, first + 3 * DAY
        case "month":
            return first.replace(day=conventions.early_until), first.replace(day=conventions.mid_until)
        case "quarter" | "season":
            return months_later(first, 1) - DAY, months_later(first, 2) - DAY
        case "half":
            return months_later(first, 2) - DAY, months_later(first, 4) - DAY
        case "decade":
            return months_later(first, 36) - DAY, months_later(first, 84) - DAY
        case "century":
            return months_later(first, 400) - DAY, months_later(first, 800) - DAY
    return months_later(first, 4) - DAY, months_later(first, 8) - DAY

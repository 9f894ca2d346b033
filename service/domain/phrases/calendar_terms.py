"""Spans of days that single expressions name: a day, a weekday, a week, a month, a part of it, a season."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from service.domain.window import Certainty

Kind = Literal["day", "week", "weekend", "month", "quarter", "half", "year", "season", "days"]
DAY = timedelta(days=1)
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Conventions:
    """What a newsroom can choose where style guides differ."""

    #: Whether the newsroom lies south of the equator, for seasons.
    southern: bool = False
    #: Days on which nobody works, beside weekends.
    holidays: frozenset[date] = frozenset()
    #: For "28/9" and "9/28" alike: whether the day is written first. None asks.
    day_first: bool | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """When the words were said, and by which conventions they are read."""

    on: date
    conventions: Conventions = Conventions()


@dataclass(frozen=True, slots=True)
class Span:
    """The days an expression names, and how sure that is. `last` None has no end."""

    first: date | None
    last: date | None
    rule: str
    certainty: Certainty = "inferred"
    kind: Kind = "days"
    #: The first day on which we ask, where that is not the day after the end.
    asks_on: date | None = None
    #: Other fair readings.
    others: tuple[Span, ...] = ()
    #: Lies before the day the words were said: no prediction.
    is_past: bool = False
    #: Stands for the end of a period, so that "before" it still ends with it.
    is_end: bool = False


def a_day(day: date, rule: str = "day_named", certainty: Certainty = "exact") -> Span:
    """Return one day as a span."""
    return Span(day, day, rule, certainty, "day")


def safe_date(year: int, month: int, day: int) -> date | None:
    """Return the date, or None where the calendar has no such day."""
    if not 1 <= day <= monthrange(year, month)[1]:
        return None
    return date(year, month, day)


def month_span(year: int, month: int, rule: str = "month_named", certainty: Certainty = "exact") -> Span:
    """Return a whole month."""
    last = date(year, month, monthrange(year, month)[1])
    return Span(date(year, month, 1), last, rule, certainty, "month")


def months_later(day: date, months: int) -> date:
    """Return the same day some months later, or the month's last day where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def first_weekday(day: date, weekday: int) -> date:
    """Return the first such weekday on or after a day."""
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def year_span(year: int, rule: str = "year_named", certainty: Certainty = "exact") -> Span:
    """Return a whole year."""
    return Span(date(year, 1, 1), date(year, 12, 31), rule, certainty, "year")


def of_year(span_in: dict[int, Span], said: Said) -> Span:
    """Choose the year of a date said without one, out of its spans in the year said and its neighbours.

    It belongs to the year it was said in. Up to six months back it is past; further back, said from October
    to December, it is the next year's, which is the nearer side of New Year.
    """
    here, year = span_in[said.on.year], said.on.year
    assert here.last is not None and here.first is not None
    coming = span_in.get(year + 1)
    if here.last >= said.on:
        before = span_in.get(year - 1)
        if said.on.month <= 3 and before is not None and before.last is not None:
            ahead, back = here.first - said.on, said.on - before.last
            if ahead > timedelta(days=270) and back < timedelta(days=92):
                return replace(here, certainty="ambiguous", others=(replace(before, is_past=True),))
        return here
    if said.on - here.last > timedelta(days=183) and said.on.month >= 10 and coming is not None:
        return replace(coming, rule="nearer_side_of_new_year", certainty="inferred")
    others = () if coming is None else (replace(coming, certainty="inferred"),)
    return replace(here, is_past=True, others=others)


def month_day(said: Said, month: int, first: int, last: int, year: int | None) -> Span | None:
    """Return the day or the days of a month, in the year given or the one that fits the day said."""

    def at(in_year: int) -> Span | None:
        begins, ends = safe_date(in_year, month, first), safe_date(in_year, month, last)
        if begins is None or ends is None or ends < begins:
            return None
        return Span(begins, ends, "day_named", "exact", "day" if first == last else "days")

    if year is not None:
        span = at(year)
        return None if span is None else _past_if_over(span, said)
    return _in_fitting_year(at, said)


def month_only(said: Said, month: int, year: int | None) -> Span:
    """Return a month, in the year given or the one that fits the day said."""
    if year is not None:
        return _past_if_over(month_span(year, month), said)
    spans = {year: month_span(year, month) for year in _near(said)}
    return of_year(spans, said)


def _in_fitting_year(at: object, said: Said) -> Span | None:
    spans = {year: span for year in _near(said) if (span := at(year)) is not None}  # type: ignore[operator]
    if said.on.year not in spans:  # 29 February: the next year that has one
        later = [year for year in sorted(spans) if year > said.on.year]
        return spans[later[0]] if later else None
    return of_year(spans, said)


def _near(said: Said) -> tuple[int, int, int]:
    return said.on.year - 1, said.on.year, said.on.year + 1


def _past_if_over(span: Span, said: Said) -> Span:
    over = span.last is not None and span.last < said.on
    return replace(span, is_past=True) if over else span


def named_weekday(said: Said, weekday: int) -> Span:
    """Return the first such weekday on or after the day said, that day included."""
    return a_day(first_weekday(said.on, weekday), "weekday_on_or_after", "inferred")


def next_weekday(said: Said, weekday: int) -> Span:
    """Return "next Tuesday": the one of the next calendar week; the first to come, where that differs."""
    in_next_week = monday_of(said.on) + WEEK + timedelta(days=weekday)
    to_come = first_weekday(said.on + DAY, weekday)
    if in_next_week == to_come:
        return a_day(in_next_week, "weekday_of_next_week", "inferred")
    other = a_day(to_come, "weekday_to_come", "inferred")
    span = a_day(in_next_week, "weekday_of_next_week", "ambiguous")
    return replace(span, others=(replace(span, certainty="inferred"), other))


def calendar_week(said: Said, weeks: int) -> Span:
    """Return this week (0) or a later one, Monday to Sunday."""
    monday = monday_of(said.on) + weeks * WEEK
    span = Span(monday, monday + 6 * DAY, "calendar_week", "inferred", "week")
    if weeks == 0 and said.on.weekday() >= 5:
        coming = Span(monday + WEEK, monday + 2 * WEEK - DAY, "week_to_come", "inferred", "week")
        now = replace(span, first=said.on)
        return replace(now, last=coming.last, certainty="ambiguous", others=(now, coming))
    return span


def weekend(said: Said, weeks: int) -> Span:
    """Return this weekend (0), or the one of a later calendar week."""
    saturday = monday_of(said.on) + weeks * WEEK + 5 * DAY
    span = Span(saturday, saturday + DAY, "weekend", "inferred", "weekend")
    if weeks == 1 and said.on.weekday() < 5:
        coming = Span(saturday - WEEK, saturday - WEEK + DAY, "weekend_to_come", "inferred", "weekend")
        return replace(span, certainty="ambiguous", others=(span, coming))
    return span


def quarter_span(year: int, quarter: int, certainty: Certainty = "exact") -> Span:
    """Return a quarter of a year, 1 to 4."""
    first = date(year, 3 * quarter - 2, 1)
    return Span(first, months_later(first, 3) - DAY, "quarter", certainty, "quarter")


def half_span(year: int, half: int, certainty: Certainty = "exact") -> Span:
    """Return a half of a year, 1 or 2."""
    first = date(year, 6 * half - 5, 1)
    return Span(first, months_later(first, 6) - DAY, "half_year", certainty, "half")


def season_span(year: int, season: int, said: Said) -> Span:
    """Return a season by whole months (0 spring … 3 winter); a winter begins in the year given."""
    shift = 2 if said.conventions.southern else 0
    first = date(year, (3, 6, 9, 12)[(season + shift) % 4], 1)
    return Span(first, months_later(first, 3) - DAY, "season", "house_rule", "season")


def season_to_come(said: Said, season: int, which: str) -> Span:
    """Return this or the next such season: the first one that has not ended, or the one after it."""
    spans = [season_span(year, season, said) for year in range(said.on.year - 1, said.on.year + 3)]
    ahead = [span for span in spans if span.last is not None and span.last >= said.on]
    running = ahead[0].first is not None and ahead[0].first <= said.on
    return ahead[1 if which == "next" and running else 0]


def relative(said: Said, unit: str, steps: int) -> Span | None:
    """Return this (0) or a later week, month, quarter, half or year by the calendar."""
    on = said.on
    match unit:
        case "day":
            return a_day(on + steps * DAY, "day_counted", "exact")
        case "week":
            return calendar_week(said, steps)
        case "weekend":
            return weekend(said, steps)
        case "month":
            there = months_later(on.replace(day=1), steps)
            return month_span(there.year, there.month, "calendar_month", "inferred")
        case "year":
            return year_span(on.year + steps, "calendar_year", "inferred")
        case "quarter":
            there = months_later(on.replace(day=1), 3 * steps)
            return quarter_span(there.year, (there.month + 2) // 3, "inferred")
        case "half":
            there = months_later(on.replace(day=1), 6 * steps)
            return half_span(there.year, (there.month + 5) // 6, "inferred")
    return None


def part_of(span: Span, part: str) -> Span:
    """Return the early, middle or late part of a period.

    The date has passed only with the whole period; we ask when the part has gone by. Thirds of a month end
    on the 10th and the 20th; of longer periods they are whole months; of a week Monday and Tuesday,
    Wednesday and Thursday, Friday to Sunday.
    """
    if span.first is None or span.last is None or span.kind in ("day", "days", "weekend"):
        return span
    first_end, second_end = _thirds(span.first, span.kind)
    match part:
        case "e":
            starts, asks = span.first, first_end + DAY
        case "M":
            starts, asks = first_end + DAY, second_end + DAY
        case _:
            starts, asks = second_end + DAY, span.last + DAY
    return replace(span, first=starts, rule="part_of_period", certainty="approximate", asks_on=asks)


def _thirds(first: date, kind: Kind) -> tuple[date, date]:
    match kind:
        case "week":
            return first + DAY, first + 3 * DAY
        case "month":
            return first.replace(day=10), first.replace(day=20)
        case "quarter" | "season":
            return months_later(first, 1) - DAY, months_later(first, 2) - DAY
        case "half":
            return months_later(first, 2) - DAY, months_later(first, 4) - DAY
    return months_later(first, 4) - DAY, months_later(first, 8) - DAY


def after_working_days(said: Said, count: int) -> date:
    """Return the day after so many working days, weekends and the newsroom's holidays left out."""
    day = said.on
    while count > 0:
        day += DAY
        if day.weekday() < 5 and day not in said.conventions.holidays:
            count -= 1
    return day


def later_by(day: date, count: int, unit: str) -> date | None:
    """Return the day so many units later; None for units shorter than a day that do not fill one."""
    match unit:
        case "hour":
            return day + timedelta(days=-(-count // 24))
        case "day":
            return day + timedelta(days=count)
        case "week":
            return day + timedelta(days=7 * count)
        case "fortnight":
            return day + timedelta(days=14 * count)
        case "month":
            return months_later(day, count)
        case "quarter":
            return months_later(day, 3 * count)
        case "half":
            return months_later(day, 6 * count)
        case "year":
            return months_later(day, 12 * count)
    return None

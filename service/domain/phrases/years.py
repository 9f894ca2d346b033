"""Which year a date belongs to that was said without one: the year it was said in, with two exceptions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from service.domain.phrases.calendar_terms import days_in, month_span, safe_date
from service.domain.phrases.spans import Said, Span, nothing, past_if_over
from service.domain.window import Certainty

#: Makes the span that a year would give the words; None where it has no such day.
InYear = Callable[[int], Span | None]
_A_LEAP_YEAR = 2000
HALF_A_YEAR = timedelta(days=183)
#: From January to March: how long ago a day or a period of last autumn is still what is meant.
_A_DAY_LOOKS_BACK = timedelta(days=92)
_A_PERIOD_LOOKS_BACK = timedelta(days=31)
#: "In the summer", said in September, may well be the one that has just ended.
_A_SEASON_LOOKS_BACK = timedelta(days=92)


def fitting_year(make: InYear, said: Said) -> Span | None:
    """Return the span in the year it was said in, or on the nearer side of New Year.

    What has gone by is past. Said from October on, a date more than six months back is next year's; said
    from January to March, one of last autumn is last year's, and past. What is past carries the one to come.
    """
    here = make(said.on.year)
    if here is None or here.first is None or here.last is None:
        return _leap_day(make(said.on.year + 1), said)
    # Only in winter can last year's still be running, or meant.
    before = make(said.on.year - 1) if said.on.month <= 3 else None
    if before is not None and _is_running(before, said):
        return before
    if here.last >= said.on:
        is_last_autumn = before is not None and _belongs_to_last_autumn(before, here, said)
        return before._replace(is_past=True, others=(here,)) if before and is_last_autumn else here
    coming = make(said.on.year + 1)
    if coming is not None and said.on.month >= 10 and said.on - here.last > HALF_A_YEAR:
        return coming._replace(rule="nearer_side_of_new_year", certainty="inferred")
    if coming is not None and _is_season_to_come(here, said):
        return coming._replace(why="coming_year", certainty=_at_least_inferred(coming))
    return here._replace(is_past=True, others=() if coming is None else (coming,))


def _is_season_to_come(here: Span, said: Said) -> bool:
    """ "In the spring", said in autumn, is the coming one."""
    return here.kind == "season" and here.last is not None and said.on - here.last > _A_SEASON_LOOKS_BACK


def _is_running(span: Span, said: Said) -> bool:
    return span.first is not None and span.last is not None and span.first <= said.on <= span.last


def _belongs_to_last_autumn(before: Span, here: Span, said: Said) -> bool:
    if said.on.month > 3 or before.last is None or here.first is None or before.last.month < 10:
        return False
    looks_back = _A_DAY_LOOKS_BACK if before.kind in ("day", "days") else _A_PERIOD_LOOKS_BACK
    return here.first - said.on > HALF_A_YEAR and said.on - before.last <= looks_back


def _leap_day(coming: Span | None, said: Said) -> Span | None:
    if coming is not None and said.on.month >= 10:
        return coming._replace(rule="nearer_side_of_new_year", certainty="inferred")
    return nothing("no_such_day", f"not in {said.on.year}")


def days_of_month(said: Said, month: int, days: tuple[int, int], year: int | None) -> Span | None:
    """Return the day, or the first and last of several days, of a month."""

    def in_year(number: int) -> Span | None:
        first, last = (safe_date(number, month, day) for day in days)
        if first is None or last is None or last < first:
            return None
        return Span(first, last, "day_named", "exact", "day" if first == last else "days")

    if days[0] > days[1] or days[1] > days_in(_A_LEAP_YEAR, month):
        return nothing("no_such_day")
    return given_or_fitting_year(in_year, year, said)


def named_month(said: Said, month: int, year: int | None) -> Span | None:
    """Return a month, in the year given or the one that fits the day said."""
    return given_or_fitting_year(lambda number: month_span(number, month), year, said)


def given_or_fitting_year(in_year: InYear, year: int | None, said: Said) -> Span | None:
    """Return the span in the year that was given, or in the one that fits the day said."""
    if year is None:
        return fitting_year(in_year, said)
    span = in_year(year)
    if span is None:
        return nothing("no_such_day", f"not in {year}")
    return past_if_over(span, said)


def next_of_name(make: InYear, said: Said) -> Span | None:
    """Return "next March", "next winter": the one of the next calendar year.

    Where one is still to come in this year, that is the other fair reading.
    """
    here, coming = make(said.on.year), make(said.on.year + 1)
    before = make(said.on.year - 1)
    if here is None or here.first is None or coming is None:
        return coming
    if here.first <= said.on or (before is not None and _is_running(before, said)):
        # One is running, or this year's is over: nothing else can be next.
        return here if here.first > said.on else coming._replace(certainty="inferred")
    inferred = (coming._replace(certainty="inferred"), here._replace(certainty="inferred"))
    return coming._replace(certainty="ambiguous", others=inferred)


def one_to_come(make: InYear, said: Said) -> Span | None:
    """Return "the coming March": the first that has not begun yet."""
    spans = (make(said.on.year), make(said.on.year + 1))
    return next((span for span in spans if span and span.first and span.first > said.on), None)


def forward(span: Span, said: Said) -> Span:
    """Return what words that can only look ahead ("by", "not until") make of a date that has gone by.

    A period is its next one. So is a day that this year still has; another day stays past, for only from
    October to March do days without a year roll over New Year.
    """
    if not span.is_past or not span.others or span.last is None:
        return span
    coming = span.others[0]
    is_this_years = coming.first is not None and coming.first.year == said.on.year
    is_period = span.kind not in ("day", "days")
    if is_period or is_this_years:
        if len(span.others) > 1:
            return coming._replace(certainty="ambiguous", others=span.others)
        return coming._replace(certainty=_at_least_inferred(coming), why="coming_year")
    return span


def _at_least_inferred(span: Span) -> Certainty:
    return "inferred" if span.certainty == "exact" else span.certainty

"""Read single days: dates, weekdays, "tomorrow"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from service.domain.phrases import calendar_terms as terms
from service.domain.phrases import years
from service.domain.phrases.clock import Clock
from service.domain.phrases.period_readers import period, year_of
from service.domain.phrases.spans import DAY, WEEK, Said, Span, a_day, nothing, past_if_over
from service.domain.phrases.tokens import Piece

_ISO = re.compile(
    r"(\d{4})[-/.]?(\d{1,2})[-/.]?(\d{1,2})"
    r"(?:[T ](\d\d):?(\d\d)(?::?(\d\d)(?:\.\d+)?)? ?(Z|[+-]\d\d:?\d\d)?)?",
    re.ASCII,
)


def month_day(piece: Piece, said: Said) -> Span | None:
    """ "Sept. 28", "Wednesday, Sept. 28, 2022", "28-30 September", "Sept. 23, 24 and 25"."""
    days = _two_figures(piece) if "ĵ" in piece.shape else piece.numbers("do") or _days_in_words(piece)
    if not days:
        return None
    span = years.days_of_month(said, piece.number("m"), (days[0], days[-1]), year_of(piece, said))
    if span is None or span.first is None:
        return span
    if "|" in piece.shape:
        span = span._replace(
            rule="either_day", others=tuple(a_day(span.first.replace(day=day)) for day in days)
        )
    return _against_weekday(piece, span)


def _days_in_words(piece: Piece) -> list[int]:
    """ "The first of October", "October twenty-eighth"."""
    tens = piece.number("c")
    day = tens + piece.number("ó")
    return [day] if piece.number("ó") > 0 and tens in (0, 20, 30) else []


def _against_weekday(piece: Piece, span: Span) -> Span:
    """A weekday that contradicts its date leaves both open; the date passes after the later of the two."""
    if "w" not in piece.shape or span.first is None:
        return span
    weekday = piece.number("w")
    if span.first.weekday() == weekday:
        return span
    nearest = terms.first_weekday(span.first - timedelta(days=3), weekday)
    first, last = sorted((span.first, nearest))
    named = a_day(nearest, "weekday_named", "inferred")
    if span.is_past:
        return span
    others = (a_day(span.first), named)
    return Span(first, last, "weekday_named", "ambiguous", others=others)


def iso(piece: Piece, said: Said) -> Span | None:
    """ "2022-09-28", "Wednesday 2022-09-28", "2022-09-30T23:59:59Z"."""
    match = _ISO.fullmatch(piece.word("i"))
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    span = _on_day(terms.safe_date(year, month, day) if year >= 1 else None, said)
    if match[4] is not None and span.last is not None and (hour < 24 or (hour, minute, second) == (24, 0, 0)):
        if minute >= 60 or second >= 60:
            return span
        return span._replace(clock=Clock(hour, minute, second, _offset(match[7])))
    return _against_weekday(piece, span)


def _offset(text: str | None) -> int | None:
    if text is None:
        return None
    if text == "Z":
        return 0
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return max(-1439, -minutes if text[0] == "-" else minutes) if minutes < 1440 else 0


def _on_day(day: date | None, said: Said) -> Span:
    if day is None:
        return nothing("no_such_day")
    return past_if_over(a_day(day), said)


def numeric(piece: Piece, said: Said) -> Span | None:
    """ "28/9/2022", "9/28/22", "28.9.2022": both ways round where both are dates."""
    word = piece.word("j")
    first, second, year = (int(part) for part in re.split(r"[-/.]", word))
    year += 2000 if year < 100 else 0
    both = (terms.safe_date(year, second, first), terms.safe_date(year, first, second))
    day_first = True if "." in word else said.conventions.day_first
    if day_first is not None and both[not day_first] is not None:
        both = (both[not day_first],) * 2
    found = sorted({day for day in both if day is not None})
    if len(found) < 2:
        return _against_weekday(piece, _on_day(found[0] if found else None, said))
    return _either_way(found, said)


#: What these figures say is no date.
_NO_DATES = frozenset({(9, 11), (24, 7)})


def numeric_without_year(piece: Piece, said: Said) -> Span | None:
    """ "On 9/28", "by 10/5": both ways round where both are dates, each in the year that fits."""
    first, second = _two_figures(piece)
    if (first, second) in _NO_DATES:
        return None
    both = (_in_fitting_year(said, second, first), _in_fitting_year(said, first, second))
    day_first = said.conventions.day_first
    if day_first is not None and both[not day_first] is not None:
        both = (both[not day_first],) * 2
    found = [span for span in dict.fromkeys(both) if span is not None]
    if not found:
        return nothing("no_such_day")
    days = sorted(span.first for span in found if span.first is not None and not span.is_past)
    if len(found) == 1 or len(days) < 2:
        ahead = [span for span in found if not span.is_past]
        return _against_weekday(piece, (ahead or found)[0]) if len(found) == 1 else _asked(found)
    return _either_way(days, said)


def _asked(found: list[Span]) -> Span:
    """Of two days, one is ahead or none; which was meant has to be asked."""
    ahead = [span for span in found if not span.is_past]
    others = tuple(span.others[0] if span.is_past and span.others else span for span in found)
    if not ahead:
        return found[0]._replace(others=others)
    return ahead[0]._replace(rule="day_and_month_swapped", certainty="ambiguous", others=others)


def _two_figures(piece: Piece) -> list[int]:
    return [int(part) for part in piece.word("ĵ").split("/")]


def _in_fitting_year(said: Said, month: int, day: int) -> Span | None:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    span = years.days_of_month(said, month, (day, day), None)
    return None if span is None or span.first is None else span


def _either_way(found: list[date], said: Said) -> Span:
    coming = [day for day in found if day >= said.on] or found
    others = tuple(past_if_over(a_day(day), said) for day in found)
    span = Span(coming[0], coming[-1], "day_and_month_swapped", "ambiguous", others=others)
    return past_if_over(span, said)


def day_of_month(piece: Piece, said: Said) -> Span | None:
    """ "The 28th": the next such day, the day said included; "the 15th of next month"."""
    day, *second = piece.numbers("oó")
    if day == 1 and piece.unit() == "year":
        # "The first of the year".
        return a_day(date(said.on.year + 1, 1, 1), "day_of_month", "inferred")
    ahead = range(4)
    if "u" in piece.shape:
        # "Of next month", "of this month"; "of the month" is the next one to come.
        ahead = range(1, 2) if "N" in piece.shape else range(1 if "T" in piece.shape else 2)
    if "u" in piece.shape and piece.unit() != "month":
        return None
    months = [terms.months_later(said.on.replace(day=1), step) for step in ahead]
    found = [terms.safe_date(month.year, month.month, day) for month in months]
    coming = [one for one in found if one is not None and one >= said.on]
    if not coming:
        return None
    span = _against_weekday(piece, a_day(coming[0], "day_of_month", "inferred"))
    if not second:
        return span
    if not day < second[0] <= terms.days_in(coming[0].year, coming[0].month):
        return None
    last = coming[0].replace(day=second[0])
    if "|" not in piece.shape:
        return span._replace(last=last, kind="days")
    return span._replace(
        last=last, kind="days", rule="either_day", others=(span, a_day(last, span.rule, "inferred"))
    )


def weekday(piece: Piece, said: Said) -> Span | None:
    """ "Monday", "this Tuesday", "next Tuesday", "the coming Friday", "late Friday", "last Friday"."""
    number = piece.number("w")
    if "L" in piece.shape:
        day = terms.first_weekday(said.on - WEEK, number)
        return a_day(day, "past")._replace(is_past=True)
    if "N" in piece.shape:
        return _next_weekday(said, number)
    if "C" in piece.shape:
        return a_day(terms.first_weekday(said.on + DAY, number), "weekday_to_come", "inferred")
    return a_day(terms.first_weekday(said.on, number), "weekday_on_or_after", "inferred")


def _next_weekday(said: Said, number: int) -> Span:
    begins_on = said.conventions.week_begins_on
    in_next_week = terms.first_day_of_week(said) + WEEK + timedelta(days=(number - begins_on) % 7)
    to_come = terms.first_weekday(said.on + DAY, number)
    span = a_day(in_next_week, "weekday_of_next_week", "inferred")
    is_first = said.conventions.next_is_first_to_come
    if in_next_week == to_come or is_first is False:
        return span
    other = a_day(to_come, "weekday_to_come", "inferred")
    if is_first:
        return other
    return span._replace(certainty="ambiguous", others=(span, other))


def weekday_and_weeks(piece: Piece, said: Said) -> Span | None:
    """ "A week from Tuesday", "Tuesday week", "a fortnight on Friday": from the first such day to come."""
    unit = piece.unit()
    if unit == "day" and "@" in piece.shape:
        # "A day on Friday" is Friday.
        return weekday(piece, said)
    if unit not in ("day", "week", "fortnight", "month", "year"):
        return None
    there = (
        terms.first_weekday(said.on, piece.number("w")) if "w" in piece.shape else day_word_on(piece, said)
    )
    counts = piece.counts()
    day = None if there is None else terms.later_by(there, counts[0] if counts else 1, unit)
    return None if day is None else a_day(day, "weekday_and_weeks", "inferred")


def day_word_on(piece: Piece, said: Said) -> date | None:
    """Return the day that "now", "today" or "tomorrow" names, None for one that has gone by."""
    steps = 0 if piece.name("k") == "now" else piece.number("k")
    return said.on + steps * DAY if steps >= 0 else None


def weekday_in_week(piece: Piece, said: Said) -> Span | None:
    """ "Tuesday next week", "Friday of this week", "next week on Tuesday", "Friday last week"."""
    if "u" not in piece.shape:
        return weekday(piece, said)
    if piece.unit() != "week":
        return None
    weeks = -1 if "L" in piece.shape else int("N" in piece.shape)
    first = terms.first_day_of_week(said) + weeks * WEEK
    days = [terms.first_weekday(first, number) for number in piece.numbers("w")]
    found = [past_if_over(a_day(day, "weekday_of_week", "inferred"), said) for day in days]
    if len(found) == 1:
        return found[0]
    rule = "either_day" if "|" in piece.shape else "two_days"
    return past_if_over(Span(min(days), max(days), rule, others=tuple(found)), said)


def weekday_of_month(piece: Piece, said: Said) -> Span | None:
    """ "The first Monday in October", "the last Friday of the month"."""
    whole = period(piece.part(piece.shape.index("w") + 1), said)
    if whole is None or whole.first is None or whole.last is None:
        return None
    number, which = piece.number("w"), -1 if "L" in piece.shape else piece.number("óo")
    if which == -1:
        day = terms.first_weekday(whole.last - 6 * DAY, number)
    else:
        day = terms.first_weekday(whole.first, number) + (which - 1) * WEEK
    return None if day > whole.last else past_if_over(a_day(day, "weekday_of_month"), said)


def day_word(piece: Piece, said: Said) -> Span | None:
    """ "Today", "tomorrow night", "this evening", "overnight"."""
    name = piece.name("k")
    if name == "now":
        return None
    if name == "overnight":
        return Span(said.on, said.on + DAY, "overnight", "inferred")
    steps = piece.number("k")
    return a_day(said.on + steps * DAY, "day_said")._replace(is_past=steps < 0)


def day_or_next(piece: Piece, said: Said) -> Span | None:
    """ "Tomorrow or the day after"."""
    day = day_word_on(piece, said)
    if day is None:
        return None
    return Span(day, day + DAY, "either_day", others=(a_day(day, "day_said"), a_day(day + DAY, "day_said")))


def overnight(piece: Piece, said: Said) -> Span | None:
    """ "Overnight Friday", "overnight into Saturday": the night that begins, or ends, on that day."""
    day = terms.first_weekday(said.on, piece.number("w"))
    first, last = (day - DAY, day) if "I" in piece.shape or "O" in piece.shape else (day, day + DAY)
    return Span(max(first, said.on), last, "overnight", "inferred")

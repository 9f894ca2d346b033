"""Read periods and their parts: weeks, months, quarters, seasons, years; early, late, the end of."""

from __future__ import annotations

from collections.abc import Callable

from service.domain.phrases import calendar_terms as terms
from service.domain.phrases import years
from service.domain.phrases.spans import DAY, WEEK, Said, Span, a_day, past_if_over
from service.domain.phrases.tokens import Piece
from service.domain.window import Certainty


def year_of(piece: Piece, said: Said) -> int | None:
    """Return the year that is named with a date: "2023", "next year", or the one it is to be read in."""
    if "y" in piece.shape:
        return piece.number("y")
    if piece.name("u") == "year":
        steps = {"N": 1, "T": 0, "L": -1}
        return next((said.on.year + steps[one] for one in piece.shape if one in steps), None)
    return piece.in_year


def period(piece: Piece, said: Said) -> Span | None:
    """Return the period that is named, or that a part or an end is taken of."""
    shape = piece.shape
    if "q" in shape or ("ü" in shape and ("ó" in shape or "o" in shape or ("L" in shape and "u" in shape))):
        return quarter(piece, said)
    if "m" in shape:
        return _month(piece, said)
    if "s" in shape:
        return _season(piece, said)
    if "y" in shape:
        return past_if_over(terms.year_span(piece.number("y")), said)
    if "Ŷ" in shape:
        return past_if_over(terms.decade_span(piece.number("Ŷ")), said)
    return relative(piece, said)


def _month(piece: Piece, said: Said) -> Span | None:
    month, year = piece.number("m"), year_of(piece, said)
    return _named(piece, said, lambda number: terms.month_span(number, month), year)


def _season(piece: Piece, said: Said) -> Span | None:
    southern = said.conventions.southern
    if southern is not None:
        return _season_of(piece, said, southern=southern)
    # Nobody said on which side of the equator: both are given, the northern one first.
    both = [_season_of(piece, said, southern=one) for one in (False, True)]
    ahead = [one.others[0] if one.is_past and one.others else one for one in both if one is not None]
    found = tuple(one._replace(others=()) for one in ahead if not one.is_past)
    if both[0] is None or len(found) < 2:
        return both[0]
    return both[0]._replace(certainty=both[0].certainty if both[0].is_past else "ambiguous", others=found)


def _season_of(piece: Piece, said: Said, *, southern: bool) -> Span | None:
    season, year = piece.number("s"), year_of(piece, said)
    return _named(piece, said, lambda number: terms.season_span(number, season, southern=southern), year)


def _named(piece: Piece, said: Said, in_year: Callable[[int], Span], year: int | None) -> Span | None:
    if year is None and "N" in piece.shape:
        return years.next_of_name(in_year, said)
    if year is None and "C" in piece.shape:
        return years.one_to_come(in_year, said)
    span = years.given_or_fitting_year(in_year, year, said)
    if year is None and span is not None and "L" in piece.shape and not span.is_past:
        return years.given_or_fitting_year(in_year, said.on.year - 1, said)
    return span


def quarter(piece: Piece, said: Said) -> Span | None:
    """ "Q3 2027", "H1", "the third quarter", "the first half of next year", "the first half of October"."""
    word = piece.word("q").lower()
    is_half = "h" in word if word else piece.unit() == "half"
    which = piece.number("q") if word else (-1 if "L" in piece.shape else piece.number("óo"))
    if "m" in piece.shape or piece.name("u") == "month":
        return _half_of_month(piece, said, which) if is_half else None
    of_year = 2 if is_half else 4
    which = of_year if which == -1 else which
    if not 1 <= which <= of_year:
        return None
    make = terms.half_span if is_half else terms.quarter_span
    return years.given_or_fitting_year(
        lambda number: make(number, which), _year_of_quarter(piece, said), said
    )


def _year_of_quarter(piece: Piece, said: Said) -> int | None:
    if "au" in piece.shape:
        return said.on.year
    return year_of(piece, said)


def _half_of_month(piece: Piece, said: Said, which: int) -> Span | None:
    steps = 1 if "N" in piece.shape else 0
    month = _month(piece, said) if "m" in piece.shape else terms.relative(said, "month", steps)
    if month is None or month.first is None or which not in (1, 2, -1):
        return None
    return _halved(month, which)._replace(others=tuple(_halved(one, which) for one in month.others))


def _halved(month: Span, which: int) -> Span:
    if month.first is None:
        return month
    middle = month.first.replace(day=15)
    first, last = (month.first, middle) if which == 1 else (middle + DAY, month.last)
    return month._replace(first=first, last=last, rule="half_of_month", kind="days", certainty="inferred")


def relative(piece: Piece, said: Said) -> Span | None:
    """ "This week", "next month", "the coming weekend", "last quarter", "the week after next"."""
    unit = piece.unit()
    if "»" in piece.shape:
        return terms.relative(said, unit, 2)
    if "L" in piece.shape:
        span = terms.relative(said, unit, -1)
        return None if span is None else span._replace(is_past=True, others=())
    if "C" in piece.shape:
        return _coming(unit, said)
    if unit == "fortnight":
        return Span(said.on, said.on + 2 * WEEK, "within")
    return terms.relative(said, unit, 1 if "N" in piece.shape else 0)


def _coming(unit: str, said: Said) -> Span | None:
    is_weekend = said.on.weekday() >= 5
    if unit == "weekend" or (unit == "week" and is_weekend):
        return terms.relative(said, unit, int(is_weekend))
    last = terms.later_by(said.on, 1, unit)
    return None if last is None else Span(said.on, last, "within")


def years_of_two_digits(piece: Piece, said: Said) -> Span | None:
    """ "2022-23": from the one year to the other."""
    first, last = piece.number("y"), piece.number("dn")
    last += first // 100 * 100
    if not first < last < first + 100:
        return None
    one, other = terms.year_span(first), terms.year_span(last)
    return past_if_over(Span(one.first, other.last, "range", "exact"), said)


def whole(piece: Piece, said: Said) -> Span | None:
    """A period by itself. Of this week, said on a weekend, what is over is no longer meant."""
    span = period(piece, said)
    if span is None or span.certainty != "ambiguous" or span.kind != "week":
        return span
    this_week, coming = span.others
    return span._replace(first=said.on, others=(this_week._replace(first=said.on), coming))


def this_or_next(piece: Piece, said: Said) -> Span | None:
    """ "This week or next", "next month or the one after": up to the end of the later."""
    start = int(piece.shape.startswith("N"))
    one, other = (terms.relative(said, piece.unit(), start + step) for step in (0, 1))
    if one is None or other is None:
        return None
    one = one._replace(others=(), certainty="inferred")
    return Span(one.first, other.last, "either_day", others=(one, other._replace(others=())))


def part(piece: Piece, said: Said) -> Span | None:
    """ "Early March", "mid-October", "late next week", "early to mid-2023", "the beginning of the year"."""
    span = period(piece, said)
    if span is None:
        return None
    parts = [{"B": "e"}.get(one, one) for one in piece.shape if one in "eMlB"]
    return _later_week(part_named_of(span, parts[0], parts[-1], said), said)


def _later_week(span: Span, said: Said) -> Span:
    """Of two weeks that are fair, keep the later: the date passes only after it."""
    if span.kind != "week" or span.certainty != "ambiguous":
        return span
    this_week, later = span.others
    if this_week.is_past:
        # "Early this week", said on a Sunday: what is left of it.
        this_week = Span(said.on, this_week.last, "calendar_week", kind="week")
    return later._replace(certainty="ambiguous", others=(this_week, later))


def part_named_of(span: Span, first_part: str, last_part: str, said: Said) -> Span:
    """Return the part of a period and of its other readings; past once the part has gone by."""
    found = terms.part_of(span, first_part, last_part, said.conventions)
    gone_by = found.asks_on is not None and found.asks_on <= said.on
    others = tuple(part_named_of(one, first_part, last_part, said) for one in span.others)
    certainty = "ambiguous" if span.certainty == "ambiguous" else found.certainty
    return found._replace(certainty=certainty, others=others, is_past=found.is_past or gone_by)


def new_year(piece: Piece, said: Said) -> Span | None:
    """ "In the new year": early in the year to come."""
    return terms.part_of(terms.year_span(said.on.year + 1), "e", "e", said.conventions)


def midweek(piece: Piece, said: Said) -> Span | None:
    """ "Midweek": Wednesday and Thursday, of next week where this week's are over."""
    unit = piece.unit()
    for steps in (0, 1):
        span = terms.relative(said, unit, steps)
        if span is not None:
            found = terms.part_of(span._replace(others=()), "M", "M", said.conventions)
            if found.asks_on is None or found.asks_on > said.on:
                return found
    return None


def end(piece: Piece, said: Said) -> Span | None:
    """ "The end of the month", "year-end", "month's end", "before the year is out"."""
    if "w" in piece.shape:
        return a_day(terms.first_weekday(said.on, piece.number("w")), "weekday_on_or_after", "inferred")
    span = _day_or_period(piece, said)
    if span is None or span.first is None or span.last is None:
        return span
    if piece.shape.rstrip(",y").endswith(("E", "ε")):
        return _rest_to_end(_later_week(span, said), said)
    return _later_week(_end_of(span, said), said)


def _rest_to_end(span: Span, said: Said) -> Span:
    """ "Year-end" runs from the day it was said."""
    first = span.first if span.is_past or span.last is None else min(said.on, span.last)
    certainty: Certainty = "ambiguous" if span.certainty == "ambiguous" else "inferred"
    others = tuple(_rest_to_end(one, said) for one in span.others)
    return Span(first, span.last, "end_of_period", certainty, "days", None, others, span.is_past, is_end=True)


def _end_of(span: Span, said: Said) -> Span:
    found = terms.part_of(span, "l", "l", said.conventions)
    others = tuple(_end_of(one, said) for one in span.others)
    certainty = "ambiguous" if span.certainty == "ambiguous" else found.certainty
    return Span(
        found.first, found.last, "end_of_period", certainty, found.kind, found.asks_on, others,
        found.is_past, is_end=True,
    )  # fmt: skip


def rest(piece: Piece, said: Said) -> Span | None:
    """ "Later this month", "the rest of the year": from the day said to the end of the period."""
    span = _day_or_period(piece, said)
    if span is None or span.last is None or span.first is None:
        return span
    others = tuple(one._replace(first=max(said.on, one.first or said.on)) for one in span.others)
    first = span.first if span.is_past else max(said.on, span.first)
    return span._replace(first=first, rule="rest_of_period", others=others)


def _day_or_period(piece: Piece, said: Said) -> Span | None:
    return a_day(said.on + piece.number("k") * DAY, "day_said") if "k" in piece.shape else period(piece, said)

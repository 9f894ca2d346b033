"""Expressions that name days by themselves: a table of patterns over word classes, each with its reader.

A row is a name, a pattern in the classes of `english`, and a function from the tokens it covers to a span.
To teach a new expression, add a row and its cases in `tests/domain/phrases/`. Longer forms stand first.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from service.domain.phrases import calendar_terms as terms
from service.domain.phrases.calendar_terms import DAY, Said, Span
from service.domain.phrases.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Piece:
    """The tokens an expression covers."""

    shape: str
    values: list[object]
    words: list[str]

    def number(self, classes: str, default: int = 0) -> int:
        """Return the value of the first token of these classes."""
        for character, value in zip(self.shape, self.values, strict=True):
            if character in classes and isinstance(value, int):
                return value
        return default

    def numbers(self, classes: str) -> list[int]:
        """Return the values of all tokens of these classes."""
        pairs = zip(self.shape, self.values, strict=True)
        return [value for character, value in pairs if character in classes and isinstance(value, int)]

    def year(self) -> int | None:
        """Return the year that is named, if one is."""
        return self.number("y") or None

    def unit(self) -> str:
        """Return the first unit, in the singular."""
        for character, value in zip(self.shape, self.values, strict=True):
            if character in "uY" and isinstance(value, tuple):
                return str(value[0])
            if character == "W":
                return "weekend"
        return ""


Reader = Callable[[Piece, Said], Span | None]


def _month_day(piece: Piece, said: Said) -> Span | None:
    days = piece.numbers("do")
    span = terms.month_day(said, piece.number("m"), days[0], days[-1], piece.year())
    return None if span is None else _against_weekday(piece, span)


def _against_weekday(piece: Piece, span: Span) -> Span:
    """A weekday that contradicts its date leaves both open; the date passes after the later of the two."""
    if "w" not in piece.shape or span.first is None or span.first != span.last:
        return span
    weekday = piece.number("w")
    if span.first.weekday() == weekday:
        return span
    nearest = terms.first_weekday(span.first - timedelta(days=3), weekday)
    first, last = sorted((span.first, nearest))
    others = (terms.a_day(span.first), terms.a_day(nearest, "weekday_named", "inferred"))
    return replace(span, first=first, last=last, certainty="ambiguous", others=others, kind="days")


def _iso(piece: Piece, said: Said) -> Span | None:
    year, month, day = (int(part) for part in str(piece.values[piece.shape.index("i")]).split("-"))
    if not (1 <= month <= 12 and 1600 <= year <= 2400):
        return None
    return _against_weekday(piece, _checked(terms.safe_date(year, month, day), said))


def _checked(day: date | None, said: Said) -> Span:
    if day is None:
        return Span(None, None, "no_such_day")
    return replace(terms.a_day(day), is_past=day < said.on)


def _numeric(piece: Piece, said: Said) -> Span | None:
    first, second, year = (int(part) for part in re.split(r"[/.]", str(piece.values[0])))
    if not 1600 <= year <= 2400:
        return None
    readings = [
        terms.safe_date(year, month, day) if 1 <= month <= 12 else None
        for day, month in ((first, second), (second, first))
    ]
    day_first = True if "." in str(piece.values[0]) else said.conventions.day_first
    if day_first is not None and readings[0 if day_first else 1] is not None:
        readings = [readings[0 if day_first else 1]]
    found = sorted({day for day in readings if day is not None})
    if not found:
        return None
    if len(found) == 1:
        return _checked(found[0], said)
    others = tuple(_checked(day, said) for day in found)
    return Span(found[0], found[-1], "day_and_month_swapped", "ambiguous", others=others)


def _day_of_month(piece: Piece, said: Said) -> Span | None:
    day = piece.number("o")
    months = [terms.months_later(said.on.replace(day=1), step) for step in range(3)]
    found = [terms.safe_date(month.year, month.month, day) for month in months]
    coming = [one for one in found if one is not None and one >= said.on]
    return terms.a_day(coming[0], "day_of_month", "inferred") if coming else None


def _month(piece: Piece, said: Said) -> Span | None:
    if "N" in piece.shape or "T" in piece.shape or "C" in piece.shape:
        return _month_to_come(piece, said)
    return terms.month_only(said, piece.number("m"), piece.year())


def _month_to_come(piece: Piece, said: Said) -> Span:
    month = piece.number("m")
    here = terms.month_span(said.on.year, month, "month_to_come", "inferred")
    there = terms.month_span(said.on.year + 1, month, "month_to_come", "inferred")
    if here.last is not None and here.last < said.on:
        return there
    if "N" in piece.shape and here.first is not None and here.first > said.on:
        return (
            replace(here, certainty="ambiguous", others=(here, there)) if month - said.on.month > 1 else here
        )
    return there if "N" in piece.shape else here


def _year(piece: Piece, said: Said) -> Span | None:
    year = piece.number("y")
    return replace(terms.year_span(year), is_past=year < said.on.year)


def _weekday(piece: Piece, said: Said) -> Span | None:
    weekday = piece.number("w")
    if "L" in piece.shape:
        past = terms.first_weekday(said.on - 7 * DAY, weekday)
        return replace(terms.a_day(past, "weekday_before"), is_past=True)
    if "N" in piece.shape:
        return terms.next_weekday(said, weekday)
    if "C" in piece.shape:
        return terms.a_day(terms.first_weekday(said.on + DAY, weekday), "weekday_to_come", "inferred")
    return terms.named_weekday(said, weekday)


def _weekday_later(piece: Piece, said: Said) -> Span | None:
    """ "A week from Tuesday", "Tuesday week", "a fortnight on Friday": from the first such day to come."""
    count = piece.numbers("1cdK")
    there = terms.first_weekday(said.on, piece.number("w"))
    day = terms.later_by(there, count[0] if count else 1, piece.unit())
    return None if day is None else terms.a_day(day, "weekday_and_weeks", "inferred")


def _counted_from(piece: Piece, said: Said) -> Span | None:
    """ "Two weeks from now", "in ten days' time", "in two weeks": about that day."""
    count = piece.numbers("1cdnK")
    if count and count[0] > 1000:
        return None
    unit = piece.unit()
    if "K" in piece.shape and unit not in ("day", "hour"):
        return _vague_span(said)
    many = 2 if "K" in piece.shape else (count[0] if count else 1)
    if "Z" in piece.shape and unit == "day":
        return terms.a_day(terms.after_working_days(said, many), "working_days", "approximate")
    if unit in ("hour", "minute"):
        return _within(piece, said)
    day = terms.later_by(said.on, many, unit)
    return None if day is None else terms.a_day(day, "about_that_day", "approximate")


def _within(piece: Piece, said: Said) -> Span | None:
    """ "Within two weeks", "in the next seven days": from the day said up to and with that day."""
    count = piece.numbers("1cdnK")
    unit = piece.unit()
    if "K" in piece.shape and unit not in ("day", "hour"):
        return _vague_span(said)
    many = 2 if "K" in piece.shape else (count[0] if count else 1)
    if many > 1000:
        return None
    if "Z" in piece.shape and unit == "day":
        return Span(said.on, terms.after_working_days(said, many), "working_days", "inferred")
    last = said.on + DAY if unit == "minute" else terms.later_by(said.on, many, unit)
    return None if last is None else Span(said.on, last, "within", "inferred")


#: Days until we first ask about words without a day, by their unit. A newsroom can change them.
VAGUE_ASKS_AFTER = {"minute": 1, "hour": 1, "day": 7, "week": 28, "month": 90, "year": 365}


def _vague_span(said: Said, unit: str = "day") -> Span:
    asks = said.on + timedelta(days=VAGUE_ASKS_AFTER.get(unit, 7))
    return Span(said.on, None, "vague", "house_rule", asks_on=asks)


def _vague(piece: Piece, said: Said) -> Span | None:
    return _vague_span(said, piece.unit() or "day")


#: Days until we first ask about single vague words.
SOON_ASKS_AFTER = {"soon": 7, "eventually": 30}


def _soon(piece: Piece, said: Said) -> Span | None:
    asks = said.on + timedelta(days=SOON_ASKS_AFTER[str(piece.values[0])])
    return Span(said.on, None, "vague", "house_rule", asks_on=asks)


def _relative(piece: Piece, said: Said) -> Span | None:
    """ "This week", "next month", "the coming year", "last quarter"."""
    unit = piece.unit()
    if unit == "fortnight":
        return _within(piece, said)
    if unit in ("minute", "hour", "decade", "century", ""):
        return None
    if "L" in piece.shape:
        span = terms.relative(said, unit, -1)
        return None if span is None else replace(span, is_past=True)
    if "C" in piece.shape:
        if unit in ("week", "weekend") and (said.on.weekday() >= 5 or unit == "weekend"):
            return terms.relative(said, unit, 1 if unit == "week" else int(said.on.weekday() >= 5))
        return _duration_to_come(piece, said)
    return terms.relative(said, unit, 1 if "N" in piece.shape else 0)


def _duration_to_come(piece: Piece, said: Said) -> Span | None:
    """ "In the next week", "the coming month": that long from the day said."""
    unit = piece.unit()
    last = terms.later_by(said.on, 1, unit)
    return None if last is None else Span(said.on, last, "within", "inferred")


def _period(piece: Piece, said: Said) -> Span | None:
    """The period that a part or an end is taken of: "the month", "this week", "March 2023", "2027"."""
    shape = piece.shape
    if "m" in shape:
        return _month(piece, said)
    if "s" in shape:
        return _season(piece, said)
    if "q" in shape or ("o" in shape and piece.unit() in ("quarter", "half")):
        return _quarter(piece, said)
    if "y" in shape:
        return _year(piece, said)
    if "w" in shape:
        return _weekday(piece, said)
    if "k" in shape:
        return _day_word(piece, said)
    if any(one in shape for one in "TNLC"):
        return _relative(piece, said)
    return terms.relative(said, piece.unit(), 0) if "u" in shape or "W" in shape else None


def _part(piece: Piece, said: Said) -> Span | None:
    span = _period(piece, said)
    if span is None:
        return None
    which = next((one for one in piece.shape if one in "eMlBE"), "e")
    if which in "el" and span.kind == "day":
        return span
    return terms.part_of(span, {"B": "e", "E": "l"}.get(which, which))


def _end(piece: Piece, said: Said) -> Span | None:
    """ "The end of the month", "year-end", "month's end", "the end of next week"."""
    if piece.unit() == "day":
        return _close_of_business(piece, said)
    span = _period(piece, said)
    if span is None or span.last is None:
        return span
    if piece.shape.endswith("E"):
        first = min(said.on, span.last)
        return replace(span, first=first, rule="end_of_period", is_end=True, kind="days")
    part = terms.part_of(span, "l")
    return replace(part, rule="end_of_period", is_end=True)


def _close_of_business(piece: Piece, said: Said) -> Span | None:
    if "w" in piece.shape or "k" in piece.shape:
        return _period(piece, said)
    return terms.a_day(said.on, "day_said", "exact")


def _quarter(piece: Piece, said: Said) -> Span | None:
    which, halves = 0, piece.unit() == "half"
    for character, value in zip(piece.shape, piece.values, strict=True):
        if character == "q" and isinstance(value, tuple):
            halves, which = value[0] == "h", int(value[1])
        if character == "o" and isinstance(value, int):
            which = value
    if not 1 <= which <= (2 if halves else 4):
        return None
    make = terms.half_span if halves else terms.quarter_span
    year = piece.year()
    if year is None and ("N" in piece.shape or "C" in piece.shape):
        year = said.on.year + 1
    if year is not None:
        span = make(year, which)
        return replace(span, is_past=span.last is not None and span.last < said.on)
    spans = {said.on.year + step: make(said.on.year + step, which) for step in (-1, 0, 1)}
    return terms.of_year(spans, said)


def _half_of_month(piece: Piece, said: Said) -> Span | None:
    which = piece.number("o")
    month = _month(piece, said)
    if month is None or month.first is None or month.last is None or which not in (1, 2):
        return None
    middle = month.first.replace(day=15)
    first, last = (month.first, middle) if which == 1 else (middle + DAY, month.last)
    return replace(month, first=first, last=last, rule="half_of_month", kind="days", certainty="inferred")


def _season(piece: Piece, said: Said) -> Span | None:
    season, year = piece.number("s"), piece.year()
    if year is not None:
        span = terms.season_span(year, season, said)
        return replace(span, is_past=span.last is not None and span.last < said.on)
    if "L" in piece.shape:
        return Span(said.on - 365 * DAY, said.on - DAY, "season", is_past=True)
    return terms.season_to_come(said, season, "next" if "N" in piece.shape else "this")


def _day_word(piece: Piece, said: Said) -> Span | None:
    if "k" not in piece.shape:
        return terms.a_day(said.on, "day_said")
    value = piece.values[piece.shape.index("k")]
    if value == "overnight":
        return Span(said.on, said.on + DAY, "overnight", "inferred")
    if piece.words[piece.shape.index("k")] == "now":
        return None
    steps = piece.number("k")
    return replace(terms.a_day(said.on + steps * DAY, "day_said"), is_past=steps < 0)


def _later_in(piece: Piece, said: Said) -> Span | None:
    """ "Later this month", "the rest of the year": from the day said to the end of the period."""
    span = _period(piece, said)
    if span is None or span.last is None:
        return span
    others = tuple(replace(one, first=max(said.on, one.first or said.on)) for one in span.others)
    return replace(span, first=max(said.on, span.first or said.on), rule="rest_of_period", others=others)


def _ago(piece: Piece, said: Said) -> Span | None:
    return Span(None, None, "past", is_past=True) if piece.words[-1] == "ago" else None


def _recurring(piece: Piece, said: Said) -> Span | None:
    return Span(None, None, "recurring")


_NUMBER = r"(?:[cdn]|1(?=[Zu])|1?Kv?)"
_DATE_TAIL = r"(?:,?y(?!-?[Yu]))?"
_ORDINAL_UNIT = r"a?o-?u(?:v?a?(?:y|[TN]u))?"
_SEASON = r"[TNCL]?a?s,?v?(?:y(?:-[dny])?)?"
_BARE = rf"(?:[TNCL]{{0,2}}m,?v?y?|{_ORDINAL_UNIT}|q,?v?y?|{_SEASON}|[TNCL]{{1,2}}[uW]|aW)"
_ANY = rf"(?:{_BARE}|au|y)"

#: Name, pattern, reader. The first row that fits at a place is taken.
ROWS: tuple[tuple[str, str, Reader], ...] = (
    ("recurring", r"\*(?:[dc1o]?[uwWY])?", _recurring),
    ("ago", rf"(?:{_NUMBER}|1?~v?)Z?[uY]S", _ago),
    ("iso", r"(?:w,?@?)?i", _iso),
    ("numeric", r"j", _numeric),
    (
        "days_of_month",
        rf"(?:[TNC]?w,?@?)?m[do](?:-|O|&)[do](?![-]?[ZuYm]){_DATE_TAIL}|[do](?:-|O|&)[do]v?m{_DATE_TAIL}",
        _month_day,
    ),
    (
        "month_day",
        rf"(?:[TNC]?w,?[pe]?,?@?)?a?m,?a?[do](?!-?[ZuY]){_DATE_TAIL}|(?:[TNC]?w,?p?,?@?)?a?[do]v?m{_DATE_TAIL}",
        _month_day,
    ),
    ("half_of_month", rf"a?ouvm{_DATE_TAIL}", _half_of_month),
    ("weekday_later", r"(?:[cdK]Y|1u|u)[F@][TNC]?w|wu(?![Zu])", _weekday_later),
    ("end_of_day", r"a?E(?:-?v-?)?(?:a?u,?@?)?[TN]?[wk]|[wk]'?-?E", _close_of_business),
    ("end", rf"a?E-?v?-?{_ANY}|[aTNC]?u'?-?E|m'E", _end),
    ("later_in", r"r(?:Ia?)?(?:[Tak][TN]?[uWms]?|m)", _later_in),
    ("part", rf"(?:[eMl]-?(?:Ia?)?|a?Bva?|aMva?){_ANY}", _part),
    ("vague_count", r"[IG]?a?[NC]?1?~v?Y|[IG]a?[NC]Y|[IG]Y|I1[uY]\|x", _vague),
    ("within", rf"G(?:a?[NC])?{_NUMBER}Z?[uY]|I?a?[NC]{_NUMBER}Z?[uY]|baN{_NUMBER}Z?[uY]", _within),
    ("duration_to_come", r"[IG]aNu", _duration_to_come),
    ("counted", rf"I{_NUMBER}Z?[uY]|{_NUMBER}Z?[uY]Fk", _counted_from),
    ("weekday", r"(?:[eMl]-?@?)?[TNCL]{0,2}wp?", _weekday),
    ("period", _BARE, _period),
    ("soon", r"V", _soon),
    ("year", r"y", _year),
    ("day_word", r"(?:[el]-?)?kp?|Tp", _day_word),
    ("day_of_month", r"ao(?=$|[.,;@bfI&|O-])", _day_of_month),
)
_MASTER = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern, _ in ROWS))
_READERS = {name: reader for name, _, reader in ROWS}


@dataclass(frozen=True, slots=True)
class Anchor:
    """An expression that was read, and the tokens from `start` up to `end` that it covers."""

    start: int
    end: int
    span: Span
    name: str


def anchors(found: Tokens, said: Said) -> list[Anchor]:
    """Return the expressions that name days, from left to right."""
    result = []
    for match in _MASTER.finditer(found.shape):
        start, end = match.span()
        if start == end:
            continue
        name = match.lastgroup or ""
        piece = Piece(found.shape[start:end], found.values[start:end], found.words[start:end])
        try:
            span = _READERS[name](piece, said)
        except (OverflowError, ValueError):
            span = None
        if span is not None:
            result.append(Anchor(start, end, span, name))
    return result

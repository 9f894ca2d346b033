"""Expressions that name days by themselves: a table of patterns over word classes, each with its reader.

A row is a name, a pattern in the classes of `english`, a function from the words it covers to a span, and
the mark under which `bounds` sees it. To teach a new expression, add a row and its cases in
`tests/domain/phrases/`. The first row that fits at a place is taken, so longer forms stand first.

The marks: D days   8 a weekday or "tomorrow"   7 a month, quarter, season or feast alone   9 a year alone
5 vague   6 a length of time   ḟ so long ahead of   3 recurring   2 gone by
0 a day that has to be looked up elsewhere
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from service.domain.phrases import day_readers as days
from service.domain.phrases import duration_readers as durations
from service.domain.phrases import feast_readers as feasts
from service.domain.phrases import period_readers as periods
from service.domain.phrases import stretch_readers as stretches
from service.domain.phrases.patterns import Table
from service.domain.phrases.spans import Said, Span
from service.domain.phrases.tokens import Piece, Tokens

Reader = Callable[[Piece, Said], Span | None]

_NUMBER = r"(?:1?c(?:-c)?|[dn]|1)"
_COUNT = rf"(?:{_NUMBER}|1?Kv?)"
_UNIT = r"Z?[uY]"
#: A count of units, "a year and a half", "two and a half weeks", "half a year".
_LONG = rf"(?:(?:c|[dn]|1)&1ü[uY]|ü1u|{_COUNT}{_UNIT}&1ü|{_COUNT}{_UNIT})"
#: What a number of days is not a day of the month before.
_NO_COUNT = r"(?!-?[uYZ~K])"
_YEAR = r"(?:,?v?y(?!-?[uYZ])|,?v?[TNL]u(?!-))?"
#: Before a date stands its weekday, or the feast that falls on it.
_WEEKDAY = r"(?:a?[ħhĥ],{1,2}@?)?(?:[TNC]?w'?p?,{0,2}@?)?"
_MONTH = rf"[TNCL]{{0,2}}m(?!,?[do]{_NO_COUNT}){_YEAR}"
_QUARTER = (
    rf"(?:a?[óo]-?ü(?:,?[vI]?a?(?:y|[TNL]u|u|m{_YEAR}))?|a?Lü[vI]a?(?:y|[TN]?u)|q(?:,?v?a?(?:y|[TNL]u|u))?)"
)
_SEASON = r"[TNCL]?a?s(?:,?v?(?:y(?:-[dny])?|[TN]u))?"
_RELATIVE = r"[TNL]{1,2}[uüW]|a?C[uüW]|a?»|aW"
_NAMED = rf"(?:{_MONTH}|{_QUARTER}|{_SEASON}|{_RELATIVE}|a?Ŷ|y)"
_WHOLE = rf"(?:{_NAMED}|a[uü])"
_PARTS = r"[eMl](?:(?:-?O|-?&|-?\||-)[eMl])?"
_OR = r"(?:-?O|-|\|)"
#: Behind a count: words that count it from something else, or make it a thing ("a week-long strike").
_FROM_ELSEWHERE = r"(?!(?<!Y)-(?!-)|&1|[vAfS↶rə])"

_REPEATED = rf"w\*|\*(?:{_NUMBER}|ó|x)?[uwWYhĥ]?"
_AGO = rf"(?:{_COUNT}|1?~v?)?{_UNIT}↶|[IG4]?a?L(?:{_COUNT}|1?~v?)?Z?Y(?!v)|ə(?:[I@]?a?)[TNL]?[uüWmswky]"
_DAYS_OF_MONTH = (
    rf"{_WEEKDAY}(?:m,?ĵ|ĵv?m){_YEAR}|{_WEEKDAY}m,?a?[do](?:,a?[do]){{0,6}},?(?:-|O|b|U|&|\|)a?[do](?![m]){_NO_COUNT}{_YEAR}"
    rf"|{_WEEKDAY}a?[do](?:,[do]){{0,6}},?(?:-|O|b|U|&|\|)a?[do]v?m{_YEAR}"
)
_MONTH_DAY = (
    rf"{_WEEKDAY}(?:m,?a?(?:[do]|c-ó|ó(?![uüYw])){_NO_COUNT}{_YEAR}|(?:a?o-?v?a?|a?(?:c-)?óva?|d-?)m(?:-y|{_YEAR}))(?:,w(?=,|$))?"
    rf"|(?:m-[do]{_NO_COUNT})(?:-y)?"
)
#: "On 9/28", "Wednesday (9/28)", or nothing else; "24/7" and "50/50" stand in other places.
_TWO_FIGURES = r"(?:(?:(?<=[bUfgğAF@=δ4&|O])|w,{0,2}@?)ĵ(?!v?m)|^ĵ(?=[.,;@]|$))"
_DAY_OF_MONTH = (
    r"ao(?:\||&|-|O)a?o(?![vm])|a[oó]v(?:a|[TN])u|w,?ao(?![vmuY])|wo(?![vmuY])|ao(?=$|[-.,;@bfUI&|OHΩAF4«ç])"
)
_WEEKDAY_AND_WEEKS = (
    rf"(?<!4){_COUNT}{_UNIT}[F@][TNC]?w|{_COUNT}{_UNIT}(?=k)k|w1?u(?!-(?!-)|['Z])|kp?u(?!-(?!-)|['Z])"
)
_NIGHT_AND_DAY = r"k(?:[I@O]{0,2}w)"
_STRETCH = rf"a?[óoL](?:{_NUMBER}|~)?-?(?:[uY][vI]|J)a?(?:{_NAMED}|u)"
_END = (
    rf"a?E-?v-?(?:{_WHOLE}|[wk]|u|ü)|(?<=[bIUf4&|O])E(?:{_MONTH}|{_QUARTER}|y|u)|E-(?:{_NAMED}|u)"
    rf"|(?:[aTNC]?[uü]|m)'?-?E(?!v)(?:,?y)?|[aT]?ε(?:,?y)?"
)
_REST = rf"r(?:[I@]?a?)(?:[TN]?[uüW]|{_MONTH}|{_SEASON}|y|k)|aρa?(?:[TN]?[uüW]|{_NAMED})"
_PART = rf"(?:{_PARTS}-?|{_PARTS}[Iv]a?|a?Bva?|a?Mva?){_NAMED}|(?:{_PARTS}[Iv]a?|a?Bva?|a?Mva?)[uü]|a?M-ü"
#: "The worst fire in three decades", "the third attack in a month": the time that lies behind.
_LOOKING_BACK = rf"(?:[óś]|(?<![βẁO])(?<!βx)(?<!ẁx)P)[xPŧądnc~]{{0,4}}I(?:{_LONG}|1?~v?Y|Y)"
_HAS_TIME_TO = rf"(?:P?ĝ[xä]{{0,2}}|P?ĝa?[xä]{{1,2}}|P[xä]{{0,2}}|Pa?[xä]{{1,2}}){_LONG}(?=O)"
_VAGUE = (
    rf"[IG4]?a?[NC](?:1?~v?)Y|[IG]a?1?~v?Y{_FROM_ELSEWHERE}|[IG4]?a?CY|[IG4]aNY|G?Y(?:\||&|O)Y(?=$|[.,;Fç])"
    rf"|GY(?!v)|1?~v?YFk|YFk|[I4]?a?(?:1?~v?)?ỹ|(?<![ŧóH*Kl])IY(?=$|[.,;ç])"
)
_WITHIN = (
    rf"G(?:a?[NC])?{_LONG}{_FROM_ELSEWHERE}|[I4]?a?[NC]{_LONG}{_FROM_ELSEWHERE}"
    rf"|[I4b]a[NC]{_LONG}|[IG][‹b]a?N?{_LONG}{_FROM_ELSEWHERE}|‹{_LONG}Fk|‹(?:{_COUNT}ỹ|1ẙ)|[I4]?aẙ"
)
_RANGE = (
    rf"(?:[IG4]a?[NC]?|b)(?:{_COUNT}{_OR}{_NUMBER}{_UNIT}|1?u\|{_NUMBER}(?![uY])){_FROM_ELSEWHERE}"
    rf"|[NC]{_COUNT}{_OR}{_NUMBER}{_UNIT}|{_COUNT}{_OR}{_NUMBER}{_UNIT}Fk"
)
_ABOUT = (
    rf"[IG][?~]{_LONG}{_FROM_ELSEWHERE}|[?~]{_LONG}(?:Fk|'ŧ)|[?~](?:{_COUNT}ỹ|1ẙ)"
    rf"|[IG](?:a?[NC])?{_LONG}≈|I{_COUNT}≈{_UNIT}"
)
_COUNTED = rf"(?<![ŧóH*])I{_LONG}(?:'ŧ|(?![PΩ])){_FROM_ELSEWHERE}|{_LONG}(?:Fk|'ŧ)|{_COUNT}ỹ|1ẙ"

#: Name, pattern, reader, mark.
ROWS: tuple[tuple[str, str, Reader, str], ...] = (
    ("recurring", _REPEATED, durations.recurring, "3"),
    ("gone", _AGO, durations.gone, "2"),
    ("looking_back", _LOOKING_BACK, durations.gone, "2"),
    ("has_time_to", _HAS_TIME_TO, durations.has_time_to, "D"),
    ("feast_that_moves", r"a?ħ(?!,{1,2}@?(?:w,{1,2}@?)?(?:m,?[do]|[do]v?m|i))", durations.hanging, "0"),
    (
        "fiscal",
        r"[TNaL]?y?Φ(?:[uü]y?|y|q|óü)|a?[óoLTN]-?[üu]va?Φ(?:u?y|u)?|óΦü|[TNaL]?[uü]Φ|aφ[uwYW]",
        durations.hanging,
        "0",
    ),
    ("some_time_later", rf"(?:{_COUNT}|1?~v?){_UNIT}[ər]", durations.hanging, "0"),
    ("iso", r"(?:w,?@?)?i(?:,w(?=,|$))?", days.iso, "D"),
    ("numeric", r"(?:w,?@?)?j", days.numeric, "D"),
    ("numeric_without_year", _TWO_FIGURES, days.numeric_without_year, "D"),
    ("weekday_of_month", rf"a?[óoL]w[Iv](?:a?{_MONTH}|[TN]u|au)", days.weekday_of_month, "D"),
    ("stretch", _STRETCH, stretches.stretch, "D"),
    ("stretch_of_new_year", rf"a?[óoL](?:{_NUMBER}|~)?(?:[uY]v|J)aĥ", stretches.stretch_of_new_year, "D"),
    ("days_of_month", _DAYS_OF_MONTH, days.month_day, "D"),
    ("month_day", _MONTH_DAY, days.month_day, "D"),
    ("weekday_and_weeks", _WEEKDAY_AND_WEEKS, days.weekday_and_weeks, "D"),
    (
        "weekday_in_week",
        r"(?:w[|&])?w,?(?:[v@I]a?)?[TNL]u|w[NL](?=$|[.,;])|[TNL]u@?w",
        days.weekday_in_week,
        "8",
    ),
    ("day_of_month", _DAY_OF_MONTH, days.day_of_month, "D"),
    ("end", _END, periods.end, "D"),
    ("rest", _REST, periods.rest, "D"),
    ("midweek", r"ɱ|a?M-u", periods.midweek, "D"),
    ("part", _PART, periods.part, "D"),
    ("length_ahead_of", rf"(?:{_COUNT}ỹ|1ẙ)v", durations.length, "ḟ"),
    ("counted_range", _RANGE, durations.counted_range, "D"),
    ("about", _ABOUT, durations.about, "5"),
    ("vague", _VAGUE, durations.vague, "5"),
    ("within", _WITHIN, durations.within, "D"),
    ("within_period", r"Gau(?![vAf])", durations.within_period, "D"),
    (
        "at_least",
        rf"I(?:{_COUNT}ỹ|1ẙ)|(?:I›|II|4›|![xẁ]{{0,3}}4){_LONG}{_FROM_ELSEWHERE}|›{_LONG}Fk|›(?:{_COUNT}ỹ|1ẙ)",
        durations.at_least,
        "5",
    ),
    ("next_stretch", r"[IG4]?aNu(?![vAf])", durations.next_stretch, "D"),
    ("this_time_next", r"TŧNu", durations.this_time_next, "D"),
    ("counted", _COUNTED, durations.counted, "D"),
    ("day_or_next", r"a?k\|auA", days.day_or_next, "D"),
    ("this_or_next", r"Tu\|(?:[I@]?a?N)(?:u|x)?|Nu\|auA", periods.this_or_next, "D"),
    ("length", rf"(?:{_LONG}|au)(?=[AFfv])|1J", durations.length, "6"),
    ("overnight", _NIGHT_AND_DAY, days.overnight, "8"),
    ("weekday", r"(?:[eMl]p?-?@?)?[TNCL]{0,2}wp?", days.weekday, "8"),
    ("day_word", r"a?(?:[el]-?)?kp?|[el]?[TC]p", days.day_word, "8"),
    ("feast_day", r"[TNCL]?h(?:,?y)?", feasts.feast, "D"),
    ("feast", r"[aTNCL]{0,2}ĥ(?:,?y)?", feasts.feast, "?"),
    ("decade", r"a?Ŷ", periods.period, "7"),
    ("period", rf"{_MONTH}|{_QUARTER}|{_SEASON}|{_RELATIVE}|(?<=[bIfUA])W", periods.whole, "?"),
    ("new_year", r"[eMl]?ñ", periods.new_year, "D"),
    ("soon", r"V", durations.soon, "5"),
    ("years", r"y-[dn](?!-)", periods.years_of_two_digits, "9"),
    ("year", r"(?<!\?)a?u?y|(?<=\?)y(?![xä])", periods.period, "9"),
)
#: Every row holds a word that names days, and few before it.
NEEDS, REACH = "mwsuYüWɱεỹẙñkphĥħijĵqyŶoVJ»*φΦ", 20
_TABLE = Table(((name, pattern) for name, pattern, _, _ in ROWS), needs=NEEDS, reach=REACH)
_READERS = {name: (reader, mark) for name, _, reader, mark in ROWS}
#: A text that speaks of more days than this is no phrase; what follows them is left unread.
_MOST = 50
#: A month, a quarter, a season or a feast with nothing beside it that makes it a date.
_ALONE = re.compile(r"m|a?s|q|a?[óo]-?ü|[aT]{0,2}ĥ")


class Anchor(NamedTuple):
    """An expression that was read: the words from `start` up to `end`, the span, and how to read it anew."""

    start: int
    end: int
    mark: str
    span: Span
    piece: Piece
    reader: Reader

    def read_on(self, said: Said, in_year: int | None = None) -> Span:
        """Return what the same words name from another day, or in another year."""
        span = self.reader(self.piece._replace(in_year=in_year), said) or self.span
        return span._replace(clock=self.span.clock)


def anchors(found: Tokens, said: Said) -> list[Anchor]:
    """Return the expressions that name days, from left to right."""
    result: list[Anchor] = []
    shape = found.shape
    for name, start, end in _TABLE.places(shape):
        reader, mark = _READERS[name]
        piece = Piece(shape[start:end], found.words[start:end], found.values)
        try:
            span = reader(piece, said)
        except (OverflowError, ValueError):
            # The calendar ends at the years 1 and 9999.
            continue
        if span is not None:
            result.append(Anchor(start, end, _mark(mark, piece.shape, span), span, piece, reader))
            if len(result) == _MOST:
                break
    return result


def _mark(mark: str, shape: str, span: Span) -> str:
    if mark == "?":
        return "7" if _ALONE.fullmatch(shape) else "D"
    if span.first is None and span.last is None and mark in "D87":
        return "0"
    return mark

"""Extended Date/Time Format (EDTF) in and out: levels 0 and 1 are read, everything else is refused.

Source: ISO 8601-2:2019, annex A, levels 0 and 1. Where the standard leaves a choice, these are our rules:

- A date-time is its day as written. Hours and offset are left aside: whoever sends the text also names the
  zone of the event, and moving the day by an offset would invent one. "T24:00:00" belongs to that same day.
- An X can be any digit, so the window goes from the first to the last day it can stand for. It has to lie
  within our years as a whole: "XXXX", which says nothing, is out of range.
- Seasons 21 to 24 have no months in the standard. We take the meteorological ones of the northern half of
  the globe, where our newsrooms are: whole months, no computed solstice. Winter begins in December of the
  year named and ends with February of the next.
- ".." is an open end; a blank, the unknown end, is treated as open too, since it gives no day either.
- Two digits alone are a century: "19" is the years 1900 to 1999. Alone and unmarked only.
- The marks ?, ~ and % at the end of a date make a reading approximate; they never widen its days.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from service.domain.refusals import Refusal, refuse
from service.domain.window import FIRST_YEAR, LAST_YEAR, Precision, Window, precision_of

#: Characters of the longest text that is looked at.
LONGEST = 100

_MARKS = "?~%"
_MARK = rf"[{_MARKS}]?"
_CALENDAR_DATE = re.compile(
    rf"{_MARK}(?P<year>-?[0-9X]{{4}}){_MARK}"
    rf"(?:-{_MARK}(?P<month>[0-9X]{{2}}){_MARK}(?:-{_MARK}(?P<day>[0-9X]{{2}}){_MARK})?)?"
)
#: Level 1 lets X stand for the last digits of a year, for a whole month or a whole day, from the right.
_UNSPECIFIED = re.compile(
    r"-?(?:[0-9]{3}X|[0-9]{2}XX|[0-9]XXX|XXXX(?:-XX){0,2}|[0-9]{4}-XX(?:-XX)?|[0-9]{4}-[0-9]{2}-XX)"
)
#: No leap seconds; offsets run from -12:00 to +14:00, and there is no -00:00.
_DATE_TIME = re.compile(
    r"(?P<date>-?[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"T(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?|24:00:00(?:\.0+)?)"
    r"(?:Z|(?!-00(?::?00)?\Z)(?:[+-](?:0[0-9]|1[01])|\+1[23])(?::?[0-5][0-9])?|(?:-12|\+14)(?::?00)?)?"
)
_CENTURY_OR_DECADE = re.compile(rf"(?!-0+{_MARK}\Z)(?P<digits>-?[0-9]{{2,3}}){_MARK}")
_LONG_YEAR = re.compile(
    r"(?:Y(?P<year>-?[1-9][0-9]{4,})|Y-?[1-9][0-9]*(?P<exponent>E[0-9]+)|(?!-0000)-?[0-9]{4}(?=S))"
    r"(?P<significant>S[1-9][0-9]*)?"
)

#: Name and first month of the seasons of level 1; each lasts three months.
_SEASONS = {"21": ("Spring", 3), "22": ("Summer", 6), "23": ("Autumn", 9), "24": ("Winter", 12)}

#: Year (astronomical, any size), month, day: years are weighed before they have to fit a date.
_Day = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class EdtfReading:
    """What a text in EDTF says about when: inclusive days, either end may be open (None), never both."""

    earliest: date | None
    latest: date | None
    precision: Precision
    certainty: Literal["exact", "approximate"]
    #: One sentence for people.
    explanation: str
    rule: Literal["edtf"] = "edtf"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A well-formed piece of text: the days it spans, or why it belongs to level 2."""

    form: Literal["date", "unspecified", "season", "open", "level_2"]
    #: What it is, in words; for level 2, what makes it level 2.
    what: str
    first: _Day | None = None
    last: _Day | None = None
    marks: str = ""


def read_edtf(text: str) -> EdtfReading:
    """Return what a text in EDTF of level 0 or 1 says, read whole or not at all.

    Raises:
        Refusal: `edtf_invalid` where it is no EDTF or names no day there can be, `edtf_level_2` where it is
            well formed but beyond level 1, `edtf_out_of_range` where it reaches beyond our years.
    """
    if len(text) > LONGEST:
        raise _invalid(f"This is longer than {LONGEST} characters.")
    part = _read(text)
    if part.form == "level_2":
        raise refuse(
            "edtf_level_2",
            f"This is level 2 of EDTF ({part.what}); levels 0 and 1 are read.",
            at="/edtf",
            hint="Give the first and the last day: 2022-09-26/2022-10-02",
        )
    earliest, latest = _within_years(part.first), _within_years(part.last)
    return EdtfReading(
        earliest=earliest,
        latest=latest,
        precision=precision_of(earliest, latest),
        certainty="approximate" if part.marks else "exact",
        explanation=_explained(part, earliest, latest),
    )


def write_edtf(window: Window) -> str | None:
    """Return the window as EDTF of level 0 or 1, or None where it has no dates.

    A whole month or year is written as such, an open end as "..", and what is approximate bears a "~" on
    every date. Reading the text again gives the same days.
    """
    mark = "~" if window.certainty == "approximate" else ""
    match precision_of(window.earliest, window.latest):
        case "none":
            return None
        case "day":
            return f"{window.latest}{mark}"
        case "month":
            return f"{str(window.latest)[:7]}{mark}"
        case "year":
            return f"{str(window.latest)[:4]}{mark}"
    ends = (window.earliest, window.latest)
    return "/".join(".." if end is None else f"{end}{mark}" for end in ends)


def _invalid(detail: str = "This is not a date in EDTF (ISO 8601-2).") -> Refusal:
    hint = "2022-09-28, 2022-09, 2022-09-26/2022-10-02 or 2022-09-26/.."
    return refuse("edtf_invalid", detail, at="/edtf", hint=hint)


def _read(text: str) -> _Part:
    if text.startswith(("[", "{")):
        return _set(text)
    if "/" in text:
        return _interval(text)
    if "T" in text:
        return _date_time(text)
    if text.startswith("Y") or "S" in text:
        return _long_year(text)
    if match := _CENTURY_OR_DECADE.fullmatch(text):
        return _century_or_decade(text, match["digits"])
    return _date(text)


def _date(text: str) -> _Part:
    match = _CALENDAR_DATE.fullmatch(text)
    if match is None:
        raise _invalid()
    year, month, day = match["year"], match["month"], match["day"]
    if year == "-0000":
        raise _invalid("There is no year -0000.")
    mark = text[-1] if text[-1] in _MARKS else ""
    plain = "-".join(piece for piece in (year, month, day) if piece)
    part = _season(year, month) if _is_season(year, month, day) else _days_of(plain, year, month, day)
    if text != plain + mark:
        return _Part(form="level_2", what="a mark on a part of a date")
    return replace(part, marks=mark)


def _days_of(plain: str, year: str, month: str | None, day: str | None) -> _Part:
    possible = list(_possible_days(year, month or "XX", day or "XX"))
    if not possible:
        raise _invalid("There is no such day or month in the calendar.")
    low, high = sorted((int(year.replace("X", "0")), int(year.replace("X", "9"))))
    (first_month, first_day, _), (last_month, _, last_day) = possible[0], possible[-1]
    first, last = (low, first_month, first_day), (high, last_month, last_day)
    if "X" not in plain:
        what = f"The {'day' if day else 'month' if month else 'year'} {plain}"
        return _Part(form="date", what=what, first=first, last=last)
    if not _UNSPECIFIED.fullmatch(plain):
        return _Part(form="level_2", what="X elsewhere than in the last places")
    what = f"Any day that {plain} can stand for"
    return _Part(form="unspecified", what=what, first=first, last=last)


def _possible_days(year: str, month: str, day: str) -> Iterator[_Day]:
    """Yield month, first day and last day for every month that the digits and Xs allow."""
    # A year that is not fully known may be a leap year.
    any_year = 2000 if "X" in year else int(year)
    for number in range(1, 13):
        if _fits(month, number):
            days = [one for one in range(1, monthrange(any_year, number)[1] + 1) if _fits(day, one)]
            if days:
                yield number, days[0], days[-1]


def _fits(digits: str, number: int) -> bool:
    tens, units = divmod(number, 10)
    return digits[0] in ("X", str(tens)) and digits[1] in ("X", str(units))


def _is_season(year: str, month: str | None, day: str | None) -> bool:
    known = month is not None and day is None and "X" not in year + month
    return known and 21 <= int(month or 0) <= 41


def _season(year: str, number: str) -> _Part:
    if number not in _SEASONS:
        return _Part(form="level_2", what="a season or part of a year beyond 21 to 24")
    name, month = _SEASONS[number]
    last_year, last_month = (int(year) + 1, 2) if month == 12 else (int(year), month + 2)
    return _Part(
        form="season",
        what=f"{name} {year}, by our rule whole months of the north",
        first=(int(year), month, 1),
        last=(last_year, last_month, monthrange(last_year, last_month)[1]),
    )


def _date_time(text: str) -> _Part:
    match = _DATE_TIME.fullmatch(text)
    if match is None:
        raise _invalid("This is not a date-time in EDTF, such as 2022-09-28T14:00:00+03:00.")
    part = _date(match["date"])
    return replace(part, what=f"{part.what} as written, hours and offset left aside")


def _century_or_decade(text: str, digits: str) -> _Part:
    if text != digits or len(digits.lstrip("-")) == 3:
        return _Part(form="level_2", what="a decade, or a century with a mark")
    return replace(_date(f"{digits}XX"), what=f"The years of the century {digits}")


def _long_year(text: str) -> _Part:
    match = _LONG_YEAR.fullmatch(text)
    if match is None:
        raise _invalid()
    if match["exponent"] or match["significant"]:
        return _Part(form="level_2", what="a year with an exponent or significant digits")
    year = int(match["year"])
    return _Part(form="date", what=f"The year {year}", first=(year, 1, 1), last=(year, 12, 31))


def _set(text: str) -> _Part:
    """Check a set of dates element by element, so that a broken one is not called level 2."""
    if not text.endswith("]" if text[0] == "[" else "}"):
        raise _invalid()
    for element in text[1:-1].split(","):
        ends = [end for end in element.strip(" ").split("..", maxsplit=1) if end]
        if not ends:
            raise _invalid()
        for end in ends:
            _date(end)
    return _Part(form="level_2", what="a set of dates")


def _interval(text: str) -> _Part:
    ends = text.split("/")
    if len(ends) != 2:
        raise _invalid("An interval has two ends, with one / between them.")
    start, end = (_end_of_interval(one) for one in ends)
    if "season" in (start.form, end.form):
        raise _invalid("An interval takes days, months and years, not seasons.")
    for part in (start, end):
        if part.form == "level_2":
            return part
        if part.form == "unspecified":
            return _Part(form="level_2", what="X in an interval")
    if start.first is None and end.last is None:
        raise _invalid("An interval needs a date at one end at least.")
    if start.first is not None and end.last is not None and end.last < start.first:
        raise _invalid("The interval ends before it begins.")
    marks = start.marks + end.marks
    return _Part(form="date", what=f"The interval {text}", first=start.first, last=end.last, marks=marks)


def _end_of_interval(text: str) -> _Part:
    if text in ("", ".."):
        return _Part(form="open", what="an open end")
    if "T" in text:
        raise _invalid("An interval takes dates without a time of day.")
    return _date(text)


def _within_years(day: _Day | None) -> date | None:
    if day is None:
        return None
    if not FIRST_YEAR <= day[0] <= LAST_YEAR:
        detail = f"This reaches beyond the years {FIRST_YEAR} to {LAST_YEAR}."
        raise refuse("edtf_out_of_range", detail, at="/edtf")
    return date(*day)


def _explained(part: _Part, earliest: date | None, latest: date | None) -> str:
    if earliest is None:
        span = f": up to and with {latest}, no beginning given"
    elif latest is None:
        span = f": from {earliest}, no end given"
    else:
        span = "" if earliest == latest else f": from {earliest} up to and with {latest}"
    marked = "; marked as uncertain or approximate, the days are not widened" if part.marks else ""
    return f"{part.what}{span}{marked}."

"""Read feasts and holidays: a closed list, each with the day or the rule by which it falls.

What follows the moon or differs from country to country ("Ramadan", "Independence Day") is not on it: such
a day has to be looked up, and is never made up.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from service.domain.phrases import years
from service.domain.phrases.calendar_terms import first_weekday, safe_date
from service.domain.phrases.period_readers import year_of
from service.domain.phrases.spans import DAY, Said, Span, a_day, past_if_over
from service.domain.phrases.tokens import Piece

_MONDAY, _THURSDAY = 0, 3
#: Where churches reckon Easter by the Julian calendar; there, "Easter" can be either.
_ORTHODOX_ZONES = frozenset(
    [
        "Europe/Moscow",
        "Europe/Kyiv",
        "Europe/Kiev",
        "Europe/Minsk",
        "Europe/Athens",
        "Europe/Bucharest",
        "Europe/Sofia",
        "Europe/Belgrade",
        "Europe/Skopje",
        "Europe/Podgorica",
        "Europe/Chisinau",
        "Europe/Samara",
        "Europe/Volgograd",
        "Europe/Simferopol",
        "Europe/Kaliningrad",
        "Asia/Tbilisi",
        "Asia/Nicosia",
        "Asia/Yekaterinburg",
        "Asia/Novosibirsk",
        "Asia/Krasnoyarsk",
        "Asia/Vladivostok",
        "Asia/Omsk",
        "Asia/Irkutsk",
        "Africa/Addis_Ababa",
        "Africa/Cairo",
    ]
)


def easter(year: int) -> date:
    """Return Easter Sunday of the western churches.

    Source: the Gregorian computus, as in J. Meeus, Astronomical Algorithms, chapter 8.
    """
    century, in_century = divmod(year, 100)
    golden = year % 19
    moon_shift = (8 * century + 13) // 25
    epact = (19 * golden + century - century // 4 - moon_shift + 15) % 30
    to_sunday = (32 + 2 * (century % 4) + 2 * (in_century // 4) - epact - in_century % 4) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def orthodox_easter(year: int) -> date:
    """Return Easter Sunday of the eastern churches, by the Gregorian calendar.

    Source: the Julian computus, as in J. Meeus, Astronomical Algorithms, chapter 8.
    """
    moon = (19 * (year % 19) + 15) % 30
    to_sunday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
    month, day = divmod(moon + to_sunday + 114, 31)
    # Thirteen days lie between the calendars since March 1900, a day less for each century year before.
    gap = year // 100 - year // 400 - 2
    return date(year, month, day + 1) + timedelta(days=gap)


def _thanksgiving(year: int) -> date:
    return first_weekday(date(year, 11, 22), _THURSDAY)


def _labor_day(year: int) -> date:
    return first_weekday(date(year, 9, 1), _MONDAY)


def _memorial_day(year: int) -> date:
    return first_weekday(date(year, 5, 25), _MONDAY)


#: Feasts that move, by the name they have in the tables of words.
_MOVING: dict[str, Callable[[int], date]] = {
    "easter": easter,
    "good_friday": lambda year: easter(year) - 2 * DAY,
    "easter_monday": lambda year: easter(year) + DAY,
    "orthodox_easter": orthodox_easter,
    "thanksgiving": _thanksgiving,
    "labor_day": _labor_day,
    "memorial_day": _memorial_day,
}
#: Days from Easter Sunday, for those of which the eastern churches keep another one.
_FROM_EASTER = {"easter": 0, "good_friday": -2, "easter_monday": 1}


def feast_on(name: str, year: int) -> date | None:
    """Return the day of a feast in a year; its name is one of the rules, or month and day as in "12-25"."""
    moving = _MOVING.get(name)
    if moving is not None:
        return moving(year)
    month, day = (int(part) for part in name.split("-"))
    return safe_date(year, month, day)


def feast(piece: Piece, said: Said) -> Span | None:
    """ "Christmas", "New Year's Eve", "next Easter", "Thanksgiving": where churches differ, both days."""
    name = piece.name("hĥ")
    span = _feast_in_fitting_year(name, piece, said)
    if name not in _FROM_EASTER or said.zone not in _ORTHODOX_ZONES or span is None or span.is_past:
        return span
    other = orthodox_easter(span.first.year) + _FROM_EASTER[name] * DAY if span.first else span.first
    if span.first is None or other is None or other == span.first:
        return span
    others = (span, a_day(other, "feast", "inferred"))
    first, last = sorted((span.first, other))
    return Span(first, last, "feast", "ambiguous", others=others)


def _feast_in_fitting_year(name: str, piece: Piece, said: Said) -> Span | None:
    def in_year(number: int) -> Span | None:
        day = feast_on(name, number)
        return None if day is None else a_day(day, "feast", "inferred")

    year = year_of(piece, said)
    if year is not None:
        span = in_year(year)
        return None if span is None else past_if_over(span._replace(certainty="exact"), said)
    if "N" in piece.shape:
        return years.next_of_name(in_year, said)
    found = [day for step in (-1, 0, 1) if (day := feast_on(name, said.on.year + step)) is not None]
    coming = a_day(next(day for day in found if day >= said.on), "feast", "inferred")
    gone = max(day for day in found if day < said.on)
    if "L" in piece.shape:
        return a_day(gone, "feast")._replace(is_past=True)
    if said.on - gone <= timedelta(days=31):
        return a_day(gone, "feast", "inferred")._replace(is_past=True, others=(coming,))
    return coming

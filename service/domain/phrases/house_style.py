"""What a newsroom can choose about the reading of dates, from plain settings to conventions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import date
from typing import NamedTuple

from service.domain.phrases.spans import HOUSE, AsksAfter, Conventions


class BadChoice(ValueError):
    """A setting of the house style cannot be used; the message names it and says what to give."""


class Choice(NamedTuple):
    """One thing in which style guides differ: where it is set, and what it does."""

    setting: str
    what: str
    values: str
    house: str
    #: Returns the conventions with what a text chooses; raises ValueError with what to give instead.
    choose: Callable[[Conventions, str], Conventions]


def _one_of(text: str, yes: str, no: str) -> bool:
    """Return whether it is the first of two words."""
    if text not in (yes, no):
        raise ValueError(f"give {yes} or {no}")
    return text == yes


def _days(text: str) -> frozenset[date]:
    try:
        return frozenset(date.fromisoformat(day) for day in text.replace(",", " ").split())
    except ValueError as error:
        raise ValueError("give days as in 2026-12-25, parted by commas") from error


def _asks_after(text: str) -> AsksAfter:
    known = {field.name for field in fields(AsksAfter)}
    given = [part.partition("=") for part in text.replace(",", " ").split()]
    if not all(name in known and days.isdecimal() and 1 <= int(days) <= 3660 for name, _, days in given):
        raise ValueError(f"give days for any of {', '.join(sorted(known))}, as in weeks=21, months=60")
    return replace(AsksAfter(), **{name: int(days) for name, _, days in given})


def _thirds(so_far: Conventions, text: str) -> Conventions:
    early, _, middle = text.partition("/")
    if not (early.isdecimal() and middle.isdecimal() and 1 <= int(early) < int(middle) <= 27):
        raise ValueError("give the last days of early and of mid in a month, as in 10/20")
    return replace(so_far, early_until=int(early), mid_until=int(middle))


CHOICES: tuple[Choice, ...] = (
    Choice("HEARSAY_DATE_ORDER", "5/12/2022", "`day-first`, `month-first`", "we ask",
           lambda so_far, text: replace(so_far, day_first=_one_of(text, "day-first", "month-first"))),
    Choice("HEARSAY_NEXT_WEEKDAY", '"next Tuesday", "next weekend"',
           "`first`: the first to come; `next-week`: that of the next calendar week", "we ask",
           lambda so_far, text: replace(so_far, next_is_first_to_come=_one_of(text, "first", "next-week"))),
    Choice("HEARSAY_WEEK_BEGINS", "the first day of a week", "`monday`, `sunday`", "Monday",
           lambda so_far, text: replace(so_far, week_begins_on=6 * _one_of(text, "sunday", "monday"))),
    Choice("HEARSAY_MIDNIGHT", '"midnight on Sept. 28"', "`ends-day`, `begins-day`", "we ask",
           lambda so_far, text: replace(so_far, midnight_ends_day=_one_of(text, "ends-day", "begins-day"))),
    Choice("HEARSAY_HEMISPHERE", "seasons", "`north`, `south`", "we ask",
           lambda so_far, text: replace(so_far, southern=_one_of(text, "south", "north"))),
    Choice("HEARSAY_EARLY_AND_MID", 'the last days of "early" and "mid" in a month', "as in `10/20`",
           "`10/20`", _thirds),
    Choice("HEARSAY_HOLIDAYS", "days nobody works, beside weekends", "as in `2026-12-25, 2026-12-26`", "none",
           lambda so_far, text: replace(so_far, holidays=_days(text))),
    Choice("HEARSAY_ASK_AFTER", "after how many days we ask about vague words", "as in `weeks=21, months=60`",
           "the table above", lambda so_far, text: replace(so_far, asks_after=_asks_after(text))),
)  # fmt: skip


def conventions_from(settings: Mapping[str, str]) -> Conventions:
    """Return the conventions that settings choose, by their names; what is not set stays house style.

    Raises:
        BadChoice: a value cannot be used.
    """
    chosen = HOUSE
    for choice in CHOICES:
        text = settings.get(choice.setting, "").strip().lower()
        if not text:
            continue
        try:
            chosen = choice.choose(chosen, text)
        except ValueError as error:
            raise BadChoice(f"{choice.setting}: {error}, not {text!r}") from error
    return chosen

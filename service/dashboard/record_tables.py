"""Track records as tables: numbers that lead to their claims, rates with their range, bars that show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from service.dashboard import wording
from service.domain.rates import Rate
from service.domain.record_numbers import Numbers, Record
from service.formats import svg_ranges
from service.formats.svg_ranges import Row
from service.formats.track_records import CARRIED, Behind, Carried, Cell, Group, cells, rates

KIND_WORDS: Mapping[str, str] = dict(wording.CHOICES["said_by_kinds"])
CARRIED_WORDS: Mapping[Carried, str] = {
    "carried": "All",
    "originated": "At first hand",
    "repeated": "Repeated",
}
CELL_WORDS: Mapping[tuple[str, str], str] = {
    ("claims", "all"): "Claims",
    ("claims", "retracted"): "Taken back by who carried it",
    ("dated", "claims"): "With a date",
    ("dated", "settled"): "Settled, with a date",
    ("dated", "open"): "Open, with a date",
    ("dated", "past_due"): "Open, date passed",
    ("dated", "came_true"): "Came true in the window",
    ("dated", "late"): "Came true late",
    ("dated", "early"): "Came true early",
    ("dated", "in_part"): "In part",
    ("dated", "day_not_known"): "Came true, day not known",
    ("dated", "held"): "Held",
    ("dated", "did_not_hold"): "Did not hold",
    ("dated", "did_not_happen"): "Did not happen",
    ("dated", "shown_untrue"): "Shown untrue",
    ("dated", "closed"): "Closed without answer",
    ("undated", "claims"): "Without a date",
    ("undated", "settled"): "Settled, no date",
    ("undated", "open"): "Open, no date",
    ("undated", "in_part"): "Confirmed in part, no date",
    ("undated", "held"): "Held, no date",
    ("undated", "did_not_hold"): "Did not hold, no date",
    ("undated", "did_not_happen"): "Did not happen, no date",
    ("undated", "shown_untrue"): "Shown untrue, no date",
    ("undated", "confirmed"): "Confirmed, no date",
    ("undated", "refuted"): "Refuted, no date",
    ("undated", "closed"): "Closed without answer, no date",
    ("moves", "claims"): "Date moved",
}
RATE_WORDS: Mapping[str, str] = {
    "came_true": "Came true in the window",
    "held": "Held",
    "confirmed": "Confirmed, of claims without a date",
    "passed_in_silence": "Date passed in silence",
}
#: Told even where they are none.
ALWAYS = frozenset(
    {("claims", "all"), ("dated", "claims"), ("dated", "settled"), ("dated", "open"), ("dated", "past_due")}
)
#: What a table of several records has in its columns, all but the first of claims with a date.
ACROSS: Mapping[tuple[Group, str], str] = {
    ("claims", "all"): "Claims",
    ("dated", "settled"): "Settled",
    ("dated", "came_true"): "In the window",
    ("dated", "late"): "Late",
    ("dated", "did_not_happen"): "Did not happen",
    ("dated", "open"): "Open",
    ("dated", "past_due"): "Date passed",
}


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is shown, and where its claims are; None for none."""

    words: str
    href: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: what it is about, and the numbers in it."""

    words: str
    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One tally that is shown, and where its claims are."""

    numbers: Numbers
    behind: Behind
    carried: Carried


@dataclass(frozen=True, slots=True)
class Compared:
    """A record beside others: of whom, how it is called and where its own page is."""

    words: str
    href: str | None
    record: Record
    behind: Behind


def by_role(record: Record, behind: Behind) -> list[Column]:
    """Return a record's columns: all of it, and each role."""
    return [
        Column(record.both if carried == "carried" else record.in_role(carried), behind, carried)
        for carried in CARRIED
    ]


def lines(columns: Sequence[Column], *, of_class: bool = False) -> list[Line]:
    """Return the lines of a table; what is nowhere is left out, but not what is always told."""
    found = []
    for cell in cells(of_class=of_class):
        key = (cell.group, cell.name)
        numbers = tuple(number(cell, column) for column in columns)
        if key in ALWAYS or any(one.href is not None for one in numbers):
            found.append(Line(CELL_WORDS[key], numbers))
    return found


def number(cell: Cell, column: Column) -> Number:
    """Return one number with its list."""
    count = cell.count(column.numbers)
    return Number(f"{count:,}", column.behind.address(column.carried, cell.asks) if count else None)


def rate_lines(columns: Sequence[Column]) -> list[Line]:
    """Return the rates, line by line; one of nothing at all is left out."""
    found = []
    for name, words in RATE_WORDS.items():
        told = [rates(column.numbers)[name] for column in columns]
        if any(one.of for one in told):
            found.append(Line(words, tuple(Number(rate_words(one), None) for one in told)))
    return found


def rate_words(rate: Rate) -> str:
    """Return a rate: the counts first, then the share and its range where there are enough."""
    if not rate.of:
        return "none"
    counts = f"{rate.count:,} of {rate.of:,}"
    if rate.share is None or rate.bounds is None:
        return f"{counts}, too few to rate"
    low, high = (percent(bound) for bound in rate.bounds)
    return f"{counts}, {percent(rate.share)} %, 95 % range {low}–{high} %"


def percent(share: float) -> str:
    """Return a share in whole hundredths."""
    return f"{share * 100:.0f}"


def sentences(numbers: Numbers) -> list[str]:
    """Return what is told of days: by how many dates moved and things were late."""
    found = []
    if numbers.moves:
        times = "once" if numbers.moves == 1 else f"{numbers.moves:,} times"
        told = f"Dates moved {times} on {wording.counted(numbers.moved_claims, 'claim')}"
        if numbers.median_move is not None:
            told += f", by {_days(numbers.days_moved)} in all and {_days(numbers.median_move)} in the median"
        found.append(f"{told}.")
    if numbers.median_late is not None:
        found.append(f"What came late came {_days(numbers.median_late)} late in the median.")
    return found


def across(compared: Sequence[Compared]) -> dict[str, Any]:
    """Return records side by side: a table with one line each, and the drawing of their rates."""
    known = {(cell.group, cell.name): cell for cell in cells(of_class=False)}
    table = []
    for one in compared:
        column = Column(one.record.both, one.behind, "carried")
        numbers = tuple(number(known[key], column) for key in ACROSS)
        table.append((one.words, one.href, numbers, rate_words(one.record.both.came_true)))
    return {
        "heads": list(ACROSS.values()),
        "table": table,
        "drawing": drawn(compared),
    }


def drawn(compared: Sequence[Compared]) -> Markup | None:
    """Return the rates as a drawing; None where there is none to be told."""
    rows = [
        Row(
            label=one.words,
            words=rate_words(one.record.both.came_true),
            rate=one.record.both.came_true,
            href=one.behind.address("carried", (("dated", "true"), ("outcome", "came_true"))),
        )
        for one in compared
        if one.record.both.came_true.of
    ]
    if not any(row.rate.share is not None for row in rows):
        return None
    # It is made of our own marks; every word of somebody else's in it was escaped.
    return Markup(  # noqa: S704
        svg_ranges.drawn(
            rows,
            name="ranges",
            title="Came true in the window, of dated claims with an answer",
            description="A bar is the 95 % range of the share, the mark in it the share. "
            "The table tells the same.",
        )
    )


def _days(count: float) -> str:
    whole = f"{count:g}"
    return f"{whole} day" if abs(count) == 1 else f"{whole} days"

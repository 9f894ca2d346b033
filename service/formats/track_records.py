"""Track records as they are told: each number by name, and the parameters of the list of claims behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

from service.domain.rates import Rate
from service.domain.record_numbers import FATES, UNANSWERED, Numbers, Record
from service.domain.track_record import FateName, Role
from service.formats.shapes import API

#: Parameters of an address, in their order.
Pairs = Sequence[tuple[str, str]]
#: Everybody who carried a claim, or one role alone.
Carried = Literal["carried", Role]
Group = Literal["claims", "dated", "undated", "moves"]
#: What a claim can become that has a date, and what one without can.
DATED: tuple[FateName, ...] = tuple(name for name in FATES if name not in ("confirmed", "refuted"))
UNDATED: tuple[FateName, ...] = tuple(
    name for name in FATES if name not in ("came_true", "late", "early", "day_not_known")
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of a tally: where it stands, what it is called, and what the list behind it is asked for."""

    group: Group
    name: str
    count: Callable[[Numbers], int]
    asks: Pairs = ()


def _outcome(name: FateName, *, is_dated: bool) -> Cell:
    return Cell(
        "dated" if is_dated else "undated",
        name,
        lambda numbers: numbers.became(name, is_dated=is_dated),
        (("dated", "true" if is_dated else "false"), ("outcome", name)),
    )


#: Every number of a tally that counts claims, in the order in which they are told.
CELLS: tuple[Cell, ...] = (
    Cell("claims", "all", lambda numbers: numbers.all_claims),
    Cell("dated", "claims", lambda numbers: numbers.claims(is_dated=True), (("dated", "true"),)),
    Cell(
        "dated",
        "settled",
        lambda numbers: numbers.settled(is_dated=True),
        (("dated", "true"), ("outcome", "answered")),
    ),
    _outcome("open", is_dated=True),
    Cell("dated", "past_due", lambda numbers: numbers.past_due, (("dated", "true"), ("due", "past_due"))),
    *(_outcome(name, is_dated=True) for name in DATED if name not in UNANSWERED),
    _outcome("closed", is_dated=True),
    Cell("undated", "claims", lambda numbers: numbers.claims(is_dated=False), (("dated", "false"),)),
    Cell(
        "undated",
        "settled",
        lambda numbers: numbers.settled(is_dated=False),
        (("dated", "false"), ("outcome", "answered")),
    ),
    _outcome("open", is_dated=False),
    *(_outcome(name, is_dated=False) for name in UNDATED if name not in UNANSWERED),
    _outcome("closed", is_dated=False),
    Cell("moves", "claims", lambda numbers: numbers.moved_claims, (("moved", "true"),)),
)
#: Claims that were taken back; of a kind of source nobody in particular took one back.
RETRACTED = Cell("claims", "retracted", lambda numbers: numbers.retracted, (("retracted", "true"),))


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """Where the claims behind numbers are listed: whose they are, and from when they are seen."""

    #: For example `https://example.org/api/v1/claims`.
    path: str
    #: Names whose: outlet, source or said_by; then what the record is narrowed to.
    pairs: Pairs
    moment: Pairs = ()

    def address(self, carried: Carried, asks: Pairs = ()) -> str:
        """Return where a list is, for one role or any."""
        return f"{self.path}?{urlencode([*self.pairs, ('role', carried), *asks, *self.moment])}"


def of_path(base_url: str) -> str:
    """Return where the API lists claims."""
    return f"{base_url}{API}/claims"


def record(found: Record, behind: Behind, *, of_class: bool = False) -> dict[str, Any]:
    """Return a record: all claims that were carried, and each role by itself."""
    return {
        "carried": tally(found.both, behind, "carried", of_class=of_class),
        "originated": tally(found.originated, behind, "originated", of_class=of_class),
        "repeated": tally(found.repeated, behind, "repeated", of_class=of_class),
    }


def tally(numbers: Numbers, behind: Behind, carried: Carried, *, of_class: bool = False) -> dict[str, Any]:
    """Return one tally; each count of claims stands beside the address of the list it counts."""
    groups: dict[str, dict[str, Any]] = {"claims": {}, "dated": {}, "undated": {}, "moves": {}}
    for cell in cells(of_class=of_class):
        groups[cell.group][cell.name] = counted(numbers, cell, behind, carried)
    return {
        "claims": groups["claims"]["all"],
        "retracted": groups["claims"].get("retracted"),
        "dated": groups["dated"],
        "undated": groups["undated"],
        "late_days": {"median": numbers.median_late},
        "moves": {
            **groups["moves"],
            "times": numbers.moves,
            "days": numbers.days_moved,
            "median_days": numbers.median_move,
        },
        "rates": {name: rate(one) for name, one in rates(numbers).items()},
    }


def cells(*, of_class: bool) -> Iterator[Cell]:
    """Give the numbers that are told of a source or an outlet, or of a kind of source."""
    yield from CELLS
    if not of_class:
        yield RETRACTED


def counted(numbers: Numbers, cell: Cell, behind: Behind, carried: Carried) -> dict[str, Any]:
    """Return one number and where its claims are."""
    return {"count": cell.count(numbers), "claims": behind.address(carried, cell.asks)}


def rates(numbers: Numbers) -> Mapping[str, Rate]:
    """Return the shares that are told, by name; docs/track-record.md says of what each is one."""
    return {
        "came_true": numbers.came_true,
        "held": numbers.held,
        "confirmed": numbers.confirmed,
        "passed_in_silence": numbers.silent,
    }


def rate(one: Rate) -> dict[str, Any]:
    """Return a share with its range; both are null where there are too few to tell one."""
    low, high = one.bounds or (None, None)
    return {"count": one.count, "of": one.of, "share": one.share, "low": low, "high": high}

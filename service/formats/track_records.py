"""Track records as they are told: each number by name, and the parameters of the list of claims behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any, Literal
from urllib.parse import urlencode

from service.domain.attribution import SaidByKind
from service.domain.rates import Rate
from service.domain.record_numbers import FATES, UNANSWERED, Numbers, Record
from service.domain.track_record import FateName, Role
from service.formats.exported import Columns
from service.formats.shapes import API
from service.read_models.track_records import Records

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


CARRIED: tuple[Carried, ...] = ("carried", "originated", "repeated")
#: What stands beside the name of a number in a file; a median stands as a count.
VALUES = ("count", "of", "share", "low", "high", "claims")
#: The columns of a record as a file, by name.
COLUMNS: Columns = {name: itemgetter(name) for name in ("said_by", "role", "group", "number", *VALUES)}


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

    def of_kind(self, kind: str | None) -> Behind:
        """Return the same for one kind of source."""
        return self if kind is None else replace(self, pairs=[*self.pairs, ("said_by", kind)])

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
    """Return one number and where its claims are; none of them are nowhere."""
    count = cell.count(numbers)
    return {"count": count, "claims": behind.address(carried, cell.asks) if count else None}


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


def of_source(records: Records, behind: Behind, *, said_by: str | None) -> dict[str, Any]:
    """Return the record of a source or an outlet over all kinds and of each, or of one kind alone."""
    shown = picked(records, said_by)
    kinds = [] if said_by is not None else list(records.by_kind.items())
    return {
        "record": record(shown, behind.of_kind(said_by)),
        "classes": [{"said_by": kind, "record": record(one, behind.of_kind(kind))} for kind, one in kinds],
    }


def of_classes(found: Mapping[SaidByKind, Record], behind: Behind) -> list[dict[str, Any]]:
    """Return the record of each kind of source."""
    return [
        {"said_by": kind, "record": record(one, behind.of_kind(kind), of_class=True)}
        for kind, one in found.items()
    ]


def picked(records: Records, said_by: str | None) -> Record:
    """Return the record over all kinds of source, or that of one."""
    return records.whole if said_by is None else records.by_kind.get(said_by, Record())


def lines_of_source(records: Records, behind: Behind, *, said_by: str | None) -> Iterator[dict[str, Any]]:
    """Give all lines of the record of a source or an outlet."""
    yield from table(picked(records, said_by), behind.of_kind(said_by), said_by=said_by)
    for kind, one in records.by_kind.items() if said_by is None else ():
        yield from table(one, behind.of_kind(kind), said_by=kind)


def lines_of_classes(found: Mapping[SaidByKind, Record], behind: Behind) -> Iterator[dict[str, Any]]:
    """Give all lines of the records of kinds of source."""
    for kind, one in found.items():
        yield from table(one, behind.of_kind(kind), said_by=kind, of_class=True)


def table(
    found: Record, behind: Behind, *, said_by: str | None, of_class: bool = False
) -> Iterator[dict[str, Any]]:
    """Give a record line by line, as it stands in a file: each number, each median, each share.

    Args:
        said_by: the kind of source it is of; None for all together.
    """
    for carried in CARRIED:
        numbers = found.both if carried == "carried" else found.in_role(carried)
        told = tally(numbers, behind, carried, of_class=of_class)
        own = {"said_by": said_by, "role": carried}
        for name in ("claims", "retracted"):
            if told[name] is not None:
                yield _line(own, "claims", "all" if name == "claims" else name, told[name])
        for group in ("dated", "undated", "moves"):
            for name, value in told[group].items():
                yield _line(own, group, name, value if isinstance(value, dict) else {"count": value})
        yield _line(own, "late_days", "median", {"count": told["late_days"]["median"]})
        for name, share in told["rates"].items():
            yield _line(own, "rates", name, share)


def _line(own: Mapping[str, Any], group: str, name: str, value: Mapping[str, Any]) -> dict[str, Any]:
    return {**own, "group": group, "number": name, **{key: value.get(key) for key in VALUES}}

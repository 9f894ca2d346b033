"""Which claims a name or a kind of source carried, in which role, and what became of them, as a condition."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any, Literal, Protocol, cast, get_args

from sqlalchemy import ColumnElement, Table, and_, false, or_, true

from service.domain.attribution import SaidByKind
from service.domain.events import SourceType
from service.domain.outcome import OutcomeName
from service.domain.record_numbers import UNANSWERED
from service.read_models.carried_claims import (
    Carrying,
    Subject,
    carried_claims,
    holds,
    numbers,
    replayed_carried,
)
from service.read_models.claim_board import claim_board
from service.read_models.claim_rows import Tested
from service.read_models.claims_as_known import claims_as_known

#: What may be asked of what became of a claim. `answered` is every outcome but `open` and `closed`;
#: `confirmed` and `refuted` are those of which there is no more to say.
OutcomeAsked = Literal[OutcomeName, "open", "answered", "confirmed", "refuted"]
OUTCOMES: tuple[OutcomeAsked, ...] = (*get_args(OutcomeName), "open", "answered", "confirmed", "refuted")


class Asking(Protocol):
    """What a filter asks of who carried a claim."""

    @property
    def outcome(self) -> OutcomeAsked | None: ...
    @property
    def said_by(self) -> str | None: ...
    @property
    def role(self) -> Carrying | None: ...
    @property
    def dated(self) -> bool | None: ...
    @property
    def moved(self) -> bool | None: ...
    @property
    def retracted(self) -> bool | None: ...


def asks(wanted: Asking) -> bool:
    """Say whether a filter asks in which role somebody carried a claim."""
    return wanted.role is not None or wanted.moved is not None or wanted.retracted is not None


def subjects(wanted: Asking, names: Collection[Mapping[SourceType, Collection[str]]]) -> list[list[Subject]]:
    """Return whose claims are asked for: of each group one of the subjects is enough.

    Args:
        names: for the outlet and for the source that are asked for, the names they go by.
    """
    kind = cast("SaidByKind | None", wanted.said_by)
    if not names:
        return [[Subject(type="class", kind=kind)]] if kind is not None else []
    return [
        [Subject(type=type_, names=frozenset(found), kind=kind) for type_, found in sorted(one.items())]
        for one in names
    ]


def condition(
    table: Table, wanted: Asking, groups: list[list[Subject]], at: datetime, *, walks: bool
) -> ColumnElement[bool]:
    """Return the condition that a claim was carried so, with all that is asked of what became of it.

    Args:
        walks: another index leads to the claims.
    """
    rows = replayed_carried if table not in (claim_board, claims_as_known) else carried_claims
    fits = and_(holds(rows, at if table is claims_as_known else None), *_of_rows(rows, wanted))
    number = Tested(table.c.stream_id) if walks else table.c.stream_id
    return and_(
        *(or_(false(), *(_carried(number, rows, one, wanted, fits) for one in group)) for group in groups)
    )


def _carried(
    number: ColumnElement[int], rows: Table, subject: Subject, wanted: Asking, fits: ColumnElement[bool]
) -> ColumnElement[bool]:
    found: ColumnElement[bool] = number.in_(numbers(rows, subject, wanted.role or "carried", fits))
    if wanted.retracted is None:
        return found
    # Also where the name that took it back is another one of the same source.
    theirs = rows.c.type == subject.type, rows.c.name.in_(sorted(subject.names)), rows.c.retracted.is_(True)
    took_back = number.in_(_numbers_where(rows, fits, *theirs))
    return and_(found, took_back if wanted.retracted else ~took_back)


def _numbers_where(rows: Table, *conditions: ColumnElement[bool]) -> Any:
    return rows.select().with_only_columns(rows.c.stream_id).where(*conditions)


def _of_rows(rows: Table, wanted: Asking) -> Iterator[ColumnElement[bool]]:
    """Give what is asked of the rows that tell who carried a claim: an index answers all of it."""
    row = rows.c
    if wanted.moved is not None:
        yield row.moves > 0 if wanted.moved else row.moves == 0
    if wanted.dated is not None:
        yield row.is_dated == wanted.dated
    if wanted.outcome == "answered":
        yield row.outcome.not_in(UNANSWERED)
    elif wanted.outcome is not None:
        yield row.outcome == wanted.outcome


def of_claims(table: Table, wanted: Asking) -> Iterator[ColumnElement[bool]]:
    """Give what is asked of what became of claims beside one outcome, as conditions on a table of claims."""
    row = table.c
    if wanted.dated is not None:
        has_dates = or_(row.earliest_on.is_not(None), row.latest_on.is_not(None))
        yield has_dates if wanted.dated else ~has_dates
    match wanted.outcome:
        case "open":
            yield row.is_settled == false()
        case "answered":
            yield and_(row.is_settled == true(), or_(row.outcome.is_(None), row.outcome != "closed"))
        case "confirmed" | "refuted":
            yield and_(row.status == wanted.outcome, row.outcome.is_(None))

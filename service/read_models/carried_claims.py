"""Who carried which claim, and what was known to have become of it when: rows that records are counted from.

A row holds from one instant of the world to another. Those that hold for good tell how things stand, as of a
moment those that hold at it. Names are kept as they are compared: which source they belong to may change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Date,
    Index,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    and_,
    bindparam,
    delete,
    insert,
    select,
    true,
    type_coerce,
    update,
)

from service.database import Instant, from_microseconds, metadata
from service.domain.claim import Claim
from service.domain.events import (
    Assigned,
    Checked,
    DeadlinePassed,
    Entry,
    Event,
    Noted,
    Redacted,
    Snoozed,
    Tagged,
)
from service.domain.source import MOST_FOLDED
from service.domain.track_record import Fate, Part, RecordType, Role, fate, parts
from service.ledger.fast_log import Statement
from service.read_models.claim_rows import Tested, stream_id_column
from service.read_models.claims_as_known import known_states

#: Until when a row holds that nothing has taken the place of.
FOR_GOOD = datetime(9999, 12, 31, tzinfo=UTC)
#: From when on the rows of a replay hold: it has only those of its moment.
SINCE_EVER = from_microseconds(0)
#: Events that change neither who carried a claim nor what became of it.
WITHOUT_EFFECT = (Assigned, Checked, DeadlinePassed, Noted, Redacted, Snoozed, Tagged)
#: Any role, or one.
Carrying = Literal["carried", Role]
CARRYINGS: tuple[Carrying, ...] = ("carried", "originated", "repeated")

_NAME = String(MOST_FOLDED).with_variant(String(MOST_FOLDED, collation="C"), "postgresql")


def _columns() -> list[Column[Any]]:
    return [
        stream_id_column(),
        Column("from_at", Instant, primary_key=True, autoincrement=False),
        Column("type", String(12), primary_key=True),
        Column("name", _NAME, primary_key=True),
        Column("kind", String(16), primary_key=True),
        Column("until_at", Instant, nullable=False),
        #: Null where the name did nothing but take the claim back.
        Column("role", String(10)),
        #: On one row alone of a name, however many kinds of source it names: its role in the claim.
        Column("name_role", String(10)),
        #: On one row alone of all outlets that name a kind of source: the role of that kind.
        Column("class_role", String(10)),
        Column("retracted", Boolean, nullable=False),
        Column("outcome", String(16), nullable=False),
        Column("is_dated", Boolean, nullable=False),
        Column("late_days", Integer),
        Column("latest_on", Date),
        Column("closes_at", Instant),
        #: The day by which tallies know it; no rule of a zone moves it.
        Column("closes_about", Date),
        Column("moves", Integer, nullable=False),
        #: By how many days each time, in one text: "7 -2".
        Column("moved_days", String),
    ]


carried_claims = Table(
    "carried_claims",
    metadata,
    *_columns(),
    # First what finds the claims of a name as they stand or stood, and in their order; then what the lists
    # behind the numbers ask.
    Index(
        "ix_carried_claims_name",
        *("type", "name", "until_at", "stream_id", "from_at"),
        *("kind", "role", "name_role", "outcome", "is_dated", "moves", "retracted"),
    ),
    sqlite_with_rowid=False,
)
#: The same for a replay; it lives as long as the transaction.
replayed_carried = Table("replayed_carried", MetaData(), *_columns(), prefixes=["TEMPORARY"])
_insert = Statement(insert(carried_claims), columns=tuple(carried_claims.c.keys()))
_forget = Statement(delete(carried_claims).where(carried_claims.c.stream_id == bindparam("number")))
_end = Statement(
    update(carried_claims)
    .where(
        carried_claims.c.stream_id == bindparam("number"),
        carried_claims.c.until_at == bindparam("for_good", type_=Instant),
    )
    .values(until_at=bindparam("at", type_=Instant))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whose claims: all names of one source, on word of one kind of source where that is asked.

    The type `class` is a kind of source wherever it was published; it has no names.
    """

    type: RecordType
    names: frozenset[str] = frozenset()
    kind: str | None = None


def rows(number: int, history: Sequence[Entry]) -> list[dict[str, Any]]:
    """Return all rows of one claim."""
    return rows_of_states(number, known_states(history))


def rows_of_states(number: int, states: Iterable[tuple[datetime, Claim]]) -> list[dict[str, Any]]:
    """Return all rows of one claim from what was known at each moment, oldest first.

    A state that changes nothing about who carried it and what became of it begins no new rows.
    """
    spans: list[tuple[datetime, tuple[Part, ...], Fate]] = []
    for moment, claim in states:
        found = (parts(claim), fate(claim))
        if not spans or spans[-1][1:] != found:
            spans.append((moment, *found))
    ends = [*(span[0] for span in spans[1:]), FOR_GOOD]
    return [
        row
        for (from_at, found, became), until_at in zip(spans, ends, strict=True)
        for row in _rows(number, from_at, until_at, found, became)
    ]


def has_effect(events: Iterable[Event]) -> bool:
    """Say whether events can change who carried a claim or what became of it."""
    return not all(isinstance(event, WITHOUT_EFFECT) for event in events)


def put(
    connection: Connection,
    number: int,
    before: Claim | None,
    claim: Claim,
    history: Sequence[Entry],
    *,
    new: int,
) -> None:
    """Write what the last `new` entries of a history change.

    Args:
        before: the claim before them.
        claim: the claim after them.
    """
    added = history[-new:]
    if before is not None and not has_effect(entry.event for entry in added):
        return
    since = min(entry.occurred_at for entry in added)
    is_later = all(entry.occurred_at == since for entry in added) and all(
        entry.occurred_at < since for entry in history[:-new]
    )
    if before is None or not is_later:
        put_anew(connection, number, history, is_new=before is None)
        return
    found, became = parts(claim), fate(claim)
    if (found, became) == (parts(before), fate(before)):
        return
    _end.run(connection, {"number": number, "for_good": FOR_GOOD, "at": since})
    put_all(connection, list(_rows(number, since, FOR_GOOD, found, became)))


def put_anew(connection: Connection, number: int, history: Sequence[Entry], *, is_new: bool = False) -> None:
    """Write all rows of a claim afresh."""
    if not is_new:
        _forget.run(connection, {"number": number})
    put_all(connection, rows(number, history))


def put_states(connection: Connection, number: int, states: Iterable[tuple[datetime, Claim]]) -> None:
    """Write all rows of a claim afresh, from the states it was known in."""
    _forget.run(connection, {"number": number})
    put_all(connection, rows_of_states(number, states))


def put_all(connection: Connection, new_rows: Sequence[dict[str, Any]]) -> None:
    """Write many new rows."""
    _insert.run_all(connection, new_rows)


def replay(connection: Connection, claims: Iterable[tuple[int, Claim]]) -> None:
    """Fill the table of a replay, which lives as long as this transaction."""
    replayed_carried.drop(connection, checkfirst=True)
    replayed_carried.create(connection)
    found = [
        row
        for number, claim in claims
        for row in _rows(number, SINCE_EVER, FOR_GOOD, parts(claim), fate(claim))
    ]
    if found:
        connection.execute(insert(replayed_carried), found)


def holds(table: Table, as_of: datetime | None) -> ColumnElement[bool]:
    """Return the condition that a row tells how things stand, or stood as of a moment."""
    if as_of is None:
        return table.c.until_at == FOR_GOOD
    return (table.c.from_at <= as_of) & (table.c.until_at > as_of)


def belongs(table: Table, subject: Subject, *, walks: bool = False) -> ColumnElement[bool]:
    """Return the condition that a row is one of a subject's, whatever its role.

    Args:
        walks: the claims are given otherwise, so that names are only compared.
    """
    row = table.c
    type_ = type_coerce(Tested(row.type), String) if walks else row.type
    if subject.type == "class":
        conditions = [type_ == "outlet", row.class_role.is_not(None)]
    else:
        conditions = [type_ == subject.type, row.name.in_(sorted(subject.names)), row.role.is_not(None)]
    if subject.kind is not None:
        conditions.append(row.kind == subject.kind)
    return and_(true(), *conditions)


def numbers(table: Table, subject: Subject, role: Carrying, fits: ColumnElement[bool]) -> Select[tuple[int]]:
    """Return a query for the numbers of the claims that a subject carried in a role.

    Whoever has a claim at first hand, under one of its names or from one kind of source, does not repeat it.

    Args:
        fits: what else is asked of a row.
    """
    row = table.c
    its = select(row.stream_id).where(belongs(table, subject), fits)
    if role == "carried":
        return its
    own = row.class_role if subject.type == "class" else row.role
    first_hand = its.where(own == "originated")
    if role == "originated":
        return first_hand
    if subject.type == "class":
        return its.where(own == "repeated")
    return its.where(own == "repeated", row.stream_id.not_in(first_hand))


def part_in(row: Any) -> Part:
    """Return the part that a row tells of."""
    return Part(
        type=row.type,
        name=row.name,
        kind=row.kind,
        role=row.role,
        name_role=row.name_role,
        class_role=row.class_role,
        retracted=row.retracted,
    )


def fate_in(row: Any) -> Fate:
    """Return what a row tells became of its claim."""
    return Fate(
        outcome=row.outcome,
        is_dated=row.is_dated,
        late_days=row.late_days,
        latest_on=row.latest_on,
        closes_at=row.closes_at,
        closes_about=row.closes_about,
        moves=row.moves,
        moved_days=days_in(row.moved_days),
    )


def days_in(text: str | None) -> tuple[int, ...]:
    """Return the days that a row's text names."""
    return tuple(int(days) for days in text.split()) if text else ()


def _rows(
    number: int, from_at: datetime, until_at: datetime, found: Iterable[Part], became: Fate
) -> Iterator[dict[str, Any]]:
    moved = " ".join(str(days) for days in became.moved_days)
    for part in found:
        yield {
            "stream_id": number,
            "from_at": from_at,
            "type": part.type,
            "name": part.name,
            "kind": part.kind,
            "until_at": until_at,
            "role": part.role,
            "name_role": part.name_role,
            "class_role": part.class_role,
            "retracted": part.retracted,
            "outcome": became.outcome,
            "is_dated": became.is_dated,
            "late_days": became.late_days,
            "latest_on": became.latest_on,
            "closes_at": became.closes_at,
            "closes_about": became.closes_about,
            "moves": became.moves,
            "moved_days": moved or None,
        }

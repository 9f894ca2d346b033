"""What changed since an instant: how much of each kind, and the entries themselves, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, Connection, and_, case, func, select

from service.database import to_microseconds
from service.domain.events import Status
from service.ledger import log
from service.ledger.log import Stored, events, streams

Change = Literal[
    "new", "reports", "retracted", "moved", "passed", "resolved", "reopened", "amended", "checked", "arranged"
]
#: The stored kinds of entries that each kind of change is made of. Retractions are reports too.
KINDS: dict[Change, tuple[str, ...]] = {
    "new": ("claim_reported",),
    "moved": ("window_moved",),
    "passed": ("deadline_passed",),
    "resolved": ("confirmed", "refuted", "closed"),
    "amended": ("amended", "redacted"),
    "retracted": ("report_added",),
    "reports": ("report_added",),
    "reopened": ("reopened", "undone"),
    "checked": ("checked",),
    "arranged": (
        *("noted", "snoozed", "assigned", "tagged", "linked", "merged"),
        *("answer_proposed", "answer_declined"),
    ),
}
#: So many of the newest entries are counted.
MOST_COUNTED = 2_000
_RETRACTED = '"stance":"retracted"'


@dataclass(frozen=True, slots=True)
class Changed:
    """One entry, and the status that its claim had before it."""

    stored: Stored
    status_before: Status | None


def counts(connection: Connection, since: datetime) -> dict[Change, int]:
    """Return how many entries of each kind of change were recorded after an instant, as far as any were."""
    first = _first_position(connection, since)
    if first is None:
        return {}
    newest = (
        select(events.c.kind, _is_retraction(connection).label("retracts"))
        .where(events.c.position >= first)
        .order_by(events.c.position.desc())
        .limit(MOST_COUNTED)
        .subquery()
    )
    query = select(newest.c.kind, newest.c.retracts, func.count()).group_by(newest.c.kind, newest.c.retracts)
    stored: dict[Change, int] = {}
    for kind, retracts, count in connection.execute(query):
        change = _change(kind, retracts=bool(retracts))
        if change is not None:
            stored[change] = stored.get(change, 0) + count
    return {change: stored[change] for change in KINDS if change in stored}


def entries(
    connection: Connection, since: datetime, change: Change | None, *, before: int | None, most: int
) -> list[Changed]:
    """Return entries recorded after an instant, newest first.

    Args:
        change: only of this kind of change; None for all kinds.
        before: only at positions before this one.
    """
    kinds = KINDS[change] if change else tuple({kind for some in KINDS.values() for kind in some})
    first = _first_position(connection, since)
    if first is None:
        return []
    previous = events.alias("previous")
    fits = [events.c.position >= first, events.c.kind.in_(sorted(kinds))]
    if before is not None:
        fits.append(events.c.position < before)
    if change in ("retracted", "reports"):
        fits.append(_is_retraction(connection) == (1 if change == "retracted" else 0))
    query = (
        select(events.c.position, previous.c.status)
        .select_from(
            events.join(streams, streams.c.id == events.c.stream_id).outerjoin(
                previous,
                and_(previous.c.stream_id == events.c.stream_id, previous.c.version == events.c.version - 1),
            )
        )
        .where(streams.c.kind == "claim", *fits)
        .order_by(events.c.position.desc())
        .limit(most)
    )
    before_by_position = {row.position: row.status for row in connection.execute(query)}
    return _in_order(log.read_at(connection, list(before_by_position)), before_by_position)


def _first_position(connection: Connection, since: datetime) -> int | None:
    """Return where what was recorded after an instant begins: positions rise with the time of recording."""
    query = select(events.c.position).where(events.c.recorded_at > to_microseconds(since))
    return connection.execute(query.order_by(events.c.recorded_at).limit(1)).scalar()


def _in_order(stored: Sequence[Stored], status_before: dict[int, Status | None]) -> list[Changed]:
    newest_first = sorted(stored, key=lambda one: -one.position)
    return [Changed(one, status_before[one.position]) for one in newest_first]


def _change(kind: str, *, retracts: bool) -> Change | None:
    if kind == "report_added":
        return "retracted" if retracts else "reports"
    return next((change for change, kinds in KINDS.items() if kind in kinds), None)


def _is_retraction(connection: Connection) -> ColumnElement[int]:
    """Return 1 for a report that takes back what it said, else 0: that stands in the facts of the entry."""
    if connection.dialect.name == "postgresql":
        found = func.strpos(func.convert_from(events.c.payload, "UTF8"), _RETRACTED)
    else:
        found = func.instr(events.c.payload, _RETRACTED.encode())
    return case((and_(events.c.kind == "report_added", found > 0), 1), else_=0)

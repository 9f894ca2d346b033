"""The instants that claims are kept with, worked out again after the rules of a zone changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Table, select, update

from service.read_models import carried_claims, claim_labels
from service.read_models.claim_board import claim_board
from service.read_models.claim_rows import claim_in, row_of
from service.read_models.claims_as_known import claims_as_known

#: The columns that the rules of a zone decide.
INSTANTS = (
    "week_at",
    "last_day_at",
    "closes_at",
    "next_check_at",
    "snoozed_until_at",
    "flag_at",
    "on_board_at",
)


@dataclass(frozen=True, slots=True)
class Moved:
    """An open claim whose window closes, or which asks, at another instant than before."""

    claim: str
    zone: str
    before: datetime | None
    now: datetime | None


@dataclass(frozen=True, slots=True)
class Reread:
    """What one stretch of claims came to; `last` is where the next one begins, None behind the end."""

    last: int | None
    seen: int
    moved: Sequence[Moved]


def reread(connection: Connection, *, after: int, most: int) -> Reread:
    """Work out the instants of up to `most` claims again, in all they are known as, and write what differs.

    The rows are then those that a rebuild would make. Arming and flags are facts of the history and stay.

    Args:
        after: the number of the last claim that was looked at; 0 before the first.
    """
    query = select(claim_board).where(claim_board.c.stream_id > after).order_by(claim_board.c.stream_id)
    board = connection.execute(query.limit(most).with_for_update()).mappings().all()
    if not board:
        return Reread(None, 0, ())
    numbers = [row["stream_id"] for row in board]
    moved = []
    for row in board:
        changed = _written_anew(connection, claim_board, row)
        if "on_board_at" in changed:
            claim_labels.move(connection, row["stream_id"], changed["on_board_at"])
        name = "closes_at" if "closes_at" in changed else "next_check_at"
        if name in changed:
            zone = claim_in(row["state"]).window.zone
            moved.append(Moved(row["claim"], zone, row[name], changed[name]))
    known = (
        select(claims_as_known)
        .where(claims_as_known.c.stream_id.in_(numbers))
        .order_by(claims_as_known.c.stream_id, claims_as_known.c.occurred_at)
    )
    rows = connection.execute(known).mappings().all()
    changed_in = {row["stream_id"] for row in rows if _written_anew(connection, claims_as_known, row)}
    for number, states in groupby(rows, key=lambda row: row["stream_id"]):
        if number in changed_in:
            found = [(row["occurred_at"], claim_in(row["state"])) for row in states]
            carried_claims.put_states(connection, number, found)
    return Reread(numbers[-1], len(board), moved)


def _written_anew(connection: Connection, table: Table, row: Any) -> dict[str, Any]:
    """Write the instants of one row that differ now, and return them."""
    fresh = row_of(row["claim"], claim_in(row["state"]))
    changed = {name: fresh[name] for name in INSTANTS if fresh[name] != row[name]}
    if changed:
        key = [column == row[column.name] for column in table.primary_key.columns]
        connection.execute(update(table).where(*key).values(changed))
    return changed

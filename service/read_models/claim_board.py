"""The claims as they stand now, one row each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Index, Table, bindparam, insert, select, update

from service.database import metadata
from service.domain.claim import Claim
from service.read_models.claim_rows import (
    ClaimView,
    claim_columns,
    row_of,
    stream_id_column,
    view_columns,
    views,
)

claim_board = Table(
    "claim_board",
    metadata,
    stream_id_column(),
    *claim_columns(),
    Index("uq_claim_board_claim", "claim", unique=True),
    Index("ix_claim_board_is_settled_closes_at", "is_settled", "closes_at"),
    Index("ix_claim_board_is_settled_next_check_at", "is_settled", "next_check_at"),
    Index("ix_claim_board_flag_at", "flag_at"),
    Index("ix_claim_board_latest_on", "latest_on"),
    Index("ix_claim_board_question", "question"),
)
_insert = insert(claim_board)
_update = (
    update(claim_board)
    .where(claim_board.c.stream_id == bindparam("number"))
    .values({column.name: bindparam(column.name) for column in claim_board.c if column.name != "stream_id"})
)
_one = view_columns(claim_board).where(claim_board.c.claim == bindparam("wanted"))
_to_flag = (
    select(claim_board.c.claim)
    .where(claim_board.c.flag_at <= bindparam("now", type_=claim_board.c.flag_at.type))
    .order_by(claim_board.c.flag_at, claim_board.c.stream_id)
    .limit(bindparam("most"))
)


def put(connection: Connection, number: int, claim_id: str, claim: Claim, *, is_new: bool) -> None:
    """Write the claim's row."""
    row = row_of(claim_id, claim)
    if is_new:
        connection.execute(_insert, {"stream_id": number, **row})
    else:
        connection.execute(_update, {"number": number, **row})


def put_all(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Write many new rows."""
    if rows:
        connection.execute(_insert, rows)


def one(connection: Connection, claim_id: str) -> ClaimView | None:
    """Return a claim as it stands, or None where there is none."""
    found = views(connection, _one.params(wanted=claim_id))
    return found[0] if found else None


def to_flag(connection: Connection, now: datetime, *, most: int, skip_locked: bool) -> list[str]:
    """Return ids of open claims whose window has closed without this being on record, oldest first.

    Args:
        skip_locked: on PostgreSQL, take them so that another scheduler at the same work takes others.
    """
    query = _to_flag.with_for_update(skip_locked=True) if skip_locked else _to_flag
    return list(connection.execute(query, {"now": now, "most": most}).scalars())

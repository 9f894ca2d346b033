"""The claims as they were known: one row per claim and distinct moment at which something occurred."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Index, Table, delete, exists, insert

from service.database import Instant, metadata
from service.domain.claim import Claim, fold
from service.domain.events import Entry
from service.read_models.claim_rows import claim_columns, row_of, stream_id_column

claims_as_known = Table(
    "claims_as_known",
    metadata,
    stream_id_column(),
    Column("occurred_at", Instant, primary_key=True, autoincrement=False),
    *claim_columns(),
    Index("ix_claims_as_known_claim_occurred_at", "claim", "occurred_at"),
)
_insert = insert(claims_as_known)


def known_states(
    history: Sequence[Entry], *, since: datetime | None = None
) -> Iterator[tuple[datetime, Claim]]:
    """Give the claim as of each distinct moment of its history from `since` on, oldest first.

    As of T means: from the entries that occurred at T or before, in the order they were recorded.
    """
    moments = sorted({entry.occurred_at for entry in history})
    for moment in moments:
        if since is None or moment >= since:
            claim = fold([entry for entry in history if entry.occurred_at <= moment])
            if claim is not None:
                yield moment, claim


def rows(number: int, claim_id: str, history: Sequence[Entry]) -> list[dict[str, Any]]:
    """Return all rows of one claim."""
    return [
        {"stream_id": number, "occurred_at": moment, **row_of(claim_id, claim)}
        for moment, claim in known_states(history)
    ]


def put(connection: Connection, number: int, claim_id: str, history: Sequence[Entry], *, new: int) -> None:
    """Write what the last `new` entries of a history change: rows from their earliest moment on."""
    since = min(entry.occurred_at for entry in history[-new:])
    if any(entry.occurred_at >= since for entry in history[:-new]):
        connection.execute(
            delete(claims_as_known).where(
                claims_as_known.c.stream_id == number, claims_as_known.c.occurred_at >= since
            )
        )
    put_all(
        connection,
        [
            {"stream_id": number, "occurred_at": moment, **row_of(claim_id, claim)}
            for moment, claim in known_states(history, since=since)
        ],
    )


def put_all(connection: Connection, new_rows: Sequence[dict[str, Any]]) -> None:
    """Write many new rows."""
    if new_rows:
        connection.execute(_insert, new_rows)


def forget(connection: Connection, number: int) -> None:
    """Remove all rows of one claim, to write them anew."""
    connection.execute(delete(claims_as_known).where(claims_as_known.c.stream_id == number))


def known_at(moment: datetime) -> ColumnElement[bool]:
    """Return the condition that a row is the newest of its claim at a moment."""
    later = claims_as_known.alias("later")
    return (claims_as_known.c.occurred_at <= moment) & ~exists().where(
        later.c.stream_id == claims_as_known.c.stream_id,
        later.c.occurred_at > claims_as_known.c.occurred_at,
        later.c.occurred_at <= moment,
    )

"""The claims as they were known: one row per claim and distinct moment at which something occurred."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Index,
    Table,
    bindparam,
    delete,
    exists,
    insert,
    text,
)

from service.database import Instant, metadata
from service.domain.claim import Claim, fold, grown
from service.domain.events import Entry
from service.ledger.fast_log import Statement
from service.read_models.claim_rows import claim_columns, row_of, stream_id_column

claims_as_known = Table(
    "claims_as_known",
    metadata,
    stream_id_column(),
    Column("occurred_at", Instant, primary_key=True, autoincrement=False),
    *claim_columns(),
    Index("ix_claims_as_known_claim_occurred_at", "claim", "occurred_at"),
    Index(
        "ix_claims_as_known_question",
        "question",
        "stream_id",
        "occurred_at",
        postgresql_where=text("question IS NOT NULL"),
        sqlite_where=text("question IS NOT NULL"),
    ),
)
_insert = Statement(insert(claims_as_known), columns=tuple(claims_as_known.c.keys()))
_delete_since = Statement(
    delete(claims_as_known).where(
        claims_as_known.c.stream_id == bindparam("number"),
        claims_as_known.c.occurred_at >= bindparam("since", type_=claims_as_known.c.occurred_at.type),
    )
)
_occurred_at = attrgetter("occurred_at")


def known_states(
    history: Sequence[Entry], *, since: datetime | None = None
) -> Iterator[tuple[datetime, Claim]]:
    """Give the claim as of each distinct moment of its history from `since` on, oldest first.

    As of T means: from the entries that occurred at T or before, in the order they were recorded.
    """
    held: list[Entry] = []
    claim: Claim | None = None
    if since is not None:
        held = [entry for entry in history if entry.occurred_at < since]
        claim = fold(held)
    later = [entry for entry in history if since is None or entry.occurred_at >= since]
    for moment, group in groupby(sorted(later, key=_occurred_at), key=_occurred_at):
        entries = list(group)
        if held and entries[0].version < held[-1].version:  # recorded late: between what is held already
            held = sorted([*held, *entries], key=lambda entry: entry.version)
            claim = fold(held)
        else:
            claim = grown(claim, held, entries)
            held += entries
        if claim is not None:
            yield moment, claim


def rows(number: int, claim_id: str, history: Sequence[Entry]) -> list[dict[str, Any]]:
    """Return all rows of one claim."""
    return _rows(number, claim_id, known_states(history))


def _rows(number: int, claim_id: str, states: Iterable[tuple[datetime, Claim]]) -> list[dict[str, Any]]:
    return [
        {"stream_id": number, "occurred_at": moment, **row_of(claim_id, claim)} for moment, claim in states
    ]


def put(
    connection: Connection,
    number: int,
    claim_id: str,
    row: Mapping[str, Any],
    history: Sequence[Entry],
    *,
    new: int,
) -> None:
    """Write what the last `new` entries of a history change: rows from their earliest moment on.

    Args:
        row: the shared columns of the claim after all of its history.
    """
    moments = {entry.occurred_at for entry in history[-new:]}
    since = min(moments)
    newest_before = max((entry.occurred_at for entry in history[:-new]), default=None)
    if newest_before is not None and newest_before >= since:
        _delete_since.run(connection, {"number": number, "since": since})
    if moments == {since} and (newest_before is None or newest_before <= since):
        put_all(connection, [{"stream_id": number, "occurred_at": since, **row}])
    else:
        put_all(connection, _rows(number, claim_id, known_states(history, since=since)))


def put_all(connection: Connection, new_rows: Sequence[dict[str, Any]]) -> None:
    """Write many new rows."""
    _insert.run_all(connection, new_rows)


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

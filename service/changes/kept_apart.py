"""Pairs of claims that somebody looked at and found to be two: they are not proposed as one again."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Column, Connection, Index, String, Table, delete, insert, or_, select
from sqlalchemy.exc import IntegrityError

from service.changes.writing import Context
from service.database import Instant, StartOver, metadata
from service.domain.refusals import not_allowed, refuse
from service.read_models import claim_board

#: Two claims by id, the one that sorts first in front.
Pair = tuple[str, str]

table = Table(
    "kept_apart",
    metadata,
    Column("first", String(64), primary_key=True),
    Column("second", String(64), primary_key=True),
    Column("account", String(64), nullable=False),
    Column("kept_at", Instant, nullable=False),
    Index("ix_kept_apart_second", "second"),
)


def keep_apart(connection: Connection, one: str, other: str, context: Context) -> None:
    """Note that two claims do not say the same; twice is once.

    Raises:
        Refusal: `not_allowed`, `unknown_claim`.
    """
    pair = _pair(connection, one, other, context)
    if pair in among(connection, pair):
        return
    row = {"first": pair[0], "second": pair[1], "account": context.actor.id, "kept_at": context.now}
    try:
        connection.execute(insert(table).values(row))
    except IntegrityError as error:
        raise StartOver("somebody else noted the same a moment ago") from error


def propose_again(connection: Connection, one: str, other: str, context: Context) -> None:
    """Let two claims be proposed as one again.

    Raises:
        Refusal: `not_allowed`, `unknown_claim`.
    """
    pair = _pair(connection, one, other, context)
    connection.execute(delete(table).where(table.c.first == pair[0], table.c.second == pair[1]))


def among(connection: Connection, claim_ids: Collection[str]) -> set[Pair]:
    """Return the pairs that are kept apart of which at least one claim is among these."""
    if not claim_ids:
        return set()
    ids = sorted(set(claim_ids))
    query = select(table.c.first, table.c.second).where(or_(table.c.first.in_(ids), table.c.second.in_(ids)))
    rows = connection.execute(query.order_by(table.c.first, table.c.second))
    return {(row.first, row.second) for row in rows}


def pair_of(one: str, other: str) -> Pair:
    """Return two claims as they are kept."""
    return (one, other) if one < other else (other, one)


def _pair(connection: Connection, one: str, other: str, context: Context) -> Pair:
    if not context.actor.is_at_least("editor") or "write" not in context.actor.scopes:
        raise not_allowed("Only editors say whether two claims are one.")
    if one == other or len(claim_board.many(connection, [one, other])) < 2:
        raise refuse("unknown_claim", "There is no such other claim.", at="/other")
    return pair_of(one, other)

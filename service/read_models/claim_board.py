"""The claims as they stand now, one row each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Index,
    Table,
    bindparam,
    false,
    func,
    insert,
    or_,
    select,
    text,
    true,
    union,
    update,
)

from service.database import metadata
from service.ledger.fast_log import Statement
from service.ledger.log import events, streams
from service.read_models.claim_rows import (
    ClaimView,
    claim_columns,
    claim_in,
    stream_id_column,
    view,
    view_columns,
    views,
)

#: What the index of a section holds, because lists of what is due are narrowed by it.
NARROWED_BY = ("desk", "owner", "question")
claim_board = Table(
    "claim_board",
    metadata,
    stream_id_column(),
    *claim_columns(),
    Index("uq_claim_board_claim", "claim", unique=True),
    # Behind what it finds, what orders claims of one day, and what lists are narrowed by: then an index
    # alone counts a whole section, and no claim is looked at.
    Index("ix_claim_board_closing", "is_settled", "closes_at", "stream_id", *NARROWED_BY),
    Index("ix_claim_board_to_check", "is_settled", "next_check_at", "stream_id", "closes_at", *NARROWED_BY),
    Index("ix_claim_board_on_board", "on_board_at", "stream_id", *NARROWED_BY),
    # Every list but those of what is due leaves out what was merged: the index alone is to tell.
    Index("ix_claim_board_status", "status", "stream_id", "merged_into"),
    Index("ix_claim_board_outcome", "outcome", "stream_id", "merged_into"),
    Index("ix_claim_board_desk", "desk", "stream_id", "merged_into"),
    Index("ix_claim_board_owner", "owner", "stream_id", "merged_into"),
    Index("ix_claim_board_flag_at", "flag_at"),
    Index("ix_claim_board_earliest_on", "earliest_on", "merged_into"),
    Index("ix_claim_board_latest_on_earliest_on", "latest_on", "earliest_on", "merged_into"),
    # With what tells how far the claims on a question agree.
    Index("ix_claim_board_question", "question", "stream_id", "latest_on", "outcome", "merged_into"),
    # It holds all that its section is counted by: a planner that takes the few for many does not mind. SQLite
    # takes it only where it begins with what its own condition speaks of.
    Index(
        "ix_claim_board_no_date",
        "has_date",
        "next_check_at",
        "stream_id",
        "closes_at",
        *NARROWED_BY,
        postgresql_where=text("is_settled = false AND has_date = false"),
        sqlite_where=text("is_settled = 0 AND has_date = 0"),
    ),
    *(
        # Few claims wait for another one or for a day, or were merged: the others cost these indexes nothing.
        Index(
            f"ix_claim_board_{name}",
            name,
            postgresql_where=text(f"{name} IS NOT NULL"),
            sqlite_where=text(f"{name} IS NOT NULL"),
        )
        for name in ("condition_on", "window_on", "snoozed_until_at", "merged_into", "proposed_by")
    ),
)
_insert = Statement(insert(claim_board), columns=tuple(claim_board.c.keys()))
_update = Statement(
    update(claim_board)
    .where(claim_board.c.stream_id == bindparam("number"))
    .values({column.name: bindparam(column.name) for column in claim_board.c if column.name != "stream_id"})
)
_one = Statement(view_columns(claim_board).where(claim_board.c.claim == bindparam("wanted")))
_to_flag = (
    select(claim_board.c.claim)
    .join_from(claim_board, streams, streams.c.id == claim_board.c.stream_id)
    .where(claim_board.c.flag_at <= bindparam("now", type_=claim_board.c.flag_at.type))
    .order_by(claim_board.c.flag_at, claim_board.c.stream_id)
    .limit(bindparam("most"))
)


def put(connection: Connection, number: int, row: Mapping[str, Any], *, is_new: bool) -> None:
    """Write a claim's row, as `claim_rows.row_of` gives it."""
    if is_new:
        _insert.run(connection, {"stream_id": number, **row})
    else:
        _update.run(connection, {"number": number, **row})


def put_all(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Write many new rows."""
    _insert.run_all(connection, rows)


def one(connection: Connection, claim_id: str) -> ClaimView | None:
    """Return a claim as it stands, or None where there is none."""
    found = _one.rows(connection, {"wanted": claim_id})
    return view(found[0]) if found else None


def many(connection: Connection, claim_ids: Collection[str]) -> dict[str, ClaimView]:
    """Return claims as they stand, by id; ids that lead nowhere are left out."""
    query = view_columns(claim_board).where(claim_board.c.claim.in_(sorted(claim_ids)))
    found = views(connection, query.order_by(claim_board.c.stream_id)) if claim_ids else []
    return {one.id: one for one in found}


def to_flag(connection: Connection, now: datetime, *, most: int, skip_locked: bool) -> list[str]:
    """Return ids of open claims whose window has closed without this being on record, oldest first.

    Args:
        skip_locked: on PostgreSQL, take them so that another scheduler at the same work takes others. It
            is their streams that are taken: that is what every writer takes first, so nobody waits crosswise.
    """
    query = _to_flag.with_for_update(skip_locked=True, of=streams) if skip_locked else _to_flag
    return list(connection.execute(query, {"now": now, "most": most}).scalars())


def still_to_flag(connection: Connection, claim_ids: Collection[str], now: datetime) -> set[str]:
    """Return those of these claims whose window has closed without this being on record by now."""
    query = select(claim_board.c.claim).where(
        claim_board.c.claim.in_(sorted(claim_ids)), claim_board.c.flag_at <= now
    )
    return set(connection.execute(query).scalars())


def waited_for_by(connection: Connection, claim_ids: Collection[str]) -> set[str]:
    """Return the ids of the claims that these wait for, whatever their state."""
    links = claim_board.c.condition_on, claim_board.c.window_on
    query = select(*links).where(claim_board.c.claim.in_(sorted(claim_ids))).order_by(claim_board.c.stream_id)
    return {other for row in connection.execute(query) for other in row if other is not None}


def waiting_for(connection: Connection, claim_id: str) -> list[str]:
    """Return the ids of the claims whose condition or window hangs on this one, whatever their state."""
    board = claim_board.c
    query = select(board.claim).where(or_(board.condition_on == claim_id, board.window_on == claim_id))
    return list(connection.execute(query.order_by(board.claim)).scalars())


def merged_into(connection: Connection, claim_id: str) -> list[str]:
    """Return the ids of the claims that were merged into this one, in the order they were logged."""
    board = claim_board.c
    query = select(board.claim).where(board.merged_into == claim_id).order_by(board.stream_id)
    return list(connection.execute(query).scalars())


def waiting_on_changed(connection: Connection, *, after: int, until: int) -> list[str]:
    """Return ids of open claims that wait for another one, where either changed at positions in between.

    Args:
        after: the position that is left out, as the last one that was looked at.
        until: the last position that is taken in.
    """
    changed = (
        select(events.c.stream_id)
        .distinct()
        .where(events.c.position > after, events.c.position <= until)
        .subquery("changed")
    )
    board = claim_board.c
    # Hidden from the planner of SQLite, which else goes through all open claims to find the few that changed.
    is_open = func.coalesce(board.is_settled, true()) == false()
    keys = select(streams.c.key).where(streams.c.id.in_(select(changed.c.stream_id)))
    by_others = [
        select(board.claim).where(link.is_not(None), link.in_(keys), is_open)
        for link in (board.condition_on, board.window_on)
    ]
    by_themselves = select(board.claim).where(
        board.stream_id.in_(select(changed.c.stream_id)),
        is_open,
        or_(board.condition_on.is_not(None), board.window_on.is_not(None)),
    )
    found = union(*by_others, by_themselves).subquery()
    return list(connection.execute(select(found.c.claim).order_by(found.c.claim)).scalars())


def waiting(connection: Connection) -> list[str]:
    """Return ids of all open claims that wait for another one."""
    board = claim_board.c
    waits = or_(board.condition_on.is_not(None), board.window_on.is_not(None))
    query = select(board.claim).where(board.is_settled == false(), waits).order_by(board.claim)
    return list(connection.execute(query).scalars())


def waiting_for_second(connection: Connection, *, other_than: str | None) -> int:
    """Return how many answers wait for somebody to agree, but those that this account proposed."""
    proposed_by = claim_board.c.proposed_by
    query = select(func.count()).select_from(claim_board).where(proposed_by.is_not(None))
    return int(connection.execute(query.where(proposed_by != (other_than or ""))).scalar_one())


def closing_at_an_hour(connection: Connection) -> dict[str, datetime]:
    """Return the open claims whose window ends at an hour and not with a day, and when it closes."""
    board = claim_board.c
    query = select(board.claim, board.closes_at, board.state).where(board.flag_at.is_not(None))
    return {
        row.claim: row.closes_at
        for row in connection.execute(query.order_by(board.stream_id))
        if claim_in(row.state).window.ends_at is not None
    }

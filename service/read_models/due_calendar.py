"""What is to be done now: counts by due, and the claims of each section, most pressing first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, false, func, select, true

from service.domain.due import LONG_AFTER, Due
from service.read_models import filters
from service.read_models.claim_board import claim_board
from service.read_models.claim_rows import ClaimView, view_columns, views
from service.read_models.filters import ClaimFilter, Moment, ResolvedFilter, is_asleep, is_due
from service.read_models.sorting import Sort

#: What a section holds, the column that orders it, and whether the latest comes first.
Order = tuple[Due, str, bool]
#: The sections of the board, in their order.
SECTIONS: tuple[Order, ...] = (
    ("past_due", "closes_at", True),
    ("today", "closes_at", False),
    ("this_week", "closes_at", False),
    ("to_check", "next_check_at", True),
    ("no_date", "next_check_at", False),
)


#: Claims put aside that are counted by themselves.
MOST_ASLEEP = 5_000
#: Every claim, whatever it is about.
EVERYTHING = ResolvedFilter(outlet_names={}, source_names={})


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the board: how many claims are due so, and the first of them."""

    due: Due
    count: int
    claims: list[ClaimView]
    #: Of all that are due so: put aside for now, and past due for long without being put aside.
    asleep: int = 0
    long_past: int = 0


def sections(connection: Connection, now: datetime, *, most: int = 50) -> list[Section]:
    """Return the sections of the board, each with up to `most` claims; past due is newest slip first.

    Snoozed claims stand behind the others of their section, whatever their date.
    """
    return [
        Section(
            order[0], counted(connection, order[0], now), _first(connection, order, EVERYTHING, now, most)
        )
        for order in SECTIONS
    ]


def board(
    connection: Connection, wanted: ClaimFilter, moment: Moment, *, rows: int, least: int
) -> list[Section]:
    """Return the sections of one screen, now or as of a moment, with at most so many rows in all.

    Args:
        least: rows that every section gets as far as it has them, however many the sections before it hold.
    """
    wanted = filters.resolved(connection, wanted)
    counts = [_counts(connection, replace(wanted, due=due), moment) for due, *_ in SECTIONS]
    shares = allotted([count for count, _long in counts], rows=rows, least=least)
    asleep = _asleep(connection, moment)
    return [
        _section(connection, order, wanted, moment, count, share, asleep)
        for order, count, share in zip(SECTIONS, counts, shares, strict=True)
    ]


def next_to_close(connection: Connection, wanted: ClaimFilter, moment: Moment) -> ClaimView | None:
    """Return the open claim whose window closes next; None where none that passes the filter closes."""
    table, scope = filters.table_at(connection, moment)
    row, at = table.c, moment.due_at
    fits = (
        scope
        & filters.where(table, filters.resolved(connection, wanted), at, walks=True)
        & (row.is_settled == false())
        & (row.closes_at > at)
    )
    key = list(table.primary_key.columns)
    first = select(*key).where(fits).order_by(row.closes_at, row.stream_id).limit(1).subquery()
    found = views(connection, filters.whole(table, first).order_by(row.stream_id))
    return found[0] if found else None


def allotted(counts: Sequence[int], *, rows: int, least: int) -> list[int]:
    """Return how many rows each section shows: a few each, the others to the first that have more."""
    shares = [min(count, least) for count in counts]
    left = rows - sum(shares)
    for number, count in enumerate(counts):
        more = max(0, min(count - shares[number], left))
        shares[number] += more
        left -= more
    return shares


def counted(connection: Connection, due: Due, now: datetime) -> int:
    """Return how many claims are due in this way."""
    query = select(func.count()).select_from(claim_board).where(is_due(claim_board, due, now))
    return int(connection.execute(query).scalar_one())


def _counts(connection: Connection, wanted: ResolvedFilter, moment: Moment) -> tuple[int, int]:
    """Return how many claims pass the filter, and how many of them closed long ago, in one pass."""
    table, scope = filters.table_at(connection, moment)
    at = moment.due_at
    closed_long_ago = case((table.c.closes_at <= at - LONG_AFTER, 1))
    query = select(func.count(), func.count(closed_long_ago)).select_from(table)
    count, long = connection.execute(query.where(scope, filters.where(table, wanted, at))).one()
    return int(count), int(long)


def _section(
    connection: Connection,
    order: Order,
    wanted: ResolvedFilter,
    moment: Moment,
    counts: tuple[int, int],
    share: int,
    asleep: Sequence[int],
) -> Section:
    count, long_past = counts
    if not count:
        return Section(order[0], 0, [])
    if moment.as_of is None and moment.recorded_by is None:
        found = _first(connection, order, wanted, moment.now, share)
    else:
        found = _first_then(connection, order, wanted, moment, share)
    if not asleep:
        return Section(order[0], count, found, 0, long_past)
    table, scope = filters.table_at(connection, moment)
    fits = filters.where(table, replace(wanted, due=order[0]), moment.due_at)
    closed_long_ago = case((table.c.closes_at <= moment.due_at - LONG_AFTER, 1))
    query = select(func.count(), func.count(closed_long_ago)).select_from(table)
    sleep, sleep_long = connection.execute(query.where(scope, table.c.stream_id.in_(asleep), fits)).one()
    return Section(order[0], count, found, sleep, long_past - sleep_long)


def _asleep(connection: Connection, moment: Moment) -> Sequence[int]:
    """Return the numbers of the few claims that are put aside: an index of their own finds them."""
    table, scope = filters.table_at(connection, moment)
    query = select(table.c.stream_id).where(scope, table.c.snoozed_until_at > moment.due_at)
    by = (table.c.snoozed_until_at, table.c.stream_id)
    return connection.execute(query.order_by(*by).limit(MOST_ASLEEP)).scalars().all()


def _first_then(
    connection: Connection, order: Order, wanted: ResolvedFilter, moment: Moment, most: int
) -> list[ClaimView]:
    due, column, newest = order
    sort: Sort = "-recorded_at"
    if column == "closes_at":
        sort = "-closes_at" if newest else "closes_at"
    page = filters.claims(connection, replace(wanted, due=due), moment, sort=sort, limit=most)
    return list(page.items)


def _first(
    connection: Connection, order: Order, wanted: ResolvedFilter, now: datetime, most: int
) -> list[ClaimView]:
    due, name, newest = order
    column = claim_board.c[name]
    # Both in one direction: then an index gives the order, however many share a day.
    by = tuple(one.desc() if newest else one for one in (column, claim_board.c.stream_id))
    fits = filters.where(claim_board, replace(wanted, due=due), now)
    # Said once more, so that an index is entered where the section begins, and not read from its start.
    stretches = (column > now, column.is_(None)) if due == "no_date" else (true(),)
    asleep = is_asleep(claim_board, now)
    found: list[ClaimView] = []
    for part in (one & stretch for one in (~asleep, asleep) for stretch in stretches):
        if len(found) < most:
            found += _views(connection, fits & part, by, most - len(found))
    return found


def _views(
    connection: Connection, fits: ColumnElement[bool], by: Sequence[ColumnElement[Any]], most: int
) -> list[ClaimView]:
    """Return the first claims that fit; only theirs are read whole."""
    first = select(claim_board.c.stream_id).where(fits).order_by(*by).limit(most).subquery()
    query = view_columns(claim_board).where(claim_board.c.stream_id.in_(select(first.c.stream_id)))
    return views(connection, query.order_by(*by))

"""Which windows close or open on which day, and which ones reach into a span of days."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Select,
    Table,
    and_,
    false,
    func,
    or_,
    select,
    union_all,
)

from service.domain.window import start_of_day
from service.read_models.claim_rows import ClaimView, view_columns, views
from service.read_models.filters import DAY_AT_MOST, ClaimFilter, Moment, resolved, table_at, where

#: Which end of a window a day is counted for.
Side = Literal["closing", "opening"]
SIDES: tuple[Side, ...] = ("closing", "opening")
#: How many days a calendar shows: a month, twelve weeks, a year.
View = Literal["month", "weeks", "year"]
VIEWS: tuple[View, ...] = ("month", "weeks", "year")


@dataclass(frozen=True, slots=True)
class Source:
    """The claims that pass a filter at a moment: the table they stand in, and which of its rows they are."""

    table: Table
    passes: ColumnElement[bool]
    at: datetime


def source(connection: Connection, wanted: ClaimFilter, moment: Moment) -> Source:
    """Return the claims to ask about, the table of a replay made once for all that is asked.

    Raises:
        Refusal: `too_much_to_replay` where recorded_by reaches over too long a ledger.
    """
    table, scope = table_at(connection, moment)
    passes = where(table, resolved(connection, wanted), moment.due_at, walks=True)
    return Source(table, scope & passes, moment.due_at)


def counted(connection: Connection, among: Source, side: Side, first: date, last: date) -> dict[date, int]:
    """Return by day how many windows close (or open) on it; days without any are left out."""
    on = _day(among.table, side)
    query = select(on, func.count()).where(among.passes, on.between(first, last)).group_by(on).order_by(on)
    return {row[0]: row[1] for row in connection.execute(query)}


def unanswered(connection: Connection, among: Source, first: date, last: date) -> dict[date, int]:
    """Return by day how many windows ended on it whose claim has no answer yet."""
    row = among.table.c
    # When they close follows from the rest; said once more, it lets the index find the few.
    since = start_of_day(first, "UTC") - DAY_AT_MOST
    ended = (row.is_settled == false()) & (row.closes_at <= among.at) & (row.closes_at >= since)
    query = select(row.latest_on, func.count()).where(among.passes, ended, row.latest_on.between(first, last))
    query = query.group_by(row.latest_on).order_by(row.latest_on)
    return {found[0]: found[1] for found in connection.execute(query)}


def firsts(
    connection: Connection, among: Source, side: Side, days: Collection[date], *, most: int
) -> dict[date, list[ClaimView]]:
    """Return by day the first claims whose window closes (or opens) on it, in the order they were logged."""
    if not days:
        return {}
    on, stream = _day(among.table, side), among.table.c.stream_id
    key = list(among.table.primary_key.columns)
    # Day by day, each with its own limit: the database never sorts more than the claims of one day.
    each = [
        select(*key).where(among.passes, on == day).order_by(stream).limit(most).subquery().select()
        for day in sorted(days)
    ]
    wanted = union_all(*each).subquery("wanted")
    same = and_(*(column == wanted.c[column.name] for column in key))
    query = view_columns(among.table).join(wanted, same).order_by(on, stream)
    found: dict[date, list[ClaimView]] = {}
    for view in views(connection, query):
        window = view.claim.window
        day = window.latest if side == "closing" else window.earliest
        if day is not None:
            found.setdefault(day, []).append(view)
    return found


def near(connection: Connection, among: Source, side: Side, first: date, last: date) -> ClaimView | None:
    """Return the first claim whose window closes (or opens) after a span, else the last one before it."""
    on = _day(among.table, side)
    following = views(connection, _ordered(among, on > last, on).limit(1))
    found = following or views(connection, _ordered(among, on < first, on.desc()).limit(1))
    return found[0] if found else None


def reaching_into(
    connection: Connection, among: Source, first: date, last: date, *, most: int
) -> list[ClaimView]:
    """Return the first claims whose window shares a day with a span, those that end first before.

    Windows without an end follow: they reach in while their claim waits, or where they begin in the span.
    """
    row = among.table.c
    closed = (row.latest_on >= first) & or_(row.earliest_on <= last, row.earliest_on.is_(None))
    found = views(connection, _ordered(among, closed, row.latest_on).limit(most))
    if len(found) == most:
        return found
    waits = or_(row.is_settled == false(), row.earliest_on >= first)
    open_ended = row.latest_on.is_(None) & (row.earliest_on <= last) & waits
    query = _ordered(among, open_ended, row.earliest_on.desc())
    return [*found, *views(connection, query.limit(most - len(found)))]


def _ordered(among: Source, lies: ColumnElement[bool], order: Any) -> Select[Any]:
    query = view_columns(among.table).where(among.passes, lies)
    return query.order_by(order, among.table.c.stream_id)


def _day(table: Table, side: Side) -> Column[Any]:
    return table.c.latest_on if side == "closing" else table.c.earliest_on

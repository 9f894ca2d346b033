"""One set of filters, sorts and pages for every list of claims: API, pages, command line."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    String,
    Table,
    and_,
    cast,
    false,
    func,
    or_,
    select,
    true,
    type_coerce,
)

from service.domain.due import LONG_AFTER, Due
from service.domain.events import Status
from service.domain.outcome import OutcomeName
from service.domain.refusals import Refusal, refuse
from service.read_models.claim_board import claim_board
from service.read_models.claim_rows import ClaimView, label, view, view_columns
from service.read_models.claims_as_known import claims_as_known, known_at
from service.read_models.replaying import replayed

Sort = Literal["-recorded_at", "recorded_at", "window_end", "-window_end", "closes_at", "-closes_at"]
SORTS: tuple[Sort, ...] = (
    "-recorded_at",
    "recorded_at",
    "window_end",
    "-window_end",
    "closes_at",
    "-closes_at",
)
#: No day and no week is longer, wherever clocks are changed and whichever way the date line moves.
DAY_AT_MOST, WEEK_AT_MOST = timedelta(days=2), timedelta(days=9)
DUES: tuple[Due, ...] = (
    "no_date",
    "later",
    "this_week",
    "today",
    "to_check",
    "past_due",
    "long_past_due",
    "settled",
)


#: The end of a window in a cursor; empty where there is none.
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFilter:
    """Which claims; what is None is not asked."""

    status: Status | None = None
    outcome: OutcomeName | None = None
    due: Due | None = None
    outlet: str | None = None
    said_by: str | None = None
    question: str | None = None
    tag: str | None = None
    desk: str | None = None
    owner: str | None = None
    never_checked: bool | None = None
    window_end_lte: date | None = None
    window_end_gte: date | None = None
    #: Words that all occur in text, wording, outlet, title or a named source.
    q: str | None = None
    snoozed: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """From when the list is seen: now, as of a moment of the world, or as this ledger stood."""

    now: datetime
    as_of: datetime | None = None
    recorded_by: datetime | None = None

    @property
    def due_at(self) -> datetime:
        """The instant at which due is weighed."""
        return self.as_of or self.recorded_by or self.now


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, and the cursor of the next one, if any."""

    items: Sequence[ClaimView]
    next: str | None


def claims(
    connection: Connection,
    wanted: ClaimFilter,
    moment: Moment,
    *,
    sort: Sort = "-recorded_at",
    limit: int = 50,
    cursor: str | None = None,
) -> Page:
    """Return one page of the claims that pass the filter.

    Raises:
        Refusal: `bad_cursor`; `too_much_to_replay` where recorded_by reaches over too long a ledger.
    """
    table, scope = _table(connection, moment)
    sorter, descending = _sorter(table, sort)
    query = view_columns(table).add_columns(sorter.label("sorted_by"))
    query = query.where(scope, where(table, wanted, moment.due_at))
    if cursor is not None:
        query = query.where(_behind(table, sorter, cursor, sort, descending=descending))
    order = [sorter, table.c.stream_id]
    query = query.order_by(*(one.desc() if descending else one for one in order))
    rows = connection.execute(query.limit(limit + 1)).all()
    more = len(rows) > limit
    last = rows[limit - 1] if more else None
    found = [view(row) for row in rows[:limit]]
    return Page(found, None if last is None else _cursor(sort, last.sorted_by, last.stream_id))


def count(connection: Connection, wanted: ClaimFilter, moment: Moment) -> int:
    """Return how many claims pass the filter."""
    table, scope = _table(connection, moment)
    query = select(func.count()).select_from(table)
    query = query.where(scope, where(table, wanted, moment.due_at))
    return int(connection.execute(query).scalar_one())


def where(table: Table, wanted: ClaimFilter, at: datetime) -> ColumnElement[bool]:
    """Return the filter as a condition on a table of claims, due weighed at an instant."""
    plain = {
        "status": wanted.status,
        "outcome": wanted.outcome,
        "question": wanted.question,
        "desk": wanted.desk,
        "owner": wanted.owner,
    }
    conditions = [table.c[name] == value for name, value in plain.items() if value is not None]
    for family in ("tag", "outlet", "said_by"):
        value = getattr(wanted, family)
        if value is not None:
            conditions.append(table.c.labels.contains(label(family, value), autoescape=True))
    conditions += [
        table.c.search_text.contains(word, autoescape=True) for word in (wanted.q or "").casefold().split()
    ]
    if wanted.never_checked is not None:
        conditions.append(table.c.checks == 0 if wanted.never_checked else table.c.checks > 0)
    if wanted.window_end_lte is not None:
        conditions.append(table.c.latest_on <= wanted.window_end_lte)
    if wanted.window_end_gte is not None:
        conditions.append(table.c.latest_on >= wanted.window_end_gte)
    if wanted.snoozed is not None:
        asleep = is_asleep(table, at)
        conditions.append(asleep if wanted.snoozed else ~asleep)
    if wanted.due is not None:
        conditions.append(is_due(table, wanted.due, at))
    return and_(true(), *conditions)


def is_asleep(table: Table, at: datetime) -> ColumnElement[bool]:
    """Return the condition that a claim is snoozed at an instant."""
    return func.coalesce(table.c.snoozed_until_at > at, false())


def is_due(table: Table, due: Due, at: datetime) -> ColumnElement[bool]:
    """Return `domain.due.due` as a condition; a test holds the two equal. `past_due` holds the long ones.

    Keep in step with domain.due.due.
    """
    row = table.c
    if due == "settled":
        return row.is_settled == true()
    open_ = row.is_settled == false()
    if due == "past_due":
        return open_ & (row.closes_at <= at)
    if due == "long_past_due":
        return open_ & (row.closes_at <= at - LONG_AFTER)
    asked = row.next_check_at <= at
    if due == "to_check":
        return open_ & asked & or_(row.closes_at.is_(None), row.closes_at > at)
    still = open_ & or_(row.next_check_at.is_(None), row.next_check_at > at)
    match due:
        # What closes soon after follows from the rest; said once more, it lets the index find the few.
        case "today":
            soon = row.closes_at <= at + DAY_AT_MOST
            return still & (row.last_day_at <= at) & (row.closes_at > at) & soon
        case "this_week":
            soon = (row.closes_at > at) & (row.closes_at <= at + WEEK_AT_MOST)
            return still & (row.week_at <= at) & (row.last_day_at > at) & soon
        case "later":
            return still & (row.has_date == true()) & or_(row.week_at.is_(None), row.week_at > at)
    return still & (row.has_date == false())


def _table(connection: Connection, moment: Moment) -> tuple[Table, ColumnElement[bool]]:
    if moment.recorded_by is not None:
        return replayed(connection, recorded_by=moment.recorded_by, as_of=moment.as_of), true()
    if moment.as_of is not None:
        return claims_as_known, known_at(moment.as_of)
    return claim_board, true()


def _sorter(table: Table, sort: Sort) -> tuple[ColumnElement[Any], bool]:
    """Return what to sort by, in numbers or text that never are null, and whether downwards.

    Claims without an end come last either way.
    """
    descending = sort.startswith("-")
    name = sort.lstrip("-")
    if name == "recorded_at":
        return table.c.stream_id, descending
    if name == "window_end":
        text = func.coalesce(cast(table.c.latest_on, String), "" if descending else "9999-12-31")
        return text, descending
    at = type_coerce(table.c.closes_at, BigInteger)
    return func.coalesce(at, -(2**62) if descending else 2**62), descending


def _behind(
    table: Table, sorter: ColumnElement[Any], cursor: str, sort: Sort, *, descending: bool
) -> ColumnElement[bool]:
    value, number = _read_cursor(cursor, sort)
    if descending:
        return or_(sorter < value, and_(sorter == value, table.c.stream_id < number))
    return or_(sorter > value, and_(sorter == value, table.c.stream_id > number))


def _cursor(sort: Sort, value: str | int, number: int) -> str:
    text = json.dumps([sort, value, number], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_cursor(cursor: str, sort: Sort) -> tuple[str | int, int]:
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        made_for, value, number = json.loads(text)
    except (ValueError, TypeError, RecursionError) as error:
        raise _bad_cursor() from error
    kind = str if sort.endswith("window_end") else int
    fits = made_for == sort and type(value) is kind and type(number) is int
    if not fits or (isinstance(value, str) and not _DAY.fullmatch(value)):
        raise _bad_cursor()
    if any(type(part) is int and not -(2**63) < part < 2**63 for part in (value, number)):
        raise _bad_cursor()
    return value, number


def _bad_cursor() -> Refusal:
    return refuse(
        "bad_cursor",
        "This cursor does not belong to this list.",
        at="cursor",
        hint="Follow `next` as it was given, with the same sort.",
    )

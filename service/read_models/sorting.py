"""In which order lists of claims stand, and where the next page of one begins."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from sqlalchemy import BigInteger, ColumnElement, Table, and_, or_, true, type_coerce

from service.domain.refusals import Refusal, refuse

Sort = Literal["-recorded_at", "recorded_at", "window_end", "-window_end", "closes_at", "-closes_at"]
SORTS: tuple[Sort, ...] = get_args(Sort)
#: In a cursor, the end of a window that has none: of days, and of instants.
_NO_DAY, _NO_INSTANT = "", 2**62
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a list that one index gives in order: which claims it holds, and by what they stand in it."""

    holds: ColumnElement[bool]
    #: None where they stand by when they were logged alone.
    by: ColumnElement[Any] | None
    descending: bool

    def order(self, by: ColumnElement[Any], number: ColumnElement[int]) -> list[ColumnElement[Any]]:
        """Return what to order by; named twice, the number would keep SQLite from walking an index."""
        columns = [number] if self.by is None else [by, number]
        return [one.desc() if self.descending else one for one in columns]


def stretches(table: Table, sort: Sort, cursor: str | None) -> list[Stretch]:
    """Return the parts of a list, the first one first, each only from behind the cursor on.

    Claims without an end come last, whichever way the others are sorted.

    Raises:
        Refusal: `bad_cursor`.
    """
    descending = sort.startswith("-")
    found = None if cursor is None else _read_cursor(cursor, sort)
    number = table.c.stream_id
    if sort.endswith("recorded_at"):
        behind = true() if found is None else _past(number, found[1], descending=descending)
        return [Stretch(behind, None, descending)]
    column = _column(table, sort)
    without = Stretch(column.is_(None), None, descending)
    if found is None:
        return [Stretch(column.is_not(None), column, descending), without]
    value, last = _value(found[0]), found[1]
    if value is None:
        behind = _past(number, last, descending=descending)
        return [Stretch(and_(column.is_(None), behind), None, descending)]
    same_or_behind = column <= value if descending else column >= value
    tie = or_(column != value, _past(number, last, descending=descending))
    return [Stretch(and_(same_or_behind, tie), column, descending), without]


def cursor_after(sort: Sort, value: Any, number: int) -> str:
    """Return where the page behind a claim begins: its number and what the list is sorted by there."""
    none = _NO_DAY if sort.endswith("window_end") else _NO_INSTANT
    told = none if value is None else str(value) if isinstance(value, date) else value
    text = json.dumps([sort, told, number], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _column(table: Table, sort: Sort) -> ColumnElement[Any]:
    return table.c.latest_on if sort.endswith("window_end") else type_coerce(table.c.closes_at, BigInteger)


def _past(number: ColumnElement[int], last: int, *, descending: bool) -> ColumnElement[bool]:
    return number < last if descending else number > last


def _value(told: str | int) -> date | int | None:
    if told in (_NO_DAY, _NO_INSTANT, -_NO_INSTANT):
        return None
    if isinstance(told, int):
        return told
    try:
        return date.fromisoformat(told)
    except ValueError as error:
        raise _bad_cursor() from error


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

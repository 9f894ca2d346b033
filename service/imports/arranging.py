"""Rows of a file, in whatever order they came, put under their claims and into an order that makes sense."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from service.domain.window import end_of_day
from service.intake.dates import day_or_instant_in
from service.intake.faulting import Wrong
from service.intake.import_rows import CLAIM, Row, places

T = TypeVar("T")

#: Of rows of the same moment: what was said before what was made of it.
RANKS: Mapping[str, int] = {
    kind: rank
    for rank, kind in enumerate(
        (
            *(CLAIM, "report", "move", "amend", "link", "tag", "assign", "note", "check", "snooze"),
            *("confirm", "refute", "close", "reopen", "undo", "redact"),
        )
    )
}
#: Where a row says by itself when it was: the first of these that is there.
_TIMES = (("report", "article", "published_at"), ("looked_at",), ("looked_on",), ("known_on",))
_NEVER = datetime.max.replace(tzinfo=UTC) - timedelta(days=2)


def moment_of(row: Row, zone: str) -> datetime:
    """Return when a row's matter was, as far as the row says; what says nothing comes last.

    A day ends where the newsroom is.
    """
    said = row.occurred_at
    for path in _TIMES if said is None else ():
        found = _at(row.body, path)
        read = day_or_instant_in(found) if isinstance(found, str) else None
        if read is not None and not isinstance(read, Wrong):
            said = read
            break
    if said is None:
        return _NEVER
    return said if isinstance(said, datetime) else end_of_day(said, zone)


def in_order(rows: Iterable[Row], zone: str) -> list[Row]:
    """Return the rows of one claim, the claim's own first, then by their moments.

    A row that names another row of the claim comes after that one.
    """
    ordered = sorted(rows, key=lambda row: _place(row, zone))
    return after_named({row.key: row for row in ordered}, lambda row: [name for _, name in places(row)])


def _place(row: Row, zone: str) -> tuple[bool, datetime, int, str, str]:
    words = json.dumps(row.body, sort_keys=True) if not row.has_key else ""
    return (row.kind != CLAIM, moment_of(row, zone), RANKS.get(row.kind, 0), words, row.key)


def after_named(things: Mapping[str, T], named: Callable[[T], Sequence[str]]) -> list[T]:
    """Return things in their order, but each behind those that it names; circles stay as they come."""
    placed: dict[str, T] = {}
    for first in things:
        path, seen = [first], {first}
        while path:
            names = named(things[path[-1]])
            missing = next(
                (one for one in names if one in things and not (one in placed or one in seen)), None
            )
            if missing is None:
                placed.setdefault(path[-1], things[path[-1]])
                path.pop()
            else:
                seen.add(missing)
                path.append(missing)
    return list(placed.values())


def _at(body: Any, path: Sequence[str]) -> Any:
    for step in path:
        body = body.get(step) if isinstance(body, dict) else None
    return body

"""Takes every event out of the ledger, as rows that come into an empty installation as the same histories."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from service.database import reading
from service.formats import exported
from service.formats.exact_rows import COLUMNS, event_row
from service.intake.file_rows import Format
from service.ledger import log

#: Events of one piece.
AT_ONCE = 1_000


def pieces(engine: Engine, kind: Format, *, recorded_by: datetime | None = None) -> Iterator[bytes]:
    """Give the file piece by piece: all events up to now, or up to what the ledger held at a moment.

    Each piece is read by itself; what is recorded meanwhile is left out, for nothing before it changes.
    """
    return exported.pieces(kind, COLUMNS, _pages(engine, recorded_by))


def event_count(engine: Engine) -> int:
    """Return how many events there are."""
    with reading(engine) as connection:
        return log.head(connection)


def _pages(engine: Engine, recorded_by: datetime | None) -> Iterator[list[dict[str, Any]]]:
    last, after = event_count(engine), 0
    while after < last:
        with reading(engine) as connection:
            stored = log.read_after(connection, after, most=min(AT_ONCE, last - after))
        after = stored[-1].position
        held = [one for one in stored if recorded_by is None or one.recorded_at <= recorded_by]
        yield [event_row(one) for one in held]
        if len(held) < len(stored):
            return

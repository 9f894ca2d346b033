"""The read models of streams that are no claims: for each kind its tables, and the rows a history makes.

A kind of stream is a name, a pure `rows` of its whole history and tables whose key begins with the number of
the stream. What stands in `KEPT` is written with the events, replayed by a rebuild and compared by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert

from service.domain.events import Entry
from service.ledger.fast_log import Statement
from service.ledger.log import StreamKind
from service.read_models import articles, questions, sources

#: A table and one row for it, by the names of its columns.
Row = tuple[Table, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Kept:
    """How one kind of stream is kept to be looked at."""

    #: In the order in which they are filled; those that point to others come after them.
    tables: tuple[Table, ...]
    #: Returns all rows of one stream, from its number, its id and its whole history, oldest first.
    rows: Callable[[int, str, Sequence[Entry]], Iterable[Row]]
    #: Deletes all rows of one stream, where its number alone does not lead to them.
    forget: Callable[[Connection, int], None] | None = None


KEPT: Mapping[StreamKind, Kept] = {
    "question": Kept((questions.questions,), questions.rows),
    "source": Kept(sources.TABLES, sources.rows),
    "article": Kept(articles.TABLES, articles.rows, articles.forget),
}
TABLES: tuple[Table, ...] = tuple(table for kept in KEPT.values() for table in kept.tables)


def rows(kind: StreamKind, number: int, stream: str, history: Sequence[Entry]) -> Iterable[Row]:
    """Return all rows of one stream that is no claim, as a replay makes them."""
    return KEPT[kind].rows(number, stream, history)


def put(connection: Connection, kind: StreamKind, number: int, stream: str, history: Sequence[Entry]) -> None:
    """Write the rows of a new stream."""
    by_table = groupby(rows(kind, number, stream, history), key=itemgetter(0))
    for table, pairs in by_table:
        _insert_into(table).run_all(connection, [row for _, row in pairs])


def forget(connection: Connection, kind: StreamKind, number: int) -> None:
    """Delete the rows of a stream, for them to be written afresh."""
    kept = KEPT[kind]
    if kept.forget is not None:
        kept.forget(connection, number)
        return
    for table in reversed(kept.tables):
        _delete_from(table).run(connection, {"number": number})


@cache
def _insert_into(table: Table) -> Statement:
    return Statement(insert(table), columns=tuple(table.c.keys()))


@cache
def _delete_from(table: Table) -> Statement:
    return Statement(delete(table).where(table.c.stream_id == bindparam("number")))

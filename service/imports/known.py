"""The keys of rows that came in by files: what became of each, so that none comes in twice."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from sqlalchemy import Column, Connection, Integer, String, Table, insert, select

from service.database import metadata
from service.intake.limits import KEY
from service.ledger.fast_log import Statement
from service.ledger.log import streams

#: Names that are looked up at once.
AT_ONCE = 500

import_keys = Table(
    "import_keys",
    metadata,
    #: A name from the file, or `row:` and a hash of what the row says.
    Column("key", String(KEY), primary_key=True),
    #: Of what the row said: one of the same key that says something else is told from it.
    Column("digest", String(32), nullable=False),
    Column("stream", String(64), nullable=False),
    #: The entry that the row became, the last of them where it became two.
    Column("version", Integer, nullable=False),
    #: The report in it, where it holds one.
    Column("report", String(64)),
    Column("import_id", String(64), nullable=False),
)
_insert = Statement(insert(import_keys), columns=tuple(import_keys.c.keys()))


class Known(NamedTuple):
    """A row that came in: its columns."""

    key: str
    digest: str
    stream: str
    version: int
    report: str | None
    import_id: str


def by_key(connection: Connection, keys: Iterable[str]) -> dict[str, Known]:
    """Return those of these keys that came in, by key."""
    found: dict[str, Known] = {}
    for some in _slices(keys):
        query = select(import_keys).where(import_keys.c.key.in_(some)).order_by(import_keys.c.key)
        found |= {row.key: Known(*row) for row in connection.execute(query)}
    return found


def existing(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """Return those of these ids that are streams of the ledger, each with its kind."""
    found: dict[str, str] = {}
    for some in _slices(ids):
        query = select(streams.c.key, streams.c.kind).where(streams.c.key.in_(some)).order_by(streams.c.key)
        found |= {row.key: row.kind for row in connection.execute(query)}
    return found


def keep(connection: Connection, rows: Collection[Known]) -> None:
    """Write that rows came in.

    Raises:
        IntegrityError: one of them came in meanwhile.
    """
    _insert.insert(connection, list(rows))


def _slices(names: Iterable[str]) -> Iterator[Sequence[str]]:
    ordered = iter(sorted(set(names)))
    while some := list(islice(ordered, AT_ONCE)):
        yield some

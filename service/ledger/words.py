"""The free text of events, kept apart from them, and its destruction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    LargeBinary,
    Table,
    delete,
    insert,
)

from service.database import metadata
from service.ledger.fast_log import Statement

#: One row per event that has words: a random salt, and the words as canonical JSON.
event_words = Table(
    "event_words",
    metadata,
    Column("stream_id", BigInteger, primary_key=True, autoincrement=False),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("salt", LargeBinary, nullable=False),
    Column("words", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
#: The one path by which words may go: the database lets only rows named here be deleted.
redactions = Table(
    "redactions",
    metadata,
    Column("stream_id", BigInteger, primary_key=True, autoincrement=False),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("redacted_in_version", Integer, nullable=False),
)
_insert = Statement(insert(event_words), columns=tuple(event_words.c.keys()))


class Words(NamedTuple):
    """The words of one event, to be stored beside it: a row of `event_words`."""

    stream_id: int
    version: int
    salt: bytes
    words: bytes


def store(connection: Connection, rows: Sequence[Words]) -> None:
    """Write the words of new events."""
    _insert.insert(connection, rows)


def destroy(connection: Connection, stream_id: int, version: int, *, redacted_in: int) -> None:
    """Delete the words of one event for good; the event, its author, time and hash stay.

    Args:
        redacted_in: the version of the entry that records the redaction, in the same transaction.
    """
    connection.execute(
        insert(redactions).values(stream_id=stream_id, version=version, redacted_in_version=redacted_in)
    )
    connection.execute(
        delete(event_words).where(event_words.c.stream_id == stream_id, event_words.c.version == version)
    )

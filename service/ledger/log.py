"""The log itself: append to one or many streams, read a stream, read after a position."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple, get_args

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    Select,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    case,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from service.database import from_microseconds, metadata, to_microseconds
from service.domain.events import Entry, NewEvent, Status
from service.ledger import codec, words
from service.ledger.fast_log import Statement
from service.ledger.seal import Leaf, leaf_hash, words_hash

StreamKind = Literal["claim", "question", "source", "article"]

streams = Table(
    "streams",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("key", String(64), nullable=False, unique=True),
    Column("version", Integer, nullable=False),
)
#: Times are microseconds since 1970 in UTC: the very numbers that the leaf hash covers.
events = Table(
    "events",
    metadata,
    # On SQLite this very type makes it the row's own number: one index less to write per event.
    Column("position", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("stream_id", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("shape", SmallInteger, nullable=False),
    Column("status", String(16)),
    Column("occurred_at", BigInteger, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
    Column("actor", String(64), nullable=False),
    Column("request_id", String(64)),
    Column("payload", LargeBinary, nullable=False),
    Column("leaf_hash", LargeBinary, nullable=False),
    UniqueConstraint("stream_id", "version"),
    Index("ix_events_recorded_at", "recorded_at"),
)
#: One row: the position and the time of the newest event, and the log's own random name.
log_head = Table(
    "log_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("log_id", String(64), nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
)


class ConcurrentChange(Exception):
    """Another change to the stream came first. Read again, then decide again."""


@dataclass(frozen=True, slots=True)
class Append:
    """What goes to the end of one stream.

    `events` holds one or more, oldest first, each with the status of the claim after it (None for streams
    that are no claims). `expected_version` is what the caller has seen; 0 makes a new stream.
    """

    stream: str
    stream_kind: StreamKind
    expected_version: int
    events: Sequence[tuple[NewEvent, Status | None]]


class Stored(msgspec.Struct, frozen=True):
    """One event as the ledger holds it. A struct: a replay makes a hundred thousand of them."""

    position: int
    stream: str
    stream_kind: StreamKind
    kind: str
    status: Status | None
    #: Since 1970 in UTC, as it is kept: most readers never ask for the time.
    recorded_microseconds: int
    request_id: str | None
    entry: Entry

    @property
    def recorded_at(self) -> datetime:
        """When this ledger came to hold it."""
        return from_microseconds(self.recorded_microseconds)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Who writes, when, and in answer to which request."""

    actor: str
    now: datetime
    request_id: str | None = None


class _Draft(NamedTuple):
    append: Append
    stream_id: int
    version: int
    new: NewEvent
    status: Status | None
    kind: str
    shape: int
    payload: bytes


Project = Callable[[Connection, Mapping[str, int]], None]

_at_least = log_head.c.recorded_at + bindparam("count", type_=BigInteger)
_now = bindparam("now", type_=BigInteger)
_take_head = Statement(
    update(log_head)
    .values(
        position=log_head.c.position + bindparam("count", type_=BigInteger),
        recorded_at=case((_at_least > _now, _at_least), else_=_now),
    )
    .returning(log_head.c.position, log_head.c.recorded_at, log_head.c.log_id)
)
_new_stream = Statement(insert(streams).returning(streams.c.id), columns=("kind", "key", "version"))
_next_version = Statement(
    update(streams)
    .where(streams.c.key == bindparam("stream"), streams.c.version == bindparam("expected"))
    .values(version=bindparam("next"))
    .returning(streams.c.id)
)
_insert_events = Statement(insert(events), columns=tuple(events.c.keys()))
_stored: Select[Any] = select(
    events.c.position,
    streams.c.key.label("stream"),
    streams.c.kind.label("stream_kind"),
    events.c.version,
    events.c.kind,
    events.c.shape,
    events.c.status,
    events.c.occurred_at,
    events.c.recorded_at,
    events.c.actor,
    events.c.request_id,
    events.c.payload,
    words.event_words.c.words,
).select_from(
    events.join(streams, streams.c.id == events.c.stream_id).outerjoin(
        words.event_words,
        (words.event_words.c.stream_id == events.c.stream_id)
        & (words.event_words.c.version == events.c.version),
    )
)
_one_stream = Statement(_stored.where(streams.c.key == bindparam("stream")).order_by(events.c.version))
_after = Statement(
    _stored.where(events.c.position > bindparam("after")).order_by(events.c.position).limit(bindparam("most"))
)


def append(
    connection: Connection,
    appends: Sequence[Append],
    circumstances: Circumstances,
    *,
    project: Project | None = None,
    random_bytes: Callable[[int], bytes] = os.urandom,
) -> list[list[Stored]]:
    """Write events at the end of one or many streams, in one transaction that the caller commits.

    The head of the log is taken last, so that positions are dense and rise in the order of commits.

    Args:
        appends: at most one per stream.
        project: fills the inline read models; it is handed the ids of the streams by key.
        random_bytes: gives the salts.

    Returns:
        For each append, in the same order, its events as stored, oldest first.

    Raises:
        ConcurrentChange: a stream is not at its expected version. Read again, then decide again.
    """
    ordered = sorted(range(len(appends)), key=lambda index: appends[index].stream)
    stream_ids = {appends[index].stream: _advance(connection, appends[index]) for index in ordered}
    drafts, texts = _drafts(appends, stream_ids, random_bytes)
    words.store(connection, texts)
    if project is not None:
        project(connection, stream_ids)
    stored = _insert(connection, drafts, circumstances)
    by_stream: dict[str, list[Stored]] = {append.stream: [] for append in appends}
    for one in stored:
        by_stream[one.stream].append(one)
    return [by_stream[append.stream] for append in appends]


def read(connection: Connection, stream: str) -> list[Stored]:
    """Return a stream's events, oldest first; none where there is no such stream."""
    return [_from_row(row) for row in _one_stream.rows(connection, {"stream": stream})]


def read_after(connection: Connection, position: int, *, most: int) -> list[Stored]:
    """Return up to `most` events behind a position, in the order of the log."""
    return [_from_row(row) for row in _after.rows(connection, {"after": position, "most": most})]


def read_at(connection: Connection, positions: Sequence[int]) -> list[Stored]:
    """Return the events at these positions, in the order of the log."""
    query = _stored.where(events.c.position.in_(positions)).order_by(events.c.position)
    return [_from_row(tuple(row)) for row in connection.execute(query)] if positions else []


def read_streams(
    connection: Connection, *, recorded_by: datetime | None = None
) -> Iterator[tuple[int, Stored]]:
    """Give every event with its stream's number, stream by stream, oldest first."""
    query = _stored.add_columns(events.c.stream_id)
    if recorded_by is not None:
        query = query.where(events.c.recorded_at <= to_microseconds(recorded_by))
    query = query.order_by(events.c.stream_id, events.c.version)
    with connection.execute(query, execution_options={"yield_per": 5000}) as rows:
        for row in rows:
            *stored, number = row
            yield number, _from_row(tuple(stored))


def stream_kind(name: str) -> StreamKind:
    """Return a name as that of a kind of streams, which it is."""
    return next(one for one in get_args(StreamKind) if one == name)


def head(connection: Connection) -> int:
    """Return the position of the newest event; 0 in an empty log."""
    return int(connection.execute(select(log_head.c.position)).scalar_one())


def hold(connection: Connection, stream: str) -> None:
    """Make other writers of a stream wait until this transaction ends, for one that keeps coming second."""
    connection.execute(select(streams.c.id).where(streams.c.key == stream).with_for_update())


def id_of(connection: Connection, stream: str) -> int | None:
    """Return the number of a stream, or None where there is no such stream."""
    return connection.execute(select(streams.c.id).where(streams.c.key == stream)).scalar()


def _advance(connection: Connection, append: Append) -> int:
    if append.expected_version == 0:
        row = {"kind": append.stream_kind, "key": append.stream, "version": len(append.events)}
        try:
            return int(_new_stream.rows(connection, row)[0][0])
        except IntegrityError as error:
            raise ConcurrentChange(append.stream) from error
    found = _next_version.rows(
        connection,
        {
            "stream": append.stream,
            "expected": append.expected_version,
            "next": append.expected_version + len(append.events),
        },
    )
    if not found:
        raise ConcurrentChange(append.stream)
    return int(found[0][0])


def _drafts(
    appends: Sequence[Append], stream_ids: Mapping[str, int], random_bytes: Callable[[int], bytes]
) -> tuple[list[_Draft], list[words.Words]]:
    drafts: list[_Draft] = []
    texts: list[words.Words] = []
    for append in appends:
        number = stream_ids[append.stream]
        numbered = enumerate(append.events, start=append.expected_version + 1)
        for version, (new, status) in numbered:
            encoded = codec.encode(new.event)
            hashed = None
            if encoded.words is not None:
                salt = random_bytes(16)
                hashed = words_hash(salt, encoded.words)
                texts.append(words.Words(number, version, salt, encoded.words))
            payload = codec.payload(encoded.facts, hashed)
            drafts.append(_Draft(append, number, version, new, status, encoded.kind, encoded.shape, payload))
    return drafts, texts


def _insert(connection: Connection, drafts: Sequence[_Draft], circumstances: Circumstances) -> list[Stored]:
    taken = {"count": len(drafts), "now": to_microseconds(circumstances.now)}
    ((last, recorded_last, log_id),) = _take_head.rows(connection, taken)
    rows, stored = [], []
    for index, draft in enumerate(drafts, start=1 - len(drafts)):
        rows.append(_row(draft, log_id, last + index, recorded_last + index, circumstances))
        stored.append(_as_stored(draft, last + index, recorded_last + index, circumstances))
    _insert_events.insert(connection, rows)
    return stored


def _row(
    draft: _Draft, log_id: str, position: int, recorded_at: int, circumstances: Circumstances
) -> tuple[Any, ...]:
    """Return a row of `events`, in the order of its columns."""
    append, number, version, new, status, kind, shape, payload = draft
    actor, request_id = circumstances.actor, circumstances.request_id
    occurred_at = to_microseconds(new.occurred_at)
    leaf = Leaf(
        log_id,
        append.stream,
        version,
        kind,
        shape,
        status,
        occurred_at,
        recorded_at,
        actor,
        request_id,
        payload,
    )
    hashed = leaf_hash(leaf)
    head = (position, number, version, kind, shape, status, occurred_at, recorded_at)
    return (*head, actor, request_id, payload, hashed)


def leaf_of(log_id: str, stream: str, row: Mapping[str, Any]) -> Leaf:
    """Return what the leaf hash of a row of `events` covers."""
    return Leaf(
        log_id,
        stream,
        row["version"],
        row["kind"],
        row["shape"],
        row["status"],
        row["occurred_at"],
        row["recorded_at"],
        row["actor"],
        row["request_id"],
        row["payload"],
    )


def _as_stored(draft: _Draft, position: int, recorded_at: int, circumstances: Circumstances) -> Stored:
    return Stored(
        position,
        draft.append.stream,
        draft.append.stream_kind,
        draft.kind,
        draft.status,
        recorded_at,
        circumstances.request_id,
        Entry(draft.version, draft.new.event, draft.new.occurred_at, circumstances.actor),
    )


def _from_row(row: tuple[Any, ...]) -> Stored:
    (
        position,
        stream,
        stream_kind,
        version,
        kind,
        shape,
        status,
        occurred_at,
        recorded_at,
        actor,
        request_id,
        payload,
        text,
    ) = row
    event = codec.decode(kind, shape, payload, text)
    return Stored(
        position,
        stream,
        stream_kind,
        kind,
        status,
        recorded_at,
        request_id,
        Entry(version, event, from_microseconds(occurred_at), actor),
    )

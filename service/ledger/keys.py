"""Idempotency keys: the first answer to a request, kept in the transaction that made it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    bindparam,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from service.database import Instant, StartOver, metadata
from service.ledger.fast_log import Statement

#: How long a first answer is kept.
KEPT_FOR = timedelta(days=30)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("account", String(64), primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("request_hash", LargeBinary, nullable=False),
    #: The claim the answer speaks of; a redaction there destroys the answer.
    Column("stream_id", BigInteger),
    Column("status", SmallInteger),
    Column("location", String(255)),
    Column("etag", String(128)),
    Column("answer", LargeBinary),
    Column("created_at", Instant, nullable=False),
    Index("ix_idempotency_keys_stream_id", "stream_id"),
    Index("ix_idempotency_keys_created_at", "created_at"),
    sqlite_with_rowid=False,
)
_kept = idempotency_keys.c
_this_key = (_kept.account == bindparam("of_account")) & (_kept.key == bindparam("of_key"))
_first = Statement(
    select(_kept.request_hash, _kept.status, _kept.answer, _kept.location, _kept.etag).where(_this_key)
)
_take = Statement(insert(idempotency_keys), columns=("account", "key", "request_hash", "created_at"))
_keep = Statement(
    update(idempotency_keys)
    .where(_this_key)
    .values({name: bindparam(name) for name in ("status", "answer", "location", "etag", "stream_id")})
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request was answered with."""

    status: int
    body: bytes
    location: str | None = None
    etag: str | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """A request that may come twice: who sent it, under which key, and a hash of all it said."""

    account: str
    key: str
    request_hash: bytes


class KeyReused(Exception):
    """The key was used for another request. Send this one under a key of its own."""

    def __init__(self, key: str, location: str | None = None) -> None:
        """Keep where that other request's answer led, if it led anywhere."""
        super().__init__(key)
        self.location = location


class KeyAnswerGone(Exception):
    """The request took effect, but its answer was destroyed by a redaction. Read the claim instead."""


def request_hash(method: str, path: str, query: str, body: bytes, if_match: str | None) -> bytes:
    """Return a hash of everything that makes two requests the same one."""
    digest = hashlib.sha256()
    for part in (method.encode(), path.encode(), query.encode(), body, (if_match or "").encode()):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.digest()


def first_answer(connection: Connection, key: Key) -> Answer | None:
    """Return the answer this request got before, or None where it is new.

    Raises:
        KeyReused: the key stands for another request.
        KeyAnswerGone: the answer was destroyed.
    """
    found = _first.rows(connection, {"of_account": key.account, "of_key": key.key})
    if not found:
        return None
    request_hash, status, answer, location, etag = found[0]
    if request_hash != key.request_hash:
        raise KeyReused(key.key, location)
    if answer is None:
        raise KeyAnswerGone(key.key)
    return Answer(status, answer, location, etag)


def take(connection: Connection, key: Key, now: datetime) -> None:
    """Reserve the key for this transaction; a twin of the request waits here and then starts over."""
    try:
        _take.run(
            connection,
            {"account": key.account, "key": key.key, "request_hash": key.request_hash, "created_at": now},
        )
    except IntegrityError as error:
        raise StartOver("a twin of this request came first") from error


def keep_answer(connection: Connection, key: Key, answer: Answer, *, stream_id: int | None) -> None:
    """Store the first answer, in the same transaction as what it tells of."""
    _keep.run(
        connection,
        {
            "of_account": key.account,
            "of_key": key.key,
            "status": answer.status,
            "answer": answer.body,
            "location": answer.location,
            "etag": answer.etag,
            "stream_id": stream_id,
        },
    )


def destroy_answers(connection: Connection, stream_id: int) -> None:
    """Destroy every kept answer that speaks of a claim; its keys stay taken."""
    connection.execute(
        update(idempotency_keys).where(idempotency_keys.c.stream_id == stream_id).values(answer=None)
    )


def purge(connection: Connection, now: datetime) -> int:
    """Forget keys that are older than they are kept for; return how many went."""
    old = idempotency_keys.c.created_at < now - KEPT_FOR
    return connection.execute(delete(idempotency_keys).where(old)).rowcount

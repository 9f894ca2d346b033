"""The trail: who tried what, from where and with which credential, and how it went; only ever added to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Engine, Index, SmallInteger, String, Table, insert, select

from service.database import Instant, metadata, reading
from service.ledger.fast_log import Statement

#: Longer texts are cut: a trail with a short one is worth more than none.
ROUTE_MOST, SHORT_MOST = 255, 64
#: Lines read at once where all of them are wanted.
PAGE = 500

table = Table(
    "trail",
    metadata,
    #: Sorts by time of making.
    Column("id", String(64), primary_key=True),
    Column("at", Instant, nullable=False),
    #: Id of the account.
    Column("actor", String(64), nullable=False),
    #: Id of the token or session, or how else somebody came in; never a secret.
    Column("credential", String(64), nullable=False),
    Column("request_id", String(64)),
    #: Where the request came from, behind the proxies that are believed.
    Column("address", String(64)),
    Column("method", String(16), nullable=False),
    #: The pattern of the address, never the address itself: that may hold a secret.
    Column("route", String(255), nullable=False),
    #: The id in the address, where it names a thing.
    Column("about", String(64)),
    #: What it was answered with; None for a command, which has no status.
    Column("status", SmallInteger),
    #: Why it was refused; None where it was done.
    Column("code", String(64)),
    Index("ix_trail_actor_id", "actor", "id"),
    sqlite_with_rowid=False,
)
_COLUMNS = tuple(column.name for column in table.columns)
_insert = Statement(insert(table), columns=_COLUMNS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """Something that somebody we know tried."""

    at: datetime
    actor: str
    credential: str
    method: str
    route: str
    request_id: str | None = None
    address: str | None = None
    about: str | None = None
    status: int | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """One line of the trail."""

    id: str
    attempt: Attempt


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which lines are wanted: by account, by credential, by request, from and to (excluded) an instant."""

    actor: str | None = None
    credential: str | None = None
    request_id: str | None = None
    since: datetime | None = None
    before: datetime | None = None
    #: True: what was refused; False: what was done.
    is_refused: bool | None = None


def add(connection: Connection, attempt: Attempt, new_id: Callable[[str], str]) -> None:
    """Write a line, in the transaction of what was tried where that has one."""
    values = (
        new_id("trl"),
        attempt.at,
        attempt.actor[:SHORT_MOST],
        attempt.credential[:SHORT_MOST],
        _short(attempt.request_id),
        _short(attempt.address),
        attempt.method[:16],
        attempt.route[:ROUTE_MOST],
        _short(attempt.about),
        attempt.status,
        _short(attempt.code),
    )
    _insert.insert(connection, [values])


def page(connection: Connection, asked: Asked, *, before_id: str | None, most: int) -> list[Kept]:
    """Return lines, the newest first.

    Args:
        before_id: the last line of the page before; None begins.
    """
    query = select(table).order_by(table.c.id.desc()).limit(most)
    if before_id is not None:
        query = query.where(table.c.id < before_id)
    for column, wanted in (
        (table.c.actor, asked.actor),
        (table.c.credential, asked.credential),
        (table.c.request_id, asked.request_id),
    ):
        if wanted is not None:
            query = query.where(column == wanted)
    if asked.since is not None:
        query = query.where(table.c.at >= asked.since)
    if asked.before is not None:
        query = query.where(table.c.at < asked.before)
    if asked.is_refused is not None:
        query = query.where(table.c.code.is_not(None) if asked.is_refused else table.c.code.is_(None))
    return [_kept(row._asdict()) for row in connection.execute(query)]


def every(engine: Engine, asked: Asked) -> Iterator[list[Kept]]:
    """Give all lines, the newest first, page by page: no transaction waits for whoever fetches them."""
    before_id: str | None = None
    while True:
        with reading(engine) as connection:
            found = page(connection, asked, before_id=before_id, most=PAGE)
        if found:
            yield found
        if len(found) < PAGE:
            return
        before_id = found[-1].id


def _short(text: str | None) -> str | None:
    return None if text is None else text[:SHORT_MOST]


def _kept(values: dict[str, object]) -> Kept:
    line_id = str(values.pop("id"))
    return Kept(line_id, Attempt(**values))  # type: ignore[arg-type] # columns and fields bear the same names

"""Limits: sign-ins and writes counted in the database, exact over all processes; reads in each process."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import BigInteger, Column, Connection, Index, Integer, String, Table, case, delete
from sqlalchemy.dialects import postgresql, sqlite

from service.database import metadata, to_microseconds
from service.domain.roles import Actor
from service.ledger.fast_log import Statement

MINUTE = timedelta(minutes=1)
#: Windows of sign-in attempts, as long as a link lasts.
SIGN_IN_WINDOW = timedelta(minutes=15)
#: Attempts to sign in from one address in a window: a newsroom behind one address has room.
SIGN_INS_FROM = 100
#: Codes typed for one account in a window. Whoever guesses more stops the codes; the links go on working.
CODES_FOR = 20
#: Letters with a link to one account in a window, and the least time between two.
LINKS_TO, BETWEEN_LINKS = 5, timedelta(seconds=60)
#: Buckets of reads that a process keeps; the one that rested longest makes room for a new one.
MOST_BUCKETS = 10_000

Kind = Literal["writes", "sign_ins_from", "codes_for"]

table = Table(
    "limit_counters",
    metadata,
    Column("kind", String(16), primary_key=True),
    #: An account's id, or the hash of an address.
    Column("subject", String(64), primary_key=True),
    #: Microseconds since 1970 in UTC.
    Column("window_start", BigInteger, nullable=False),
    Column("count", Integer, nullable=False),
    Index("ix_limit_counters_window_start", "window_start"),
    sqlite_with_rowid=False,
)


class TooMany(Exception):
    """Too much was asked in a short time; nothing was done. Wait, then ask again."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"too many requests; wait {wait}")
        #: At least one second.
        self.wait_seconds = max(1, -(-wait // timedelta(seconds=1)))


def count(connection: Connection, kind: Kind, subject: str, now: datetime, window: timedelta) -> int:
    """Count one more attempt and return how many there were in this window.

    One statement: of two at the same instant the database lets one wait for the other. Windows stand at
    full multiples of their length, so across a border twice the limit may pass within one length. A clock
    that goes behind the others counts in their window.
    """
    start = to_microseconds(window_start(now, window))
    given = {"kind": kind, "subject": subject, "window_start": start, "count": 1}
    ((counted,),) = _COUNT[connection.dialect.name].rows(connection, given)
    return int(counted)


def require(connection: Connection, kind: Kind, subject: str, now: datetime, most: int) -> None:
    """Count one more attempt to sign in, and refuse it where the window has had its share.

    Raises:
        TooMany: roll nothing back that counts; begin again when the window is over.
    """
    if count(connection, kind, subject, now, SIGN_IN_WINDOW) > most:
        raise TooMany(left_of(now, SIGN_IN_WINDOW))


def forget_old(connection: Connection, now: datetime) -> None:
    """Remove the counters of windows that are long over, so that nobody fills the table from outside."""
    connection.execute(delete(table).where(table.c.window_start < to_microseconds(now - 2 * SIGN_IN_WINDOW)))


def hashed(subject: str) -> str:
    """Return what stands for a subject of which nothing else is to be kept."""
    return hashlib.sha256(subject.encode()).hexdigest()


def window_start(now: datetime, window: timedelta) -> datetime:
    """Return when the window began that an instant lies in."""
    return now - (now - datetime(1970, 1, 1, tzinfo=UTC)) % window


def left_of(now: datetime, window: timedelta) -> timedelta:
    """Return how long the window that an instant lies in still goes on."""
    return window_start(now, window) + window - now


@dataclass(slots=True)
class OverLimit:
    """The accounts that have used up their writes, as far as this process has met them.

    Whoever is known to be over is refused at the door, without work for the database.
    """

    until: dict[str, datetime] = field(default_factory=dict)

    def require_under(self, actor: Actor, now: datetime) -> None:
        """Refuse an account that is over.

        Raises:
            TooMany: until the window is over.
        """
        until = self.until.get(actor.id)
        if until is None:
            return
        if now < until:
            raise TooMany(until - now)
        self.until.pop(actor.id, None)

    def met(self, actor: Actor, now: datetime) -> TooMany:
        """Remember that an account is over, and return the refusal."""
        wait = left_of(now, MINUTE)
        self.until[actor.id] = now + wait
        return TooMany(wait)


@dataclass(slots=True)
class Buckets:
    """What is left of everybody's reads in this process: a bucket of a minute's worth that fills steadily."""

    most_a_minute: int
    left: OrderedDict[str, tuple[float, datetime]] = field(default_factory=OrderedDict)

    def take(self, subject: str, now: datetime) -> None:
        """Take one read out of a bucket; 0 a minute is no limit.

        Raises:
            TooMany: it is empty.
        """
        if not self.most_a_minute:
            return
        had, since = self.left.pop(subject, (float(self.most_a_minute), now))
        grown = max(0.0, (now - since) / MINUTE) * self.most_a_minute
        has = min(float(self.most_a_minute), had + grown)
        self.left[subject] = (max(0.0, has - 1), max(now, since))
        if len(self.left) > MOST_BUCKETS:
            self.left.popitem(last=False)
        if has < 1:
            raise TooMany(MINUTE * (1 - has) / self.most_a_minute)


def _counting(insert: Any) -> Statement:
    """Return the statement that counts one more, written for one kind of database."""
    new = insert(table)
    same = table.c.window_start >= new.excluded.window_start
    one_more = new.on_conflict_do_update(
        index_elements=[table.c.kind, table.c.subject],
        set_={
            "count": case((same, table.c.count + 1), else_=1),
            "window_start": case((same, table.c.window_start), else_=new.excluded.window_start),
        },
    )
    return Statement(one_more.returning(table.c.count), columns=("kind", "subject", "window_start", "count"))


_COUNT = {"sqlite": _counting(sqlite.insert), "postgresql": _counting(postgresql.insert)}

"""The proof that rounds run: one row each, and the figures that come of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    Row,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    update,
)

from service.database import Instant, metadata
from service.mail import outbox, paused
from service.mail.tries import State
from service.rounds import reminding

#: So far ahead of ours another process's clock may be before somebody is told.
CLOCKS_APART = timedelta(minutes=1)
#: How long the rows of past rounds are kept.
KEPT_FOR = timedelta(days=30)

rounds = Table(
    "rounds",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("worker", String(128), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("finished_at", Instant),
    Column("flagged", Integer, nullable=False),
    Column("reminded", Integer, nullable=False),
    Column("sent", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("error", Text),
    Index("ix_rounds_started_at", "started_at"),
    Index("ix_rounds_finished_at", "finished_at"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What a round did: claims flagged, letters queued, letters sent, letters that were not."""

    flagged: int = 0
    reminded: int = 0
    sent: int = 0
    failed: int = 0
    #: What went wrong, in words for whoever runs the service; None where nothing did.
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One round as it is on record; `finished_at` is None while it runs, and where it was cut off."""

    id: str
    worker: str
    started_at: datetime
    finished_at: datetime | None
    flagged: int
    reminded: int
    sent: int
    failed: int
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What metrics and the board tell of rounds and letters."""

    letters: Mapping[State, int]
    #: How long the oldest letter that is still to go out has waited; None where none is.
    oldest_letter_waits: timedelta | None
    #: Reminders that are planned and not in a letter yet; some wait for the end of a snooze.
    reminders_planned: int
    last_round: Round | None
    #: Since the last round finished; None where none ever did.
    last_round_age: timedelta | None
    #: Rounds of the last hour that something went wrong in.
    rounds_with_errors: int
    #: Addresses that nothing is sent to.
    paused_addresses: int


def begin(connection: Connection, *, round_id: str, worker: str, now: datetime) -> None:
    """Put on record that a round starts, and let go of rows that are too old to tell anything."""
    connection.execute(delete(rounds).where(rounds.c.started_at < now - KEPT_FOR))
    connection.execute(
        insert(rounds).values(
            id=round_id, worker=worker[:128], started_at=now, flagged=0, reminded=0, sent=0, failed=0
        )
    )


def finish(connection: Connection, round_id: str, tally: Tally, *, now: datetime) -> None:
    """Put on record what a round did."""
    connection.execute(
        update(rounds)
        .where(rounds.c.id == round_id)
        .values(
            finished_at=now,
            flagged=tally.flagged,
            reminded=tally.reminded,
            sent=tally.sent,
            failed=tally.failed,
            error=tally.error,
        )
    )


def last(connection: Connection, now: datetime) -> Round | None:
    """Return the round that finished last, or None where none ever did.

    Those that a wrong clock put into the future are passed over: they prove nothing of today.
    """
    query = (
        select(rounds)
        .where(rounds.c.finished_at <= now + CLOCKS_APART)
        .order_by(rounds.c.finished_at.desc(), rounds.c.id.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else _round(row)


def any_after(connection: Connection, at: datetime) -> bool:
    """Say whether a round began after an instant."""
    return (
        connection.execute(select(rounds.c.id).where(rounds.c.started_at > at).limit(1)).first() is not None
    )


def ahead(connection: Connection, now: datetime) -> timedelta | None:
    """Return how far ahead the clock was of whoever finished a round in our future; None for nobody."""
    query = select(func.max(rounds.c.finished_at)).where(rounds.c.finished_at > now + CLOCKS_APART)
    found = connection.execute(query).scalar()
    return None if found is None else found - now


def every(connection: Connection, *, most: int = 50) -> list[Round]:
    """Return the newest rounds, newest first, those that still run included."""
    query = select(rounds).order_by(rounds.c.started_at.desc(), rounds.c.id.desc()).limit(most)
    return [_round(row) for row in connection.execute(query)]


def figures(connection: Connection, now: datetime) -> Figures:
    """Return what metrics tell of rounds and letters at this moment."""
    found = last(connection, now)
    since = outbox.waiting_since(connection)
    finished_at = None if found is None else found.finished_at
    return Figures(
        letters=outbox.counts(connection),
        oldest_letter_waits=None if since is None else now - since,
        paused_addresses=paused.count(connection),
        reminders_planned=reminding.count_planned(connection),
        last_round=found,
        last_round_age=None if finished_at is None else now - finished_at,
        rounds_with_errors=_with_errors(connection, now - timedelta(hours=1)),
    )


def _with_errors(connection: Connection, since: datetime) -> int:
    query = (
        select(func.count())
        .select_from(rounds)
        .where(rounds.c.finished_at > since, rounds.c.error.is_not(None))
    )
    return int(connection.execute(query).scalar_one())


def _round(row: Row[Any]) -> Round:
    return Round(**row._mapping)

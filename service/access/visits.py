"""When each person last looked at the board, so that it can say what changed since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Column, Connection, String, Table, insert, select, update
from sqlalchemy.exc import IntegrityError

from service.database import Instant, StartOver, metadata

#: Whoever comes back after this long has been away: what changed is counted from when they left.
AWAY_AFTER = timedelta(hours=4)
#: Being here is written down at most this often.
TOUCH_EVERY = timedelta(minutes=5)

table = Table(
    "visits",
    metadata,
    Column("account", String(64), primary_key=True),
    Column("since", Instant, nullable=False),
    Column("here_at", Instant, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Visit:
    """Since when changes are counted for somebody, and when they were last seen here."""

    since: datetime
    here_at: datetime


def find(connection: Connection, account_id: str) -> Visit | None:
    """Return somebody's last visit, or None where there was none."""
    row = connection.execute(select(table).where(table.c.account == account_id)).one_or_none()
    return None if row is None else Visit(row.since, row.here_at)


def now_here(last: Visit | None, now: datetime, *, first_since: datetime) -> Visit:
    """Return the visit that goes on, or the new one that begins after a time away.

    Args:
        first_since: from when to count for somebody who was never here.
    """
    if last is None:
        return Visit(first_since, now)
    if now - last.here_at >= AWAY_AFTER:
        return Visit(last.here_at, now)
    return Visit(last.since, max(now, last.here_at))


def is_worth_keeping(last: Visit | None, visit: Visit) -> bool:
    """Say whether a visit says enough that is new to be written down."""
    return last is None or last.since != visit.since or visit.here_at - last.here_at >= TOUCH_EVERY


def keep(connection: Connection, account_id: str, visit: Visit) -> None:
    """Write a visit down; of two that are written at once, the later time wins."""
    before = find(connection, account_id)
    if before is None:
        try:
            connection.execute(
                insert(table).values(account=account_id, since=visit.since, here_at=visit.here_at)
            )
        except IntegrityError as error:
            raise StartOver("another page of theirs came first") from error
        return
    connection.execute(
        update(table)
        .where(table.c.account == account_id)
        .values(since=max(before.since, visit.since), here_at=max(before.here_at, visit.here_at))
    )

"""Sessions: a browser that has signed in, until it signs out, rests too long or grows too old."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    RowMapping,
    String,
    Table,
    and_,
    delete,
    insert,
    or_,
    select,
    update,
)

from service.access import accounts
from service.access.accounts import Account
from service.access.fingerprints import fingerprint, is_same, is_secret
from service.database import Instant, metadata
from service.domain.refusals import not_found

#: A session nobody used for this long has ended.
IDLE_LIMIT = timedelta(days=14)
#: However busy, a session ends this long after sign-in.
ABSOLUTE_LIMIT = timedelta(days=90)
#: Use is written down at most this often.
TOUCH_EVERY = timedelta(minutes=5)

table = Table(
    "sessions",
    metadata,
    Column("fingerprint", LargeBinary, primary_key=True),
    Column("account_id", String(64), ForeignKey("accounts.id"), nullable=False),
    #: The account's generation at sign-in; another one means that it was switched off since.
    Column("generation", Integer, nullable=False),
    Column("begun_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    #: Which browser it was, in words, and from where it signed in; None before these were kept.
    Column("browser", String(80)),
    Column("address", String(64)),
    Index("ix_sessions_account_id", "account_id"),
    Index("ix_sessions_seen_at", "seen_at"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One browser's session; `id` may be shown and logged, the secret never."""

    id: str
    account: Account
    begun_at: datetime
    seen_at: datetime
    browser: str | None = None
    address: str | None = None


def begin(
    connection: Connection,
    account_id: str,
    *,
    now: datetime,
    secret: str,
    browser: str | None = None,
    address: str | None = None,
) -> Session:
    """Begin a session that answers to a new secret (`Wiring.new_secret()`); old ones are cleared away.

    Raises:
        Refusal: `not_found`, `account_disabled`.
    """
    account = accounts.require_active(connection, account_id)
    connection.execute(
        delete(table).where(
            or_(table.c.seen_at <= now - IDLE_LIMIT, table.c.begun_at <= now - ABSOLUTE_LIMIT)
        )
    )
    kept = fingerprint(secret)
    connection.execute(
        insert(table).values(
            fingerprint=kept,
            account_id=account.id,
            generation=account.generation,
            begun_at=now,
            seen_at=now,
            browser=browser,
            address=address,
        )
    )
    return Session(
        id=_shown(kept), account=account, begun_at=now, seen_at=now, browser=browser, address=address
    )


def find(connection: Connection, secret: str, now: datetime) -> Session | None:
    """Return the session that answers to a secret, or None where none does any more."""
    if not is_secret(secret):
        return None
    asked = fingerprint(secret)
    row = (
        connection.execute(
            select(table, accounts.table)
            .join(accounts.table, accounts.table.c.id == table.c.account_id)
            .where(
                table.c.fingerprint == asked,
                and_(accounts.table.c.is_active, accounts.table.c.generation == table.c.generation),
            )
        )
        .mappings()
        .one_or_none()
    )
    if row is None or not is_same(row[table.c.fingerprint], asked):
        return None
    session = _session_of(row)
    return session if _lives(session, now) else None


def every_of(connection: Connection, account_id: str, now: datetime) -> list[Session]:
    """Return the sessions of an account that have not ended, the one used last first."""
    rows = connection.execute(
        select(table, accounts.table)
        .join(accounts.table, accounts.table.c.id == table.c.account_id)
        .where(table.c.account_id == account_id, accounts.table.c.generation == table.c.generation)
        .order_by(table.c.seen_at.desc(), table.c.fingerprint)
    ).mappings()
    return [session for session in map(_session_of, rows) if _lives(session, now)]


def is_worth_touching(session: Session, now: datetime) -> bool:
    """Say whether the last use on record is old enough to write a new one."""
    return now >= session.seen_at + TOUCH_EVERY


def touch(connection: Connection, secret: str, now: datetime) -> None:
    """Write down that a session is in use, at most every few minutes."""
    connection.execute(
        update(table)
        .where(table.c.fingerprint == fingerprint(secret), table.c.seen_at <= now - TOUCH_EVERY)
        .values(seen_at=now)
    )


def end(connection: Connection, secret: str) -> None:
    """End a session; one that has ended already is left in peace."""
    connection.execute(delete(table).where(table.c.fingerprint == fingerprint(secret)))


def end_one(connection: Connection, account_id: str, session_id: str, now: datetime) -> Session:
    """End one of an account's sessions, by its id, and return it.

    Raises:
        Refusal: `not_found`, where the account has no such session any more.
    """
    found = next((one for one in every_of(connection, account_id, now) if one.id == session_id), None)
    if found is None:
        raise not_found("such session")
    rows = connection.execute(
        select(table.c.fingerprint).where(table.c.account_id == account_id).order_by(table.c.fingerprint)
    ).scalars()
    (kept,) = [one for one in rows if _shown(one) == session_id]
    connection.execute(delete(table).where(table.c.fingerprint == kept))
    return found


def end_all(connection: Connection, account_id: str) -> int:
    """End every session of an account and return how many there were."""
    return connection.execute(delete(table).where(table.c.account_id == account_id)).rowcount


def _lives(session: Session, now: datetime) -> bool:
    return now < session.seen_at + IDLE_LIMIT and now < session.begun_at + ABSOLUTE_LIMIT


def _session_of(row: RowMapping) -> Session:
    columns = table.c
    return Session(
        id=_shown(row[columns.fingerprint]),
        account=accounts.account_of(row),
        begun_at=row[columns.begun_at],
        seen_at=row[columns.seen_at],
        browser=row[columns.browser],
        address=row[columns.address],
    )


def _shown(kept: bytes) -> str:
    return f"ses_{kept.hex()[:24]}"

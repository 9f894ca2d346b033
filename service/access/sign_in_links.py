"""Sign-in links: each works once, for a short while; looking at one does not spend it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    and_,
    delete,
    exists,
    insert,
    select,
    update,
)

from service.access import accounts
from service.access.accounts import Account
from service.access.fingerprints import fingerprint, is_secret
from service.database import Instant, metadata

#: How long a link is good for.
LASTS = timedelta(minutes=15)
#: How long the first link lasts, which `hearsay run` prints before anybody is there.
FIRST_LASTS = timedelta(hours=24)

table = Table(
    "sign_in_links",
    metadata,
    Column("fingerprint", LargeBinary, primary_key=True),
    Column("account_id", String(64), ForeignKey("accounts.id"), nullable=False),
    #: The account's generation when the link was made; another one means that it was switched off since.
    Column("generation", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    Index("ix_sign_in_links_expires_at", "expires_at"),
)


def issue(
    connection: Connection,
    account_id: str,
    *,
    now: datetime,
    secret: str,
    lasts: timedelta = LASTS,
) -> str:
    """Make a link for an account and return its secret, the last part of its address; expired ones go.

    Args:
        secret: a new one from `Wiring.new_secret()`.

    Raises:
        Refusal: `not_found`, `account_disabled`.
    """
    account = accounts.require_active(connection, account_id)
    connection.execute(delete(table).where(table.c.expires_at <= now))
    connection.execute(
        insert(table).values(
            fingerprint=fingerprint(secret),
            account_id=account.id,
            generation=account.generation,
            created_at=now,
            expires_at=now + lasts,
        )
    )
    return secret


def peek(connection: Connection, plain: str, now: datetime) -> Account | None:
    """Return whom a link would sign in, without spending it; None where it is no good (any more)."""
    if not is_secret(plain):
        return None
    row = (
        connection.execute(
            select(accounts.table).join(table, _account_is_on()).where(_is_unspent(plain, now))
        )
        .mappings()
        .one_or_none()
    )
    return None if row is None else accounts.account_of(row)


def spend(connection: Connection, plain: str, now: datetime) -> Account | None:
    """Use a link up and return whom it signs in; None where it is no good (any more).

    Of two who spend one link at the same instant, the database lets one through.
    """
    if not is_secret(plain):
        return None
    account_id = connection.execute(
        update(table)
        .where(_is_unspent(plain, now), exists().where(_account_is_on()))
        .values(used_at=now)
        .returning(table.c.account_id)
    ).scalar_one_or_none()
    return None if account_id is None else accounts.by_id(connection, account_id)


def _is_unspent(plain: str, now: datetime) -> ColumnElement[bool]:
    return and_(
        table.c.fingerprint == fingerprint(plain), table.c.used_at.is_(None), table.c.expires_at > now
    )


def _account_is_on() -> ColumnElement[bool]:
    return and_(
        accounts.table.c.id == table.c.account_id,
        accounts.table.c.is_active,
        accounts.table.c.generation == table.c.generation,
    )

"""Sign-in links, each with a code that can be typed instead: both work once, for a short while.

Link and code are made from the id of the letter that carries them and a key that only this service has. So
the letter can be written later, by another process, and nothing that opens anything is kept meanwhile.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

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
#: How long a link that ran out is still known, so that whoever opens it is asked for nothing twice.
KNOWN_FOR = timedelta(days=7)
#: No vowels, so no words; nothing that looks like something else. 28 to the power of 8 codes.
CODE_ALPHABET, CODE_LENGTH = "23456789BCDFGHJKMNPQRSTVWXYZ", 8

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
    #: Of the code in the same letter; None where there is none. Keyed: a code is short enough to be tried.
    Column("code_fingerprint", LargeBinary),
    Index("ix_sign_in_links_expires_at", "expires_at"),
    Index("ix_sign_in_links_code_fingerprint", "code_fingerprint"),
)


@dataclass(frozen=True, slots=True)
class WayIn:
    """What a letter carries: the last part of a link's address, and the code."""

    secret: str
    code: str


def way_in(letter_id: str, key: str) -> WayIn:
    """Return the link and the code of a letter; always the same ones for the same letter and key."""
    seed = hmac.new(key.encode(), b"hearsay sign-in 1\0" + letter_id.encode(), sha256).digest()
    rest = int.from_bytes(hmac.new(seed, b"code", sha256).digest(), "big")
    code = ""
    for _ in range(CODE_LENGTH):
        rest, place = divmod(rest, len(CODE_ALPHABET))
        code += CODE_ALPHABET[place]
    secret = hmac.new(seed, b"link", sha256).digest()
    return WayIn(base64.urlsafe_b64encode(secret).decode().rstrip("="), f"{code[:4]}-{code[4:]}")


def code_fingerprints(keys: Sequence[str], email_key: str, typed: str) -> list[bytes]:
    """Return what a code of an account is known by, one for each key; empty where the text is no code.

    Case, spaces and hyphens do not matter.
    """
    code = "".join(one for one in typed.upper() if one not in " -\u2010\u2011\u2013\u00a0")
    if len(code) != CODE_LENGTH or not set(code) <= set(CODE_ALPHABET):
        return []
    said = f"hearsay sign-in code 1\0{email_key}\0{code}".encode()
    return [hmac.new(key.encode(), said, sha256).digest() for key in keys]


def issue(
    connection: Connection,
    account_id: str,
    *,
    now: datetime,
    secret: str,
    lasts: timedelta = LASTS,
    code_fingerprint: bytes | None = None,
) -> str:
    """Make a link for an account and return its secret, the last part of its address; expired ones go.

    Args:
        secret: a new one from `Wiring.new_secret()`, or that of a letter's way in.
        code_fingerprint: of the code that goes with it, where there is one.

    Raises:
        Refusal: `not_found`, `account_disabled`.
    """
    account = accounts.require_active(connection, account_id)
    connection.execute(delete(table).where(table.c.expires_at <= now - KNOWN_FOR))
    connection.execute(
        insert(table).values(
            fingerprint=fingerprint(secret),
            account_id=account.id,
            generation=account.generation,
            created_at=now,
            expires_at=now + lasts,
            code_fingerprint=code_fingerprint,
        )
    )
    return secret


def lately(connection: Connection, account_id: str, since: datetime) -> list[datetime]:
    """Return when links with codes were made for an account, the newest first; spent ones count too."""
    query = (
        select(table.c.created_at)
        .where(
            table.c.account_id == account_id,
            table.c.created_at > since,
            table.c.code_fingerprint.is_not(None),
        )
        .order_by(table.c.created_at.desc())
    )
    return list(connection.execute(query).scalars())


def expires_at(connection: Connection, plain: str) -> datetime | None:
    """Return when a link ends or ended; None where there is none, or none any more."""
    if not is_secret(plain):
        return None
    query = select(table.c.expires_at).where(table.c.fingerprint == fingerprint(plain))
    return connection.execute(query).scalar_one_or_none()


def spent_email(connection: Connection, plain: str) -> str | None:
    """Return whose link this was, where it is still known though it is no good any more.

    Whoever holds a link was written to at this very address, so it tells them nothing.
    """
    if not is_secret(plain):
        return None
    query = (
        select(accounts.table.c.email)
        .join(table, table.c.account_id == accounts.table.c.id)
        .where(table.c.fingerprint == fingerprint(plain))
    )
    return connection.execute(query).scalar_one_or_none()


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
    return _spend(connection, _is_unspent(plain, now), now)


def spend_code(connection: Connection, fingerprints: Sequence[bytes], now: datetime) -> Account | None:
    """Use up the link that a code belongs to and return whom it signs in; None where the code is no good."""
    if not fingerprints:
        return None
    return _spend(connection, _is_good(table.c.code_fingerprint.in_(fingerprints), now), now)


def _spend(connection: Connection, is_this: ColumnElement[bool], now: datetime) -> Account | None:
    account_id = connection.execute(
        update(table)
        .where(is_this, exists().where(_account_is_on()))
        .values(used_at=now)
        .returning(table.c.account_id)
    ).scalar_one_or_none()
    return None if account_id is None else accounts.by_id(connection, account_id)


def _is_unspent(plain: str, now: datetime) -> ColumnElement[bool]:
    return _is_good(table.c.fingerprint == fingerprint(plain), now)


def _is_good(is_this: ColumnElement[bool], now: datetime) -> ColumnElement[bool]:
    return and_(is_this, table.c.used_at.is_(None), table.c.expires_at > now)


def _account_is_on() -> ColumnElement[bool]:
    return and_(
        accounts.table.c.id == table.c.account_id,
        accounts.table.c.is_active,
        accounts.table.c.generation == table.c.generation,
    )

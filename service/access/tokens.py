"""API tokens: named, scoped, expiring, revocable; shown once, then known by their hash alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast

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
    UniqueConstraint,
    bindparam,
    insert,
    or_,
    select,
    update,
)

from service.access import accounts
from service.access.accounts import NAME_MOST, Account
from service.access.fingerprints import fingerprint, is_same, is_secret
from service.database import Instant, metadata
from service.domain.refusals import not_allowed, not_found, refuse
from service.domain.roles import ALL_SCOPES, Scope

#: What a token begins with, for people and for programs that look for leaked secrets.
PREFIX = "hs_"
#: How long a token lasts unless somebody says otherwise.
LASTS = timedelta(days=90)
#: How much of the plain text is kept, to tell tokens apart in a list.
LABEL_LENGTH = 8
#: Use is written down at most this often.
TOUCH_EVERY = timedelta(minutes=1)

table = Table(
    "tokens",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("account_id", String(64), ForeignKey("accounts.id"), nullable=False),
    #: The account's generation when the token was made; another one means that it was switched off since.
    Column("generation", Integer, nullable=False),
    Column("name", String(NAME_MOST), nullable=False),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("label", String(LABEL_LENGTH), nullable=False),
    #: Sorted, with a space between them.
    Column("scopes", String(64), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("revoked_at", Instant),
    Column("last_used_at", Instant),
    UniqueConstraint("fingerprint"),
    Index("ix_tokens_account_id", "account_id"),
)
# Built once: every request to the API begins with it.
_find = (
    select(table, accounts.table)
    .join(accounts.table, accounts.table.c.id == table.c.account_id)
    .where(
        table.c.fingerprint == bindparam("asked", type_=table.c.fingerprint.type),
        table.c.revoked_at.is_(None),
        accounts.table.c.is_active,
        accounts.table.c.generation == table.c.generation,
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What is kept of a token; `label` is the first characters of its plain text."""

    id: str
    account_id: str
    name: str
    label: str
    scopes: frozenset[Scope]
    created_at: datetime
    #: None: it does not expire.
    expires_at: datetime | None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None


def issue(
    connection: Connection,
    *,
    account_id: str,
    name: str,
    scopes: Iterable[str],
    now: datetime,
    new_id: Callable[[str], str],
    secret: str,
    expires_at: datetime | Literal["in_90_days"] | None = "in_90_days",
) -> tuple[Token, str]:
    """Make a token and return it with its plain text, which is nowhere kept.

    Args:
        secret: a new one from `Wiring.new_secret()`.
        expires_at: None makes a token that lasts until it is revoked.

    Raises:
        Refusal: `not_found`, `account_disabled`, `bad_name`, `unknown_scope`, `not_allowed` (the admin scope
            is for admins), `in_the_past`.
    """
    account = accounts.require_active(connection, account_id)
    plain = PREFIX + secret
    token = Token(
        id=new_id("tok"),
        account_id=account.id,
        name=accounts.require_name(name),
        label=plain[:LABEL_LENGTH],
        scopes=_require_scopes(account, scopes),
        created_at=now,
        expires_at=_require_future(now + LASTS if expires_at == "in_90_days" else expires_at, now),
    )
    _write(connection, token, account.generation, plain)
    return token, plain


def find(connection: Connection, plain: str, now: datetime) -> tuple[Token, Account] | None:
    """Return the token with this plain text and its account, or None where it does not work (any more)."""
    if not (plain.startswith(PREFIX) and is_secret(plain.removeprefix(PREFIX))):
        return None
    asked = fingerprint(plain)
    row = connection.execute(_find, {"asked": asked}).mappings().one_or_none()
    if row is None or not is_same(row[table.c.fingerprint], asked):
        return None
    token = _token_of(row)
    if token.expires_at is not None and now >= token.expires_at:
        return None
    return token, accounts.account_of(row)


def every_of(connection: Connection, account_id: str) -> list[Token]:
    """Return an account's tokens, revoked and expired ones too, the newest first."""
    rows = connection.execute(
        select(table)
        .where(table.c.account_id == account_id)
        .order_by(table.c.created_at.desc(), table.c.id.desc())
    ).mappings()
    return [_token_of(row) for row in rows]


def revoke(connection: Connection, token_id: str, *, now: datetime) -> Token:
    """End a token at once and return it; one that was revoked before keeps its time.

    Raises:
        Refusal: `not_found`.
    """
    connection.execute(
        update(table).where(table.c.id == token_id, table.c.revoked_at.is_(None)).values(revoked_at=now)
    )
    row = connection.execute(select(table).where(table.c.id == token_id)).mappings().one_or_none()
    if row is None:
        raise not_found(f"token {token_id}")
    return _token_of(row)


def is_worth_touching(token: Token, now: datetime) -> bool:
    """Say whether the last use on record is old enough to write a new one."""
    return token.last_used_at is None or now >= token.last_used_at + TOUCH_EVERY


def touch(connection: Connection, token_id: str, now: datetime) -> None:
    """Write down that a token was used, at most once a minute."""
    last = table.c.last_used_at
    connection.execute(
        update(table)
        .where(table.c.id == token_id, or_(last.is_(None), last <= now - TOUCH_EVERY))
        .values(last_used_at=now)
    )


def _require_scopes(account: Account, scopes: Iterable[str]) -> frozenset[Scope]:
    asked = frozenset(scopes)
    if not asked or not asked <= ALL_SCOPES:
        raise refuse(
            "unknown_scope", "Give one scope or more.", at="/scopes", hint="There are read, write and admin."
        )
    if "admin" in asked and account.role != "admin":
        raise not_allowed("Only an admin's token may have the scope “admin”.")
    return cast("frozenset[Scope]", asked)


def _require_future(expires_at: datetime | None, now: datetime) -> datetime | None:
    if expires_at is not None and expires_at <= now:
        raise refuse("in_the_past", "A token must expire later than now.", at="/expires_at")
    return expires_at


def _write(connection: Connection, token: Token, generation: int, plain: str) -> None:
    connection.execute(
        insert(table).values(
            id=token.id,
            account_id=token.account_id,
            generation=generation,
            name=token.name,
            fingerprint=fingerprint(plain),
            label=token.label,
            scopes=" ".join(sorted(token.scopes)),
            created_at=token.created_at,
            expires_at=token.expires_at,
        )
    )


def _token_of(row: RowMapping) -> Token:
    columns = table.c
    return Token(
        id=row[columns.id],
        account_id=row[columns.account_id],
        name=row[columns.name],
        label=row[columns.label],
        scopes=frozenset(row[columns.scopes].split()),
        created_at=row[columns.created_at],
        expires_at=row[columns.expires_at],
        revoked_at=row[columns.revoked_at],
        last_used_at=row[columns.last_used_at],
    )

"""Accounts: who is in the newsroom, in which role, and whether they still are."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Integer,
    RowMapping,
    String,
    Table,
    UniqueConstraint,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from service.database import Instant, StartOver, metadata
from service.domain.refusals import conflict, not_found, refuse
from service.domain.roles import ALL_SCOPES, RANK, Actor, Role, Scope

EMAIL_MOST = 254
NAME_MOST = 120
#: What would need quoting in an address or end it early in the head of a letter.
NOT_IN_EMAIL = frozenset('<>()[]\\,;:"')
#: Unicode categories that cannot be seen: controls, formats, surrogates, line and paragraph ends.
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})

table = Table(
    "accounts",
    metadata,
    Column("id", String(64), primary_key=True),
    #: As typed; letters go here.
    Column("email", String(EMAIL_MOST), nullable=False),
    #: Folded, so that one address has one account.
    Column("email_key", String(EMAIL_MOST), nullable=False),
    Column("name", String(NAME_MOST), nullable=False),
    Column("role", String(16), nullable=False),
    Column("is_active", Boolean, nullable=False),
    #: Raised when the account is switched off: what was issued before never works again.
    Column("generation", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("email_key"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One person (or program) that signs in."""

    id: str
    email: str
    name: str
    role: Role
    is_active: bool
    created_at: datetime
    generation: int = 1


def add(
    connection: Connection,
    *,
    email: str,
    name: str,
    role: str,
    now: datetime,
    new_id: Callable[[str], str],
) -> Account:
    """Write a new account and return it.

    Raises:
        Refusal: `bad_email`, `bad_name`, `unknown_role`, `email_taken`.
    """
    account = Account(
        id=new_id("acc"),
        email=_require_email(email),
        name=require_name(name),
        role=require_role(role),
        is_active=True,
        created_at=now,
    )
    if by_email(connection, account.email) is not None:
        raise conflict("email_taken", "Another account has this e-mail address.")
    try:
        connection.execute(
            insert(table).values(
                id=account.id,
                email=account.email,
                email_key=email_key(account.email),
                name=account.name,
                role=account.role,
                is_active=True,
                generation=account.generation,
                created_at=now,
            )
        )
    except IntegrityError as error:
        raise StartOver("the same address was added a moment ago") from error
    return account


def by_id(connection: Connection, account_id: str) -> Account | None:
    """Return the account with this id, or None."""
    row = connection.execute(select(table).where(table.c.id == account_id)).mappings().one_or_none()
    return None if row is None else account_of(row)


def by_email(connection: Connection, email: str) -> Account | None:
    """Return the account with this address, however it is spelt, or None."""
    if not can_be_email(email):
        return None
    found = select(table).where(table.c.email_key == email_key(email))
    row = connection.execute(found).mappings().one_or_none()
    return None if row is None else account_of(row)


def every(connection: Connection) -> list[Account]:
    """Return all accounts, the oldest first."""
    rows = connection.execute(select(table).order_by(table.c.created_at, table.c.id)).mappings()
    return [account_of(row) for row in rows]


def public_roles(connection: Connection) -> dict[str, str]:
    """Return by account id what the public reads in place of a name."""
    return {account.id: account.role for account in every(connection)}


def require(connection: Connection, account_id: str) -> Account:
    """Return the account with this id.

    Raises:
        Refusal: `not_found`.
    """
    account = by_id(connection, account_id)
    if account is None:
        raise not_found(f"account {account_id}")
    return account


def require_active(connection: Connection, account_id: str) -> Account:
    """Return the account with this id where it may still sign in.

    Raises:
        Refusal: `not_found`, `account_disabled`.
    """
    account = require(connection, account_id)
    if not account.is_active:
        raise conflict("account_disabled", "This account is switched off.", hint="Switch it on first.")
    return account


def rename(connection: Connection, account_id: str, name: str) -> Account:
    """Give an account another name and return it; what it recorded shows the new one from now on.

    Raises:
        Refusal: `not_found`, `bad_name`.
    """
    connection.execute(update(table).where(table.c.id == account_id).values(name=require_name(name)))
    return require(connection, account_id)


def set_role(connection: Connection, account_id: str, role: str) -> Account:
    """Give an account another role and return it; it counts from the next request.

    Raises:
        Refusal: `not_found`, `unknown_role`, `last_admin`.
    """
    new_role = require_role(role)
    if new_role != "admin":
        _require_another_admin(connection, account_id)
    connection.execute(update(table).where(table.c.id == account_id).values(role=new_role))
    return require(connection, account_id)


def set_active(connection: Connection, account_id: str, *, is_active: bool) -> Account:
    """Switch an account on or off and return it.

    Switched off, its sessions, tokens and links end at the next request, and for good: switching it on again
    brings none of them back.

    Raises:
        Refusal: `not_found`, `last_admin`.
    """
    changes: dict[str, object] = {"is_active": is_active}
    if not is_active:
        _require_another_admin(connection, account_id)
        changes["generation"] = table.c.generation + 1
    connection.execute(update(table).where(table.c.id == account_id).values(changes))
    return require(connection, account_id)


def actor_of(account: Account, scopes: frozenset[Scope] = ALL_SCOPES) -> Actor:
    """Return the account as somebody who asks, as far as the way they came in reaches."""
    return Actor(account.id, account.role, scopes)


def account_of(row: RowMapping) -> Account:
    """Return the account in a row that holds this table's columns."""
    columns = table.c
    return Account(
        id=row[columns.id],
        email=row[columns.email],
        name=row[columns.name],
        role=row[columns.role],
        is_active=row[columns.is_active],
        created_at=row[columns.created_at],
        generation=row[columns.generation],
    )


def email_key(email: str) -> str:
    """Return the form in which two spellings of one address are equal."""
    folded = unicodedata.normalize("NFKC", email.strip()).casefold()
    return unicodedata.normalize("NFKC", folded)


def require_name(name: str) -> str:
    """Return a name as it is kept, without the space around it.

    Raises:
        Refusal: `bad_name`.
    """
    kept = name.strip()
    if not kept or len(kept) > NAME_MOST or not _is_seen(kept):
        raise refuse("bad_name", f"Give a name of 1 to {NAME_MOST} characters, on one line.", at="/name")
    return kept


def require_role(role: str) -> Role:
    """Return a role that exists.

    Raises:
        Refusal: `unknown_role`.
    """
    if role not in RANK:
        raise refuse(
            "unknown_role", f"There is no role {role!r}.", at="/role", hint=f"Give one of {', '.join(RANK)}."
        )
    return role


def _require_email(email: str) -> str:
    if not can_be_email(email):
        raise refuse(
            "bad_email", "This is no e-mail address.", at="/email", hint="Give one like ann@example.org."
        )
    return email.strip()


def can_be_email(email: str) -> bool:
    """Say whether a text can be an address, as typed and as folded: folding may add an @ or a comma."""
    return _is_seen(email) and all(map(_looks_like_email, (email.strip(), email_key(email))))


def _looks_like_email(text: str) -> bool:
    before, at, after = text.partition("@")
    return (
        bool(before and at and after)
        and "@" not in after
        and len(text) <= EMAIL_MOST
        and not NOT_IN_EMAIL.intersection(text)
        and not any(character.isspace() for character in text)
    )


def _is_seen(text: str) -> bool:
    return not any(unicodedata.category(character) in UNSEEN for character in text)


def _require_another_admin(connection: Connection, account_id: str) -> None:
    """Refuse to take the last admin away. The locks make two who leave at once wait for each other."""
    admins = connection.execute(
        select(table.c.id)
        .where(table.c.role == "admin", table.c.is_active)
        .order_by(table.c.id)
        .with_for_update()
    ).scalars()
    if list(admins) == [account_id]:
        raise conflict(
            "last_admin", "This is the last active admin.", hint="Make somebody else an admin first."
        )

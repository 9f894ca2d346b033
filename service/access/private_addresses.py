"""Private addresses: calendars and feeds for programs that can show no token, each by a secret of its own.

Whoever has the address reads what it shows and nothing else. Its secret is shown once, and then known by its
hash alone; it ends at once when its owner ends or renews it, or is switched off.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeVar, get_args

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
    Text,
    UniqueConstraint,
    func,
    insert,
    or_,
    select,
    update,
)

from service.access import accounts
from service.access.accounts import NAME_MOST, Account
from service.access.fingerprints import fingerprint, is_same, is_secret
from service.database import Instant, metadata
from service.domain.refusals import not_found, refuse

Choice = TypeVar("Choice", bound=str)
Kind = Literal["calendar", "feed"]
Whose = Literal["mine", "followed", "all"]
KINDS: tuple[Kind, ...] = get_args(Kind)
WHOSES: tuple[Whose, ...] = get_args(Whose)
#: How much of the secret is kept, to tell addresses apart in a list.
LABEL_LENGTH = 6
#: So many addresses one account has at once at most.
MOST = 30
NARROWED_MOST = 2_000
#: Use is written down at most this often.
TOUCH_EVERY = timedelta(minutes=10)

table = Table(
    "private_addresses",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("account_id", String(64), ForeignKey("accounts.id"), nullable=False),
    #: The account's generation when the secret was made; another one means that it was switched off since.
    Column("generation", Integer, nullable=False),
    Column("name", String(NAME_MOST), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("whose", String(16), nullable=False),
    #: What narrows the list, as the query of an address.
    Column("narrowed", Text, nullable=False),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("label", String(LABEL_LENGTH), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("last_used_at", Instant),
    UniqueConstraint("fingerprint"),
    Index("ix_private_addresses_account_id", "account_id"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateAddress:
    """What is kept of a private address; `label` is the first characters of its secret."""

    id: str
    account_id: str
    name: str
    kind: Kind
    whose: Whose
    narrowed: str
    label: str
    #: When this secret was made.
    made_at: datetime
    ended_at: datetime | None = None
    last_used_at: datetime | None = None


def make(
    connection: Connection,
    *,
    account_id: str,
    name: str,
    kind: str,
    whose: str,
    narrowed: str,
    now: datetime,
    new_id: Callable[[str], str],
    secret: str,
) -> PrivateAddress:
    """Make an address and return it; its secret is nowhere kept.

    Args:
        narrowed: the query of a list, checked to be one.
        secret: a new one from `Wiring.new_secret()`.

    Raises:
        Refusal: `not_found`, `account_disabled`, `bad_name`, `unknown_choice`, `too_long`, `too_many`.
    """
    account = accounts.require_active(connection, account_id)
    if len(narrowed) > NARROWED_MOST:
        raise refuse("too_long", "This list is narrowed by too much.", at="/narrowed")
    if _count(connection, account_id) >= MOST:
        raise refuse("too_many", f"You have {MOST} private addresses already: end one first.", at="/name")
    made = PrivateAddress(
        id=new_id("pad"),
        account_id=account.id,
        name=accounts.require_name(name),
        kind=_one_of(kind, KINDS, at="/kind"),
        whose=_one_of(whose, WHOSES, at="/whose"),
        narrowed=narrowed,
        label=secret[:LABEL_LENGTH],
        made_at=now,
    )
    connection.execute(
        insert(table).values(
            id=made.id,
            account_id=made.account_id,
            generation=account.generation,
            name=made.name,
            kind=made.kind,
            whose=made.whose,
            narrowed=made.narrowed,
            fingerprint=fingerprint(secret),
            label=made.label,
            made_at=now,
        )
    )
    return made


def find(connection: Connection, secret: str, kind: Kind) -> tuple[PrivateAddress, Account] | None:
    """Return the address of this kind with this secret, and whose it is; None where it is no good."""
    if not is_secret(secret):
        return None
    asked = fingerprint(secret)
    query = (
        select(table, accounts.table)
        .join(accounts.table, accounts.table.c.id == table.c.account_id)
        .where(
            table.c.fingerprint == asked,
            table.c.kind == kind,
            table.c.ended_at.is_(None),
            accounts.table.c.is_active,
            accounts.table.c.generation == table.c.generation,
        )
    )
    row = connection.execute(query).mappings().one_or_none()
    if row is None or not is_same(row[table.c.fingerprint], asked):
        return None
    return _address_of(row), accounts.account_of(row)


def every_of(connection: Connection, account_id: str) -> list[PrivateAddress]:
    """Return the addresses of an account that are good, the newest first."""
    rows = connection.execute(
        select(table)
        .join(accounts.table, accounts.table.c.id == table.c.account_id)
        .where(
            table.c.account_id == account_id,
            table.c.ended_at.is_(None),
            accounts.table.c.generation == table.c.generation,
        )
        .order_by(table.c.made_at.desc(), table.c.id.desc())
    ).mappings()
    return [_address_of(row) for row in rows]


def renew(
    connection: Connection, address_id: str, *, account_id: str, secret: str, now: datetime
) -> PrivateAddress:
    """Give one's address another secret; what it was known by until now is no good any more.

    Raises:
        Refusal: `not_found`, also where it is somebody else's.
    """
    _require(connection, address_id, account_id)
    connection.execute(
        update(table)
        .where(table.c.id == address_id)
        .values(fingerprint=fingerprint(secret), label=secret[:LABEL_LENGTH], made_at=now, last_used_at=None)
    )
    return _require(connection, address_id, account_id)


def end(connection: Connection, address_id: str, *, account_id: str, now: datetime) -> None:
    """End one's address at once.

    Raises:
        Refusal: `not_found`, also where it is somebody else's.
    """
    _require(connection, address_id, account_id)
    connection.execute(update(table).where(table.c.id == address_id).values(ended_at=now))


def is_worth_touching(address: PrivateAddress, now: datetime) -> bool:
    """Say whether the last use on record is old enough to write a new one."""
    return address.last_used_at is None or now >= address.last_used_at + TOUCH_EVERY


def touch(connection: Connection, address_id: str, now: datetime) -> None:
    """Write down that an address was used."""
    last = table.c.last_used_at
    connection.execute(
        update(table)
        .where(table.c.id == address_id, or_(last.is_(None), last <= now - TOUCH_EVERY))
        .values(last_used_at=now)
    )


def _count(connection: Connection, account_id: str) -> int:
    query = select(func.count()).where(table.c.account_id == account_id, table.c.ended_at.is_(None))
    return int(connection.execute(query).scalar_one())


def _require(connection: Connection, address_id: str, account_id: str) -> PrivateAddress:
    query = select(table).where(
        table.c.id == address_id, table.c.account_id == account_id, table.c.ended_at.is_(None)
    )
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise not_found("such private address")
    return _address_of(row)


def _one_of(asked: str, choices: tuple[Choice, ...], *, at: str) -> Choice:
    for choice in choices:
        if choice == asked:
            return choice
    raise refuse("unknown_choice", f"Choose one of {', '.join(choices)}.", at=at)


def _address_of(row: RowMapping) -> PrivateAddress:
    columns = table.c
    return PrivateAddress(
        id=row[columns.id],
        account_id=row[columns.account_id],
        name=row[columns.name],
        kind=row[columns.kind],
        whose=row[columns.whose],
        narrowed=row[columns.narrowed],
        label=row[columns.label],
        made_at=row[columns.made_at],
        ended_at=row[columns.ended_at],
        last_used_at=row[columns.last_used_at],
    )

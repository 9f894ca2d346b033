"""Addresses that a mail server has refused for good: nothing more goes there until somebody says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Index, Row, String, Table, Text, delete, func, insert, select

from service.database import Instant, metadata

table = Table(
    "paused_addresses",
    metadata,
    #: In lower case; another address of the same account is not paused.
    Column("address", String(254), primary_key=True),
    Column("account", String(64), nullable=False),
    Column("since", Instant, nullable=False),
    #: The server's own.
    Column("words", Text, nullable=False),
    Column("letter", String(64), nullable=False),
    Index("ix_paused_addresses_account", "account"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused:
    """One address, whose it is, since when and why, and the letter by which it was found out."""

    address: str
    account: str
    since: datetime
    words: str
    letter: str


def pause(connection: Connection, paused: Paused) -> None:
    """Send nothing more to an address; where that is so already it stays as it was."""
    if is_paused(connection, paused.address):
        return
    connection.execute(
        insert(table).values(
            address=_key(paused.address),
            account=paused.account,
            since=paused.since,
            words=paused.words,
            letter=paused.letter,
        )
    )


def is_paused(connection: Connection, address: str) -> bool:
    """Say whether nothing is sent to an address."""
    return (
        connection.execute(select(table.c.account).where(table.c.address == _key(address))).first()
        is not None
    )


def every(connection: Connection) -> list[Paused]:
    """Return all paused addresses, the newest first."""
    query = select(table).order_by(table.c.since.desc(), table.c.address)
    return [_paused(row) for row in connection.execute(query)]


def of_account(connection: Connection, account: str) -> list[Paused]:
    """Return the paused addresses of an account, the newest first."""
    query = select(table).where(table.c.account == account).order_by(table.c.since.desc(), table.c.address)
    return [_paused(row) for row in connection.execute(query)]


def resume(connection: Connection, account: str) -> list[Paused]:
    """Send to an account's addresses again and return those that were paused."""
    found = of_account(connection, account)
    connection.execute(delete(table).where(table.c.account == account))
    return found


def count(connection: Connection) -> int:
    """Return how many addresses are paused."""
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _key(address: str) -> str:
    return address.strip().lower()


def _paused(row: Row[tuple[object, ...]]) -> Paused:
    return Paused(**row._mapping)

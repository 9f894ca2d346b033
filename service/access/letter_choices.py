"""Each person's choices about letters, and the addresses that a mail server has refused for good."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields, replace
from datetime import datetime, time
from typing import Any, get_args

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Integer,
    Row,
    String,
    Table,
    insert,
    select,
    update,
)

from service.access import accounts
from service.access.accounts import Account
from service.database import Instant, metadata
from service.domain.refusals import Fault, Refusal
from service.domain.reminding.choices import Choices, LetterKind, Person

#: Values of one statement.
BATCH = 400
KINDS: tuple[LetterKind, ...] = get_args(LetterKind)

table = Table(
    "letter_choices",
    metadata,
    Column("account", String(64), primary_key=True),
    Column("zone", String(64), nullable=False),
    Column("digest", String(16), nullable=False),
    #: Minutes after midnight.
    Column("digest_at", Integer, nullable=False),
    Column("skips_empty", Boolean, nullable=False),
    Column("day_before", Boolean, nullable=False),
    Column("last_day", Boolean, nullable=False),
    Column("date_passed", Boolean, nullable=False),
    Column("again_every_days", Integer, nullable=False),
    Column("again_times", Integer, nullable=False),
    Column("date_moved", Boolean, nullable=False),
    Column("escalation", Boolean, nullable=False),
    Column("receipt", Boolean, nullable=False),
    Column("hides_text", Boolean),
    Column("paused_until", Date),
    Column("away_from", Date),
    Column("away_until", Date),
    Column("stand_in", String(64)),
    Column("changed_at", Instant, nullable=False),
)
_FIELDS = tuple(field.name for field in fields(Choices))


def of(connection: Connection, account_id: str, *, zone: str) -> Choices:
    """Return an account's choices; who never chose has the defaults, in the newsroom's zone."""
    row = connection.execute(select(table).where(table.c.account == account_id)).one_or_none()
    return Choices(zone=zone) if row is None else _choices(row)


def people(connection: Connection, account_ids: Collection[str], *, zone: str) -> dict[str, Person]:
    """Return these accounts with their choices; unknown ids are left out."""
    wanted = sorted(set(account_ids))
    found: dict[str, Person] = {}
    for start in range(0, len(wanted), BATCH):
        part = wanted[start : start + BATCH]
        query = select(accounts.table).where(accounts.table.c.id.in_(part)).order_by(accounts.table.c.id)
        chosen = _chosen(connection, part)
        for row in connection.execute(query).mappings():
            account = accounts.account_of(row)
            found[account.id] = _person(account, chosen.get(account.id, Choices(zone=zone)))
    return found


def everybody(connection: Connection, *, zone: str) -> dict[str, Person]:
    """Return every account with its choices."""
    chosen = {row.account: _choices(row) for row in connection.execute(select(table).order_by("account"))}
    return {
        account.id: _person(account, chosen.get(account.id, Choices(zone=zone)))
        for account in accounts.every(connection)
    }


def editors_and_away(connection: Connection, *, zone: str) -> dict[str, Person]:
    """Return the active editors and admins, everybody with dates of absence, and those who stand in."""
    query = select(accounts.table.c.id).where(
        accounts.table.c.role.in_(("editor", "admin")), accounts.table.c.is_active
    )
    wanted = set(connection.execute(query.order_by(accounts.table.c.id)).scalars())
    away = select(table.c.account, table.c.stand_in).where(
        (table.c.away_from.is_not(None)) | (table.c.away_until.is_not(None))
    )
    for account, stand_in in connection.execute(away.order_by(table.c.account)):
        wanted |= {account, stand_in} - {None}
    return people(connection, wanted, zone=zone)


def choose(
    connection: Connection, account_id: str, changes: Mapping[str, Any], *, zone: str, now: datetime
) -> Choices:
    """Change some of an account's choices and return all of them.

    Raises:
        Refusal: with every fault at once; nothing was changed.
    """
    chosen = replace(of(connection, account_id, zone=zone), **changes)
    faults = _faults(connection, account_id, chosen)
    if faults:
        raise Refusal(*faults)
    values = {name: getattr(chosen, name) for name in _FIELDS}
    values |= {"digest_at": chosen.digest_at.hour * 60 + chosen.digest_at.minute, "changed_at": now}
    updated = connection.execute(update(table).where(table.c.account == account_id).values(values))
    if not updated.rowcount:
        connection.execute(insert(table).values(account=account_id, **values))
    return chosen


def stop(connection: Connection, account_id: str, kind: LetterKind, *, zone: str, now: datetime) -> Choices:
    """Turn off one kind of letters for an account and return what is left; doing it again changes nothing."""
    return choose(connection, account_id, stopped(kind), zone=zone, now=now)


def stopped(kind: LetterKind) -> dict[str, Any]:
    """Return the choices that turn off one kind of letters."""
    match kind:
        case "reminder":
            return {"day_before": False, "last_day": False, "date_passed": False}
        case "digest":
            return {"digest": "off"}
        case "date_moved" | "escalation" | "receipt":
            return {str(kind): False}


def _faults(connection: Connection, account_id: str, chosen: Choices) -> list[Fault]:
    found = []
    first, last = chosen.away_from, chosen.away_until
    if first is not None and last is not None and last < first:
        found.append(Fault("/away_until", "window_reversed", "The last day away lies before the first."))
    if chosen.stand_in == account_id:
        found.append(Fault("/stand_in", "stands_in_for_oneself", "Somebody else has to stand in."))
    elif chosen.stand_in is not None:
        account = accounts.by_id(connection, chosen.stand_in)
        if account is None or not account.is_active:
            found.append(Fault("/stand_in", "unknown_account", "There is no such active account."))
    return found


def _chosen(connection: Connection, account_ids: Collection[str]) -> dict[str, Choices]:
    query = select(table).where(table.c.account.in_(account_ids)).order_by(table.c.account)
    return {row.account: _choices(row) for row in connection.execute(query)}


def _choices(row: Row[Any]) -> Choices:
    kept = {name: row._mapping[name] for name in _FIELDS}
    return Choices(**kept | {"digest_at": time(*divmod(row.digest_at, 60))})


def _person(account: Account, choices: Choices) -> Person:
    return Person(id=account.id, role=account.role, is_active=account.is_active, choices=choices)

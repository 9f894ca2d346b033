"""Saved views: a filtered page under a name, for oneself or for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Boolean, Column, Connection, Index, String, Table, Text, delete, insert, or_, select

from service.changes.writing import Context
from service.database import Instant, metadata
from service.domain.refusals import not_allowed, not_found, refuse
from service.domain.roles import may_report_claims

NAME_MOST, ADDRESS_MOST = 80, 2_000
#: So many views one account keeps at most.
MOST = 100

table = Table(
    "saved_views",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("account", String(64), nullable=False),
    Column("name", String(NAME_MOST), nullable=False),
    #: A path of this site with its query.
    Column("address", Text, nullable=False),
    Column("is_shared", Boolean, nullable=False),
    Column("saved_at", Instant, nullable=False),
    Index("ix_saved_views_account", "account"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """A filtered page under a name; `account` is whose it is."""

    id: str
    account: str
    name: str
    address: str
    is_shared: bool
    saved_at: datetime


def save(connection: Connection, name: str, address: str, context: Context, *, is_shared: bool) -> str:
    """Save a page under a name and return the view's id; a name of one's own is taken over.

    Args:
        address: a path of this site, checked to be one.

    Raises:
        Refusal: `missing`, `too_long`, `too_many`; `not_allowed` where a viewer would share one.
    """
    name = " ".join(name.split())
    if not name:
        raise refuse("missing", "Enter a name for the view.", at="/name")
    if len(name) > NAME_MOST or not name.isprintable():
        words = f"A name has at most {NAME_MOST} characters, all of which can be seen."
        raise refuse("too_long", words, at="/name")
    if is_shared and not may_report_claims(context.actor):
        raise not_allowed("Only those who may log claims share views.")
    mine = table.c.account == context.actor.id
    connection.execute(delete(table).where(mine, table.c.name == name))
    if len(connection.execute(select(table.c.id).where(mine)).all()) >= MOST:
        raise refuse("too_many", f"You keep {MOST} views already: remove one first.", at="/name")
    view_id = context.new_id("viw")
    connection.execute(
        insert(table).values(
            id=view_id,
            account=context.actor.id,
            name=name,
            address=address[:ADDRESS_MOST],
            is_shared=is_shared,
            saved_at=context.now,
        )
    )
    return view_id


def remove(connection: Connection, view_id: str, context: Context) -> None:
    """Remove a view: one's own, or as an editor any that is shared.

    Raises:
        Refusal: `not_found`, `not_allowed`.
    """
    row = connection.execute(select(table).where(table.c.id == view_id)).one_or_none()
    if row is None or (row.account != context.actor.id and not row.is_shared):
        raise not_found("such view")
    if row.account != context.actor.id and not context.actor.is_at_least("editor"):
        raise not_allowed("Only an editor removes what somebody else shared.")
    connection.execute(delete(table).where(table.c.id == view_id))


def seen_by(connection: Connection, account_id: str) -> list[SavedView]:
    """Return the views of an account and those that are shared, by name."""
    query = select(table).where(or_(table.c.account == account_id, table.c.is_shared))
    found = connection.execute(query.order_by(table.c.name, table.c.id))
    return [SavedView(**row._mapping) for row in found]

"""The built-in mailbox as a list: narrowed by person and kind, with how many letters each of them has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from service.mail import mailbox
from service.mail.outbox import letters

_KEPT = mailbox.table.c


@dataclass(frozen=True, slots=True)
class Line:
    """One letter in the list; `subject` is None and its size 0 where its words were destroyed."""

    letter: str
    recipient: str
    address: str
    occasion: str
    subject: str | None
    size_bytes: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Counts:
    """How many letters there are, by the account they went to and by what they were written for."""

    by_recipient: Mapping[str, int]
    by_occasion: Mapping[str, int]

    @property
    def all(self) -> int:
        """How many letters there are in all."""
        return sum(self.by_recipient.values())


def lines(
    connection: Connection, *, recipient: str | None = None, occasion: str | None = None, most: int
) -> list[Line]:
    """Return the newest letters, newest first: all, or those to one account, or of one kind."""
    query = (
        select(
            _KEPT.letter,
            _KEPT.recipient,
            _KEPT.address,
            letters.c.occasion,
            _KEPT.subject,
            func.coalesce(func.length(_KEPT.raw), 0),
            _KEPT.received_at,
        )
        .join_from(mailbox.table, letters, letters.c.id == _KEPT.letter)
        .order_by(_KEPT.received_at.desc(), _KEPT.letter.desc())
        .limit(most)
    )
    if recipient is not None:
        query = query.where(_KEPT.recipient == recipient)
    if occasion is not None:
        query = query.where(letters.c.occasion == occasion)
    return [Line(*row) for row in connection.execute(query)]


def counts(connection: Connection) -> Counts:
    """Return how many letters there are of everybody and of every kind."""
    query = (
        select(_KEPT.recipient, letters.c.occasion, func.count())
        .join_from(mailbox.table, letters, letters.c.id == _KEPT.letter)
        .group_by(_KEPT.recipient, letters.c.occasion)
        .order_by(_KEPT.recipient, letters.c.occasion)
    )
    by_recipient: dict[str, int] = {}
    by_occasion: dict[str, int] = {}
    for recipient, occasion, count in connection.execute(query):
        by_recipient[recipient] = by_recipient.get(recipient, 0) + count
        by_occasion[occasion] = by_occasion.get(occasion, 0) + count
    return Counts(by_recipient, by_occasion)

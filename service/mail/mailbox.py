"""The built-in mailbox: where letters land while no mail server is set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default

from sqlalchemy import (
    Column,
    Connection,
    Index,
    LargeBinary,
    Row,
    String,
    Table,
    Text,
    UniqueConstraint,
    insert,
    select,
    update,
)

from service.database import Instant, metadata

table = Table(
    "mailbox",
    metadata,
    #: The letter it is a copy of, in the outbox.
    Column("letter", String(64), primary_key=True),
    Column("message_id", String(255), nullable=False),
    Column("recipient", String(64), nullable=False),
    Column("address", Text, nullable=False),
    #: Subject and bytes are null once the words of a claim in it were destroyed.
    Column("subject", Text),
    Column("raw", LargeBinary),
    Column("received_at", Instant, nullable=False),
    UniqueConstraint("message_id"),
    Index("ix_mailbox_received_at", "received_at"),
    Index("ix_mailbox_recipient", "recipient"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One letter in the mailbox; `subject` and `raw` are None where its words were destroyed."""

    letter: str
    message_id: str
    #: Id of the account it was written to.
    recipient: str
    address: str
    subject: str | None
    raw: bytes | None
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Opened:
    """A letter as a mail program shows it: its heads in order, and its two parts."""

    heads: tuple[tuple[str, str], ...]
    text: str
    html: str


def put(connection: Connection, kept: Kept) -> None:
    """Keep a letter; a second one with the same Message-ID is refused by the table itself."""
    connection.execute(
        insert(table).values(
            letter=kept.letter,
            message_id=kept.message_id,
            recipient=kept.recipient,
            address=kept.address,
            subject=kept.subject,
            raw=kept.raw,
            received_at=kept.received_at,
        )
    )


def every(connection: Connection, *, recipient: str | None = None, most: int = 200) -> list[Kept]:
    """Return the newest letters, newest first; with `recipient`, those to this account."""
    query = select(table).order_by(table.c.received_at.desc(), table.c.letter.desc()).limit(most)
    if recipient is not None:
        query = query.where(table.c.recipient == recipient)
    return [_kept(row) for row in connection.execute(query)]


def one(connection: Connection, letter: str) -> Kept | None:
    """Return a letter by its id, or None where there is none."""
    row = connection.execute(select(table).where(table.c.letter == letter)).one_or_none()
    return None if row is None else _kept(row)


def opened(raw: bytes) -> Opened:
    """Return a letter's heads and its text and HTML parts from its bytes."""
    message = BytesParser(EmailMessage, policy=default).parsebytes(raw)
    heads = tuple((name, str(value)) for name, value in message.items())
    return Opened(heads, _part(message, "plain"), _part(message, "html"))


def destroy_words(connection: Connection, letters: Sequence[str]) -> None:
    """Take subject and text out of the copies of these letters, for good."""
    connection.execute(update(table).where(table.c.letter.in_(letters)).values(subject=None, raw=None))


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    # The wire ends lines with CRLF, inside the parts too; whoever reads a letter here gets plain ends.
    return "" if part is None else str(part.get_content()).replace("\r\n", "\n")


def _kept(row: Row[tuple[object, ...]]) -> Kept:
    return Kept(**row._mapping)

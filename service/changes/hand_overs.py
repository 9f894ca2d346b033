"""Notes that one shift leaves for the next: shown until somebody marks them done, kept for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Index, Row, String, Table, Text, insert, or_, select, update

from service.changes.writing import Context
from service.database import Instant, metadata
from service.domain.refusals import not_allowed, not_found, refuse
from service.domain.roles import may_report_claims

#: Characters of one note, and of the name of a desk.
TEXT_MOST, DESK_MOST = 4_000, 60

table = Table(
    "hand_over_notes",
    metadata,
    Column("id", String(64), primary_key=True),
    #: None is for every desk.
    Column("desk", String(64)),
    Column("text", Text, nullable=False),
    Column("author", String(64), nullable=False),
    Column("written_at", Instant, nullable=False),
    Column("done_by", String(64)),
    Column("done_at", Instant),
    Index("ix_hand_over_notes_written_at", "written_at"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One note for the next shift; `author` and `done_by` are ids of accounts."""

    id: str
    desk: str | None
    text: str
    author: str
    written_at: datetime
    done_by: str | None
    done_at: datetime | None


def write(connection: Connection, text: str, desk: str, context: Context) -> str:
    """Leave a note for the next shift and return its id.

    Raises:
        Refusal: `not_allowed`, `missing`, `too_long`, `unfit_character`.
    """
    _require_writer(context)
    text, desk = text.replace("\r\n", "\n").strip(), desk.strip()
    if not text:
        raise refuse("missing", "Write what the next shift is to know.", at="/note")
    for words, most, place in ((text, TEXT_MOST, "/note"), (desk, DESK_MOST, "/desk")):
        if len(words) > most:
            raise refuse("too_long", f"At most {most:,} characters; these are {len(words):,}.", at=place)
        if "\x00" in words or any("\ud800" <= one <= "\udfff" for one in words):
            raise refuse("unfit_character", "There is a character in it that is no text.", at=place)
    note_id = context.new_id("hov")
    connection.execute(
        insert(table).values(
            id=note_id, desk=desk or None, text=text, author=context.actor.id, written_at=context.now
        )
    )
    return note_id


def mark_done(connection: Connection, note_id: str, context: Context) -> None:
    """Mark a note as done; one that is done already keeps who did it first.

    Raises:
        Refusal: `not_allowed`, `not_found`.
    """
    _require_writer(context)
    connection.execute(
        update(table)
        .where(table.c.id == note_id, table.c.done_at.is_(None))
        .values(done_by=context.actor.id, done_at=context.now)
    )
    if connection.execute(select(table.c.id).where(table.c.id == note_id)).first() is None:
        raise not_found("such note")


def waiting(connection: Connection, desk: str | None, *, most: int) -> list[Note]:
    """Return the newest notes that are not done: of all desks, or of one desk and of none."""
    query = select(table).where(table.c.done_at.is_(None))
    if desk is not None:
        query = query.where(or_(table.c.desk == desk, table.c.desk.is_(None)))
    newest = query.order_by(table.c.written_at.desc(), table.c.id).limit(most)
    return [_note(row) for row in connection.execute(newest)]


def done(connection: Connection, *, most: int) -> list[Note]:
    """Return the newest notes that are done."""
    query = select(table).where(table.c.done_at.is_not(None))
    newest = query.order_by(table.c.written_at.desc(), table.c.id).limit(most)
    return [_note(row) for row in connection.execute(newest)]


def _note(row: Row[tuple[object, ...]]) -> Note:
    return Note(**row._mapping)


def _require_writer(context: Context) -> None:
    if not may_report_claims(context.actor):
        raise not_allowed("Only those who may log claims leave notes and mark them as done.")

"""The reminders: planned with the flag, put into letters, and kept with what became of each."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Index,
    Integer,
    Select,
    String,
    Table,
    UniqueConstraint,
    and_,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from service.access import accounts
from service.database import CommitUnknown, Instant, Unavailable, metadata, reading, transact
from service.domain.reminding import (
    Drop,
    DropReason,
    Reminder,
    Send,
    SkipReason,
    Verdict,
    Wait,
    WaitReason,
    letters_of,
)
from service.mail import outbox
from service.mail.messages import message_id, sender_of
from service.read_models.claim_board import claim_board
from service.wiring import Wiring

logger = logging.getLogger(__name__)

State = Literal["planned", "queued", "sent", "dropped", "skipped"]
#: Stands for a reminder's recipient where nobody is asked; a null would escape the unique constraint.
NOBODY = ""
#: Rows written or read at once: SQLite takes a limited number of values in one statement.
BATCH = 500

reminders = Table(
    "reminders",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("claim", String(64), nullable=False),
    Column("arming", Integer, nullable=False),
    Column("step", String(32), nullable=False),
    Column("recipient", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    #: Why it is skipped, dropped, or planned anew.
    Column("reason", String(32)),
    Column("due_at", Instant, nullable=False),
    #: The letter it went into; the letter's own state says whether that is still to go out, or is dead.
    Column("letter", String(64)),
    Column("planned_at", Instant, nullable=False),
    UniqueConstraint("claim", "arming", "step", "recipient"),
    Index("ix_reminders_state_due_at", "state", "due_at"),
    Index("ix_reminders_letter", "letter"),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """A reminder to be planned, or the reason why there will be none."""

    reminder: Reminder
    skipped: SkipReason | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """A reminder as it is on record."""

    id: int
    reminder: Reminder
    state: State
    reason: str | None
    due_at: datetime
    letter: str | None


def plan(connection: Connection, plans: Sequence[Plan], now: datetime) -> None:
    """Put new reminders on record; a second one with the same key is refused by the table itself."""
    if plans:
        connection.execute(insert(reminders), [_row_of(one, now) for one in plans])


def remind(wiring: Wiring, *, should_stop: Callable[[], bool]) -> int:
    """Put all reminders that are due into letters, person by person; return how many letters it made.

    Raises:
        MailSettingsError: nobody can be written to; the reminders stay planned.
    """
    sender = sender_of(wiring.settings.mail_from)
    queued = 0
    for recipient in _recipients(wiring):
        if should_stop():
            break

        def work(connection: Connection, recipient: str = recipient) -> int:
            return _queue_for(connection, recipient, wiring, lambda letter: message_id(letter, sender))

        try:
            queued += transact(wiring.engine, work)
        except (CommitUnknown, Unavailable):
            raise
        except Exception:
            logger.exception("the letters to %s could not be queued", recipient)
    return queued


def of_letter(connection: Connection, letter_id: str) -> list[Planned]:
    """Return the reminders that are in a letter and still open, oldest first."""
    query = _open().where(reminders.c.letter == letter_id, reminders.c.state == "queued")
    return [_planned(row) for row in connection.execute(query)]


def of_claim(connection: Connection, claim_id: str) -> list[Planned]:
    """Return all reminders of a claim, oldest first, with what became of each."""
    return [_planned(row) for row in connection.execute(_open().where(reminders.c.claim == claim_id))]


def settle(connection: Connection, verdicts: Sequence[tuple[Planned, Verdict]], *, was_sent: bool) -> None:
    """Write down what became of the reminders of a letter.

    Args:
        was_sent: the letter went out, and with it the reminders that stood.
    """
    standing = [planned for planned, found in verdicts if isinstance(found, Send)]
    if was_sent:
        _set_all(connection, standing, state="sent", reason=None)
    for planned, found in verdicts:
        match found:
            case Drop(reason):
                _set_all(connection, [planned], state="dropped", reason=reason)
            case Wait(until, reason):
                _set_all(connection, [planned], state="planned", reason=reason, due_at=until, letter=None)
            case Send():
                pass


def hand_over(connection: Connection, heir: Reminder, now: datetime) -> None:
    """Plan the reminder to a claim's new owner, unless that person was asked already."""
    key = [reminders.c[name] == value for name, value in _key(heir).items()]
    found = connection.execute(select(reminders.c.state, reminders.c.reason).where(*key)).one_or_none()
    if found is None:
        plan(connection, [Plan(heir)], now)
        return
    handed_back: DropReason = "owner_changed"
    if found.state == "dropped" and found.reason == handed_back:
        connection.execute(
            update(reminders).where(*key).values(state="planned", reason=None, due_at=now, letter=None)
        )


def count_planned(connection: Connection) -> int:
    """Return how many reminders are planned and not in a letter yet."""
    query = select(func.count()).select_from(reminders).where(reminders.c.state == "planned")
    return int(connection.execute(query).scalar_one())


def _recipients(wiring: Wiring) -> list[str]:
    with reading(wiring.engine) as connection:
        query = (
            select(reminders.c.recipient)
            .distinct()
            .where(reminders.c.state == "planned", _is_due(wiring.now()))
            .order_by(reminders.c.recipient)
        )
        return list(connection.execute(query).scalars())


def _queue_for(
    connection: Connection, recipient: str, wiring: Wiring, message_id_of: Callable[[str], str]
) -> int:
    """Queue one person's letters.

    All rows are taken, and waited for, in one order: two schedulers at once neither split what belongs into
    one letter nor lock each other out.
    """
    now = wiring.now()
    due = _open().where(reminders.c.recipient == recipient, reminders.c.state == "planned", _is_due(now))
    found = [_planned(row) for row in connection.execute(due.with_for_update())]
    account = accounts.by_id(connection, recipient)
    if account is None or not account.is_active:
        reason: DropReason = "unknown_account" if account is None else "account_inactive"
        _set_all(connection, found, state="skipped", reason=reason)
        return 0
    by_reminder = {planned.reminder: planned for planned in found}
    groups = letters_of([planned.reminder for planned in found])
    for group in groups:
        letter_id = wiring.new_id("let")
        _queue(connection, [by_reminder[one] for one in group], letter_id, message_id_of(letter_id), now)
    return len(groups)


def _queue(
    connection: Connection, group: Sequence[Planned], letter_id: str, message_id: str, now: datetime
) -> None:
    recipient = group[0].reminder.recipient
    outbox.queue(
        connection,
        letter_id=letter_id,
        occasion="date_passed" if len(group) == 1 else "many_past_due",
        recipient=recipient or NOBODY,
        claims=[planned.reminder.claim for planned in group],
        message_id=message_id,
        now=now,
    )
    _set_all(connection, group, state="queued", letter=letter_id, reason=None)


def _is_due(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a planned reminder's time has come, or that a report ended its snooze."""
    snoozed: WaitReason = "snoozed"
    board = claim_board.c
    is_awake = exists().where(board.claim == reminders.c.claim, board.snoozed_until_at.is_(None))
    return or_(reminders.c.due_at <= now, and_(reminders.c.reason == snoozed, is_awake))


def _set_all(connection: Connection, found: Sequence[Planned], **values: Any) -> None:
    for start in range(0, len(found), BATCH):
        ids = [planned.id for planned in found[start : start + BATCH]]
        connection.execute(update(reminders).where(reminders.c.id.in_(ids)).values(values))


def _open() -> Select[Any]:
    return select(reminders).order_by(reminders.c.id)


def _key(reminder: Reminder) -> dict[str, Any]:
    return {
        "claim": reminder.claim,
        "arming": reminder.arming,
        "step": reminder.step,
        "recipient": reminder.recipient or NOBODY,
    }


def _row_of(plan: Plan, now: datetime) -> dict[str, Any]:
    state: State = "planned" if plan.skipped is None else "skipped"
    return {
        **_key(plan.reminder),
        "state": state,
        "reason": plan.skipped,
        "due_at": now,
        "letter": None,
        "planned_at": now,
    }


def _planned(row: Any) -> Planned:
    reminder = Reminder(row.claim, row.arming, row.step, row.recipient or None)
    return Planned(row.id, reminder, row.state, row.reason, row.due_at, row.letter)

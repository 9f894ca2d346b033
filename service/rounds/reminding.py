"""The reminders: planned step by step, and kept with what became of each."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
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

from service.database import Instant, metadata
from service.domain.claim import Claim
from service.domain.reminding import (
    Asked,
    Drop,
    DropReason,
    Reminder,
    Send,
    SkipReason,
    Verdict,
    Wait,
    WaitReason,
)
from service.domain.reminding.steps import DATE_PASSED, Step, is_for_editors, is_of_ladder
from service.mail import tries
from service.read_models.claim_board import claim_board

logger = logging.getLogger(__name__)

#: `failed`: the letter was given up; it may be sent again.
State = Literal["planned", "queued", "sent", "failed", "dropped", "skipped"]
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
    #: Whose letter it is, where that person is away and the recipient stands in.
    Column("on_behalf_of", String(64)),
    Column("sent_at", Instant),
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
    sent_at: datetime | None = None


def reminder_to_nobody(claim_id: str, claim: Claim) -> Reminder:
    """Return what is put on record where a date passed and there is nobody to be asked."""
    return Reminder(claim_id, claim.arming, DATE_PASSED, None)


def asked_in(found: Iterable[Planned]) -> dict[str, list[Asked]]:
    """Return what each person was asked, by whose letter it was; what was dropped was not asked."""
    asked: dict[str, list[Asked]] = {}
    for one in found:
        principal = one.reminder.principal
        if principal is None or not is_of_ladder(one.reminder.step):
            continue
        if one.state in ("planned", "queued"):
            asked.setdefault(principal, []).append(Asked(one.reminder.step, None))
        if one.state in ("sent", "failed"):
            asked.setdefault(principal, []).append(Asked(one.reminder.step, one.sent_at or one.due_at))
    return asked


def told_in(found: Iterable[Planned]) -> frozenset[Step]:
    """Return what the editors were told; what was dropped they were not."""
    return frozenset(
        one.reminder.step
        for one in found
        if is_for_editors(one.reminder.step) and one.state not in ("dropped", "skipped")
    )


def plan_anew(connection: Connection, plans: Sequence[Plan], had: Sequence[Planned], now: datetime) -> None:
    """Put reminders on record; those that were dropped or skipped before are planned again.

    Args:
        had: what is on record of these claims' present armings. What is under way there, or was sent, stays
            as it is: nobody is written to twice for one step.
    """
    by_key = {_identity(one.reminder): one for one in had}
    fresh = {_identity(one.reminder): one for one in plans}
    plan(connection, [one for key, one in fresh.items() if key not in by_key], now)
    for key, one in fresh.items():
        before = by_key.get(key)
        if before is not None and before.state in ("dropped", "skipped") and one.skipped is None:
            values = {"on_behalf_of": one.reminder.on_behalf_of, "planned_at": now, "due_at": now}
            set_all(connection, [before], state="planned", reason=None, letter=None, **values)


def plan(connection: Connection, plans: Sequence[Plan], now: datetime) -> None:
    """Put new reminders on record; a second one with the same key is refused by the table itself."""
    if plans:
        connection.execute(insert(reminders), [_row_of(one, now) for one in plans])


def of_letter(connection: Connection, letter_id: str) -> list[Planned]:
    """Return the reminders that are in a letter and still open, oldest first."""
    is_open = reminders.c.state.in_(("queued", "failed"))
    query = _open().where(reminders.c.letter == letter_id, is_open)
    return [_planned(row) for row in connection.execute(query)]


def of_claim(connection: Connection, claim_id: str) -> list[Planned]:
    """Return all reminders of a claim, oldest first, with what became of each."""
    return [_planned(row) for row in connection.execute(_open().where(reminders.c.claim == claim_id))]


def of_claims(connection: Connection, claim_ids: Sequence[str]) -> dict[str, list[Planned]]:
    """Return all reminders of these claims, by claim, oldest first."""
    found: dict[str, list[Planned]] = {}
    for start in range(0, len(claim_ids), BATCH):
        query = _open().where(reminders.c.claim.in_(claim_ids[start : start + BATCH]))
        for row in connection.execute(query):
            found.setdefault(row.claim, []).append(_planned(row))
    return found


def settle(connection: Connection, verdicts: Sequence[tuple[Planned, Verdict]], letter: tries.Letter) -> None:
    """Write down what became of the reminders of a letter, as the letter itself now stands."""
    standing = [planned for planned, found in verdicts if isinstance(found, Send)]
    if letter.state == "sent":
        set_all(connection, standing, state="sent", reason=None, sent_at=letter.sent_at)
    if letter.state == "dead":
        set_all(connection, standing, state="failed", reason="not_delivered")
    for planned, found in verdicts:
        match found:
            case Drop(reason):
                set_all(connection, [planned], state="dropped", reason=reason)
            case Wait(until, reason):
                set_all(connection, [planned], state="planned", reason=reason, due_at=until, letter=None)
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


def waiting_recipients(connection: Connection, now: datetime) -> list[str]:
    """Return whom planned reminders are for whose time has come."""
    query = (
        select(reminders.c.recipient)
        .distinct()
        .where(reminders.c.state == "planned", _is_due(now))
        .order_by(reminders.c.recipient)
    )
    return list(connection.execute(query).scalars())


def take_due(connection: Connection, recipient: str, now: datetime) -> list[Planned]:
    """Return one person's planned reminders whose time has come, oldest first, taken in this transaction."""
    due = _open().where(reminders.c.recipient == recipient, reminders.c.state == "planned", _is_due(now))
    return [_planned(row) for row in connection.execute(due.with_for_update())]


def count_planned(connection: Connection) -> int:
    """Return how many reminders are planned and not in a letter yet."""
    query = select(func.count()).select_from(reminders).where(reminders.c.state == "planned")
    return int(connection.execute(query).scalar_one())


def set_all(connection: Connection, found: Sequence[Planned], **values: Any) -> None:
    """Write these values to reminders, many at once."""
    for start in range(0, len(found), BATCH):
        ids = [planned.id for planned in found[start : start + BATCH]]
        connection.execute(update(reminders).where(reminders.c.id.in_(ids)).values(values))


def _is_due(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a planned reminder's time has come, or that a report ended its snooze."""
    snoozed: WaitReason = "snoozed"
    board = claim_board.c
    is_awake = exists().where(board.claim == reminders.c.claim, board.snoozed_until_at.is_(None))
    return or_(reminders.c.due_at <= now, and_(reminders.c.reason == snoozed, is_awake))


def _open() -> Select[Any]:
    return select(reminders).order_by(reminders.c.id)


def _key(reminder: Reminder) -> dict[str, Any]:
    return {
        "claim": reminder.claim,
        "arming": reminder.arming,
        "step": reminder.step,
        "recipient": reminder.recipient or NOBODY,
    }


def _identity(reminder: Reminder) -> tuple[Any, ...]:
    return tuple(_key(reminder).values())


def _row_of(plan: Plan, now: datetime) -> dict[str, Any]:
    state: State = "planned" if plan.skipped is None else "skipped"
    return {
        **_key(plan.reminder),
        "state": state,
        "reason": plan.skipped,
        "due_at": now,
        "letter": None,
        "planned_at": now,
        "on_behalf_of": plan.reminder.on_behalf_of,
        "sent_at": None,
    }


def _planned(row: Any) -> Planned:
    reminder = Reminder(row.claim, row.arming, row.step, row.recipient or None, row.on_behalf_of)
    return Planned(row.id, reminder, row.state, row.reason, row.due_at, row.letter, row.sent_at)

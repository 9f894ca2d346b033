"""Puts reminders that are due into letters, person by person."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, select

from service.access import accounts
from service.database import CommitUnknown, Unavailable, reading, transact
from service.domain.reminding import DropReason, Reminder, family_of, letters_of
from service.mail import outbox
from service.mail.messages import message_id, sender_of
from service.rounds import reminding
from service.rounds.reminding import NOBODY, Planned
from service.wiring import Wiring

logger = logging.getLogger(__name__)

#: How often one reason to write may come back before something is wrong.
MOST_SAME_REASONS = 1000
Occasion = Literal["reminder", "many_past_due", "date_moved", "escalation", "receipt"]


def remind(wiring: Wiring, *, should_stop: Callable[[], bool]) -> int:
    """Put all reminders that are due into letters, person by person; return how many letters it made.

    Raises:
        MailSettingsError: nobody can be written to; the reminders stay planned.
    """
    sender = sender_of(wiring.settings.mail_from)
    queued = 0
    with reading(wiring.engine) as connection:
        recipients = reminding.waiting_recipients(connection, wiring.now())
    for recipient in recipients:
        if should_stop():
            break

        def work(connection: Connection, recipient: str = recipient) -> int:
            return _queue_for(connection, recipient, wiring, lambda name: message_id(name, sender))

        try:
            queued += transact(wiring.engine, work)
        except (CommitUnknown, Unavailable):
            raise
        except Exception:
            logger.exception("the letters to %s could not be queued", recipient)
    return queued


def _queue_for(
    connection: Connection, recipient: str, wiring: Wiring, message_id_of: Callable[[str], str]
) -> int:
    """Queue one person's letters.

    All rows are taken, and waited for, in one order: two schedulers at once neither split what belongs into
    one letter nor lock each other out.
    """
    now = wiring.now()
    found = reminding.take_due(connection, recipient, now)
    account = accounts.by_id(connection, recipient)
    if account is None or not account.is_active:
        reason: DropReason = "unknown_account" if account is None else "account_inactive"
        reminding.set_all(connection, found, state="skipped", reason=reason)
        return 0
    by_reminder = {planned.reminder: planned for planned in found}
    groups = letters_of([planned.reminder for planned in found])
    for group in groups:
        letter_id = wiring.new_id("let")
        name = letter_id if len(group) > 1 else name_of(group[0])
        _queue(connection, [by_reminder[one] for one in group], letter_id, message_id_of(name), now)
    return len(groups)


def _queue(
    connection: Connection, group: Sequence[Planned], letter_id: str, message_id: str, now: datetime
) -> None:
    recipient = group[0].reminder.recipient
    outbox.queue(
        connection,
        letter_id=letter_id,
        occasion=occasion_of([planned.reminder for planned in group]),
        recipient=recipient or NOBODY,
        claims=[planned.reminder.claim for planned in group],
        message_id=_free_message_id(connection, message_id),
        now=now,
    )
    reminding.set_all(connection, group, state="queued", letter=letter_id, reason=None)


def name_of(reminder: Reminder) -> str:
    """Return what a letter for one reason is named by: always the same for the same reason.

    The four parts are hashed: a letter that is handed on tells nothing of accounts.
    """
    key = f"{reminder.claim} {reminder.arming} {reminder.step} {reminder.recipient}"
    return f"rem_{hashlib.sha256(key.encode()).hexdigest()[:32]}"


def occasion_of(group: Sequence[Reminder]) -> Occasion:
    """Return what kind of letter a group of reminders becomes."""
    match family_of(group[0].step):
        case "ladder":
            return "reminder" if len(group) == 1 else "many_past_due"
        case "moved":
            return "date_moved"
        case "editors":
            return "escalation"
        case "receipt":
            return "receipt"


def _free_message_id(connection: Connection, wanted: str) -> str:
    """Return a Message-ID that no letter has yet: the wanted one, or it with a number behind its name.

    A reason to write that was dropped and has come back makes a new letter for the same reason.
    """
    name, _, domain = wanted.rpartition("@")
    for number in range(1, MOST_SAME_REASONS):
        found = wanted if number == 1 else f"{name}.{number}@{domain}"
        if (
            connection.execute(
                select(outbox.letters.c.id).where(outbox.letters.c.message_id == found)
            ).first()
            is None
        ):
            return found
    raise AssertionError(f"there are {MOST_SAME_REASONS} letters for one reason: {wanted}")

"""Letters of the outbox as the API shows them to admins."""

from __future__ import annotations

from typing import Any

from service.formats.json_text import instant, instant_or_none
from service.mail.tries import Letter


def delivery(letter: Letter) -> dict[str, Any]:
    """Return a letter: what it is about, to whom, and what became of it."""
    return {
        "id": letter.id,
        "occasion": letter.occasion,
        "recipient": letter.recipient,
        "address": letter.address,
        "subject": letter.subject,
        "state": letter.state,
        "attempts": letter.attempt,
        "queued_at": instant(letter.queued_at),
        "next_try_at": instant_or_none(letter.next_try_at),
        "sent_at": instant_or_none(letter.sent_at),
        "via": letter.via,
        "reason": letter.reason,
        "message_id": letter.message_id,
    }

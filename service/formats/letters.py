"""Letters, choices about them and follows as the API shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, get_args

from service.domain.reminding import Choices
from service.domain.reminding.choices import FollowKind
from service.domain.reminding.digesting import Turn
from service.formats.json_text import instant, instant_or_none
from service.formats.shapes import API
from service.mail.paused import Paused
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


def choices(chosen: Choices, *, next_digest: Turn | None, paused: list[Paused]) -> dict[str, Any]:
    """Return somebody's choices, with what follows from them."""

    def day(value: Any) -> str | None:
        return None if value is None else value.isoformat()

    return {
        "zone": chosen.zone,
        "digest": chosen.digest,
        "digest_at": f"{chosen.digest_at:%H:%M}",
        "skips_empty": chosen.skips_empty,
        "day_before": chosen.day_before,
        "last_day": chosen.last_day,
        "date_passed": chosen.date_passed,
        "again_every_days": chosen.again_every_days,
        "again_times": chosen.again_times,
        "date_moved": chosen.date_moved,
        "escalation": chosen.escalation,
        "receipt": chosen.receipt,
        "hides_text": chosen.hides_text,
        "paused_until": day(chosen.paused_until),
        "away_from": day(chosen.away_from),
        "away_until": day(chosen.away_until),
        "stand_in": chosen.stand_in,
        "next_digest_at": None if next_digest is None else instant(next_digest.at),
        "paused_addresses": [paused_address(one) for one in paused],
    }


def paused_address(paused: Paused) -> dict[str, Any]:
    """Return an address that nothing is sent to, with the mail server's words."""
    return {
        "account": paused.account,
        "address": paused.address,
        "since": instant(paused.since),
        "words": paused.words,
        "letter": paused.letter,
    }


def follow(
    *, follow_id: str, kind: FollowKind, target: str, wants_letters: bool, since: datetime, base_url: str
) -> dict[str, Any]:
    """Return what somebody follows; the kinds that it is not are null."""
    targets = {one: target if one == kind else None for one in get_args(FollowKind)}
    return {
        "id": follow_id,
        "url": f"{base_url}{API}/follows/{follow_id}",
        "kind": kind,
        **targets,
        "wants_letters": wants_letters,
        "since": instant(since),
    }

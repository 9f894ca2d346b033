"""Who is reminded of a claim whose date has passed, and whether a planned reminder still stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from service.domain.claim import Claim
from service.domain.due import ASK_AGAIN_AFTER, deadlines, is_snoozed
from service.domain.window import closes_at, start_of_day

Step = Literal["date_passed"]
SkipReason = Literal["nobody_owns_it", "imported_after_its_date"]
WaitReason = Literal["snoozed", "checked"]
DropReason = Literal[
    "unknown_account",
    "account_inactive",
    "claim_gone",
    "answered",
    "asked_anew",
    "owner_changed",
    "date_does_not_ask",
]

#: More than this many claims for one person in one round become one letter.
MOST_SINGLE_LETTERS = 20


@dataclass(frozen=True, slots=True)
class Reminder:
    """One question to one person; there is never a second one with the same four parts.

    `recipient` is the id of an account, None where nobody is asked.
    """

    claim: str
    arming: int
    step: Step
    recipient: str | None


@dataclass(frozen=True, slots=True)
class Send:
    """The reminder stands: ask."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Not now: ask again whether it stands at `until`."""

    until: datetime
    reason: WaitReason


@dataclass(frozen=True, slots=True)
class Drop:
    """The reminder does not stand any more."""

    reason: DropReason


Verdict = Send | Wait | Drop


def reminder_of(claim_id: str, claim: Claim) -> Reminder:
    """Return the reminder that the flag of a claim's present arming gives rise to."""
    return Reminder(claim_id, claim.arming, "date_passed", claim.owner)


def skip_reason(claim: Claim, *, logged_at: datetime) -> SkipReason | None:
    """Say why nobody is written to about a claim that was flagged, or None where its owner is.

    Args:
        logged_at: when the claim was recorded here.
    """
    if claim.owner is None:
        return "nobody_owns_it"
    closed_at = closes_at(claim.window)
    # A window that came later, or was asked about anew, is no longer the one that came in with the file.
    had_closed = claim.arming == 1 and closed_at is not None and closed_at <= logged_at
    return "imported_after_its_date" if claim.imported and had_closed else None


def verdict(
    reminder: Reminder, claim: Claim | None, *, recipient_is_active: bool | None, now: datetime
) -> Verdict:
    """Say what is to be done about a reminder at this moment; asked when it is sent, too.

    Args:
        claim: as it stands now; None where there is none.
        recipient_is_active: None where there is no such account.
    """
    if recipient_is_active is None:
        return Drop("unknown_account")
    if not recipient_is_active:
        return Drop("account_inactive")
    if claim is None:
        return Drop("claim_gone")
    if claim.is_settled:
        return Drop("answered")
    if claim.arming != reminder.arming:
        return Drop("asked_anew")
    if claim.owner != reminder.recipient:
        return Drop("owner_changed")
    return _when_asked(claim, now)


def heir_of(reminder: Reminder, claim: Claim | None, found: Verdict) -> Reminder | None:
    """Return the reminder to the new owner of a claim that was handed over before its letter went out."""
    if claim is None or claim.owner is None or found != Drop("owner_changed"):
        return None
    return Reminder(reminder.claim, reminder.arming, reminder.step, claim.owner)


def letters_of(reminders: Sequence[Reminder]) -> list[list[Reminder]]:
    """Return one person's reminders of one round as the letters they become: one each, or one for all."""
    if len(reminders) > MOST_SINGLE_LETTERS:
        return [list(reminders)]
    return [[reminder] for reminder in reminders]


def _when_asked(claim: Claim, now: datetime) -> Verdict:
    closed_at = deadlines(claim).closes_at
    if closed_at is None or now < closed_at:
        return Drop("date_does_not_ask")
    zone = claim.window.zone
    if claim.snoozed_until is not None and is_snoozed(claim, now):
        return Wait(start_of_day(claim.snoozed_until, zone), "snoozed")
    checked_on, latest = claim.last_checked_on, claim.window.latest
    if checked_on is not None and latest is not None and checked_on > latest:
        # Somebody has looked since the date passed: that is an answer, for a week.
        until = start_of_day(checked_on + ASK_AGAIN_AFTER, zone)
        return Wait(until, "checked") if now < until else Send()
    return Send()

"""Whether a planned letter still stands when it is about to be sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from service.domain.claim import Claim
from service.domain.due import deadlines, is_snoozed
from service.domain.reminding.choices import DEFAULTS, Choices, is_paused
from service.domain.reminding.steps import (
    DATE_PASSED,
    DAY_BEFORE,
    LAST_DAY,
    MOVED,
    OWNER_GONE,
    Step,
    is_before_passing,
    is_for_editors,
    is_of_ladder,
    version_received,
)
from service.domain.window import closes_at, day_of, start_of_day

SkipReason = Literal["nobody_owns_it", "imported_after_its_date"]
WaitReason = Literal["snoozed", "checked"]
DropReason = Literal[
    "unknown_account",
    "account_inactive",
    "may_not_read",
    "address_paused",
    "letters_paused",
    "unsubscribed",
    "claim_gone",
    "answered",
    "asked_anew",
    "owner_changed",
    "not_followed",
    "stopped",
    "no_editor",
    "date_does_not_ask",
    "overtaken",
]

#: More than this many claims for one person in one round become one letter.
MOST_SINGLE_LETTERS = 20


@dataclass(frozen=True, slots=True)
class Reminder:
    """One letter's reason; there is never a second one with the same first four parts.

    `recipient` is the id of an account, None where nobody is asked; `on_behalf_of` is whose letter it is
    where that person is away.
    """

    claim: str
    arming: int
    step: Step
    recipient: str | None
    on_behalf_of: str | None = None

    @property
    def principal(self) -> str | None:
        """Whose letter it is."""
        return self.on_behalf_of or self.recipient


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known at the moment of sending of the one a letter goes to."""

    #: None where there is no such account.
    is_active: bool | None = True
    may_read: bool = True
    is_editor: bool = False
    choices: Choices = DEFAULTS
    #: Whether the mail server has refused the address for good.
    is_address_paused: bool = False
    #: Whether whose letter it is follows the claim, or said to hear no more of it.
    follows: bool = False
    is_muted: bool = False


@dataclass(frozen=True, slots=True)
class Send:
    """The letter stands."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Not now: ask again whether it stands at `until`."""

    until: datetime
    reason: WaitReason


@dataclass(frozen=True, slots=True)
class Drop:
    """The letter does not stand any more."""

    reason: DropReason


Verdict = Send | Wait | Drop


def reminder_of(claim_id: str, claim: Claim) -> Reminder:
    """Return the reminder that the flag of a claim's present arming gives rise to."""
    return Reminder(claim_id, claim.arming, DATE_PASSED, claim.owner)


def is_old_import(claim: Claim, *, logged_at: datetime) -> bool:
    """Say whether a claim came in through a file with a date that had passed: nobody is written to."""
    closed_at = closes_at(claim.window)
    # A window that came later, or was asked about anew, is no longer the one that came in with the file.
    had_closed = claim.arming == 1 and closed_at is not None and closed_at <= logged_at
    return claim.imported and had_closed


def verdict(reminder: Reminder, claim: Claim | None, standing: Standing, *, now: datetime) -> Verdict:
    """Say what is to be done about a letter at this moment.

    Args:
        claim: as it stands now; None where there is none.
    """
    found = _reader_verdict(standing, now)
    if found is not None:
        return found
    if claim is None:
        return Drop("claim_gone")
    if version_received(reminder.step) is not None:
        return Send() if standing.choices.receipt else Drop("unsubscribed")
    if claim.is_settled:
        return Drop("answered")
    if claim.arming != reminder.arming:
        return Drop("asked_anew")
    if is_for_editors(reminder.step):
        return _editors_verdict(reminder, claim, standing, now)
    if claim.owner != reminder.principal and not standing.follows:
        return Drop("owner_changed")
    if standing.is_muted:
        return Drop("stopped")
    if not _is_chosen(reminder.step, standing.choices):
        return Drop("unsubscribed")
    return _when_asked(reminder.step, claim, standing.choices, now) if is_of_ladder(reminder.step) else Send()


def heir_of(reminder: Reminder, claim: Claim | None, found: Verdict) -> Reminder | None:
    """Return the reminder to the new owner of a claim that was handed over before its letter went out."""
    if claim is None or claim.owner is None or found != Drop("owner_changed"):
        return None
    return Reminder(reminder.claim, reminder.arming, reminder.step, claim.owner)


def letters_of(reminders: Sequence[Reminder]) -> list[list[Reminder]]:
    """Return one person's reminders of one round as the letters they become: one each, or one for all.

    The ladder, moved dates and what editors hear are kept apart; of the last there is always one letter.
    """
    made: list[list[Reminder]] = []
    for family in ("ladder", "moved", "editors", "receipt"):
        found = [one for one in reminders if family_of(one.step) == family]
        if not found:
            continue
        is_one = family == "editors" or (family != "receipt" and len(found) > MOST_SINGLE_LETTERS)
        made += [found] if is_one else [[one] for one in found]
    return made


def family_of(step: Step) -> Literal["ladder", "moved", "editors", "receipt"]:
    """Return which kind of letter a step becomes."""
    if is_for_editors(step):
        return "editors"
    if version_received(step) is not None:
        return "receipt"
    return "moved" if step == MOVED else "ladder"


def _reader_verdict(standing: Standing, now: datetime) -> Drop | None:
    if standing.is_active is None:
        return Drop("unknown_account")
    if not standing.is_active:
        return Drop("account_inactive")
    if not standing.may_read:
        return Drop("may_not_read")
    if standing.is_address_paused:
        return Drop("address_paused")
    return Drop("letters_paused") if is_paused(standing.choices, now) else None


def _editors_verdict(reminder: Reminder, claim: Claim, standing: Standing, now: datetime) -> Verdict:
    if not standing.is_editor:
        return Drop("no_editor")
    if not standing.choices.escalation:
        return Drop("unsubscribed")
    if reminder.step == OWNER_GONE:
        return Send() if claim.owner == reminder.principal else Drop("owner_changed")
    if is_snoozed(claim, now):
        return Drop("overtaken")
    if claim.last_checked_on is not None and claim.last_checked_on >= day_of(now, claim.window.zone):
        return Drop("answered")
    closed_at = deadlines(claim).closes_at
    return Send() if closed_at is not None and now >= closed_at else Drop("date_does_not_ask")


def _is_chosen(step: Step, choices: Choices) -> bool:
    if step == MOVED:
        return choices.date_moved
    if step == DAY_BEFORE:
        return choices.day_before
    return choices.last_day if step == LAST_DAY else choices.date_passed


def _when_asked(step: Step, claim: Claim, choices: Choices, now: datetime) -> Verdict:
    closed_at = deadlines(claim).closes_at
    zone, latest = claim.window.zone, claim.window.latest
    if closed_at is None or latest is None:
        return Drop("date_does_not_ask")
    if is_before_passing(step):
        is_late = now >= closed_at or (step == DAY_BEFORE and now >= start_of_day(latest, zone))
        if is_late:
            return Drop("overtaken")
    elif now < closed_at:
        return Drop("date_does_not_ask")
    if claim.snoozed_until is not None and is_snoozed(claim, now):
        return Wait(start_of_day(claim.snoozed_until, zone), "snoozed")
    checked_on = claim.last_checked_on
    if not is_before_passing(step) and checked_on is not None and checked_on > latest:
        # Somebody has looked since the date passed: that is an answer, for a while.
        until = start_of_day(checked_on + timedelta(days=choices.again_every_days), zone)
        return Wait(until, "checked") if now < until else Send()
    return Send()

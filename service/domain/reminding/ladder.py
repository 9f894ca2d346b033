"""The ladder: when a person is asked about a claim, by their choices and what they were asked before."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from service.domain.claim import Claim
from service.domain.due import deadlines, is_snoozed
from service.domain.reminding.choices import Choices
from service.domain.reminding.steps import DAY_BEFORE, LAST_DAY, Step, after_passing, rung_of
from service.domain.window import day_of, start_of_day

OverReason = Literal["answered", "date_does_not_ask", "unsubscribed", "only_in_the_digest", "until_it_passes"]
LaterReason = Literal["not_reached", "snoozed", "checked", "still_in_the_post"]
#: From so long before its end a claim has a place on the ladder: a day before the last one, however the
#: date line or the clocks move.
AHEAD = timedelta(days=4)
_DAY = timedelta(days=1)
_FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """A step that a person was written to about before; `sent_at` None where that is still in the post."""

    step: Step
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Ask:
    """Write now: this is the highest step that was reached."""

    step: Step


@dataclass(frozen=True, slots=True)
class Later:
    """Nothing now: look again at `at`."""

    at: datetime
    reason: LaterReason


@dataclass(frozen=True, slots=True)
class Over:
    """Nothing more in this arming, unless something happens to the claim."""

    reason: OverReason


Rung = Ask | Later | Over


def next_rung(
    claim: Claim, choices: Choices, asked: Sequence[Asked], *, armed_at: datetime, now: datetime
) -> Rung:
    """Say what a person is to be asked about a claim at this moment.

    After any downtime that is one letter, at the highest step that was reached.

    Args:
        asked: the steps of this arming that the person was written to about.
        armed_at: when this ledger came to hold the window as it is; whoever logs a claim on its last day,
            or long after it, is not told so as if it had been forgotten.
    """
    if claim.is_settled:
        return Over("answered")
    closes_at = deadlines(claim).closes_at
    if closes_at is None:
        return Over("date_does_not_ask")
    if now < closes_at:
        return _ahead(claim, choices, asked, armed_at=armed_at, now=now)
    if not choices.date_passed:
        return Over("unsubscribed")
    in_post = any(one.sent_at is None for one in asked if rung_of(one.step) is not None)
    if in_post:
        return Later(_tomorrow(claim, now), "still_in_the_post")
    return _behind(claim, choices, asked, passed_at=max(closes_at, armed_at), now=now)


def passed_on(claim: Claim, *, armed_at: datetime) -> date | None:
    """Return the day, in the claim's zone, from which its steps count; None where no date asks."""
    closes_at = deadlines(claim).closes_at
    return None if closes_at is None else day_of(max(closes_at, armed_at), claim.window.zone)


def is_checked_since(claim: Claim, day: date) -> bool:
    """Say whether somebody has looked on that day or later."""
    return claim.last_checked_on is not None and claim.last_checked_on >= day


def editors_hear_at(
    claim: Claim,
    *,
    armed_at: datetime,
    working_days: int,
    zone: str,
    holidays: Collection[date] = frozenset(),
) -> datetime | None:
    """Return when the editors are told that nobody has answered; None where they never are.

    That is so many working days, Monday to Friday where the newsroom is, after the date passed or after
    somebody looked last.

    Args:
        working_days: 0 tells nobody.
        holidays: days on which nobody works there, beside weekends.
    """
    day = None if claim.is_settled or not working_days else passed_on(claim, armed_at=armed_at)
    if day is None:
        return None
    checked_on = claim.last_checked_on
    from_day = max(day, checked_on) if checked_on is not None else day
    if claim.snoozed_until is not None:
        from_day = max(from_day, claim.snoozed_until)
    return start_of_day(_after_working_days(from_day, working_days, holidays), zone)


def _ahead(
    claim: Claim, choices: Choices, asked: Sequence[Asked], *, armed_at: datetime, now: datetime
) -> Rung:
    zone, last = claim.window.zone, claim.window.latest
    if last is None:
        return Over("date_does_not_ask")
    if is_snoozed(claim, now) and claim.snoozed_until is not None:
        return Later(start_of_day(claim.snoozed_until, zone), "snoozed")
    had = {one.step for one in asked}
    known_on = day_of(armed_at, zone)
    wanted = [(LAST_DAY, last)] if choices.last_day else []
    wanted += [(DAY_BEFORE, last - _DAY)] if choices.day_before else []
    for step, day in wanted:
        if now >= start_of_day(day, zone):
            is_news = step not in had and known_on < day and not is_checked_since(claim, day)
            return Ask(step) if is_news else _waiting(wanted, now, zone)
    return _waiting(wanted, now, zone)


def _waiting(wanted: Sequence[tuple[Step, date]], now: datetime, zone: str) -> Rung:
    ahead = [start_of_day(day, zone) for _, day in wanted]
    return next((Later(at, "not_reached") for at in sorted(ahead) if at > now), Over("until_it_passes"))


def _behind(
    claim: Claim, choices: Choices, asked: Sequence[Asked], *, passed_at: datetime, now: datetime
) -> Rung:
    zone, every = claim.window.zone, timedelta(days=choices.again_every_days)
    today, passed_day = day_of(now, zone), day_of(passed_at, zone)
    if is_snoozed(claim, now) and claim.snoozed_until is not None:
        return Later(start_of_day(claim.snoozed_until, zone), "snoozed")
    last_rung, last_day = _highest(asked, zone)
    start = passed_day if last_day is None else last_day + every
    if claim.snoozed_until is not None and claim.snoozed_until > (last_day or passed_day):
        start = claim.snoozed_until
    checked_on, reason = claim.last_checked_on, "not_reached"
    if checked_on is not None and checked_on >= passed_day and checked_on + every > start:
        start, reason = checked_on + every, "checked"
    if last_rung >= choices.again_times and last_day is not None:
        return Over("only_in_the_digest")
    if today < start:
        return Later(start_of_day(start, zone), "checked" if reason == "checked" else "not_reached")
    rung = last_rung + 1 + (today - start) // every
    return Ask(after_passing(min(rung, choices.again_times)))


def _highest(asked: Sequence[Asked], zone: str) -> tuple[int, date | None]:
    """Return the highest rung behind the date that was asked, and its day; -1 and None where none was."""
    found = [
        (rung, day_of(one.sent_at, zone))
        for one in asked
        if (rung := rung_of(one.step)) is not None and one.sent_at is not None
    ]
    return max(found, default=(-1, None), key=lambda one: one[0])


def _tomorrow(claim: Claim, now: datetime) -> datetime:
    zone = claim.window.zone
    return start_of_day(day_of(now, zone) + _DAY, zone)


def _after_working_days(day: date, count: int, holidays: Collection[date]) -> date:
    while count:
        day += _DAY
        count -= day.weekday() <= _FRIDAY and day not in holidays
    return day

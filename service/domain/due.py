"""When a claim is to be asked about: its deadlines as instants, and what they make of a moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from service.domain.claim import Claim
from service.domain.window import Window, closes_at, day_of, start_of_day

Due = Literal["no_date", "later", "this_week", "today", "to_check", "past_due", "long_past_due", "settled"]

#: How long after its end a past-due claim counts as long past due.
LONG_AFTER = timedelta(days=30)
#: How long a check answers for, and how long after it was said a claim without a date is asked about.
ASK_AGAIN_AFTER = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The instants, in UTC, that make a claim due; all None where it is settled."""

    week_at: datetime | None = None
    last_day_at: datetime | None = None
    closes_at: datetime | None = None
    next_check_at: datetime | None = None
    has_date: bool = False


def ask_on(window: Window, *, asked_from: date | None) -> date | None:
    """Return the day we first ask whether it happened, in the window's zone.

    The day after the latest day; for an open end the day after the earliest; without a date seven days
    after it was said, where that is known.
    """
    if window.asks_on is not None:
        return window.asks_on
    if window.ends_at is not None:
        return window.latest
    if window.latest is not None:
        return window.latest + timedelta(days=1)
    if window.earliest is not None:
        return window.earliest + timedelta(days=1)
    said_on = window.said_on or asked_from
    return None if said_on is None else said_on + ASK_AGAIN_AFTER


def waits_for_condition(claim: Claim) -> bool:
    """Say whether a condition that is open still, or failed, keeps the claim's own date from asking."""
    return claim.condition_standing in ("open", "failed")


def turned_on(claim: Claim) -> date | None:
    """Return the day on which a claim it hangs on came out so that this one is to be looked at.

    That is where the other claim was refuted or closed, or was confirmed without a known day; None where
    nothing of this kind happened, or where somebody has looked since.
    """
    found = [one for one in (claim.condition_follows, claim.window_follows) if one is not None]
    return min((one.asks_on for one in found if one.standing != "open" and one.asks_on), default=None)


def claim_asks_on(claim: Claim) -> date:
    """Return the day we first ask about a claim."""
    window = claim.window
    said_on = window.said_on or day_of(claim.reported_at, window.zone)
    if (turned := turned_on(claim)) is not None:
        return turned
    if waits_for_condition(claim):
        return _condition_asks_on(claim) or said_on + ASK_AGAIN_AFTER
    return ask_on(window, asked_from=said_on) or said_on + ASK_AGAIN_AFTER


def next_check_on(claim: Claim) -> date | None:
    """Return the day of the next question beside the deadline itself, or None where only that asks.

    For an open end, or no date, the latest of the first day we ask, the last check + 7 days, and the snooze.
    A window that ends is asked about by its end; a check or a snooze then says when we ask again. What came
    of a claim it hangs on asks at once: earlier checks do not answer that.
    """
    if claim.is_settled:
        return None
    if (turned := turned_on(claim)) is not None:
        return max(turned, claim.snoozed_until or turned)
    days = [claim.snoozed_until]
    if claim.last_checked_on is not None:
        days.append(claim.last_checked_on + ASK_AGAIN_AFTER)
    pushed = [day for day in days if day is not None]
    if _ends(claim) and not pushed and not _asks_before_its_end(claim):
        return None
    return max([claim_asks_on(claim), *pushed])


def deadlines(claim: Claim) -> Deadlines:
    """Return the instants to keep beside an open claim; due is their comparison with now."""
    if claim.is_settled:
        return Deadlines()
    window = claim.window
    if not _ends(claim) or window.latest is None:
        day = next_check_on(claim)
        check_at = None if day is None else start_of_day(day, window.zone)
        has_date = _condition_asks_on(claim) is not None if waits_for_condition(claim) else window.has_dates
        return Deadlines(next_check_at=check_at, has_date=has_date)
    monday = window.latest - timedelta(days=window.latest.weekday())
    asked_on = next_check_on(claim) if _asks_before_its_end(claim) else None
    return Deadlines(
        week_at=start_of_day(monday, window.zone),
        last_day_at=start_of_day(window.latest, window.zone),
        closes_at=closes_at(window),
        next_check_at=None if asked_on is None else start_of_day(asked_on, window.zone),
        has_date=True,
    )


def due(kept: Deadlines, now: datetime, *, is_settled: bool) -> Due:
    """Return what is to be done about a claim at an instant."""
    if is_settled:
        return "settled"
    if kept.closes_at is not None and now >= kept.closes_at:
        return "long_past_due" if now >= kept.closes_at + LONG_AFTER else "past_due"
    if kept.next_check_at is not None and now >= kept.next_check_at:
        return "to_check"
    if kept.last_day_at is not None and now >= kept.last_day_at:
        return "today"
    if kept.week_at is not None and now >= kept.week_at:
        return "this_week"
    return "later" if kept.has_date else "no_date"


def is_snoozed(claim: Claim, now: datetime) -> bool:
    """Say whether the claim is put aside until a later day in its zone."""
    until = claim.snoozed_until
    return until is not None and now < start_of_day(until, claim.window.zone)


def _asks_before_its_end(claim: Claim) -> bool:
    """Part of a period: "early March" is asked about on 11 March and has passed with the month."""
    window = claim.window
    return window.asks_on is not None and window.latest is not None and window.asks_on <= window.latest


def _ends(claim: Claim) -> bool:
    return claim.window.latest is not None and not waits_for_condition(claim)


def _condition_asks_on(claim: Claim) -> date | None:
    """The day on which the date of the condition's own claim asks, while that is open and has a date."""
    followed = claim.condition_follows
    return followed.asks_on if followed is not None and followed.standing == "open" else None

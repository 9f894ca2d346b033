"""Claims that wait for other claims: how the other one stands, and what follows for the one that waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from service.domain.claim import Claim, fold, versions_that_rearm
from service.domain.claim_parts import Followed
from service.domain.decisions import Decision
from service.domain.due import claim_asks_on
from service.domain.events import (
    Amended,
    ClaimReported,
    Closed,
    ConditionChanged,
    Confirmed,
    Entry,
    Happened,
    Linked,
    NewEvent,
    Refuted,
    Reopened,
    SchedulersOwn,
    Standing,
    Undone,
    WindowEmptied,
    WindowMoved,
    WindowOpened,
)
from service.domain.window import LAST_YEAR, HangsOn

_Dating = (
    ClaimReported
    | WindowMoved
    | Amended
    | Linked
    | Reopened
    | Undone
    | WindowOpened
    | WindowEmptied
    | ConditionChanged
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """How a claim stands, as far as others that wait for it need to know."""

    standing: Standing
    #: The entry by which it came to stand so, and when that occurred.
    version: int
    since: datetime
    #: When it happened, for a confirmed one; None where the day is not known.
    happened: Happened | None = None
    #: The day its own date asks, while it is open and has one; and when the entry occurred that says so.
    asks_on: date | None = None
    dated_at: datetime


def waits_for(claim: Claim) -> frozenset[str]:
    """Return the ids of the claims that this one's window and condition hang on."""
    return frozenset(found for found in (window_waits_for(claim), condition_waits_for(claim)) if found)


def window_waits_for(claim: Claim) -> str | None:
    """Return the claim that the window hangs on, if any."""
    return None if claim.window.hangs_on is None else claim.window.hangs_on.claim


def condition_waits_for(claim: Claim) -> str | None:
    """Return the claim that the condition is about, if any."""
    return None if claim.condition is None else claim.condition.claim


def as_other(history: Sequence[Entry]) -> Other | None:
    """Return how a claim stands after its history, oldest entry first; None where it was never reported."""
    claim = fold(history)
    if claim is None:
        return None
    standing = _standing(claim)
    since = _turned_in(history, claim)
    found = claim.resolution
    return Other(
        standing=standing,
        version=since.version,
        since=since.occurred_at,
        happened=None if found is None else found.happened,
        asks_on=claim_asks_on(claim) if standing == "open" and claim.window.has_dates else None,
        dated_at=_dated_in(history).occurred_at,
    )


def linked_in(history: Sequence[Entry]) -> int:
    """Return the last entry by which somebody can have made a claim wait for another one."""
    rearming = versions_that_rearm(history)
    return max(
        entry.version
        for entry in history
        if isinstance(entry.event, Linked)
        or (entry.version in rearming and not isinstance(entry.event, SchedulersOwn))
    )


def follow(claim: Claim, others: Mapping[str, Other]) -> Decision:
    """Return what to note on a claim about those it waits for; nothing where all is noted already.

    Args:
        others: by id, those it waits for; one that is not there is left as it was.
    """
    if claim.is_settled:
        return Decision(())
    noted = [_window_follows(claim, others), _condition_follows(claim, others)]
    return Decision(tuple(one for one in noted if one is not None))


def days_of(hangs_on: HangsOn, happened: Happened | None) -> tuple[date | None, date | None]:
    """Return the first and the last day of a window once it is known when the other thing happened.

    Where that is known as a span of days only, the window takes in what any of them would give.
    """
    if happened is None:
        return None, None
    first, last, days = happened.earliest, happened.latest, timedelta(days=hangs_on.days or 0)
    match hangs_on.how:
        case "from_that_day":
            return first, None
        case "within":
            return first, _in_range(last, days)
        case "about":
            return _in_range(first, days), _in_range(last, days)
        case "eve":
            return first - timedelta(days=1), last - timedelta(days=1)
        case "by":
            return None, last


def _window_follows(claim: Claim, others: Mapping[str, Other]) -> NewEvent | None:
    hangs_on, seen = claim.window.hangs_on, claim.window_follows
    if hangs_on is None or hangs_on.claim is None or hangs_on.claim not in others:
        return None
    other = others[hangs_on.claim]
    if _is_noted(seen, other):
        return None
    if other.standing != "confirmed":
        emptied = WindowEmptied(claim=hangs_on.claim, version=other.version, standing=other.standing)
        return NewEvent(emptied, other.since)
    earliest, latest = days_of(hangs_on, other.happened)
    opened = WindowOpened(claim=hangs_on.claim, version=other.version, earliest=earliest, latest=latest)
    return NewEvent(opened, other.since)


def _condition_follows(claim: Claim, others: Mapping[str, Other]) -> NewEvent | None:
    about, seen = condition_waits_for(claim), claim.condition_follows
    if about is None or about not in others:
        return None
    other = others[about]
    is_open = other.standing == "open"
    asks_otherwise = is_open and other.asks_on != (None if seen is None else seen.asks_on)
    if _is_noted(seen, other) and not asks_otherwise:
        return None
    changed = ConditionChanged(
        claim=about, version=other.version, standing=other.standing, asks_on=other.asks_on
    )
    return NewEvent(changed, max(other.since, other.dated_at) if is_open else other.since)


def _is_noted(seen: Followed | None, other: Other) -> bool:
    """Say whether this standing is on record; an open claim that nothing was noted of stands as expected."""
    if seen is None:
        return other.standing == "open"
    if seen.standing != other.standing:
        return False
    return other.standing == "open" or seen.version == other.version


def _standing(claim: Claim) -> Standing:
    if claim.closed is not None:
        return "closed"
    match claim.status:
        case "confirmed":
            return "confirmed"
        case "refuted":
            return "refuted"
        case "rumored":
            return "open"


def _turned_in(history: Sequence[Entry], claim: Claim) -> Entry:
    """Return the entry by which a claim came to stand as it does: an answer, or what took one away."""
    stands = (_standing(claim), claim.resolution)
    for index in range(len(history) - 1, 0, -1):
        if not isinstance(history[index].event, Confirmed | Refuted | Closed | Reopened | Undone):
            continue
        before = fold(history[:index])
        if before is None or (_standing(before), before.resolution) != stands:
            return history[index]
    return history[0]


def _dated_in(history: Sequence[Entry]) -> Entry:
    """Return the last entry that can have set the day on which a claim's date asks."""
    return next(entry for entry in reversed(history) if isinstance(entry.event, _Dating))


def _in_range(day: date, days: timedelta) -> date | None:
    """Return a later day, or None where it lies beyond our years: that is no end."""
    try:
        found = day + days
    except OverflowError:
        return None
    return found if found.year <= LAST_YEAR else None

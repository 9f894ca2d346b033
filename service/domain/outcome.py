"""What became of a settled claim, measured against what was said about when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from service.domain.claim import Claim
from service.domain.events import Happened, RefuteReason
from service.domain.window import Window

OutcomeName = Literal[
    "came_true",
    "late",
    "early",
    "in_part",
    "day_not_known",
    "held",
    "did_not_hold",
    "did_not_happen",
    "shown_untrue",
    "closed",
]

#: A thing that comes within this many days after the window is late, however short the window was.
LATE_AT_LEAST = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The name of what became of it, and for `late` by how many days."""

    name: OutcomeName
    late_days: int | None = None


def outcome(claim: Claim) -> Outcome | None:
    """Return what became of the claim; None while it is open or where status alone says it all.

    A claim without a date shows just confirmed or refuted.
    """
    if claim.closed is not None:
        return Outcome("closed")
    found = claim.resolution
    if found is None:
        return None
    if found.status == "refuted":
        return _refuted(claim, found.reason)
    if claim.expects == "holds_through":
        return Outcome("held")
    if found.counts_as == "did_not_happen":
        return Outcome("did_not_happen")
    if found.extent == "part":
        return Outcome("in_part")
    return _against(claim.window, found.happened) if claim.window.has_dates else None


def _refuted(claim: Claim, reason: RefuteReason | None) -> Outcome | None:
    if claim.expects == "holds_through":
        return Outcome("did_not_hold")
    if reason == "shown_untrue":
        return Outcome("shown_untrue")
    return Outcome("did_not_happen") if claim.window.has_dates else None


def _against(window: Window, happened: Happened | None) -> Outcome:
    if happened is None:
        return Outcome("day_not_known")
    if window.latest is not None and happened.earliest > window.latest:
        return Outcome("late", (happened.earliest - window.latest).days)
    if window.earliest is not None and happened.latest < window.earliest:
        return Outcome("early")
    starts_inside = window.earliest is None or happened.earliest >= window.earliest
    ends_inside = window.latest is None or happened.latest <= window.latest
    return Outcome("came_true" if starts_inside and ends_inside else "day_not_known")


def is_beyond_late(window: Window, happened: Happened | None) -> bool:
    """Say whether it came so long after the window that a person has to call it late or not happened.

    Late reaches as far beyond the window as the window is long, and at least 30 days.
    """
    if happened is None or window.latest is None:
        return False
    length = LATE_AT_LEAST
    if window.earliest is not None:
        length = max(length, window.latest - window.earliest + timedelta(days=1))
    return happened.earliest > window.latest + length

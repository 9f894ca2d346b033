"""Claims that wait for other claims, in words: what they wait for, how it stands, what was noted of it."""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from service.dashboard import wording
from service.dashboard.wording import day
from service.domain.claim_parts import ConditionStanding
from service.domain.events import (
    ConditionChanged,
    DeadlinePassed,
    SchedulersOwn,
    WindowEmptied,
    WindowOpened,
)
from service.domain.window import HangsOn, Window

CONDITION_STANDINGS: dict[ConditionStanding, str] = {
    "open": "Not met yet: until then the condition asks, not the claim's own date.",
    "met": "Met: the claim's own date counts.",
    "failed": "Not to come any more: the claim can be closed because its condition was not met.",
}


def hangs_on_words(hangs_on: HangsOn) -> str:
    """Return where a window's days lie once the claim it hangs on is confirmed; goes on with that claim."""
    counted = wording.counted(hangs_on.days or 0, "day")
    match hangs_on.how:
        case "from_that_day":
            return "Opens on the day of"
        case "within":
            return f"Closes {counted} after"
        case "about":
            return f"About {counted} after"
        case "eve":
            return "The day before"
        case "by":
            return "Closes with the day of"


def noted_by_itself(event: SchedulersOwn) -> Markup:
    """Return what the scheduler noted, as a sentence that goes on after its name."""
    if isinstance(event, DeadlinePassed):
        return Markup("noted that the date passed without an answer.")
    other = Markup('<a href="/claims/{}">the claim it waits for</a>').format(event.claim)
    match event:
        case WindowOpened(earliest=None, latest=None):
            return Markup("noted that {} is confirmed, without a known day: time to check.").format(other)
        case WindowOpened(earliest=earliest, latest=latest):
            days = wording.window_days(Window(earliest=earliest, latest=latest))
            return Markup("noted that {} is confirmed; the window is {}.").format(other, days)
        case WindowEmptied(standing="open"):
            return Markup("noted that {} is no longer confirmed; the window has no days.").format(other)
        case ConditionChanged(standing="open", asks_on=None):
            return Markup("noted that {}, its condition, is open and has no date.").format(other)
        case ConditionChanged(standing="open", asks_on=date() as asks_on):
            return Markup("noted that {}, its condition, asks on {}.").format(other, day(asks_on))
        case ConditionChanged(standing="confirmed"):
            return Markup("noted that its condition is met: {} is confirmed.").format(other)
        case WindowEmptied(standing=standing) | ConditionChanged(standing=standing):
            return Markup("noted that {} is {}: time to check.").format(other, standing)

"""Claims that wait for other claims, in words: what they wait for and how it stands."""

from __future__ import annotations

from service.dashboard import wording
from service.domain.claim_parts import ConditionStanding
from service.domain.window import HangsOn

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

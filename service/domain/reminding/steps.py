"""The steps of the ladder, and the other things one is written to about, by their stable names."""

from __future__ import annotations

import re

#: What a letter to one person about one arming of a claim is for; kept with it for good. The ladder is
#: `day_before`, `last_day`, `date_passed`, `again_1`, `again_2`, …; the others stand beside it.
Step = str

DAY_BEFORE: Step = "day_before"
LAST_DAY: Step = "last_day"
DATE_PASSED: Step = "date_passed"
MOVED: Step = "moved"
#: The editors hear that nobody answered, and that the owner's account was switched off.
UNANSWERED: Step = "unanswered"
OWNER_GONE: Step = "owner_gone"
#: Nobody sets more than this.
MOST_TIMES = 12
_AGAIN = re.compile(r"again_([1-9]\d?)")
_RECEIPT = re.compile(r"receipt_([1-9]\d{0,8})")


def after_passing(rung: int) -> Step:
    """Return the step of a rung of the ladder behind the date: 0 is the first letter, 1 the first again."""
    return DATE_PASSED if rung == 0 else f"again_{rung}"


def rung_of(step: Step) -> int | None:
    """Return how far behind the date a step stands, 0 for the first letter; None for all other steps."""
    if step == DATE_PASSED:
        return 0
    found = _AGAIN.fullmatch(step)
    return None if found is None else int(found[1])


def is_before_passing(step: Step) -> bool:
    """Say whether a step announces a date that is still to pass."""
    return step in (DAY_BEFORE, LAST_DAY)


def is_of_ladder(step: Step) -> bool:
    """Say whether a step asks what became of a claim, or announces that it will be asked."""
    return is_before_passing(step) or rung_of(step) is not None


def is_for_editors(step: Step) -> bool:
    """Say whether a step is for the editors, whoever owns the claim."""
    return step in (UNANSWERED, OWNER_GONE)


def receipt_of(version: int) -> Step:
    """Return the step that acknowledges an entry of a claim's history."""
    return f"receipt_{version}"


def version_received(step: Step) -> int | None:
    """Return the version of the entry that a step acknowledges; None for all other steps."""
    found = _RECEIPT.fullmatch(step)
    return None if found is None else int(found[1])

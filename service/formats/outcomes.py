"""What became of a claim, in words: for pages, feeds and files."""

from __future__ import annotations

from service.domain.claim import Claim
from service.domain.outcome import OutcomeName, outcome
from service.formats.days_in_words import counted, day, happened_words
from service.formats.telling import CLOSE_REASONS

STATUS_WORDS = {"rumored": "Rumored", "confirmed": "Confirmed", "refuted": "Refuted"}
OUTCOME_WORDS: dict[OutcomeName, str] = {
    "came_true": "came true in time",
    "late": "came true late",
    "early": "came true early",
    "in_part": "came true in part",
    "day_not_known": "came true, day not known",
    "held": "held",
    "did_not_hold": "did not hold",
    "did_not_happen": "did not happen",
    "shown_untrue": "shown untrue",
    "closed": "closed without answer",
}


def outcome_words(claim: Claim) -> str:
    """Return in a few words what became of a settled claim; empty where its status says it all."""
    found = outcome(claim)
    if found is None:
        return ""
    latest = claim.window.latest
    if found.name == "late" and found.late_days is not None:
        return f"came true, late by {counted(found.late_days, 'day')}"
    if found.name == "did_not_happen" and claim.resolution and claim.resolution.reason == "called_off":
        return "called off"
    if found.name == "did_not_happen" and latest is not None:
        return f"did not happen by {day(latest)}"
    return OUTCOME_WORDS[found.name]


def outcome_sentence(claim: Claim) -> str:
    """Return what became of a settled claim, in a sentence."""
    if claim.closed is not None:
        return f"Closed without an answer: {CLOSE_REASONS[claim.closed]}. Nobody is asked any more."
    found = claim.resolution
    if found is None:
        return ""
    words = outcome_words(claim)
    first = f"{STATUS_WORDS[found.status]}{': ' if words else ''}{words}."
    happened = happened_words(found.happened) if found.status == "confirmed" else ""
    return f"{first}{happened} Known on {day(found.known_on)}."

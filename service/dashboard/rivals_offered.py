"""After an answer: what it would make of the other claims on the question, offered and never pressed."""

from __future__ import annotations

from dataclasses import dataclass

from service.dashboard import rows, wording
from service.dashboard.frame import Visitor
from service.dashboard.narrowing import address
from service.dashboard.rows import Row
from service.database import Connection
from service.domain.claim import Claim
from service.domain.events import Confirmed, Refuted
from service.domain.outcome import Outcome
from service.domain.rivals import WouldBe
from service.formats.days_in_words import day
from service.ledger.log import Stored
from service.read_models.claim_rows import ClaimView
from service.read_models.open_rivals import rivals_to_consider

_OUTCOMES = {
    "came_true": "It would have come true in its window.",
    "early": "It would have come early: before its window began.",
    "day_not_known": "It would be confirmed, without it being known whether in its window.",
    "held": "It would have held.",
    "did_not_hold": "It would not have held.",
    "did_not_happen": "It would not have happened by its date.",
}
NOTHING_FOLLOWS = "Nothing follows from that answer: look for yourself."


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Another claim on the question, what it would be, and where that can be recorded."""

    row: Row
    says: str
    #: Where the form stands with the same evidence; None where nothing follows.
    address: str | None
    button: str


def offers(
    connection: Connection, view: ClaimView, recorded: Stored | None, visitor: Visitor, *, then: str
) -> list[Offer]:
    """Return the open rivals of a claim that was just answered; none where something else was recorded.

    Args:
        recorded: the entry that was just recorded.
        then: where the form goes on to.
    """
    if recorded is None or not isinstance(recorded.entry.event, Confirmed | Refuted) or not visitor.may_log:
        return []
    found = rivals_to_consider(connection, view)
    return [_offer(one, would, view, visitor, then) for one, would in found]


def _offer(rival: ClaimView, would: WouldBe, answered: ClaimView, visitor: Visitor, then: str) -> Offer:
    there = None
    if would.kind is not None:
        pairs = [("answer", would.kind), ("claim", rival.id), ("like", answered.id), ("then", then)]
        there = address("/answers", pairs)
    return Offer(
        row=rows.row(rival, {}, visitor.now, for_public=False),
        says=in_words(would, rival.claim),
        address=there,
        button=_button(would, rival.claim),
    )


def in_words(would: WouldBe, rival: Claim) -> str:
    """Return what a rival would be, in a sentence."""
    if would.kind is None:
        return NOTHING_FOLLOWS
    if would.is_beyond_late:
        return "It would have come long after its window: an editor says what that counts as."
    found = would.outcome
    if found is None:
        return "It would be confirmed." if would.kind == "confirm" else "It would be refuted."
    return _of_outcome(found, would, rival)


def _of_outcome(found: Outcome, would: WouldBe, rival: Claim) -> str:
    if found.name == "late" and found.late_days is not None:
        return f"It would have come true late, by {wording.counted(found.late_days, 'day')}."
    if found.name == "did_not_happen" and would.reason == "called_off":
        return "It would have been called off."
    if found.name == "did_not_happen" and rival.window.latest is not None:
        return f"It would not have happened by {day(rival.window.latest)}."
    return _OUTCOMES[found.name]


def _button(would: WouldBe, rival: Claim) -> str:
    holds = rival.expects == "holds_through"
    match would.kind:
        case "confirm":
            return "Record that it held" if holds else "Record that it came true"
        case "refute":
            return "Record that it did not hold" if holds else "Record that it did not happen"
    return ""

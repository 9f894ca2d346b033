"""What the answer to one claim would make of the others on its question: offered, never pressed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from service.domain.claim import Claim
from service.domain.claim_parts import Resolution
from service.domain.events import Happened, RefuteReason
from service.domain.outcome import Outcome, is_beyond_late, outcome
from service.domain.roles import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class WouldBe:
    """What a rival would become if it were answered with the same facts.

    `kind` is None where nothing follows from them: somebody has to look.
    """

    kind: Kind | None = None
    outcome: Outcome | None = None
    happened: Happened | None = None
    known_on: date | None = None
    reason: RefuteReason | None = None
    #: It came so long after the rival's window that an editor has to say what it counts as.
    is_beyond_late: bool = False


NOTHING = WouldBe()


def would_be(rival: Claim, answered: Claim) -> WouldBe:
    """Return what an open rival would be by the answer that another claim on its question got.

    Only what follows is said. That it did not happen by Wednesday says nothing of Sunday; that it was shown
    untrue, came in part, or on a day that nobody knows, says nothing of the date another claim gave.
    """
    found = answered.resolution
    if found is None or rival.is_settled or found.extent == "part":
        return NOTHING
    if found.status == "confirmed":
        held_until = answered.window.latest if answered.expects == "holds_through" else None
        return _it_held(rival, held_until, found) if held_until else _it_happened(rival, found)
    if answered.expects == "holds_through":
        return NOTHING
    if found.reason == "called_off":
        return _refuted(rival, found, reason="called_off")
    return _it_did_not_happen(rival, answered, found)


def _it_happened(rival: Claim, found: Resolution) -> WouldBe:
    happened = found.happened
    if happened is None:
        return NOTHING
    if rival.expects == "holds_through":
        return _against_what_holds(rival, happened, found)
    answer = replace(
        found, status="confirmed", happened=happened, extent="whole", reason=None, counts_as=None
    )
    return WouldBe(
        kind="confirm",
        outcome=_outcome(rival, answer),
        happened=happened,
        known_on=found.known_on,
        is_beyond_late=is_beyond_late(rival.window, happened),
    )


def _against_what_holds(rival: Claim, happened: Happened, found: Resolution) -> WouldBe:
    """What was to hold did not where it happened within its window; where that is over, it held."""
    window = rival.window
    if window.latest is None:
        return NOTHING
    begun = window.earliest is None or happened.earliest >= window.earliest
    if begun and happened.latest <= window.latest:
        return _refuted(rival, found, reason="did_not_happen")
    if happened.earliest > window.latest:
        return _confirmed_as_held(rival, found)
    return NOTHING


def _it_held(rival: Claim, held_until: date, found: Resolution) -> WouldBe:
    """While one state of things holds, what would end it has not happened."""
    latest = rival.window.latest
    if latest is None or latest > held_until:
        return NOTHING
    if rival.expects == "holds_through":
        return _confirmed_as_held(rival, found)
    return _refuted(rival, found, reason="did_not_happen")


def _it_did_not_happen(rival: Claim, answered: Claim, found: Resolution) -> WouldBe:
    """What did not happen by one day did not happen by an earlier one, wherever the window begins."""
    latest, by = rival.window.latest, answered.window.latest
    if found.reason != "did_not_happen" or latest is None or by is None or latest > by:
        return NOTHING
    if rival.expects == "holds_through":
        return _confirmed_as_held(rival, found)
    inside = answered.window.earliest is None or (
        rival.window.earliest is not None and rival.window.earliest >= answered.window.earliest
    )
    return _refuted(rival, found, reason="did_not_happen") if inside else NOTHING


def _refuted(rival: Claim, found: Resolution, *, reason: RefuteReason) -> WouldBe:
    answer = replace(found, status="refuted", happened=None, extent="whole", reason=reason, counts_as=None)
    return WouldBe(kind="refute", outcome=_outcome(rival, answer), known_on=found.known_on, reason=reason)


def _confirmed_as_held(rival: Claim, found: Resolution) -> WouldBe:
    answer = replace(found, status="confirmed", happened=None, extent="whole", reason=None, counts_as=None)
    return WouldBe(kind="confirm", outcome=_outcome(rival, answer), known_on=found.known_on)


def _outcome(rival: Claim, answer: Resolution) -> Outcome | None:
    return outcome(replace(rival, status=answer.status, resolution=answer))

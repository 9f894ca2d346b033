"""Answering a claim: confirm, refute, close without an answer, reopen."""

from __future__ import annotations

from datetime import datetime

from service.domain.claim import Claim
from service.domain.decisions.deciding import Decision, Facts, Warned, require_evidence
from service.domain.events import Closed, Confirmed, Happened, NewEvent, Refuted, Reopened
from service.domain.outcome import is_beyond_late
from service.domain.refusals import conflict, refuse
from service.domain.window import day_of, require_year, start_of_day


def confirm(claim: Claim, proposed: Confirmed, facts: Facts) -> Decision:
    """Record that it happened, or held, with evidence."""
    if claim.status == "confirmed":
        raise conflict("claim_settled", "This claim is confirmed already.", hint="Amend or undo it.")
    require_evidence(proposed.evidence, facts)
    known_at = facts.end_of(proposed.known_on, at="/known_on")
    if proposed.extent == "part" and not proposed.extent_note:
        raise refuse("note_needed", "Say which part came true.", at="/extent_note")
    happened = proposed.happened
    if happened is not None:
        _require_past(happened, claim, facts)
    beyond = claim.expects == "happens_by" and is_beyond_late(claim.window, happened)
    if beyond and not (proposed.counts_as and facts.actor.is_at_least("editor")):
        raise refuse(
            "late_or_not",
            "It came so long after the window that an editor has to say what it counts as.",
            at="/counts_as",
            hint="late, or did_not_happen",
        )
    if not beyond and proposed.counts_as is not None:
        raise refuse(
            "not_beyond_late",
            "It came in time, or late by so little that it counts as late without being said.",
            at="/counts_as",
        )
    return Decision((NewEvent(proposed, known_at),), _odd_dates(claim, proposed, known_at))


def refute(claim: Claim, proposed: Refuted, facts: Facts) -> Decision:
    """Record that it did not happen, or was shown to be untrue, with evidence."""
    require_evidence(proposed.evidence, facts)
    known_at = facts.end_of(proposed.known_on, at="/known_on")
    return Decision((NewEvent(proposed, known_at),), _odd_dates(claim, proposed, known_at))


def close(proposed: Closed, facts: Facts) -> Decision:
    """Stop asking, without an answer."""
    is_duplicate = proposed.reason == "duplicate"
    if is_duplicate and proposed.duplicate_of is None:
        raise refuse("duplicate_of_what", "Name the claim it repeats.", at="/duplicate_of")
    if not is_duplicate and proposed.duplicate_of is not None:
        raise refuse("not_a_duplicate", "Only a duplicate names another claim.", at="/duplicate_of")
    return Decision((NewEvent(proposed, facts.now),))


def reopen(claim: Claim, proposed: Reopened, facts: Facts) -> Decision:
    """Open a settled claim again."""
    if not claim.is_settled:
        raise conflict("claim_open", "This claim is open; there is nothing to reopen.")
    return Decision((NewEvent(proposed, facts.now),))


def _require_past(happened: Happened, claim: Claim, facts: Facts) -> None:
    """Refuse days that have begun neither in the newsroom nor where it was to happen."""
    require_year(happened.earliest, at="/happened")
    if happened.latest < happened.earliest:
        raise refuse("window_reversed", "The latest day lies before the earliest.", at="/happened")
    if happened.latest > max(facts.today, day_of(facts.now, claim.window.zone)):
        raise refuse("in_the_future", f"{happened.latest} has not come yet.", at="/happened")


def _odd_dates(claim: Claim, proposed: Confirmed | Refuted, known_at: datetime) -> tuple[Warned, ...]:
    zone = claim.window.zone
    published_on = day_of(claim.reported_at, zone)
    warnings = []
    if known_at < claim.reported_at:
        warnings.append(
            Warned("known_before_published", f"Known before the claim came out on {published_on}.")
        )
    if isinstance(proposed, Confirmed) and proposed.happened is not None:
        if proposed.happened.latest < published_on:
            warnings.append(
                Warned(
                    "happened_before_published",
                    f"It happened before the claim came out on {published_on}.",
                )
            )
        if known_at <= start_of_day(proposed.happened.earliest, zone):
            warnings.append(Warned("known_before_happened", "It was known before the day it happened."))
    return tuple(warnings)

"""Answers that two have to agree on: one proposes it, somebody else seconds or declines it."""

from __future__ import annotations

from collections.abc import Sequence

from service.domain.claim import Claim, fold
from service.domain.claim_parts import Proposal
from service.domain.decisions.deciding import Decision, Facts, Seconded, Warned, require_open
from service.domain.decisions.settling import confirm, refute
from service.domain.events import (
    Amended,
    AnswerDeclined,
    AnswerProposed,
    Confirmed,
    Entry,
    NewEvent,
    Redacted,
    Refuted,
    Undone,
)
from service.domain.refusals import conflict, not_allowed


def needs_second(claim: Claim, history: Sequence[Entry], facts: Facts) -> bool:
    """Say whether this actor's answer waits until somebody else agrees.

    Whoever took the mark off that the claim is about a private person cannot answer it alone either.
    """
    if not facts.second_editor:
        return False
    return claim.private_person or facts.actor.id in _took_the_mark_off(history)


def unless_it_waits(claim: Claim, history: Sequence[Entry], decision: Decision, facts: Facts) -> Decision:
    """Return an answer as it was decided, or as a proposal where somebody else has to agree."""
    if not needs_second(claim, history, facts):
        return decision
    if claim.proposal is not None:
        raise conflict(
            "answer_waits",
            "An answer waits for a second editor already.",
            hint="Second or decline that one; whoever proposed it can take it back.",
        )
    proposed = tuple(NewEvent(_as_proposal(new.event), facts.now) for new in decision.events)
    waits = Warned(
        "waits_for_second", "It counts once another editor agrees; the claim stays open until then."
    )
    return Decision(proposed, (waits, *decision.warnings))


def second(claim: Claim, history: Sequence[Entry], proposed: Seconded, facts: Facts) -> Decision:
    """Agree to a proposed answer: it is decided anew on the claim as it stands, and recorded."""
    proposal = _waiting(claim, proposed.version)
    _require_another(proposal, facts)
    if any(isinstance(one.event, Redacted) and one.event.version == proposal.version for one in history):
        raise conflict(
            "words_gone",
            "The evidence of this answer was destroyed.",
            hint="Decline it, and have it answered anew.",
        )
    answer = _as_answer(proposal)
    require_open(claim, answer)
    return confirm(claim, answer, facts) if isinstance(answer, Confirmed) else refute(claim, answer, facts)


def decline(claim: Claim, proposed: AnswerDeclined, facts: Facts) -> Decision:
    """Do not agree to a proposed answer; the claim stays open, and somebody answers anew."""
    _require_another(_waiting(claim, proposed.version), facts)
    return Decision((NewEvent(proposed, facts.now),))


def require_two(claim: Claim, history: Sequence[Entry], undone: Decision, facts: Facts) -> None:
    """Refuse to bring an answer back by taking its undoing back, where two would have to agree on it."""
    if claim.is_settled or not needs_second(claim, history, facts):
        return
    new = (Entry(claim.version + 1, one.event, one.occurred_at, facts.actor.id) for one in undone.events)
    after = fold([*history, *new])
    if after is not None and after.resolution is not None and after.resolution.proposed_by is None:
        raise conflict(
            "second_editor_needed",
            "This would settle the claim again, and nobody else has agreed to that answer.",
            hint="Record the answer anew; then another editor can second it.",
        )


def _took_the_mark_off(history: Sequence[Entry]) -> frozenset[str]:
    marked = {
        entry.version
        for entry in history
        if isinstance(entry.event, Amended) and entry.event.private_person is True
    }
    return frozenset(
        entry.actor
        for entry in history
        if (isinstance(entry.event, Amended) and entry.event.private_person is False)
        or (isinstance(entry.event, Undone) and entry.event.version in marked)
    )


def _waiting(claim: Claim, version: int) -> Proposal:
    proposal = claim.proposal
    if proposal is None or proposal.version != version:
        raise conflict(
            "nothing_waits",
            "No such answer waits for a second editor.",
            hint="It was seconded, declined or taken back meanwhile; look at the history.",
        )
    return proposal


def _require_another(proposal: Proposal, facts: Facts) -> None:
    if proposal.by == facts.actor.id:
        raise not_allowed(
            "Somebody else has to agree to your answer, or decline it.",
            hint="You can take it back: undo.",
        )


def _as_proposal(answer: object) -> AnswerProposed:
    match answer:
        case Confirmed():
            return AnswerProposed(
                answer="confirm",
                evidence=answer.evidence,
                known_on=answer.known_on,
                happened=answer.happened,
                extent=answer.extent,
                extent_note=answer.extent_note,
                counts_as=answer.counts_as,
            )
        case Refuted():
            return AnswerProposed(
                answer="refute", evidence=answer.evidence, known_on=answer.known_on, reason=answer.reason
            )
    raise AssertionError(f"{answer} is no answer")


def _as_answer(proposal: Proposal) -> Confirmed | Refuted:
    answer = proposal.answer
    if answer.answer == "refute":
        return Refuted(
            evidence=answer.evidence,
            known_on=answer.known_on,
            reason=answer.reason or "did_not_happen",
            seconds=proposal.version,
        )
    return Confirmed(
        evidence=answer.evidence,
        happened=answer.happened,
        known_on=answer.known_on,
        extent=answer.extent,
        extent_note=answer.extent_note,
        counts_as=answer.counts_as,
        seconds=proposal.version,
    )

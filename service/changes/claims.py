"""Every way to change a claim: read its history, decide, append, project."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from service.changes import naming, sources
from service.changes.articles import destroy_unused as destroy_unused_articles
from service.changes.carrying import reports_in
from service.changes.dependents import follow_others
from service.changes.freshness import StaleVersion, require_fresh
from service.changes.links import require_links
from service.changes.merging import merge, take_back
from service.changes.writing import Context, Written, change_of, entries_of, write
from service.domain import decisions
from service.domain.claim import Claim, fold, grown
from service.domain.decisions import Decision, FollowUp
from service.domain.decisions.merging import merged_in
from service.domain.dependents import waits_for
from service.domain.events import (
    ClaimReported,
    Closed,
    Entry,
    Linked,
    Merged,
    NewEvent,
    QuestionAsked,
    Redacted,
    ReportAdded,
    Undone,
)
from service.domain.refusals import not_found, refuse
from service.ledger import keys, log, words
from service.ledger.log import Append
from service.mail import outbox
from service.read_models import articles, claim_board, projecting, questions

__all__ = [
    "Context",
    "StaleVersion",
    "Written",
    "follow_up",
    "pass_deadlines",
    "report_claim",
    "require_fresh",
]


def report_claim(
    connection: Connection, proposed: ClaimReported, context: Context, *, ask: str | None = None
) -> Written:
    """Log a claim.

    Args:
        ask: the words of a new question the claim bears on; asked in the same transaction.

    Raises:
        Refusal: the claim is not taken; nothing was written.
    """
    appends: list[Append] = []
    if ask is not None:
        question_id = context.new_id("qst")
        proposed = _bearing_on(proposed, question_id)
        asked = NewEvent(QuestionAsked(text=ask), context.now)
        appends.append(Append(question_id, "question", 0, [(asked, None)]))
    elif proposed.question is not None:
        _require_question(connection, proposed.question)
    decision = decisions.report_claim(proposed, context.facts)
    claim_id = context.new_id("clm")
    change = change_of(claim_id, None, [], decision, context)
    require_links(connection, claim_id, None, change.claim)
    (written,) = write(connection, [change], context, also=appends)
    return _following(connection, None, written, context)


def follow_up(
    connection: Connection,
    claim_id: str,
    proposed: FollowUp,
    context: Context,
    *,
    expected_version: int | None = None,
    looked_at: datetime | None = None,
    resting_on: ReportAdded | None = None,
) -> Written:
    """Add a follow-up to a claim's history.

    Args:
        resting_on: for a move, the report that gave the new date, added in the same transaction.
        expected_version: what the caller has seen; later entries of the scheduler do not upset it.
        looked_at: for a check, when somebody looked, where the instant is known.

    Raises:
        Refusal: `not_found`, or what the decision refuses; nothing was written.
        StaleVersion: somebody changed the claim since.
    """
    stored = log.read(connection, claim_id)
    history = [one.entry for one in stored]
    claim = fold(history)
    if claim is None:
        raise not_found("such claim")
    require_fresh(claim_id, claim, stored, expected_version)
    match proposed:
        case Merged():
            return merge(connection, claim_id, claim, history, proposed, context)
        case Undone(version=version) if merged_in(history, version) is not None:
            return take_back(connection, claim_id, claim, history, proposed, context)
    _require_others(connection, claim_id, proposed)
    decision = _decide(claim, history, proposed, context, looked_at, resting_on)
    change = change_of(claim_id, claim, history, decision, context)
    require_links(connection, claim_id, claim, change.claim)
    (written,) = write(connection, [change], context)
    if isinstance(proposed, Redacted):
        return _destroy_words(connection, written, proposed, history, context)
    return _following(connection, claim, written, context)


def pass_deadlines(connection: Connection, claim_ids: Sequence[str], context: Context) -> list[Written]:
    """Record for each claim that its window closed, where that is still so; skip the others.

    All of them go into one append: taking the head of the log between two streams would let this and a
    person's change wait for each other.
    """
    found = []
    for claim_id in sorted(claim_ids):
        history = [one.entry for one in log.read(connection, claim_id)]
        claim = fold(history)
        decision = None if claim is None else decisions.pass_deadline(claim, context.now)
        if decision is not None and decision.events:
            found.append(change_of(claim_id, claim, history, decision, context))
    return write(connection, found, context) if found else []


def _following(connection: Connection, before: Claim | None, written: Written, context: Context) -> Written:
    """Note at once how those stand that a claim has come to wait for; later changes come with the rounds."""
    after = written.claim
    if before is not None and (before.window, before.condition) == (after.window, after.condition):
        return written
    if not waits_for(after):
        return written
    for noted in follow_others(connection, [written.claim_id], context):
        entries = [*written.entries, *noted.entries]
        return replace(written, claim=noted.claim, entries=entries)
    return written


def _decide(
    claim: Claim,
    history: list[Entry],
    proposed: FollowUp,
    context: Context,
    looked_at: datetime | None,
    resting_on: ReportAdded | None,
) -> Decision:
    if resting_on is None:
        return decisions.follow_up(claim, history, proposed, context.facts, looked_at=looked_at)
    added = decisions.follow_up(claim, history, resting_on, context.facts)
    new = entries_of(history, added, context.actor.id)
    longer = [*history, *new]
    with_report = grown(claim, history, new) or claim
    decision = decisions.follow_up(with_report, longer, proposed, context.facts)
    return Decision((*added.events, *decision.events), (*added.warnings, *decision.warnings))


def _destroy_words(
    connection: Connection,
    written: Written,
    proposed: Redacted,
    before: Sequence[Entry],
    context: Context,
) -> Written:
    destroyed = [entry.event for entry in before if entry.version == proposed.version]
    carried = articles.ids_of(connection, reports_in(destroyed))
    number = log.id_of(connection, written.claim_id)
    if number is None:
        raise AssertionError("a written claim has a stream")
    words.destroy(connection, number, proposed.version, redacted_in=written.claim.version)
    keys.destroy_answers(connection, number)
    outbox.destroy_words(connection, written.claim_id)
    history = [one.entry for one in log.read(connection, written.claim_id)]
    projecting.project_anew(connection, number, written.claim_id, written.claim, history)
    named = naming.named_by(entry.event for entry in before if entry.version == proposed.version)
    sources.destroy_unused(connection, named, context)
    destroy_unused_articles(connection, carried.values(), context)
    claim = fold(history)
    return Written(written.claim_id, claim or written.claim, written.entries, written.warnings)


def _bearing_on(proposed: ClaimReported, question_id: str) -> ClaimReported:
    return replace(proposed, question=question_id)


def _require_question(connection: Connection, question_id: str) -> None:
    if questions.one(connection, question_id) is None:
        raise refuse("unknown_question", "There is no such question.", at="/question")


def _require_others(connection: Connection, claim_id: str, proposed: FollowUp) -> None:
    """Refuse a follow-up that names a question or a claim it repeats that does not exist."""
    match proposed:
        case Linked(question=str(question)):
            _require_question(connection, question)
        case Closed(duplicate_of=str(other)):
            _require_claim(connection, other, at="/duplicate_of", other_than=claim_id)


def _require_claim(connection: Connection, claim_id: str, *, at: str, other_than: str | None = None) -> None:
    if claim_id == other_than or claim_board.one(connection, claim_id) is None:
        raise refuse("unknown_claim", "There is no such other claim.", at=at)

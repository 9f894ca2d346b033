"""Every way to change a claim: read its history, decide, append, project."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from service.database import StartOver
from service.domain import decisions
from service.domain.claim import Claim, fold, grown
from service.domain.decisions import Decision, Facts, FollowUp, Warned
from service.domain.events import (
    ClaimReported,
    Closed,
    Entry,
    Linked,
    NewEvent,
    QuestionAsked,
    Redacted,
    ReportAdded,
)
from service.domain.refusals import not_found, refuse
from service.domain.roles import Actor
from service.ledger import keys, log, words
from service.ledger.log import Append, Circumstances, ConcurrentChange, Stored
from service.read_models import claim_board, projecting, questions


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Who changes something, when, in which newsroom, in answer to which request."""

    actor: Actor
    now: datetime
    zone: str
    new_id: Callable[[str], str]
    request_id: str | None = None

    @property
    def facts(self) -> Facts:
        """What decisions are handed of this."""
        return Facts(self.actor, self.now, self.zone)

    @property
    def circumstances(self) -> Circumstances:
        """What the ledger keeps of this."""
        return Circumstances(self.actor.id, self.now, self.request_id)


@dataclass(frozen=True, slots=True)
class Written:
    """What a change came to: the claim after it, and the entries it added."""

    claim_id: str
    claim: Claim
    entries: Sequence[Stored]
    warnings: Sequence[Warned] = ()


class StaleVersion(Exception):
    """The claim has changed since the caller read it. `current` is how it stands, `since` what was added."""

    def __init__(self, claim_id: str, current: Claim, since: Sequence[Stored]) -> None:
        super().__init__(claim_id)
        self.claim_id = claim_id
        self.current = current
        self.since = since


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
    if proposed.condition is not None and proposed.condition.claim is not None:
        _require_claim(connection, proposed.condition.claim, at="/condition/claim")
    decision = decisions.report_claim(proposed, context.facts)
    claim_id = context.new_id("clm")
    change = _change(claim_id, None, [], decision, context)
    return _write(connection, [change], context, also=appends)[0]


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
    _require_fresh(claim_id, claim, stored, expected_version)
    _require_others(connection, claim_id, proposed)
    decision = _decide(claim, history, proposed, context, looked_at, resting_on)
    change = _change(claim_id, claim, history, decision, context)
    (written,) = _write(connection, [change], context)
    if isinstance(proposed, Redacted):
        return _destroy_words(connection, written, proposed)
    return written


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
            found.append(_change(claim_id, claim, history, decision, context))
    return _write(connection, found, context) if found else []


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
    new = _entries(history, added, context.actor.id)
    longer = [*history, *new]
    with_report = grown(claim, history, new) or claim
    decision = decisions.follow_up(with_report, longer, proposed, context.facts)
    return Decision((*added.events, *decision.events), (*added.warnings, *decision.warnings))


@dataclass(frozen=True, slots=True)
class _Change:
    """What a decision makes of one claim: its whole history after it, and the claims after each new entry."""

    claim_id: str
    decision: Decision
    after: Sequence[Entry]
    steps: Sequence[Claim]

    @property
    def append(self) -> Append:
        events = [(new, step.status) for new, step in zip(self.decision.events, self.steps, strict=True)]
        return Append(self.claim_id, "claim", len(self.after) - len(events), events)

    def project(self, connection: Connection, stream_ids: Mapping[str, int]) -> None:
        number, new = stream_ids[self.claim_id], len(self.steps)
        projecting.project_claim(connection, number, self.claim_id, self.steps[-1], self.after, new=new)


def _change(
    claim_id: str, before: Claim | None, history: list[Entry], decision: Decision, context: Context
) -> _Change:
    after = [*history, *_entries(history, decision, context.actor.id)]
    return _Change(claim_id, decision, after, _steps(before, after, new=len(decision.events)))


def _write(
    connection: Connection,
    changes: Sequence[_Change],
    context: Context,
    *,
    also: Sequence[Append] = (),
) -> list[Written]:
    def project(connection: Connection, stream_ids: Mapping[str, int]) -> None:
        for other in also:
            for new, _status in other.events:
                if isinstance(new.event, QuestionAsked):
                    projecting.project_question(
                        connection, stream_ids[other.stream], other.stream, new.event, version=1
                    )
        for change in changes:
            change.project(connection, stream_ids)

    appends = [*also, *(change.append for change in changes)]
    try:
        stored = log.append(connection, appends, context.circumstances, project=project)
    except ConcurrentChange as error:
        raise StartOver(str(error)) from error
    return [
        Written(change.claim_id, change.steps[-1], entries, change.decision.warnings)
        for change, entries in zip(changes, stored[len(also) :], strict=True)
    ]


def _entries(history: Sequence[Entry], decision: Decision, actor: str) -> list[Entry]:
    numbered = enumerate(decision.events, start=len(history) + 1)
    return [Entry(version, new.event, new.occurred_at, actor) for version, new in numbered]


def _steps(before: Claim | None, after: Sequence[Entry], *, new: int) -> list[Claim]:
    """Return the claim after each of the last `new` entries of a history; `before` is the one before them."""
    found: list[Claim] = []
    claim = before
    for end in range(len(after) - new, len(after)):
        claim = grown(claim, after[:end], after[end : end + 1])
        if claim is None:
            raise AssertionError("a decision gave a history without a claim")
        found.append(claim)
    return found


def _require_fresh(
    claim_id: str, claim: Claim, stored: Sequence[Stored], expected_version: int | None
) -> None:
    """Refuse where a person changed the claim since; what the scheduler notes upsets nobody."""
    if expected_version is None:
        return
    since = [one for one in stored if one.entry.version > expected_version]
    by_people = [one for one in since if one.kind != "deadline_passed"]
    if by_people or expected_version > claim.version:
        raise StaleVersion(claim_id, claim, since)


def _destroy_words(connection: Connection, written: Written, proposed: Redacted) -> Written:
    number = log.id_of(connection, written.claim_id)
    if number is None:
        raise AssertionError("a written claim has a stream")
    words.destroy(connection, number, proposed.version, redacted_in=written.claim.version)
    keys.destroy_answers(connection, number)
    history = [one.entry for one in log.read(connection, written.claim_id)]
    projecting.project_anew(connection, number, written.claim_id, history)
    claim = fold(history)
    return Written(written.claim_id, claim or written.claim, written.entries, written.warnings)


def _bearing_on(proposed: ClaimReported, question_id: str) -> ClaimReported:
    return replace(proposed, question=question_id)


def _require_question(connection: Connection, question_id: str) -> None:
    if questions.one(connection, question_id) is None:
        raise refuse("unknown_question", "There is no such question.", at="/question")


def _require_others(connection: Connection, claim_id: str, proposed: FollowUp) -> None:
    """Refuse a follow-up that names a question or another claim that does not exist."""
    match proposed:
        case Linked(question=question, condition=condition):
            if question is not None:
                _require_question(connection, question)
            if condition is not None and condition.claim is not None:
                _require_claim(connection, condition.claim, at="/condition/claim", other_than=claim_id)
        case Closed(duplicate_of=str(other)):
            _require_claim(connection, other, at="/duplicate_of", other_than=claim_id)


def _require_claim(connection: Connection, claim_id: str, *, at: str, other_than: str | None = None) -> None:
    if claim_id == other_than or claim_board.one(connection, claim_id) is None:
        raise refuse("unknown_claim", "There is no such other claim.", at=at)

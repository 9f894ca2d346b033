"""Writing what was decided about claims: events to the ledger, and the read models with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from service.changes import carrying, naming
from service.database import StartOver
from service.domain.claim import Claim, grown
from service.domain.decisions import Decision, Facts, Warned
from service.domain.events import Entry, NewEvent
from service.domain.phrases import HOUSE, Conventions
from service.domain.roles import Actor
from service.ledger import log
from service.ledger.log import Append, Circumstances, ConcurrentChange, Stored
from service.read_models import carried_claims, projecting


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Who changes something, when, in which newsroom, in answer to which request."""

    actor: Actor
    now: datetime
    zone: str
    new_id: Callable[[str], str]
    request_id: str | None = None
    #: How the newsroom reads dates where style guides differ.
    conventions: Conventions = HOUSE
    #: Whether answers about named private persons wait until another editor agrees.
    second_editor: bool = False

    @property
    def facts(self) -> Facts:
        """What decisions are handed of this."""
        return Facts(self.actor, self.now, self.zone, self.second_editor)

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


@dataclass(frozen=True, slots=True)
class Change:
    """What a decision makes of one claim: its whole history after it, and the claims after each new entry."""

    claim_id: str
    #: The claim before it; None for a new one.
    before: Claim | None
    decision: Decision
    after: Sequence[Entry]
    steps: Sequence[Claim]

    @property
    def claim(self) -> Claim:
        """The claim after all of it."""
        return self.steps[-1]

    @property
    def counts(self) -> bool:
        """Whether it can change a track record."""
        return carried_claims.has_effect(new.event for new in self.decision.events)

    @property
    def append(self) -> Append:
        """What goes to the end of the claim's stream."""
        events = [(new, step.status) for new, step in zip(self.decision.events, self.steps, strict=True)]
        return Append(self.claim_id, "claim", len(self.after) - len(events), events)

    def project(self, connection: Connection, stream_ids: Mapping[str, int]) -> None:
        """Bring the read models up to it."""
        number, new = stream_ids[self.claim_id], len(self.steps)
        projecting.project_claim(
            connection, number, self.claim_id, self.before, self.steps[-1], self.after, new=new
        )


def change_of(
    claim_id: str, before: Claim | None, history: Sequence[Entry], decision: Decision, context: Context
) -> Change:
    """Return what a decision makes of a claim, where `before` is the fold of its history."""
    after = [*history, *entries_of(history, decision, context.actor.id)]
    return Change(claim_id, before, decision, after, _steps(before, after, new=len(decision.events)))


def write(
    connection: Connection,
    changes: Sequence[Change],
    context: Context,
    *,
    also: Sequence[Append] = (),
) -> list[Written]:
    """Append the changes, and other streams' events with them, and bring the read models up to them.

    Outlets and sources that the changes name and nobody is known by yet are added with them.
    Articles at addresses where none was known are added with them; claims are told of copies among their
    new reports.

    Args:
        also: what goes to streams of any other kind, new ones or not; at most one of each stream.

    Raises:
        StartOver: another change to one of the claims or streams came first.
    """

    changes = [_with_copies(connection, change, context) for change in changes]
    also = [*also, *naming.additions(connection, _decided(changes), also, context.new_id)]
    also = [*also, *_new_articles(connection, changes, context)]
    stored = _append(connection, also, changes, context)
    projecting.project_tallies(
        connection, [(change.before, change.claim) for change in changes if change.counts]
    )
    return [
        Written(change.claim_id, change.steps[-1], entries, change.decision.warnings)
        for change, entries in zip(changes, stored[len(also) :], strict=True)
    ]


def _with_copies(connection: Connection, change: Change, context: Context) -> Change:
    """Return a change with what the claim is to know of copies among the reports it brings."""
    noted = carrying.noted(connection, change.claim, change.decision, context.facts)
    if not noted:
        return change
    decision = Decision((*change.decision.events, *noted), change.decision.warnings)
    history = change.after[: len(change.after) - len(change.decision.events)]
    return change_of(change.claim_id, change.before, history, decision, context)


def _new_articles(connection: Connection, changes: Sequence[Change], context: Context) -> list[Append]:
    told = [(new, change.claim) for change in changes for new in change.decision.events]
    return carrying.additions(connection, told, context.facts, context.new_id)


def write_streams(
    connection: Connection, appends: Sequence[Append], context: Context
) -> list[Sequence[Stored]]:
    """Append to streams that are no claims, and return what each of them got, in the same order.

    Raises:
        StartOver: another change to one of the streams came first.
    """
    return list(_append(connection, appends, (), context))


def _decided(changes: Sequence[Change]) -> list[NewEvent]:
    return [new for change in changes for new in change.decision.events]


def _append(
    connection: Connection, others: Sequence[Append], changes: Sequence[Change], context: Context
) -> Sequence[Sequence[Stored]]:
    before = [log.read(connection, one.stream) if one.expected_version else [] for one in others]

    def project(connection: Connection, stream_ids: Mapping[str, int]) -> None:
        changed = [
            _changed(append, stream_ids[append.stream], stored, context)
            for append, stored in zip(others, before, strict=True)
        ]
        try:
            projecting.project_streams(connection, changed)
        except IntegrityError as error:
            raise StartOver("another change took up a name first") from error
        for change in changes:
            change.project(connection, stream_ids)

    appends = [*others, *(change.append for change in changes)]
    try:
        return log.append(connection, appends, context.circumstances, project=project)
    except ConcurrentChange as error:
        raise StartOver(str(error)) from error


def _changed(append: Append, number: int, before: Sequence[Stored], context: Context) -> projecting.Changed:
    """Return a stream that is no claim with its whole history after an append."""
    numbered = enumerate(append.events, start=append.expected_version + 1)
    new = [Entry(version, one.event, one.occurred_at, context.actor.id) for version, (one, _) in numbered]
    history = [*(one.entry for one in before), *new]
    return projecting.Changed(append.stream_kind, number, append.stream, history, is_new=not before)


def entries_of(history: Sequence[Entry], decision: Decision, actor: str) -> list[Entry]:
    """Return the entries that a decision adds to a history."""
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

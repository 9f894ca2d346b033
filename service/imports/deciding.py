"""Rows of one claim, decided on one after the other by the rules that every other door obeys."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from service.changes.in_bulk import Story
from service.changes.writing import Context
from service.domain import decisions
from service.domain.claim import Claim, fold, grown
from service.domain.decisions import Decision, Facts
from service.domain.decisions.merging import merged_in
from service.domain.events import (
    Amended,
    Assigned,
    ClaimReported,
    Closed,
    Entry,
    NewEvent,
    ReportAdded,
    Snoozed,
    Status,
    Undone,
)
from service.domain.refusals import Fault, Refusal, refuse
from service.imports.faulty import Faults
from service.imports.known import Known
from service.imports.naming import Names, OfTheClaim, resolved
from service.intake import claims as new_claims
from service.intake import follow_ups
from service.intake.follow_ups import Proposed
from service.intake.import_rows import CLAIM, Row

#: Kinds of which a time that is left out is that of the row.
_SAYS_WHEN = ("check", "confirm", "refute")
#: Kinds that take the time of the entry they mend, whatever the row says.
_MENDS = (Undone, Amended)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On what terms rows come in: who brings them, when, and whether old dates are asked about."""

    context: Context
    #: Ask about dates that had passed already, by letters too.
    ask: bool = False
    #: Ids of the accounts that work.
    accounts: Collection[str] = frozenset()


@dataclass(slots=True)
class Told:
    """A claim as its rows tell it on top of what was there."""

    claim_id: str
    history: list[Entry]
    claim: Claim | None
    #: Of each new entry, the status after it.
    statuses: list[Status] = field(default_factory=list)
    kept: list[Known] = field(default_factory=list)

    @property
    def begun(self) -> int:
        """How many entries were there."""
        return len(self.history) - len(self.statuses)

    def take(self, events: Sequence[NewEvent], actor: str) -> list[Entry]:
        """Add events at the end, and return their entries."""
        entries = _entries(events, len(self.history), actor)
        for entry in entries:
            self.claim = grown(self.claim, self.history, [entry])
            self.history.append(entry)
            if self.claim is None:
                raise AssertionError("a decision gave a history without a claim")
            self.statuses.append(self.claim.status)
        return entries

    @property
    def story(self) -> Story:
        """What is to be written."""
        return Story(self.claim_id, tuple(self.history), tuple(self.statuses))


def told(
    claim_id: str,
    before: Sequence[Entry],
    rows: Sequence[Row],
    names: Names,
    terms: Terms,
    faults: Faults,
) -> Told:
    """Return what the rows of one claim, in their order, make of it; what is refused goes to the faults."""
    story = Told(claim_id, list(before), fold(before))
    own = OfTheClaim(claim_id)
    for row in rows:
        body, wrong = resolved(row, names, own)
        try:
            if story.claim is None and row.kind != CLAIM:
                wrong += _faults_of_body(body)
            else:
                decision, asked = _decided(row, body, story, terms)
                if not wrong:
                    _take(decision, row, story, own, terms)
                    _note_moment(asked, story, names)
        except Refusal as refusal:
            named = {fault.pointer for fault in wrong}
            wrong += [fault for fault in refusal.faults if fault.pointer not in named]
        if wrong:
            faults.of(row, wrong)
    return story


def _faults_of_body(body: dict[str, Any]) -> list[Fault]:
    """Say what else is wrong with a row whose claim could not be taken."""
    try:
        follow_ups.loaded_follow_up(body)
    except Refusal as refusal:
        return list(refusal.faults)
    return [Fault("/claim", "claim_refused", "The row of its claim is refused, see there.")]


def _decided(row: Row, body: dict[str, Any], story: Told, terms: Terms) -> tuple[Decision, str | None]:
    if row.kind == CLAIM:
        return _first(row, body, story, terms)
    claim = story.claim
    if claim is None:
        raise AssertionError("a row is decided on a claim")
    context = terms.context
    moment = moment_in(row, context)
    proposed = follow_ups.propose(
        follow_ups.loaded_follow_up(_dated(row, body)),
        claim=claim,
        now=moment if row.kind in _SAYS_WHEN else context.now,
        zone=context.zone,
        new_id=context.new_id,
        conventions=context.conventions,
    )
    _require_others(proposed, story, terms)
    facts = context.facts
    if isinstance(proposed.event, Snoozed):
        facts = Facts(context.actor, moment, context.zone)
    return _on(claim, story.history, proposed, facts, context), None


def _first(row: Row, body: dict[str, Any], story: Told, terms: Terms) -> tuple[Decision, str | None]:
    if story.claim is not None:
        raise refuse("claim_twice", "This claim is there already.", at="/key")
    context = terms.context
    given = body if "imported" in body else {**body, "imported": not terms.ask}
    new = new_claims.new_claim(
        _dated(row, given),
        owner=context.actor.id,
        now=context.now,
        zone=context.zone,
        new_id=context.new_id,
        conventions=context.conventions,
    )
    return decisions.report_claim(new.proposed, context.facts), new.proposed.question


def _on(claim: Claim, history: list[Entry], proposed: Proposed, facts: Facts, context: Context) -> Decision:
    """Return the decision on a follow-up, behind the one on a report that it brings along."""
    if proposed.resting_on is None:
        return decisions.follow_up(claim, history, proposed.event, facts, looked_at=proposed.looked_at)
    added = decisions.follow_up(claim, history, proposed.resting_on, facts)
    entries = _entries(added.events, len(history), context.actor.id)
    with_report = grown(claim, history, entries) or claim
    decision = decisions.follow_up(with_report, [*history, *entries], proposed.event, facts)
    return Decision((*added.events, *decision.events))


def _dated(row: Row, body: dict[str, Any]) -> dict[str, Any]:
    """Return a body whose report came out when the row says, where it does not say so itself."""
    report = body.get("report")
    if row.occurred_at is None or not isinstance(report, dict):
        return body
    article = report.get("article") or {}
    if not isinstance(article, dict) or article.get("published_at") is not None:
        return body
    at = row.occurred_at.isoformat()
    return {**body, "report": {**report, "article": {**article, "published_at": at}}}


def moment_in(row: Row, context: Context) -> datetime:
    """Return when a row's matter was, now where it does not say.

    Raises:
        Refusal: `in_the_future`.
    """
    said = row.occurred_at
    if said is None:
        return context.now
    if isinstance(said, datetime):
        if said > context.now:
            raise refuse("in_the_future", f"{said.isoformat()} has not come yet.", at="/occurred_at")
        return said
    return context.facts.end_of(said, at="/occurred_at")


def _take(decision: Decision, row: Row, story: Told, own: OfTheClaim, terms: Terms) -> None:
    moment = moment_in(row, terms.context)
    events = [
        new if row.occurred_at is None or isinstance(new.event, _MENDS) else replace(new, occurred_at=moment)
        for new in decision.events
    ]
    for entry in story.take(events, terms.context.actor.id):
        if isinstance(entry.event, ClaimReported | ReportAdded):
            own.reports[row.key] = entry.event.report.id
    own.versions[row.key] = len(story.history)
    report = own.reports.get(row.key)
    story.kept.append(Known(row.key, row.digest, story.claim_id, len(story.history), report, ""))


def _note_moment(question: str | None, story: Told, names: Names) -> None:
    """A question in words was asked, for the world, when the first claim on it came out."""
    asked = None if question is None else names.in_words.get(question)
    if asked is not None and story.claim is not None:
        at = story.claim.reported_at
        asked.occurred_at = at if asked.occurred_at is None else min(at, asked.occurred_at)


def _require_others(proposed: Proposed, story: Told, terms: Terms) -> None:
    match proposed.event:
        case Assigned(owner=str(owner)) if owner not in terms.accounts:
            raise refuse("unknown_account", "There is no such account that works.", at="/owner")
        case Undone(version=version) if merged_in(story.history, version) is not None:
            raise refuse("by_hand", "A merging is taken back by hand.", at="/version")
        case Closed(duplicate_of=str(other)) if other == story.claim_id:
            raise refuse("unknown_claim", "There is no such other claim.", at="/duplicate_of")


def _entries(events: Sequence[NewEvent], behind: int, actor: str) -> list[Entry]:
    numbered = enumerate(events, start=behind + 1)
    return [Entry(version, new.event, new.occurred_at, actor) for version, new in numbered]

"""The intents themselves: log a claim, follow it up in each of the ways there are, pass its deadline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from service.domain.claim import Claim, versions_taken_back
from service.domain.decisions.deciding import (
    Decision,
    Facts,
    FollowUp,
    Seconded,
    require_allowed,
    require_known_reports,
    require_open,
)
from service.domain.decisions.mending import amend, redact, undo
from service.domain.decisions.seconding import decline, require_two, second, unless_it_waits
from service.domain.decisions.settling import close, confirm, refute, reopen
from service.domain.due import deadlines
from service.domain.events import (
    Amended,
    AnswerDeclined,
    Assigned,
    Checked,
    ClaimReported,
    Closed,
    Confirmed,
    DeadlinePassed,
    Entry,
    Linked,
    Merged,
    NewEvent,
    Noted,
    Redacted,
    Refuted,
    Reopened,
    ReportAdded,
    SchedulersOwn,
    Snoozed,
    Tagged,
    Undone,
    WindowMoved,
)
from service.domain.refusals import not_allowed, refuse
from service.domain.roles import may_report_claims
from service.domain.window import day_of, require_year


def report_claim(proposed: ClaimReported, facts: Facts) -> Decision:
    """Log a claim; it happened, for us, when its report came out."""
    if not may_report_claims(facts.actor):
        raise not_allowed("Your account may not log claims.")
    require_known_reports(proposed.report, ())
    article = proposed.report.article
    occurred_at = facts.published(
        article.published_at, article.published_on, at="/report/article/published_at"
    )
    return Decision((NewEvent(proposed, occurred_at),))


def follow_up(
    claim: Claim,
    history: Sequence[Entry],
    proposed: FollowUp,
    facts: Facts,
    *,
    looked_at: datetime | None = None,
) -> Decision:
    """Return what a follow-up adds to a claim's history.

    Args:
        history: all of the claim's entries, oldest first.
        looked_at: for a check, the instant when somebody looked, where it is known.

    Raises:
        Refusal: `not_allowed`, `claim_settled`, `evidence_needed`, `in_the_future` and the codes of the
            single intents.
    """
    wrote_it = isinstance(proposed, Undone) and _is_own_last(history, proposed.version, facts)
    require_allowed(claim, proposed, facts, wrote_it=wrote_it)
    require_open(claim, proposed)
    match proposed:
        case Confirmed():
            return unless_it_waits(claim, history, confirm(claim, proposed, facts), facts)
        case Refuted():
            return unless_it_waits(claim, history, refute(claim, proposed, facts), facts)
        case Seconded():
            return second(claim, history, proposed, facts)
        case AnswerDeclined():
            return decline(claim, proposed, facts)
        case Closed():
            return close(proposed, facts)
        case Reopened():
            return reopen(claim, proposed, facts)
        case Undone():
            decision = undo(history, proposed)
            require_two(claim, history, decision, facts)
            return decision
        case Amended():
            return amend(claim, history, proposed, facts)
        case Redacted():
            return redact(claim, history, proposed, facts)
        case ReportAdded() | WindowMoved() | Checked():
            return _published_or_seen(claim, proposed, facts, looked_at)
        case Noted() | Snoozed() | Assigned() | Tagged() | Linked():
            return _minded(claim, proposed, facts)
        case Merged():
            raise AssertionError("a merging takes two claims: decisions.merging decides it")


def pass_deadline(claim: Claim, now: datetime) -> Decision:
    """Record that the window closed without an answer; nothing where it has not, or is on record."""
    closes = deadlines(claim).closes_at
    if claim.is_settled or claim.is_flagged or closes is None or now < closes:
        return Decision(())
    return Decision((NewEvent(DeadlinePassed(arming=claim.arming, closes_at=closes), closes),))


def _published_or_seen(
    claim: Claim,
    proposed: ReportAdded | WindowMoved | Checked,
    facts: Facts,
    looked_at: datetime | None,
) -> Decision:
    match proposed:
        case Checked(looked_on=looked_on):
            if looked_at is None:
                return Decision((NewEvent(proposed, facts.end_of(looked_on, at="/looked_on")),))
            if looked_at > facts.now:
                raise refuse("in_the_future", "You cannot have looked there yet.", at="/looked_at")
            return Decision((NewEvent(proposed, looked_at),))
        case ReportAdded(report=report):
            require_known_reports(report, claim.reports)
            article = report.article
            occurred_at = facts.published(
                article.published_at, article.published_on, at="/report/article/published_at"
            )
            return Decision((NewEvent(proposed, occurred_at),))
        case WindowMoved():
            return _moved(claim, proposed, facts)


def _moved(claim: Claim, proposed: WindowMoved, facts: Facts) -> Decision:
    reports = {report.id: report for report in claim.reports}
    if proposed.report is not None and proposed.report not in reports:
        raise refuse("unknown_report", "The claim has no such report.", at="/report")
    if proposed.window == claim.window:
        raise refuse("nothing_changes", "This is the date the claim has already.", at="/window")
    occurred_at = facts.now
    if proposed.report is not None:
        article = reports[proposed.report].article
        occurred_at = facts.published(article.published_at, article.published_on, at="/report")
    return Decision((NewEvent(proposed, occurred_at),))


def _minded(claim: Claim, proposed: Noted | Snoozed | Assigned | Tagged | Linked, facts: Facts) -> Decision:
    match proposed:
        case Snoozed(until=until):
            require_year(until, at="/until")
            if until <= day_of(facts.now, claim.window.zone):
                raise refuse("not_ahead", "A claim is snoozed until a day to come.", at="/until")
        case Assigned(owner=owner):
            if owner == claim.owner:
                raise refuse("nothing_changes", "That is its owner already.", at="/owner")
        case Tagged(tags=tags):
            if tags == claim.tags:
                raise refuse("nothing_changes", "Those are its tags already.", at="/tags")
        case Linked():
            _require_link(claim, proposed)
        case Noted():
            pass
    return Decision((NewEvent(proposed, facts.now),))


def _require_link(claim: Claim, proposed: Linked) -> None:
    condition = proposed.condition
    if proposed.met is not None and (condition is None or condition.claim is not None):
        raise refuse(
            "met_by_its_claim",
            "Only a condition of mere words is met because somebody says so.",
            at="/condition/met",
            hint="A condition with a claim is met when that claim is confirmed.",
        )
    is_met = proposed.met in (None, claim.condition_met)
    if (proposed.question, condition) == (claim.question, claim.condition) and is_met:
        raise refuse("nothing_changes", "It is linked so already.", at="/question")


def _is_own_last(history: Sequence[Entry], version: int, facts: Facts) -> bool:
    """Say whether this is the last thing a person recorded here that counts, and the actor recorded it.

    The last undo is such a thing too; so is what stood last before the undos.
    """
    taken_back = versions_taken_back(history)
    by_people = [
        entry
        for entry in history
        if entry.version not in taken_back and not isinstance(entry.event, SchedulersOwn | Redacted)
    ]
    facts_only = [entry for entry in by_people if not isinstance(entry.event, Undone)]
    lasts = (*by_people[-1:], *facts_only[-1:])
    return any(last.version == version and last.actor == facts.actor.id for last in lasts)

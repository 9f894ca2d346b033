"""What every decision is handed and what it gives, and the checks they share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from service.domain.attribution import Report
from service.domain.claim import Claim
from service.domain.events import (
    Amended,
    AnswerDeclined,
    Assigned,
    Checked,
    Closed,
    Confirmed,
    Evidence,
    Linked,
    Merged,
    NewEvent,
    Noted,
    Redacted,
    Refuted,
    Reopened,
    ReportAdded,
    Snoozed,
    Tagged,
    Undone,
    WindowMoved,
)
from service.domain.refusals import Refusal, conflict, not_allowed, refuse
from service.domain.roles import Actor, Kind, may_follow_up
from service.domain.window import day_of, end_of_day, require_year


@dataclass(frozen=True, slots=True, kw_only=True)
class Seconded:
    """Somebody else agrees to a proposed answer, which is recorded then."""

    version: int


#: A follow-up as somebody proposes it: the event it would become. `Seconded` becomes the answer itself.
FollowUp = (
    ReportAdded
    | Checked
    | Noted
    | Confirmed
    | Refuted
    | Seconded
    | AnswerDeclined
    | Closed
    | WindowMoved
    | Reopened
    | Undone
    | Amended
    | Snoozed
    | Assigned
    | Tagged
    | Linked
    | Merged
    | Redacted
)

KIND_OF: dict[type[FollowUp], Kind] = {
    ReportAdded: "report",
    Checked: "check",
    Noted: "note",
    Confirmed: "confirm",
    Refuted: "refute",
    Seconded: "second",
    AnswerDeclined: "decline",
    Closed: "close",
    WindowMoved: "move",
    Reopened: "reopen",
    Undone: "undo",
    Amended: "amend",
    Snoozed: "snooze",
    Assigned: "assign",
    Tagged: "tag",
    Linked: "link",
    Merged: "merge",
    Redacted: "redact",
}

#: What a settled claim still takes; `confirm` only where it was refuted before. Whether there is anything to
#: second or to decline they say themselves.
SETTLED_TAKES: frozenset[Kind] = frozenset(
    {
        *("report", "check", "note", "tag", "link", "merge", "amend", "undo", "reopen", "redact"),
        *("second", "decline"),
    }
)
#: What a claim still takes that was merged into another one: its own history can be set right.
MERGED_TAKES: frozenset[Kind] = frozenset({"note", "undo", "redact"})


@dataclass(frozen=True, slots=True)
class Warned:
    """Something that was recorded and hardly fits; `code` is stable."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Decision:
    """The events to write, oldest first, and what to tell whoever asked."""

    events: tuple[NewEvent, ...]
    warnings: tuple[Warned, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision needs to know beside the claim.

    `zone` is the newsroom's: a date alone means the end of that day there.
    """

    actor: Actor
    now: datetime
    zone: str
    #: Whether answers about named private persons wait until another editor agrees.
    second_editor: bool = False

    @property
    def today(self) -> date:
        """The newsroom's day."""
        return day_of(self.now, self.zone)

    def end_of(self, day: date, *, at: str) -> datetime:
        """Return the instant a bare date stands for: that day's end, or now while the day lasts."""
        require_year(day, at=at)
        if day > self.today:
            raise refuse("in_the_future", f"{day} has not come yet.", at=at)
        return min(end_of_day(day, self.zone), self.now)

    def published(self, at_: datetime | None, on: date | None, *, at: str) -> datetime:
        """Return when a report came out, as far as it is known; otherwise now."""
        if at_ is not None:
            require_year(at_.date(), at=at)
            if at_ > self.now:
                raise refuse("in_the_future", f"{at_.isoformat()} has not come yet.", at=at)
            return at_
        return self.now if on is None else self.end_of(on, at=at)


def follow_up_kind(event: FollowUp) -> Kind:
    """Return the name people use for a follow-up."""
    return KIND_OF[type(event)]


def require_allowed(claim: Claim, event: FollowUp, facts: Facts, *, wrote_it: bool) -> None:
    """Refuse what this actor may not record on this claim."""
    kind = follow_up_kind(event)
    owns = claim.owner == facts.actor.id
    if may_follow_up(facts.actor, kind, owns=owns, wrote_it=wrote_it):
        return
    raise not_allowed(
        f"Your account may not record “{kind}” on this claim.",
        hint="Ask an editor, or the claim's owner.",
    )


def require_open(claim: Claim, event: FollowUp) -> None:
    """Refuse what a claim that is settled, or was merged into another one, no longer takes."""
    kind = follow_up_kind(event)
    if claim.merged_into is not None and kind not in MERGED_TAKES:
        raise claim_merged(claim.merged_into)
    happened_after_all = kind == "confirm" and claim.status == "refuted"
    if claim.is_settled and kind not in SETTLED_TAKES and not happened_after_all:
        raise conflict(
            "claim_settled",
            f"This claim is settled ({claim.closed or claim.status}); it takes no “{kind}”.",
            hint="Reopen it first, or undo the answer.",
        )


def claim_merged(into: str) -> Refusal:
    """Return the refusal of what belongs to the claim that goes on in place of this one."""
    return conflict(
        "claim_merged",
        f"This claim was merged into {into}.",
        hint=f"Follow {into} up, or take the merging back first.",
    )


def require_known_reports(report: Report, earlier: Iterable[Report]) -> None:
    """Refuse a report that cites or copies what is no other report of the same claim."""
    known = {other.id for other in earlier} - {report.id}
    if not {*report.cites} <= known:
        raise _unknown_report("/report/cites")
    if report.republishes is not None and report.republishes not in known:
        raise _unknown_report("/report/republishes")


def _unknown_report(at: str) -> Refusal:
    return refuse(
        "unknown_report", "A report can only cite or republish earlier reports of the same claim.", at=at
    )


def require_evidence(evidence: tuple[Evidence, ...], facts: Facts) -> None:
    """Refuse a settlement that rests on nothing, or on what was kept in times to come."""
    if not any(item.url or item.note for item in evidence):
        raise evidence_needed()
    for number, item in enumerate(evidence):
        facts.published(item.captured_at, None, at=f"/evidence/{number}/captured_at")


def evidence_needed() -> Refusal:
    """Return the refusal of a settlement without evidence."""
    return refuse(
        "evidence_needed",
        "Settling a claim needs evidence: a link, or a note that says why there is none.",
        at="/evidence",
    )

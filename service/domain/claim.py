"""The claim as its history tells it: a pure fold of entries, from any subset of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from service.domain.attribution import Report
from service.domain.events import (
    Amended,
    Assigned,
    Checked,
    ClaimReported,
    Closed,
    CloseReason,
    Condition,
    Confirmed,
    CountsAs,
    DeadlinePassed,
    Entry,
    Event,
    Evidence,
    Expects,
    Extent,
    Happened,
    Linked,
    Noted,
    QuestionAsked,
    Redacted,
    Refuted,
    RefuteReason,
    Reopened,
    ReportAdded,
    Snoozed,
    Status,
    Tagged,
    Undone,
    WindowMoved,
)
from service.domain.window import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One change of the predicted date: the window that was left, and who left it when."""

    window: Window
    version: int
    moved_at: datetime
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """The answer a claim got, and what it rests on."""

    status: Literal["confirmed", "refuted"]
    version: int
    by: str
    known_on: date
    evidence: tuple[Evidence, ...]
    happened: Happened | None = None
    extent: Extent = "whole"
    extent_note: str | None = None
    reason: RefuteReason | None = None
    counts_as: CountsAs | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Everything that stands about a claim after an entry of its history."""

    version: int
    text: str
    window: Window
    reported_at: datetime
    #: Who logged it.
    actor: str
    status: Status = "rumored"
    expects: Expects = "happens_by"
    reports: tuple[Report, ...] = ()
    moves: tuple[Move, ...] = ()
    condition: Condition | None = None
    question: str | None = None
    tags: tuple[str, ...] = ()
    desk: str | None = None
    owner: str | None = None
    imported: bool = False
    #: Counts what makes the claim's date be asked about anew; letters and flags are unique in it.
    arming: int = 1
    #: The last arming whose date was recorded as passed, and the version of the entry that says so.
    flagged_arming: int = 0
    flag_version: int | None = None
    resolution: Resolution | None = None
    closed: CloseReason | None = None
    duplicate_of: str | None = None
    checks: int = 0
    last_checked_on: date | None = None
    snoozed_until: date | None = None

    @property
    def is_settled(self) -> bool:
        """Whether nobody needs to ask any more."""
        return self.status != "rumored" or self.closed is not None

    @property
    def is_flagged(self) -> bool:
        """Whether it is on record that the date of this arming has passed."""
        return self.flagged_arming == self.arming


def fold(entries: Sequence[Entry]) -> Claim | None:
    """Return the claim its history tells, oldest entry first; None where it was never reported.

    Takes any subset of a history: an entry about what is not there changes nothing.
    """
    taken_back = versions_taken_back(entries)
    by_version = {entry.version: entry for entry in entries}
    claim: Claim | None = None
    arming = 0
    for entry in entries:
        arming += rearms(entry.event, by_version)
        if entry.version not in taken_back:
            claim = evolve(claim, entry, arming=arming)
        elif claim is not None:
            claim = replace(claim, version=entry.version, arming=arming)
    return claim


def versions_taken_back(entries: Iterable[Entry]) -> frozenset[int]:
    """Return the versions that no longer count; taking back an undo lets its entry count again."""
    taken_back: set[int] = set()
    for entry in sorted(entries, key=lambda entry: entry.version, reverse=True):
        if isinstance(entry.event, Undone) and entry.version not in taken_back:
            taken_back.add(entry.event.version)
    return frozenset(taken_back)


def rearms(event: Event, by_version: dict[int, Entry]) -> bool:
    """Say whether the claim's date is to be asked about anew after this event."""
    match event:
        case ClaimReported() | WindowMoved() | Reopened():
            return True
        case Amended(window=window):
            return window is not None
        case Undone(version=version):
            mended = by_version.get(version)
            if mended is None:
                return False
            settles = isinstance(mended.event, Confirmed | Refuted | Closed)
            return settles or rearms(mended.event, by_version)
    return False


def evolve(claim: Claim | None, entry: Entry, *, arming: int) -> Claim | None:
    """Return the claim after one more entry that counts."""
    event = entry.event
    if isinstance(event, ClaimReported) and claim is None:
        return _reported(event, entry, arming)
    if claim is None:
        return None
    claim = replace(claim, version=entry.version, arming=arming)
    match event:
        case Confirmed() | Refuted() | Closed() | Reopened():
            return _settled(claim, event, entry)
        case ReportAdded(report=report):
            return replace(claim, reports=(*claim.reports, report), snoozed_until=None)
        case Checked(looked_on=looked_on):
            latest = max(looked_on, claim.last_checked_on or looked_on)
            return replace(claim, checks=claim.checks + 1, last_checked_on=latest)
        case WindowMoved(window=window):
            return _moved(claim, window, entry)
        case Amended():
            return _amended(claim, event)
        case Snoozed(until=until):
            return replace(claim, snoozed_until=until)
        case Assigned(owner=owner):
            return replace(claim, owner=owner)
        case Tagged(tags=tags):
            return replace(claim, tags=tags)
        case Linked(question=question, condition=condition):
            return replace(claim, question=question, condition=condition)
        case DeadlinePassed(arming=passed):
            return replace(claim, flagged_arming=passed, flag_version=entry.version)
        case Undone() | Noted() | Redacted() | ClaimReported() | QuestionAsked():
            return claim


def _reported(event: ClaimReported, entry: Entry, arming: int) -> Claim:
    return Claim(
        version=entry.version,
        text=event.text,
        window=event.window,
        reported_at=entry.occurred_at,
        actor=entry.actor,
        expects=event.expects,
        reports=(event.report,),
        condition=event.condition,
        question=event.question,
        tags=event.tags,
        desk=event.desk,
        owner=event.owner,
        imported=event.imported,
        arming=arming,
    )


def _settled(claim: Claim, event: Confirmed | Refuted | Closed | Reopened, entry: Entry) -> Claim:
    match event:
        case Confirmed():
            resolution = Resolution(
                status="confirmed",
                version=entry.version,
                by=entry.actor,
                known_on=event.known_on,
                evidence=event.evidence,
                happened=event.happened,
                extent=event.extent,
                extent_note=event.extent_note,
                counts_as=event.counts_as,
            )
            return replace(claim, status="confirmed", resolution=resolution, closed=None)
        case Refuted():
            resolution = Resolution(
                status="refuted",
                version=entry.version,
                by=entry.actor,
                known_on=event.known_on,
                evidence=event.evidence,
                reason=event.reason,
            )
            return replace(claim, status="refuted", resolution=resolution, closed=None)
        case Closed(reason=reason, duplicate_of=duplicate_of):
            return replace(claim, closed=reason, duplicate_of=duplicate_of)
        case Reopened():
            return replace(
                claim,
                status="rumored",
                resolution=None,
                closed=None,
                duplicate_of=None,
                snoozed_until=None,
            )


def _moved(claim: Claim, window: Window, entry: Entry) -> Claim:
    left = Move(window=claim.window, version=entry.version, moved_at=entry.occurred_at, actor=entry.actor)
    return replace(claim, window=window, moves=(*claim.moves, left), snoozed_until=None)


def _amended(claim: Claim, event: Amended) -> Claim:
    reports = claim.reports
    if event.report is not None:
        mended = event.report
        reports = tuple(mended if report.id == mended.id else report for report in reports)
    return replace(
        claim,
        text=claim.text if event.text is None else event.text,
        window=claim.window if event.window is None else event.window,
        expects=claim.expects if event.expects is None else event.expects,
        reports=reports,
    )

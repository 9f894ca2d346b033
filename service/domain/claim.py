"""The claim as its history tells it: a pure fold of entries, from any subset of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import MISSING, dataclass
from dataclasses import fields as fields_of
from datetime import date, datetime
from typing import Any, Literal

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


#: The fields of a claim by name while its history is gone through; one mapping in place of many claims.
Fields = dict[str, Any]
_FIELDS = tuple(field.name for field in fields_of(Claim))
_UNTOUCHED: Fields = {field.name: field.default for field in fields_of(Claim) if field.default is not MISSING}


def fold(entries: Sequence[Entry]) -> Claim | None:
    """Return the claim its history tells, oldest entry first; None where it was never reported.

    Takes any subset of a history: an entry about what is not there changes nothing.
    """
    return _evolved(None, entries)


def grown(claim: Claim | None, history: Sequence[Entry], new: Sequence[Entry]) -> Claim | None:
    """Return the fold of a history and new entries behind it, where `claim` is the fold of that history.

    Equal to `fold([*history, *new])`, without going through the history again unless an entry takes
    another one back.
    """
    if claim is None or any(isinstance(entry.event, Undone) for entry in new):
        return fold([*history, *new])
    return _evolved(claim, new)


def _evolved(claim: Claim | None, entries: Sequence[Entry]) -> Claim | None:
    taken_back = versions_taken_back(entries)
    rearming = versions_that_rearm(entries)
    fields = {} if claim is None else {name: getattr(claim, name) for name in _FIELDS}
    arming = 0 if claim is None else claim.arming
    for entry in entries:
        arming += entry.version in rearming
        if entry.version not in taken_back:
            fields |= evolve(fields, entry)
        if fields:
            fields["version"] = entry.version
            fields["arming"] = arming
    return Claim(**fields) if fields else None


def versions_taken_back(entries: Iterable[Entry]) -> frozenset[int]:
    """Return the versions that no longer count; taking back an undo lets its entry count again."""
    taken_back: set[int] = set()
    for entry in sorted(entries, key=lambda entry: entry.version, reverse=True):
        if isinstance(entry.event, Undone) and entry.version not in taken_back:
            taken_back.add(entry.event.version)
    return frozenset(taken_back)


def versions_that_rearm(entries: Iterable[Entry]) -> frozenset[int]:
    """Return the versions after which the claim's date is asked about anew; entries come oldest first.

    An undo re-arms where it takes back an answer, or an entry that re-armed by itself.
    """
    rearming: set[int] = set()
    answers: set[int] = set()
    for entry in entries:
        match entry.event:
            case ClaimReported() | WindowMoved() | Reopened():
                rearming.add(entry.version)
            case Amended(window=Window()):
                rearming.add(entry.version)
            case Confirmed() | Refuted() | Closed():
                answers.add(entry.version)
            case Undone(version=version) if version in answers or version in rearming:
                rearming.add(entry.version)
    return frozenset(rearming)


def evolve(claim: Fields, entry: Entry) -> Fields:
    """Return the fields of a claim that an entry which counts gives new values; `claim` holds all of them.

    Fields and not a claim: copying a frozen value of some thirty fields for every entry is what a fold
    would spend nine tenths of its time on. An empty `claim` was not reported yet.
    """
    event = entry.event
    if not claim:
        return _reported(event, entry) if isinstance(event, ClaimReported) else {}
    match event:
        case Checked(looked_on=looked_on):
            latest = max(looked_on, claim["last_checked_on"] or looked_on)
            return {"checks": claim["checks"] + 1, "last_checked_on": latest}
        case ReportAdded(report=report):
            return {"reports": (*claim["reports"], report), "snoozed_until": None}
        case Confirmed() | Refuted() | Closed() | Reopened():
            return _settled(event, entry)
        case WindowMoved(window=window):
            return _moved(claim, window, entry)
        case Amended():
            return _amended(claim, event)
        case Snoozed(until=until):
            return {"snoozed_until": until}
        case Assigned(owner=owner):
            return {"owner": owner}
        case Tagged(tags=tags):
            return {"tags": tags}
        case Linked(question=question, condition=condition):
            return {"question": question, "condition": condition}
        case DeadlinePassed(arming=passed):
            return {"flagged_arming": passed, "flag_version": entry.version}
        case Undone() | Noted() | Redacted() | ClaimReported() | QuestionAsked():
            return {}


def _reported(event: ClaimReported, entry: Entry) -> Fields:
    return {
        **_UNTOUCHED,
        "text": event.text,
        "window": event.window,
        "reported_at": entry.occurred_at,
        "actor": entry.actor,
        "expects": event.expects,
        "reports": (event.report,),
        "condition": event.condition,
        "question": event.question,
        "tags": event.tags,
        "desk": event.desk,
        "owner": event.owner,
        "imported": event.imported,
    }


def _settled(event: Confirmed | Refuted | Closed | Reopened, entry: Entry) -> Fields:
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
            return _answered(resolution)
        case Refuted():
            resolution = Resolution(
                status="refuted",
                version=entry.version,
                by=entry.actor,
                known_on=event.known_on,
                evidence=event.evidence,
                reason=event.reason,
            )
            return _answered(resolution)
        case Closed(reason=reason, duplicate_of=duplicate_of):
            return {"closed": reason, "duplicate_of": duplicate_of}
        case Reopened():
            return {
                "status": "rumored",
                "resolution": None,
                "closed": None,
                "duplicate_of": None,
                "snoozed_until": None,
            }


def _answered(resolution: Resolution) -> Fields:
    return {"status": resolution.status, "resolution": resolution, "closed": None, "duplicate_of": None}


def _moved(claim: Fields, window: Window, entry: Entry) -> Fields:
    left = Move(window=claim["window"], version=entry.version, moved_at=entry.occurred_at, actor=entry.actor)
    return {"window": window, "moves": (*claim["moves"], left), "snoozed_until": None}


def _amended(claim: Fields, event: Amended) -> Fields:
    given = {"text": event.text, "window": event.window, "expects": event.expects}
    changed: Fields = {name: value for name, value in given.items() if value is not None}
    if event.report is not None:
        mended = event.report
        changed["reports"] = tuple(
            mended if report.id == mended.id else report for report in claim["reports"]
        )
    return changed

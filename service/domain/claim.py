"""The claim as its history tells it: a pure fold of entries, from any subset of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import MISSING, dataclass
from dataclasses import fields as fields_of
from datetime import date, datetime
from operator import itemgetter

from service.domain.attribution import CopyOf, Report
from service.domain.claim_parts import ConditionStanding, Followed, Move, Proposal, Resolution
from service.domain.events import (
    Amended,
    AnswerDeclined,
    AnswerProposed,
    Assigned,
    Checked,
    ClaimReported,
    Closed,
    CloseReason,
    Condition,
    ConditionChanged,
    Confirmed,
    CopyNoted,
    DeadlinePassed,
    Entry,
    Expects,
    Linked,
    Merged,
    Noted,
    Redacted,
    Refuted,
    Reopened,
    ReportAdded,
    Snoozed,
    Status,
    Tagged,
    Undone,
    WindowEmptied,
    WindowMoved,
    WindowOpened,
)
from service.domain.evolving import Fields, evolve
from service.domain.window import Window


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
    #: For mere words, whether an editor says so; else whether the claim about it is confirmed.
    condition_met: bool = False
    #: How the claims that the condition and the window hang on stood when last taken into account.
    condition_follows: Followed | None = None
    window_follows: Followed | None = None
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
    #: The claim that goes on in place of this one.
    merged_into: str | None = None
    #: The report that the window rests on: the first one, or that which gave the date it moved to.
    window_report: str | None = None
    checks: int = 0
    last_checked_on: date | None = None
    snoozed_until: date | None = None
    private_person: bool = False
    #: What somebody answered, and nobody else has agreed to yet.
    proposal: Proposal | None = None
    #: Reports whose articles are copies, and of which article.
    copies: tuple[CopyOf, ...] = ()

    @property
    def is_settled(self) -> bool:
        """Whether nobody needs to ask any more."""
        return self.status != "rumored" or self.closed is not None or self.merged_into is not None

    @property
    def is_flagged(self) -> bool:
        """Whether it is on record that the date of this arming has passed."""
        return self.flagged_arming == self.arming

    @property
    def condition_standing(self) -> ConditionStanding | None:
        """How its condition stands; None where it has none."""
        if self.condition is None:
            return None
        if self.condition_met:
            return "met"
        followed = self.condition_follows
        return "failed" if followed is not None and followed.standing in ("refuted", "closed") else "open"


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
            changed = evolve(fields, entry)
            if changed and not fields:
                fields = dict(_UNTOUCHED)
            fields |= changed
        if fields:
            fields["version"] = entry.version
            fields["arming"] = arming
    return Claim(**fields) if fields else None


#: What most histories are made of, and what neither answers nor asks anew.
_NEVER_REARM = frozenset(
    {
        ReportAdded,
        Checked,
        Noted,
        Snoozed,
        Assigned,
        Tagged,
        DeadlinePassed,
        CopyNoted,
        Redacted,
        AnswerProposed,
        AnswerDeclined,
    }
)


def versions_taken_back(entries: Iterable[Entry]) -> frozenset[int]:
    """Return the versions that no longer count; taking back an undo lets its entry count again."""
    taken_back: set[int] = set()
    undoing = [(entry.version, entry.event) for entry in entries if isinstance(entry.event, Undone)]
    for version, event in sorted(undoing, key=itemgetter(0), reverse=True):
        if version not in taken_back:
            taken_back.add(event.version)
    return frozenset(taken_back)


def versions_that_rearm(entries: Iterable[Entry]) -> frozenset[int]:
    """Return the versions after which the claim's date is asked about anew; entries come oldest first.

    An undo re-arms where it takes back an answer, or an entry that re-armed by itself.
    """
    rearming: set[int] = set()
    answers: set[int] = set()
    for entry in entries:
        if type(entry.event) in _NEVER_REARM:
            continue
        match entry.event:
            case ClaimReported() | WindowMoved() | Reopened():
                rearming.add(entry.version)
            case Amended(window=Window()) | WindowOpened() | WindowEmptied():
                rearming.add(entry.version)
            case Linked(met=True) | ConditionChanged(standing="confirmed"):
                rearming.add(entry.version)
            case Confirmed() | Refuted() | Closed() | Merged():
                answers.add(entry.version)
            case Undone(version=version) if version in answers or version in rearming:
                rearming.add(entry.version)
    return frozenset(rearming)

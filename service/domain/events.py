"""What can happen to a claim, a question or a source; each is kept for good, in the order it was recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple

from service.domain.article_events import ArticleEvent
from service.domain.attribution import Report
from service.domain.window import Window

Status = Literal["rumored", "confirmed", "refuted"]
Expects = Literal["happens_by", "holds_through"]
SourceType = Literal["outlet", "person", "institution", "document"]
RefuteReason = Literal["did_not_happen", "shown_untrue", "called_off"]
CloseReason = Literal["condition_failed", "cannot_be_known", "too_vague", "logged_in_error", "duplicate"]
Extent = Literal["whole", "part"]
#: How another claim stands that this one waits for.
Standing = Literal["open", "confirmed", "refuted", "closed"]
#: What an editor says of a confirmation that came later than "late" reaches by itself.
CountsAs = Literal["late", "did_not_happen"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a settlement rests on: a link, or a note that says why there is none."""

    url: str | None = None
    archived_url: str | None = None
    note: str | None = None
    #: When the kept copy was taken, and the SHA-256 of what was taken, as 64 small hex digits.
    captured_at: datetime | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """When it happened: a day (both ends alike) or a span of days."""

    earliest: date
    latest: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What a claim hangs on: words, and the claim about it where there is one."""

    text: str
    claim: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimReported:
    """A claim was logged."""

    text: str
    report: Report
    window: Window
    expects: Expects = "happens_by"
    condition: Condition | None = None
    question: str | None = None
    tags: tuple[str, ...] = ()
    desk: str | None = None
    owner: str | None = None
    #: Came in through a file: where its window had closed already, nobody gets a letter.
    imported: bool = False
    #: It is about a named private person; where the newsroom wants it, two have to agree on its answer.
    private_person: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportAdded:
    """Another publication carries, denies or relays the claim."""

    report: Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Somebody looked and found nothing new."""

    looked_on: date
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """A note for colleagues, or for everybody when public."""

    note: str
    public: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """It happened, or held. `happened` is None where the day is not known."""

    evidence: tuple[Evidence, ...]
    happened: Happened | None
    known_on: date
    extent: Extent = "whole"
    extent_note: str | None = None
    counts_as: CountsAs | None = None
    #: The entry that proposed this answer, where somebody else agreed to it; its words are repeated here.
    seconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuted:
    """It did not happen, or was shown to be untrue."""

    evidence: tuple[Evidence, ...]
    known_on: date
    reason: RefuteReason
    #: The entry that proposed this answer, where somebody else agreed to it; its words are repeated here.
    seconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerProposed:
    """An answer that counts only once somebody else agrees to it; the claim stays open until then."""

    answer: Literal["confirm", "refute"]
    evidence: tuple[Evidence, ...]
    known_on: date
    #: Of a confirmation; the fields are those of `Confirmed`.
    happened: Happened | None = None
    extent: Extent = "whole"
    extent_note: str | None = None
    counts_as: CountsAs | None = None
    #: Of a refutation.
    reason: RefuteReason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDeclined:
    """Somebody else does not agree to a proposed answer."""

    version: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """Nobody will ask any more; the status stays as it was."""

    reason: CloseReason
    duplicate_of: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowMoved:
    """A publication gave another date."""

    window: Window
    #: Id of the report the new date rests on, where it is one of the claim's.
    report: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened:
    """A settled claim is open again."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """One entry is taken back; it stays in the history and no longer counts."""

    version: int
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """Our own record was wrong; only the fields given change. None leaves a field as it is."""

    reason: str
    #: The entry whose record was wrong; its time is this entry's time.
    version: int = 1
    text: str | None = None
    window: Window | None = None
    expects: Expects | None = None
    report: Report | None = None
    #: Whether the claim is about a named private person.
    private_person: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snoozed:
    """Nobody is asked before this day."""

    until: date
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """Somebody else is asked first; None is nobody."""

    owner: str | None
    #: The claim that was merged into this one and brought its owner along.
    merged_from: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """The claim's tags, all of them, sorted."""

    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """The question the claim bears on and the condition it hangs on; None is none."""

    question: str | None
    condition: Condition | None = None
    #: For a condition of mere words: whether an editor says that it is met. None leaves that as it was,
    #: which for a new condition is that it is not.
    met: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The claim says what another one says; that one, the survivor, carries its reports on."""

    into: str
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowOpened:
    """The claim that the window hangs on was confirmed: the days it has now, none where no day is known."""

    claim: str
    #: The entry of that claim by which it came to stand so.
    version: int
    earliest: date | None
    latest: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowEmptied:
    """The claim that the window hangs on is not, or no longer, confirmed: the window holds no days."""

    claim: str
    version: int
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionChanged:
    """The claim that the condition is about stands otherwise, or asks on another day."""

    claim: str
    version: int
    standing: Standing
    #: The day on which that claim's date asks while it is open; None where it has no date.
    asks_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlinePassed:
    """The window closed without an answer; recorded once per arming."""

    arming: int
    closes_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyNoted:
    """The article of a report was confirmed to be a copy, or to have copies here, or neither any more."""

    report: str
    article: str
    #: The article that it goes back to in the end, its own where others here are copies of it; else None.
    of: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Redacted:
    """The free text of one entry was destroyed."""

    version: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAsked:
    """A real-world matter that several claims bear on."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionReworded:
    """The question is put in other words."""

    text: str
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRuleSet:
    """What counts as an answer was written down; None takes the rule away."""

    rule: str | None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionUndone:
    """One entry about a question is taken back; it stays in the history and no longer counts."""

    version: int
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceAdded:
    """A claim or a report names an outlet or a source that was not known yet."""

    name: str
    type: SourceType


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRenamed:
    """It goes by another name from now on; it is still found by the one before."""

    name: str
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceKnownAs:
    """It goes by another name as well."""

    name: str
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceMerged:
    """It is one with another source, which tells of both from now on."""

    into: str
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSplit:
    """Some of its names are those of another: they become a source of their own."""

    names: tuple[str, ...]
    #: The id of the source that they make.
    into: str
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceUndone:
    """One entry about a source is taken back; it stays in the history and no longer counts."""

    version: int
    note: str | None = None


ClaimEvent = (
    ClaimReported
    | ReportAdded
    | Checked
    | Noted
    | Confirmed
    | Refuted
    | AnswerProposed
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
    | WindowOpened
    | WindowEmptied
    | ConditionChanged
    | DeadlinePassed
    | CopyNoted
    | Redacted
)
#: What is noted by itself, by the scheduler or because another stream changed: it has no words, nobody takes
#: it back, and it upsets nobody who has read the claim before.
SchedulersOwn = WindowOpened | WindowEmptied | ConditionChanged | DeadlinePassed | CopyNoted
SourceEvent = SourceAdded | SourceRenamed | SourceKnownAs | SourceMerged | SourceSplit | SourceUndone
QuestionEvent = QuestionAsked | QuestionReworded | QuestionRuleSet | QuestionUndone
Event = ClaimEvent | QuestionEvent | SourceEvent | ArticleEvent


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event that was decided on and is not written yet."""

    event: Event
    occurred_at: datetime


class Entry(NamedTuple):
    """One event where it stands in its history; `version` counts from 1."""

    version: int
    event: Event
    occurred_at: datetime
    actor: str

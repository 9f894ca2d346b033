"""The bodies of follow-ups, one per kind."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args

from marshmallow import validates_schema

from service.domain.decisions.deciding import evidence_needed
from service.domain.events import CloseReason, CountsAs, Expects, Extent, RefuteReason
from service.domain.roles import Kind
from service.intake import limits
from service.intake.containers import Either, Listing, Part
from service.intake.faulting import Wrong, wrong, wrong_at
from service.intake.fields import Choice, Day, Flag, Id, Instant, Link, Sha256, Text, Whole
from service.intake.schema import Body
from service.intake.schemas import AddedReportBody, MetConditionBody, ReportBody, WhenBody

#: Versions are counted in 32 bits on both engines.
MOST_VERSION = 2**31 - 1
_NO_EVIDENCE = evidence_needed().faults[0]


class EvidenceBody(Body):
    """What an answer rests on: a link, or a note that says why there is none."""

    url = Link()
    archived_url = Link(says="A kept copy of it.")
    captured_at = Instant(says="When the kept copy was taken.")
    sha256 = Sha256(says="The SHA-256 of what was taken.")
    note = Text(limits.NOTE, lines=True)

    @validates_schema(skip_on_field_errors=True)
    def rests_on_something(self, loaded: dict[str, Any], **_options: Any) -> None:
        """Refuse evidence with neither a link nor a note."""
        if loaded["url"] is None and loaded["note"] is None:
            raise wrong("evidence_empty", "Evidence is a link, or a note that says why there is none.")


class HappenedBody(Body):
    """The span of days in which it happened."""

    earliest = Day(required=True)
    latest = Day(required=True)

    @validates_schema(skip_on_field_errors=True)
    def in_order(self, loaded: dict[str, Any], **_options: Any) -> None:
        """Refuse a span that ends before it begins."""
        if loaded["latest"] < loaded["earliest"]:
            raise wrong_at(latest=Wrong("window_reversed", "The latest day lies before the earliest."))


class DayOrUnknown(Day):
    """A calendar date, or the word unknown, which is read as None."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.looks = {"anyOf": [{"type": "string", "format": "date"}, {"const": "unknown"}]}

    def read(self, text: str) -> date | None:  # type: ignore[override]  # the one day that may be none
        """Return the day, if it is known."""
        return None if text == "unknown" else super().read(text)


def _kind(kind: Kind) -> Choice:
    return Choice([kind], required=True)


def _evidence() -> Listing:
    return Listing(
        Part(EvidenceBody, required=True),
        limits.EVIDENCE,
        least=1,
        required=True,
        missing=Wrong(_NO_EVIDENCE.code, _NO_EVIDENCE.detail),
    )


class ReportFollowUp(Body):
    """Another publication carries, denies or relays the claim; it settles nothing."""

    kind = _kind("report")
    report = Part(AddedReportBody, required=True)


class CheckFollowUp(Body):
    """Somebody looked and found nothing new; the next question is put off."""

    kind = _kind("check")
    note = Text(limits.NOTE, lines=True, says="Where one looked.")
    looked_on = Day(says="The day one looked; else looked_at, else now.")
    looked_at = Instant()

    @validates_schema(skip_on_field_errors=True)
    def looked_once(self, loaded: dict[str, Any], **_options: Any) -> None:
        """Refuse two times of looking."""
        if loaded["looked_on"] is not None and loaded["looked_at"] is not None:
            raise wrong_at(looked_on=Wrong("given_twice", "Give looked_on or looked_at, not both."))


class NoteFollowUp(Body):
    """A note for colleagues, or for everybody when public."""

    kind = _kind("note")
    note = Text(limits.NOTE, lines=True, required=True)
    public = Flag(says="Shown to public readers too.")


class ConfirmFollowUp(Body):
    """It happened, or held."""

    kind = _kind("confirm")
    evidence = _evidence()
    happened = Either(
        DayOrUnknown(), HappenedBody, says="A date, {earliest, latest}, or null where the day is not known."
    )
    known_on = Day(says="The day it was known; else today in the newsroom's zone.")
    extent = Choice(get_args(Extent), says="whole unless said otherwise.")
    extent_note = Text(limits.NOTE, lines=True, says="Which part came true.")
    counts_as = Choice(get_args(CountsAs), says="Asked for only where it came long after the window.")


class RefuteFollowUp(Body):
    """It did not happen, or was shown to be untrue."""

    kind = _kind("refute")
    evidence = _evidence()
    known_on = Day(says="The day it was known; else today in the newsroom's zone.")
    reason = Choice(get_args(RefuteReason), says="did_not_happen unless said otherwise.")


class SecondFollowUp(Body):
    """Somebody else agrees to an answer that waits for it; it settles the claim then."""

    kind = _kind("second")
    version = Whole(1, MOST_VERSION, required=True, says="The entry that proposed the answer.")


class DeclineFollowUp(Body):
    """Somebody else does not agree to an answer that waits for it."""

    kind = _kind("decline")
    version = Whole(1, MOST_VERSION, required=True, says="The entry that proposed the answer.")
    reason = Text(limits.REASON, lines=True, required=True)


class CloseFollowUp(Body):
    """Nobody asks any more; the status stays as it was."""

    kind = _kind("close")
    reason = Choice(get_args(CloseReason), required=True)
    duplicate_of = Id("clm", says="The claim this one repeats.")
    note = Text(limits.NOTE, lines=True)


class MoveFollowUp(WhenBody):
    """A publication gave another date."""

    kind = _kind("move")
    report = Either(Id("rep"), ReportBody, says="A report of the claim by its id, or one to add first.")
    note = Text(limits.NOTE, lines=True)


class ReopenFollowUp(Body):
    """A settled claim is open again."""

    kind = _kind("reopen")
    reason = Text(limits.REASON, lines=True, required=True)


class UndoFollowUp(Body):
    """One entry is taken back; it stays in the history and no longer counts."""

    kind = _kind("undo")
    version = Whole(1, MOST_VERSION, required=True)
    note = Text(limits.NOTE, lines=True)


class AmendReportBody(ReportBody):
    """A report of the claim, by its id; only the fields given change."""

    id = Id("rep", required=True)
    outlet = Text(limits.OUTLET)


class AmendFollowUp(WhenBody):
    """Our own record was wrong; only the fields given change."""

    kind = _kind("amend")
    reason = Text(limits.REASON, lines=True, required=True, says="What our record got wrong.")
    version = Whole(1, MOST_VERSION, load_default=1, says="The entry that was wrong; the first unless said.")
    text = Text(limits.TEXT, lines=True)
    expects = Choice(get_args(Expects))
    report = Part(AmendReportBody)
    private_person = Flag(says="Whether the claim is about a named private person.")


class SnoozeFollowUp(Body):
    """Nobody is asked before a day."""

    kind = _kind("snooze")
    until = Day(required=True)
    reason = Text(limits.REASON, lines=True)


class AssignFollowUp(Body):
    """Somebody else is asked first; null is nobody."""

    kind = _kind("assign")
    owner = Id("acc", required=True, nullable=True)


class TagFollowUp(Body):
    """The claim's tags, all of them."""

    kind = _kind("tag")
    tags = Listing(Text(limits.TAG), limits.TAGS, required=True)


class LinkFollowUp(Body):
    """The question the claim bears on and the condition it hangs on; null takes away, missing keeps."""

    kind = _kind("link")
    question = Id("qst", kept_apart=True)
    condition = Part(MetConditionBody, kept_apart=True)

    @validates_schema(skip_on_field_errors=True)
    def says_something(self, loaded: dict[str, Any], **_options: Any) -> None:
        """Refuse a link to nothing at all."""
        if "question" not in loaded and "condition" not in loaded:
            raise wrong_at(question=Wrong("missing", "Give question, condition or both."))


class MergeFollowUp(Body):
    """The claim says what another one says; that one gets its reports and goes on. An undo takes it back."""

    kind = _kind("merge")
    into = Id("clm", required=True, says="The claim that goes on.")
    note = Text(limits.NOTE, lines=True)


class RedactFollowUp(Body):
    """The free text of one entry is destroyed for good."""

    kind = _kind("redact")
    version = Whole(1, MOST_VERSION, required=True)
    reason = Text(limits.REASON, lines=True, required=True, says="Kept for good: name no word that goes.")


#: Keep in step with domain.roles.Kind; a test holds them equal.
SCHEMAS: dict[Kind, type[Body]] = {
    "report": ReportFollowUp,
    "check": CheckFollowUp,
    "note": NoteFollowUp,
    "confirm": ConfirmFollowUp,
    "refute": RefuteFollowUp,
    "second": SecondFollowUp,
    "decline": DeclineFollowUp,
    "close": CloseFollowUp,
    "move": MoveFollowUp,
    "reopen": ReopenFollowUp,
    "undo": UndoFollowUp,
    "amend": AmendFollowUp,
    "snooze": SnoozeFollowUp,
    "assign": AssignFollowUp,
    "tag": TagFollowUp,
    "link": LinkFollowUp,
    "merge": MergeFollowUp,
    "redact": RedactFollowUp,
}

"""A body to a follow-up: the event it would become."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, get_args

from service.domain import events
from service.domain.attribution import Article, Report
from service.domain.claim import Claim
from service.domain.decisions import FollowUp, Seconded, Warned
from service.domain.events import Condition, Evidence, Happened
from service.domain.phrases import HOUSE, Conventions
from service.domain.refusals import Fault, Refusal, refuse
from service.domain.roles import Kind
from service.domain.window import Window, day_of
from service.intake.faulting import Wrong, nearest
from service.intake.follow_up_schemas import SCHEMAS
from service.intake.reports import mended, report_of
from service.intake.schema import Body, load
from service.intake.windows import Setting, own_reading, says_when, stray_faults, window_of

#: Beside a report whose words say that an earlier date was moved.
MOVED = Warned(
    "says_moved", "These words say that the date was moved: record a move that rests on this report."
)
_schemas: dict[str, Body] = {kind: schema() for kind, schema in SCHEMAS.items()}
_ANY = Body()


@dataclass(frozen=True, slots=True)
class Proposed:
    """A follow-up as it is proposed.

    `looked_at` is for a check, where the instant is known; `resting_on` for a move, the report that gave
    the new date and is added first.
    """

    event: FollowUp
    looked_at: datetime | None = None
    resting_on: events.ReportAdded | None = None
    #: What the words themselves offer to do next.
    warnings: tuple[Warned, ...] = ()


@dataclass(frozen=True, slots=True)
class Loaded:
    """A body that has passed its schema; what it proposes may hang on the claim."""

    kind: Kind
    fields: Mapping[str, Any]

    @property
    def hangs_on_claim(self) -> bool:
        """Whether the claim as it stands decides what the body means."""
        return self.kind in ("move", "amend", "link")


@dataclass(frozen=True, slots=True)
class _Place:
    claim: Claim
    now: datetime
    zone: str
    new_id: Callable[[str], str]
    conventions: Conventions

    @property
    def today(self) -> date:
        return day_of(self.now, self.zone)


def follow_up(
    body: object,
    *,
    claim: Claim,
    now: datetime,
    zone: str,
    new_id: Callable[[str], str],
    conventions: Conventions = HOUSE,
) -> Proposed:
    """Return what a body proposes for a claim.

    Args:
        zone: the newsroom's, in which a date alone ends.
        conventions: the newsroom's, by which words about when are read.

    Raises:
        Refusal: with every fault at once.
    """
    loaded = loaded_follow_up(body)
    return propose(loaded, claim=claim, now=now, zone=zone, new_id=new_id, conventions=conventions)


def loaded_follow_up(body: object) -> Loaded:
    """Return a body that has passed the schema of its kind.

    Raises:
        Refusal: `missing` or `unknown_choice` at /kind, or every fault of the body at once.
    """
    kind = body.get("kind") if isinstance(body, dict) else None
    if not isinstance(body, dict):
        load(_ANY, body)
    if kind is None:
        raise refuse("missing", "Say what kind of follow-up this is.", at="/kind", hint=_kinds())
    if not isinstance(kind, str) or kind not in _schemas:
        near = nearest(kind, _schemas) if isinstance(kind, str) else None
        hint = f"Did you mean {near}?" if near else _kinds()
        raise refuse("unknown_choice", "There is no such kind of follow-up.", at="/kind", hint=hint)
    fields = load(_schemas[kind], body)
    return Loaded(next(one for one in get_args(Kind) if one == kind), fields)


def propose(
    loaded: Loaded,
    *,
    claim: Claim,
    now: datetime,
    zone: str,
    new_id: Callable[[str], str],
    conventions: Conventions = HOUSE,
) -> Proposed:
    """Return what a loaded body proposes for a claim as it stands."""
    place = _Place(claim, now, zone, new_id, conventions)
    fields = loaded.fields
    match loaded.kind:
        case "check":
            return _check(fields, place)
        case "move":
            return _move(fields, place)
        case "amend":
            return Proposed(_amended(fields, place))
        case "confirm":
            return Proposed(_confirmed(fields, place))
        case "refute":
            return Proposed(_refuted(fields, place))
        case "report":
            return _report(fields, place)
        case "link":
            return Proposed(_linked(fields, place))
        case _:
            return Proposed(_plain(loaded.kind, fields))


def _plain(kind: Kind, fields: Mapping[str, Any]) -> FollowUp:
    """Return the events whose fields are those of the body."""
    match kind:
        case "note":
            return events.Noted(note=fields["note"], public=bool(fields["public"]))
        case "close":
            return events.Closed(
                reason=fields["reason"], duplicate_of=fields["duplicate_of"], note=fields["note"]
            )
        case "second":
            return Seconded(version=fields["version"])
        case "decline":
            return events.AnswerDeclined(version=fields["version"], reason=fields["reason"])
        case "reopen":
            return events.Reopened(reason=fields["reason"])
        case "undo":
            return events.Undone(version=fields["version"], note=fields["note"])
        case "snooze":
            return events.Snoozed(until=fields["until"], reason=fields["reason"])
        case "assign":
            return events.Assigned(owner=fields["owner"])
        case "tag":
            return events.Tagged(tags=tuple(sorted(set(fields["tags"]))))
        case "merge":
            return events.Merged(into=fields["into"], note=fields["note"])
        case "redact":
            return events.Redacted(version=fields["version"], reason=fields["reason"])
        case _:
            raise AssertionError(f"{kind} has a function of its own")


def _report(fields: Mapping[str, Any], place: _Place) -> Proposed:
    """Read a report's own wording of the date on its own; it moves nothing by itself."""
    given = fields["report"]
    report = report_of(given, report_id=place.new_id("rep"))
    said = own_reading(report, given["reading"], zone=place.claim.window.zone, conventions=place.conventions)
    if said is None:
        return Proposed(events.ReportAdded(report=report))
    # The words stand in the report already, and only there can they be taken out.
    window = None if said.window is None else replace(said.window, phrase=None)
    report = replace(report, window=window)
    return Proposed(events.ReportAdded(report=report), warnings=(MOVED,) if said.moves else ())


def _check(fields: Mapping[str, Any], place: _Place) -> Proposed:
    looked_on, looked_at = fields["looked_on"], fields["looked_at"]
    if looked_on is None:
        looked_at = looked_at or place.now.astimezone(UTC)
        looked_on = day_of(looked_at, place.zone)
    return Proposed(events.Checked(looked_on=looked_on, note=fields["note"]), looked_at)


def _confirmed(fields: Mapping[str, Any], place: _Place) -> events.Confirmed:
    return events.Confirmed(
        evidence=_evidence(fields),
        happened=_happened(fields["happened"]),
        known_on=fields["known_on"] or place.today,
        extent=fields["extent"] or "whole",
        extent_note=fields["extent_note"],
        counts_as=fields["counts_as"],
    )


def _refuted(fields: Mapping[str, Any], place: _Place) -> events.Refuted:
    return events.Refuted(
        evidence=_evidence(fields),
        known_on=fields["known_on"] or place.today,
        reason=fields["reason"] or "did_not_happen",
    )


def _evidence(fields: Mapping[str, Any]) -> tuple[Evidence, ...]:
    return tuple(Evidence(**one) for one in fields["evidence"])


def _happened(given: date | Mapping[str, date] | None) -> Happened | None:
    if given is None:
        return None
    if isinstance(given, date):
        return Happened(earliest=given, latest=given)
    return Happened(earliest=given["earliest"], latest=given["latest"])


def _linked(fields: Mapping[str, Any], place: _Place) -> events.Linked:
    condition, met = place.claim.condition, None
    if "condition" in fields:
        given = fields["condition"]
        condition = None if given is None else Condition(text=given["text"], claim=given["claim"])
        met = None if given is None else given["met"]
    question = fields.get("question", place.claim.question)
    return events.Linked(question=question, condition=condition, met=met)


def _move(fields: Mapping[str, Any], place: _Place) -> Proposed:
    if not says_when(fields):
        raise _no_window()
    given = fields["report"]
    added: Report | None = None
    if isinstance(given, Mapping):
        added = report_of(given, report_id=place.new_id("rep"), when=fields["when"])
    report_id = added.id if added is not None else given
    known = {report.id: report for report in place.claim.reports}
    if added is None and report_id is not None and report_id not in known:
        raise refuse("unknown_report", "The claim has no such report.", at="/report")
    report = added or (known[report_id] if report_id is not None else None)
    article = None if report is None else report.article
    setting = Setting(
        zone=place.claim.window.zone, article=article, now=place.now, conventions=place.conventions
    )
    window = window_of(fields, setting)
    moved = events.WindowMoved(window=window, report=report_id, note=fields["note"])
    return Proposed(moved, resting_on=None if added is None else events.ReportAdded(report=added))


def _amended(fields: Mapping[str, Any], place: _Place) -> events.Amended:
    faults = stray_faults(fields)
    if faults:
        raise Refusal(*faults)
    report = None
    if fields["report"] is not None:
        report = mended(_report_to_mend(fields["report"]["id"], place.claim), fields["report"])
    return events.Amended(
        reason=fields["reason"],
        version=fields["version"] or 1,
        text=fields["text"],
        window=_amended_window(fields, place, report) if says_when(fields) else None,
        expects=fields["expects"],
        report=report,
        private_person=fields["private_person"],
    )


def _amended_window(fields: Mapping[str, Any], place: _Place, report: Report | None) -> Window:
    """Read the date anew, from where and when the claim's own words were said; those stay unless given."""
    kept = place.claim.window
    first = place.claim.reports[0].article if place.claim.reports else Article()
    setting = Setting(
        zone=kept.zone,
        said_zone=kept.said_zone,
        article=first if report is None else report.article,
        now=place.now,
        conventions=place.conventions,
    )
    if kept.said_on is not None and report is None:
        setting = replace(setting, said_on=kept.said_on, article=None)
    found = window_of(fields, setting)
    return replace(found, phrase=kept.phrase) if fields["when"] is None else found


def _report_to_mend(report_id: str, claim: Claim) -> Report:
    for report in claim.reports:
        if report.id == report_id:
            return report
    raise refuse("unknown_report", "The claim has no such report.", at="/report/id")


def _no_window() -> Refusal:
    wanted = Wrong("window_needed", "Say the new date: when, window or edtf.")
    return Refusal(Fault("/when", wanted.code, wanted.detail))


def _kinds() -> str:
    return f"One of: {', '.join(_schemas)}"

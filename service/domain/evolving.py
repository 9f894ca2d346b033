"""What one entry changes about a claim: the step of the fold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from service.domain.attribution import CopyOf
from service.domain.claim_parts import Followed, Move, Proposal, Resolution
from service.domain.events import (
    Amended,
    AnswerDeclined,
    AnswerProposed,
    Assigned,
    Checked,
    ClaimReported,
    Closed,
    ConditionChanged,
    Confirmed,
    CopyNoted,
    DeadlinePassed,
    Entry,
    Linked,
    Merged,
    Noted,
    Redacted,
    Refuted,
    Reopened,
    ReportAdded,
    Snoozed,
    Tagged,
    Undone,
    WindowEmptied,
    WindowMoved,
    WindowOpened,
)
from service.domain.window import Window, day_of, emptied, opened

#: The fields of a claim by name while its history is gone through; one mapping in place of many claims.
Fields = dict[str, Any]


def evolve(claim: Fields, entry: Entry) -> Fields:
    """Return the fields of a claim that an entry which counts gives new values; `claim` holds all of them.

    Fields and not a claim: copying a frozen value of some thirty fields for every entry is what a fold
    would spend nine tenths of its time on. An empty `claim` was not reported yet.
    """
    event = entry.event
    if not claim:
        return _reported(event, entry) if isinstance(event, ClaimReported) else {}
    match event:
        case Checked():
            return _checked(claim, event)
        case ReportAdded(report=report):
            return {"reports": (*claim["reports"], report), "snoozed_until": None}
        case Merged(into=into):
            return {"merged_into": into, "snoozed_until": None}
        case Confirmed() | Refuted() | Closed() | Reopened() | AnswerProposed() | AnswerDeclined():
            return {"proposal": None, **_answering(claim, event, entry)}
        case WindowMoved():
            return _moved(claim, event, entry)
        case Amended():
            return _amended(claim, event)
        case Snoozed() | Assigned() | Tagged():
            return _minded(event)
        case Linked():
            return _linked(claim, event)
        case WindowOpened() | WindowEmptied() | ConditionChanged():
            return _followed(claim, event, entry)
        case DeadlinePassed(arming=passed):
            return {"flagged_arming": passed, "flag_version": entry.version}
        case CopyNoted():
            return _copied(claim, event)
        case Undone() | Noted() | Redacted() | ClaimReported():
            return {}
        case _:  # What happens to other things than claims changes none.
            return {}


def _checked(claim: Fields, event: Checked) -> Fields:
    """Somebody has looked: what another claim's answer asked for by itself is done."""
    latest = max(event.looked_on, claim["last_checked_on"] or event.looked_on)
    fields: Fields = {"checks": claim["checks"] + 1, "last_checked_on": latest}
    for name in ("condition_follows", "window_follows"):
        followed: Followed | None = claim[name]
        if followed is not None and followed.standing != "open":
            fields[name] = replace(followed, asks_on=None)
    return fields


def _minded(event: Snoozed | Assigned | Tagged) -> Fields:
    match event:
        case Snoozed(until=until):
            return {"snoozed_until": until}
        case Assigned(owner=owner):
            return {"owner": owner}
        case Tagged(tags=tags):
            return {"tags": tags}


def _copied(claim: Fields, event: CopyNoted) -> Fields:
    others = tuple(copy for copy in claim["copies"] if copy.report != event.report)
    new = () if event.of is None else (CopyOf(report=event.report, article=event.article, of=event.of),)
    return {"copies": (*others, *new)}


def _linked(claim: Fields, event: Linked) -> Fields:
    fields: Fields = {"question": event.question, "condition": event.condition}
    if event.condition != claim["condition"]:
        fields |= {"condition_met": False, "condition_follows": None}
    if event.met is not None:
        fields["condition_met"] = event.met
    return fields


def _followed(claim: Fields, event: WindowOpened | WindowEmptied | ConditionChanged, entry: Entry) -> Fields:
    """Take over how another claim stands, where this one still hangs on it."""
    window: Window = claim["window"]
    other = claim["condition"] if isinstance(event, ConditionChanged) else window.hangs_on
    if other is None or other.claim != event.claim:
        return {}
    turned_on = day_of(entry.occurred_at, window.zone)
    match event:
        case WindowOpened(earliest=earliest, latest=latest):
            window = opened(window, earliest, latest)
            asks_on = None if window.has_dates else turned_on
            followed = Followed(standing="confirmed", version=event.version, asks_on=asks_on)
            return {"window": window, "window_follows": followed, "snoozed_until": None}
        case WindowEmptied(standing=standing):
            asks_on = None if standing == "open" else turned_on
            followed = Followed(standing=standing, version=event.version, asks_on=asks_on)
            return {"window": emptied(window), "window_follows": followed, "snoozed_until": None}
        case ConditionChanged(standing=standing):
            return _condition_changed(event, turned_on)


def _condition_changed(event: ConditionChanged, turned_on: date) -> Fields:
    standing = event.standing
    asks_on = {"open": event.asks_on, "confirmed": None}.get(standing, turned_on)
    fields: Fields = {
        "condition_met": standing == "confirmed",
        "condition_follows": Followed(standing=standing, version=event.version, asks_on=asks_on),
    }
    return fields if standing == "open" else {**fields, "snoozed_until": None}


def _reported(event: ClaimReported, entry: Entry) -> Fields:
    return {
        "text": event.text,
        "window": event.window,
        "reported_at": entry.occurred_at,
        "actor": entry.actor,
        "expects": event.expects,
        "reports": (event.report,),
        "window_report": event.report.id,
        "condition": event.condition,
        "question": event.question,
        "tags": event.tags,
        "desk": event.desk,
        "owner": event.owner,
        "imported": event.imported,
        "private_person": event.private_person,
    }


def _answering(
    claim: Fields,
    event: Confirmed | Refuted | Closed | Reopened | AnswerProposed | AnswerDeclined,
    entry: Entry,
) -> Fields:
    match event:
        case AnswerProposed():
            return {"proposal": Proposal(version=entry.version, by=entry.actor, answer=event)}
        case AnswerDeclined():
            return {}
    return _settled(claim, event, entry)


def _settled(claim: Fields, event: Confirmed | Refuted | Closed | Reopened, entry: Entry) -> Fields:
    proposal: Proposal | None = claim["proposal"]
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
                proposed_by=_proposer(proposal, event.seconds),
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
                proposed_by=_proposer(proposal, event.seconds),
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


def _proposer(proposal: Proposal | None, version: int | None) -> str | None:
    return proposal.by if proposal is not None and proposal.version == version else None


def _answered(resolution: Resolution) -> Fields:
    return {"status": resolution.status, "resolution": resolution, "closed": None, "duplicate_of": None}


def _moved(claim: Fields, event: WindowMoved, entry: Entry) -> Fields:
    left = Move(
        window=claim["window"],
        version=entry.version,
        moved_at=entry.occurred_at,
        actor=entry.actor,
        report=claim["window_report"],
    )
    return {
        "window": event.window,
        "window_report": event.report,
        "window_follows": None,
        "moves": (*claim["moves"], left),
        "snoozed_until": None,
    }


def _amended(claim: Fields, event: Amended) -> Fields:
    given = {
        "text": event.text,
        "window": event.window,
        "expects": event.expects,
        "private_person": event.private_person,
    }
    changed: Fields = {name: value for name, value in given.items() if value is not None}
    if event.window is not None:
        changed["window_follows"] = None
    if event.report is not None:
        mended = event.report
        changed["reports"] = tuple(
            mended if report.id == mended.id else report for report in claim["reports"]
        )
    return changed

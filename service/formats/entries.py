"""Entries of a history as the API shows them, and what of them the public sees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import msgspec

from service.domain.article_events import (
    ArticleAdded,
    ArticleAmended,
    ArticleVersionAdded,
    Content,
    CopyConfirmed,
)
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
    Event,
    Evidence,
    Linked,
    Merged,
    Noted,
    QuestionReworded,
    QuestionRuleSet,
    QuestionUndone,
    Redacted,
    Refuted,
    Reopened,
    ReportAdded,
    SchedulersOwn,
    Snoozed,
    SourceKnownAs,
    SourceMerged,
    SourceRenamed,
    SourceSplit,
    SourceUndone,
    Tagged,
    Undone,
    WindowEmptied,
    WindowMoved,
    WindowOpened,
)
from service.domain.inner_entries import is_internal
from service.formats import shapes
from service.formats.json_text import instant
from service.ledger.log import Stored


def history_entry(
    stored: Stored, *, for_public: bool = False, roles: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return one entry of a history."""
    return {
        "position": stored.position,
        "version": stored.entry.version,
        "kind": stored.kind,
        "status": stored.status,
        "occurred_at": instant(stored.entry.occurred_at),
        "recorded_at": instant(stored.recorded_at),
        "actor": shapes.who(stored.entry.actor, for_public=for_public, roles=roles),
        "data": _data(words_for(stored.entry.event, for_public=for_public)),
    }


def change(
    stored: Stored, *, base_url: str, for_public: bool = False, roles: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return one event of the ledger, with the thing it belongs to."""
    plurals = {"claim": "claims", "question": "questions", "source": "sources", "article": "articles"}
    plural = plurals.get(stored.stream_kind)
    url = None if plural is None else f"{base_url}{shapes.API}/{plural}/{stored.stream}"
    entry = history_entry(stored, for_public=for_public, roles=roles)
    return {"stream": stored.stream, "stream_kind": stored.stream_kind, "url": url, **entry}


def shown(stored: Iterable[Stored], *, for_public: bool) -> list[Stored]:
    """Return the entries a reader may see; the public sees no checks, snoozes, owners and inner notes."""
    return [one for one in stored if not (for_public and is_internal(one.entry.event))]


def words_for(event: Event, *, for_public: bool) -> Event:
    """Return an entry as its reader may see it; the public reads no words of a colleague to colleagues.

    What has to be said and is left out is empty then.
    """
    if not for_public:
        return event
    match event:
        case ClaimReported():
            return replace(event, owner=None, private_person=False)
        case Confirmed():
            kept = _without_notes(event.evidence)
            return replace(event, evidence=kept, extent_note=None, seconds=None)
        case Refuted():
            return replace(event, evidence=_without_notes(event.evidence), seconds=None)
        case Closed() | WindowMoved() | Undone() | Merged():
            return replace(event, note=None)
        case QuestionReworded() | QuestionRuleSet() | QuestionUndone():
            return replace(event, note=None)
        case Amended():
            return replace(event, reason="", private_person=None)
        case Reopened() | Redacted() | ArticleAmended():
            return replace(event, reason="")
        case SourceRenamed() | SourceKnownAs() | SourceMerged() | SourceSplit() | SourceUndone():
            return replace(event, note=None)
        case CopyConfirmed():
            return replace(event, note=None)
        case ArticleAdded(content=Content() as content) | ArticleVersionAdded(content=content):
            return replace(event, content=replace(content, text=None, passages=()))
    return event


def _without_notes(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    return tuple(replace(one, note=None) for one in evidence)


def _data(event: Event) -> dict[str, Any]:
    match event:
        case ClaimReported():
            return _claim_reported(event)
        case ReportAdded(report=report):
            return {"report": shapes.report(report)}
        case Confirmed() | Refuted() | Closed() | Reopened() | Merged() | AnswerProposed() | AnswerDeclined():
            return _settling(event)
        case WindowMoved() | Amended() | Undone() | Redacted():
            return _mending(event)
        case Checked() | Noted() | Snoozed() | Assigned() | Tagged() | Linked():
            return _minding(event)
        case DeadlinePassed() | WindowOpened() | WindowEmptied() | ConditionChanged() | CopyNoted():
            return _noted_by_itself(event)
        case _:  # What happens to other things than claims is told as it is stored, field by field.
            found: dict[str, Any] = msgspec.to_builtins(event)
            return found


def _claim_reported(event: ClaimReported) -> dict[str, Any]:
    return {
        "text": event.text,
        "report": shapes.report(event.report),
        "window": shapes.window(event.window),
        "expects": event.expects,
        "condition": shapes.condition(event.condition),
        "question": event.question,
        "tags": list(event.tags),
        "desk": event.desk,
        "owner": event.owner,
        "imported": event.imported,
        "private_person": event.private_person,
    }


def _settling(
    event: Confirmed | Refuted | Closed | Reopened | Merged | AnswerProposed | AnswerDeclined,
) -> dict[str, Any]:
    match event:
        case AnswerProposed():
            return shapes.proposed_answer(event)
        case AnswerDeclined():
            return {"version": event.version, "reason": event.reason}
        case Confirmed():
            return {
                "evidence": shapes.evidence(event.evidence, for_public=False),
                "happened": shapes.happened(event.happened),
                "known_on": str(event.known_on),
                "extent": event.extent,
                "extent_note": event.extent_note,
                "counts_as": event.counts_as,
                "seconds": event.seconds,
            }
        case Refuted():
            return {
                "evidence": shapes.evidence(event.evidence, for_public=False),
                "known_on": str(event.known_on),
                "reason": event.reason,
                "seconds": event.seconds,
            }
        case Closed():
            return {"reason": event.reason, "duplicate_of": event.duplicate_of, "note": event.note}
        case Reopened():
            return {"reason": event.reason or None}
        case Merged():
            return {"into": event.into, "note": event.note}


def _mending(event: WindowMoved | Amended | Undone | Redacted) -> dict[str, Any]:
    match event:
        case WindowMoved():
            window = shapes.window(event.window)
            return {"window": window, "report": event.report, "note": event.note}
        case Amended():
            return {
                "reason": event.reason or None,
                "version": event.version,
                "text": event.text,
                "window": None if event.window is None else shapes.window(event.window),
                "expects": event.expects,
                "report": None if event.report is None else shapes.report(event.report),
                "private_person": event.private_person,
            }
        case Undone():
            return {"version": event.version, "note": event.note}
        case Redacted():
            return {"version": event.version, "reason": event.reason or None}


def _minding(event: Checked | Noted | Snoozed | Assigned | Tagged | Linked) -> dict[str, Any]:
    match event:
        case Checked():
            return {"looked_on": str(event.looked_on), "note": event.note}
        case Noted():
            return {"note": event.note, "public": event.public}
        case Snoozed():
            return {"until": str(event.until), "reason": event.reason}
        case Assigned():
            return {"owner": event.owner, "merged_from": event.merged_from}
        case Tagged():
            return {"tags": list(event.tags)}
        case Linked():
            condition = shapes.condition(event.condition)
            return {"question": event.question, "condition": condition, "met": event.met}


def _noted_by_itself(event: SchedulersOwn) -> dict[str, Any]:
    match event:
        case DeadlinePassed(arming=arming, closes_at=closes_at):
            return {"arming": arming, "closes_at": instant(closes_at)}
        case WindowOpened(claim=claim, version=version, earliest=earliest, latest=latest):
            ends = {"earliest": _day(earliest), "latest": _day(latest)}
            return {"claim": claim, "version": version, **ends}
        case WindowEmptied(claim=claim, version=version, standing=standing):
            return {"claim": claim, "version": version, "standing": standing}
        case CopyNoted(report=report, article=article, of=of):
            return {"report": report, "article": article, "of": of}
        case ConditionChanged(claim=claim, version=version, standing=standing, asks_on=asks_on):
            asked = _day(asks_on)
            return {"claim": claim, "version": version, "standing": standing, "asks_on": asked}


def _day(day: date | None) -> str | None:
    return None if day is None else str(day)

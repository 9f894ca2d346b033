"""The kinds of follow-up on the claim's page: who is offered which, their words, what they start with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from service.dashboard.forms import Given
from service.domain.attribution import Report
from service.domain.claim import Claim, versions_taken_back
from service.domain.decisions.deciding import MERGED_TAKES, SETTLED_TAKES
from service.domain.events import (
    ClaimReported,
    Closed,
    Confirmed,
    Entry,
    Merged,
    Redacted,
    Refuted,
    SchedulersOwn,
    Undone,
)
from service.domain.roles import Actor, Kind, may_follow_up

#: What each kind is called on screen, and the button that records it.
LABELS: dict[Kind, tuple[str, str]] = {
    "confirm": ("It happened", "Confirm it"),
    "refute": ("It did not happen", "Refute it"),
    "second": ("Agree to the answer", "Agree, and settle it"),
    "decline": ("Do not agree", "Decline the answer"),
    "close": ("Close without answer", "Close it"),
    "check": ("Checked, nothing new", "Record the check"),
    "snooze": ("Snooze", "Snooze it"),
    "note": ("Note", "Record the note"),
    "report": ("Another report", "Add the report"),
    "move": ("The date moved", "Record the new date"),
    "amend": ("Put our record right", "Put it right"),
    "undo": ("Take an entry back", "Take it back"),
    "reopen": ("Open it again", "Open it again"),
    "redact": ("Destroy words", "Destroy the words for good"),
    "assign": ("Owner", "Change the owner"),
    "tag": ("Tags", "Change the tags"),
    "link": ("Question and condition", "Change what it hangs on"),
    "merge": ("Merge into another claim", "Merge it"),
}
GROUPS: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    ("Answer it", ("second", "decline", "confirm", "refute", "close")),
    ("Keep watch", ("check", "snooze", "note")),
    ("New reporting", ("report", "move")),
    ("Put it right", ("amend", "undo", "reopen", "redact")),
    ("Arrange", ("assign", "tag", "link", "merge")),
)
#: What a claim that holds through its date is answered with.
HOLDS_LABELS: dict[Kind, tuple[str, str]] = {
    "confirm": ("It held", "Confirm that it held"),
    "refute": ("It did not hold", "Record that it did not hold"),
}
#: What nobody does about an answer of their own.
_SECONDING: frozenset[Kind] = frozenset({"second", "decline"})
#: Shown first, as far as the claim takes it from this person.
FIRST: tuple[Kind, ...] = ("check", "note")
_REPORT_FIELDS = ("outlet", "wording", "hedge", "stance", "when")


@dataclass(frozen=True, slots=True)
class Choice:
    """One kind of follow-up that this person may record on this claim now."""

    kind: Kind
    label: str


def open_kinds(claim: Claim, actor: Actor, *, wrote_last: bool) -> frozenset[Kind]:
    """Return the kinds that the claim takes now from this person."""
    owns = claim.owner == actor.id
    return frozenset(
        kind
        for kind in LABELS
        if may_follow_up(actor, kind, owns=owns, wrote_it=wrote_last) and _takes(claim, kind)
    ) - (_SECONDING if claim.proposal is not None and claim.proposal.by == actor.id else frozenset())


def _takes(claim: Claim, kind: Kind) -> bool:
    if claim.merged_into is not None:
        return kind in MERGED_TAKES
    if kind == "reopen":
        return claim.is_settled
    if kind in ("second", "decline"):
        return claim.proposal is not None
    if kind in ("confirm", "refute") and claim.proposal is not None:
        return False
    happened_after_all = kind == "confirm" and claim.status == "refuted" and claim.closed is None
    return not claim.is_settled or kind in SETTLED_TAKES or happened_after_all


def own_last(entries: Sequence[Entry], actor_id: str) -> frozenset[int]:
    """Return the versions that their author may take back: the last thing recorded by a person.

    Keep in step with domain.decisions.following_up, which decides.
    """
    taken_back = versions_taken_back(entries)
    by_people = [
        entry
        for entry in entries
        if entry.version not in taken_back and not isinstance(entry.event, SchedulersOwn | Redacted)
    ]
    facts_only = [entry for entry in by_people if not isinstance(entry.event, Undone)]
    lasts = (*by_people[-1:], *facts_only[-1:])
    return frozenset(
        last.version for last in lasts if last.actor == actor_id and not isinstance(last.event, ClaimReported)
    )


def settled_by(entries: Sequence[Entry]) -> int | None:
    """Return the version of the entry that settled or merged the claim last and was not taken back."""
    taken_back = versions_taken_back(entries)
    settling = (
        entry.version
        for entry in reversed(entries)
        if isinstance(entry.event, Confirmed | Refuted | Closed | Merged) and entry.version not in taken_back
    )
    return next(settling, None)


def choices(claim: Claim, kinds: frozenset[Kind]) -> list[tuple[str, list[Choice]]]:
    """Return the kinds to choose from, in groups with a heading each."""
    groups = [
        (heading, [Choice(kind, label(claim, kind)[0]) for kind in members if kind in kinds])
        for heading, members in GROUPS
    ]
    return [(heading, members) for heading, members in groups if members]


def chosen(asked: str | None, kinds: frozenset[Kind]) -> Kind | None:
    """Return the kind to show the fields of; None where there is nothing this person may record."""
    for kind in LABELS:
        if kind == asked and kind in kinds:
            return kind
    first = [kind for kind in (*FIRST, *LABELS) if kind in kinds]
    return first[0] if first else None


def label(claim: Claim, kind: Kind) -> tuple[str, str]:
    """Return what a kind is called on this claim, and its button."""
    if claim.expects == "holds_through" and kind in HOLDS_LABELS:
        return HOLDS_LABELS[kind]
    return LABELS[kind]


def starts_with(kind: Kind, claim: Claim, asked: Mapping[str, str], *, today: date) -> Given:
    """Return what the fields of a kind hold before anybody typed.

    Args:
        asked: the address's parameters; an entry's links name its `version`, a report's its `report`.
    """
    version = asked.get("version", "")
    match kind:
        case "check":
            return _one(looked_on=str(today))
        case "confirm" | "refute":
            return _one(known_on=str(today), reason="did_not_happen", extent="whole")
        case "snooze":
            return _one(until=str(today + timedelta(days=7)))
        case "merge":
            return _one(into=asked.get("into", ""))
        case "second" | "decline":
            return _one(version=str(claim.proposal.version) if claim.proposal else "")
        case "undo" | "redact":
            return _one(version=version)
        case "move":
            return _one(zone=claim.window.zone)
        case "assign":
            return _one(owner=claim.owner or "")
        case "tag":
            return _one(tags=", ".join(claim.tags))
        case "link":
            condition = claim.condition
            return {
                "question": [claim.question or ""],
                "condition.text": [condition.text if condition else ""],
                "condition.claim": [(condition.claim or "") if condition else ""],
            }
        case "amend":
            return _amend_starts_with(claim, version, asked.get("report", ""))
        case "note" | "close" | "report" | "reopen":
            return {}


def report_fields(report: Report) -> dict[str, str]:
    """Return a report as the fields of a form, by their names."""
    fields = {f"report.{name}": getattr(report, name) or "" for name in _REPORT_FIELDS}
    article = report.article
    for name in ("label", "kind", "count"):
        fields[f"report.said_by.{name}"] = getattr(report.said_by, name) or ""
    fields["report.article.url"] = article.url or ""
    fields["report.article.title"] = article.title or ""
    fields["report.article.published_at"] = _published(report)
    fields["report.republishes"] = report.republishes or ""
    return fields


def _published(report: Report) -> str:
    article = report.article
    if article.published_at is not None:
        return article.published_at.isoformat()
    return "" if article.published_on is None else str(article.published_on)


def _amend_starts_with(claim: Claim, version: str, report_id: str) -> Given:
    fields: dict[str, list[str]] = {
        "version": [version or "1"],
        "text": [claim.text],
        "expects": [claim.expects],
    }
    for report in claim.reports:
        if report.id == report_id:
            fields |= {name: [value] for name, value in report_fields(report).items()}
            fields |= {"report.id": [report.id], "report.cites": list(report.cites)}
    return fields


def _one(**values: str) -> Given:
    return {name: [value] for name, value in values.items()}

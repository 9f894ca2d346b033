"""Setting our own record right: take an entry back, amend it, destroy its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from service.domain.attribution import Report
from service.domain.claim import Claim, versions_taken_back
from service.domain.decisions.deciding import Decision, Facts, Warned, require_known_reports
from service.domain.decisions.merging import came_from
from service.domain.events import (
    Amended,
    Assigned,
    ClaimReported,
    Entry,
    Merged,
    NewEvent,
    Redacted,
    ReportAdded,
    SchedulersOwn,
    Undone,
)
from service.domain.refusals import conflict, not_allowed, refuse

T = TypeVar("T")


def undo(history: Sequence[Entry], proposed: Undone) -> Decision:
    """Take one entry back; it takes the time of the entry it mends."""
    entry = _entry(history, proposed.version)
    if isinstance(entry.event, ClaimReported):
        raise conflict(
            "cannot_be_undone",
            "The first entry of a claim cannot be taken back.",
            hint="Close it with the reason logged_in_error.",
        )
    if isinstance(entry.event, SchedulersOwn | Redacted):
        raise conflict("cannot_be_undone", "This entry cannot be taken back.")
    _require_apart_from_merging(history, entry)
    if proposed.version in versions_taken_back(history):
        raise conflict("undone_already", "This entry has been taken back already.")
    return Decision((NewEvent(proposed, entry.occurred_at),))


def _require_apart_from_merging(history: Sequence[Entry], entry: Entry) -> None:
    """Refuse half of a merging: it stands in two histories, and is taken back in both or in neither."""
    brought_by = came_from(entry)
    if brought_by is not None:
        raise conflict(
            "came_by_merging",
            f"This entry came along when {brought_by} was merged into this claim.",
            hint=f"Take the merging back on {brought_by}.",
        )
    mended = entry
    while isinstance(mended.event, Undone):
        mended = _entry(history, mended.event.version)
        if isinstance(mended.event, Merged) or came_from(mended) is not None:
            raise conflict(
                "cannot_be_undone", "A merging that was taken back stays so.", hint="Merge the claims again."
            )


def amend(claim: Claim, history: Sequence[Entry], proposed: Amended, facts: Facts) -> Decision:
    """Set right what our own record got wrong; it takes the time of the entry it mends.

    Fields that say what the record says already are dropped, so that only a new window re-arms.
    """
    entry = _entry(history, proposed.version)
    reports = {report.id: report for report in claim.reports}
    if proposed.report is not None:
        _require_amendable(proposed.report, reports, facts)
    mended = replace(
        proposed,
        text=_unless_same(proposed.text, claim.text),
        window=_unless_same(proposed.window, claim.window),
        expects=_unless_same(proposed.expects, claim.expects),
        report=_unless_same(proposed.report, reports.get(proposed.report.id) if proposed.report else None),
        private_person=_unless_same(proposed.private_person, claim.private_person),
    )
    if mended.private_person is False and not facts.actor.is_at_least("editor"):
        raise not_allowed("Only an editor takes the mark off that a claim is about a private person.")
    changes = (mended.text, mended.window, mended.expects, mended.report, mended.private_person)
    if all(one is None for one in changes):
        raise refuse("nothing_changes", "Nothing in this amends the record.")
    return Decision((NewEvent(mended, entry.occurred_at),))


def _require_amendable(report: Report, reports: Mapping[str, Report], facts: Facts) -> None:
    if report.id not in reports:
        raise refuse("unknown_report", "The claim has no such report.", at="/report/id")
    require_known_reports(report, reports.values())
    article = report.article
    facts.published(article.published_at, article.published_on, at="/report/article/published_at")


def _unless_same(new: T | None, old: T | None) -> T | None:
    return None if new == old else new


def redact(claim: Claim, history: Sequence[Entry], proposed: Redacted, facts: Facts) -> Decision:
    """Destroy the free text of one entry; what happened when, and who recorded it, stay."""
    entry = _entry(history, proposed.version)
    if isinstance(entry.event, Redacted | SchedulersOwn | Assigned):
        raise conflict("nothing_to_redact", "This entry has no words of its own.")
    done = {one.event.version for one in history if isinstance(one.event, Redacted)}
    if proposed.version in done:
        raise conflict("redacted_already", "The words of this entry are gone already.")
    return Decision((NewEvent(proposed, facts.now),), _stands_elsewhere(claim, entry))


def _stands_elsewhere(claim: Claim, entry: Entry) -> tuple[Warned, ...]:
    """Tell in which other claim's history the words of a report stand too, by a merging."""
    other = came_from(entry)
    if other is None and isinstance(entry.event, ClaimReported | ReportAdded | Amended):
        other = claim.merged_into
    if other is None:
        return ()
    return (
        Warned("stands_elsewhere", f"These words may stand in the history of {other} too, by a merging."),
    )


def _entry(history: Sequence[Entry], version: int) -> Entry:
    for entry in history:
        if entry.version == version:
            return entry
    raise refuse("unknown_version", f"The history has no entry {version}.", at="/version")

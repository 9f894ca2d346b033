"""Setting our own record right: take an entry back, amend it, destroy its words."""

from __future__ import annotations

from collections.abc import Sequence

from service.domain.claim import Claim, versions_taken_back
from service.domain.decisions.deciding import Decision, Facts
from service.domain.events import (
    Amended,
    ClaimReported,
    DeadlinePassed,
    Entry,
    NewEvent,
    Redacted,
    Undone,
)
from service.domain.refusals import conflict, refuse


def undo(history: Sequence[Entry], proposed: Undone) -> Decision:
    """Take one entry back; it takes the time of the entry it mends."""
    entry = _entry(history, proposed.version)
    if isinstance(entry.event, ClaimReported):
        raise conflict(
            "cannot_be_undone",
            "The first entry of a claim cannot be taken back.",
            hint="Close it with the reason logged_in_error.",
        )
    if isinstance(entry.event, DeadlinePassed | Redacted):
        raise conflict("cannot_be_undone", "This entry cannot be taken back.")
    if proposed.version in versions_taken_back(history):
        raise conflict("undone_already", "This entry has been taken back already.")
    return Decision((NewEvent(proposed, entry.occurred_at),))


def amend(claim: Claim, history: Sequence[Entry], proposed: Amended) -> Decision:
    """Set right what our own record got wrong; it takes the time of the entry it mends."""
    entry = _entry(history, proposed.version)
    given = (proposed.text, proposed.window, proposed.expects, proposed.report)
    kept = (claim.text, claim.window, claim.expects, None)
    changes = [new is not None and new != old for new, old in zip(given, kept, strict=True)]
    if not any(changes):
        raise refuse("nothing_changes", "Nothing in this amends the record.")
    known = {report.id for report in claim.reports}
    if proposed.report is not None and proposed.report.id not in known:
        raise refuse("unknown_report", "The claim has no such report.", at="/report/id")
    return Decision((NewEvent(proposed, entry.occurred_at),))


def redact(history: Sequence[Entry], proposed: Redacted, facts: Facts) -> Decision:
    """Destroy the free text of one entry; what happened when, and who recorded it, stay."""
    entry = _entry(history, proposed.version)
    if isinstance(entry.event, Redacted | DeadlinePassed):
        raise conflict("nothing_to_redact", "This entry has no words of its own.")
    done = {one.event.version for one in history if isinstance(one.event, Redacted)}
    if proposed.version in done:
        raise conflict("redacted_already", "The words of this entry are gone already.")
    return Decision((NewEvent(proposed, facts.now),))


def _entry(history: Sequence[Entry], version: int) -> Entry:
    for entry in history:
        if entry.version == version:
            return entry
    raise refuse("unknown_version", f"The history has no entry {version}.", at="/version")

"""Two claims that say the same: one is merged into the other, which carries its reports on; and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from service.domain.attribution import Report
from service.domain.claim import Claim, versions_taken_back
from service.domain.decisions.deciding import (
    Decision,
    Facts,
    Warned,
    claim_merged,
    require_allowed,
    require_open,
)
from service.domain.events import Assigned, Entry, Merged, NewEvent, ReportAdded, Undone
from service.domain.refusals import conflict, refuse


@dataclass(frozen=True, slots=True)
class Both:
    """What a merging, or taking one back, adds to either history."""

    duplicate: Decision
    survivor: Decision


def merge(
    duplicate_id: str,
    duplicate: Claim,
    survivor: Claim,
    proposed: Merged,
    facts: Facts,
    *,
    new_id: Callable[[str], str],
) -> Both:
    """Merge a claim into another one, which gets its reports and, where it has no owner, its owner.

    They come to the survivor now, whenever they were published: as of a day before the merging both
    claims stand, each with its own reports, and no report ever counts twice.

    Raises:
        Refusal: `not_allowed`, `claim_merged`, `merged_itself`, `has_merged`, `expects_differ`,
            `answers_differ`.
    """
    require_allowed(duplicate, proposed, facts, wrote_it=False)
    require_open(duplicate, proposed)
    _require_no_chain(duplicate, survivor)
    _require_alike(duplicate, survivor)
    reports = _under_free_ids(_brought(duplicate_id, duplicate), survivor, new_id)
    brought = [NewEvent(ReportAdded(report=one), facts.now) for one in reports]
    if survivor.owner is None and duplicate.owner is not None and not survivor.is_settled:
        brought.append(NewEvent(Assigned(owner=duplicate.owner, merged_from=duplicate_id), facts.now))
    merged = Decision((NewEvent(proposed, facts.now),), _differences(duplicate, survivor))
    return Both(merged, Decision(tuple(brought)))


def take_back(
    duplicate_id: str,
    duplicate: Claim,
    history: Sequence[Entry],
    survivors: Sequence[Entry],
    proposed: Undone,
    facts: Facts,
) -> Both:
    """Take a merging back: the claim stands by itself again, and its reports leave the survivor.

    Args:
        history: of the claim that was merged.
        survivors: the history of the claim that it was merged into.

    Raises:
        Refusal: `not_allowed`; `undone_already`.
    """
    require_allowed(duplicate, proposed, facts, wrote_it=False)
    if proposed.version in versions_taken_back(history):
        raise conflict("undone_already", "This entry has been taken back already.")
    merged = next(entry for entry in history if entry.version == proposed.version)
    gone = versions_taken_back(survivors)
    back = [
        NewEvent(Undone(version=entry.version), entry.occurred_at)
        for entry in survivors
        if entry.version not in gone and came_from(entry) == duplicate_id
    ]
    return Both(Decision((NewEvent(proposed, merged.occurred_at),)), Decision(tuple(back)))


def merged_in(history: Sequence[Entry], version: int) -> Merged | None:
    """Return the merging that an entry of a history records; None where it records something else."""
    found = (entry.event for entry in history if entry.version == version)
    return next((event for event in found if isinstance(event, Merged)), None)


def came_from(entry: Entry) -> str | None:
    """Return the claim whose merging brought an entry along; None for every other entry."""
    match entry.event:
        case ReportAdded(report=report):
            return report.merged_from
        case Assigned(merged_from=merged_from):
            return merged_from
    return None


def _brought(duplicate_id: str, duplicate: Claim) -> list[Report]:
    """Return the reports as the survivor gets them: each says where it came from and how its date reads.

    The reading of the first report's words is the claim's own window and would be lost with it.
    """
    first = duplicate.moves[0].window if duplicate.moves else duplicate.window
    found = []
    for number, report in enumerate(duplicate.reports):
        window = report.window
        if number == 0 and window is None and report.when is not None and first.has_dates:
            window = replace(first, phrase=None)
        found.append(replace(report, merged_from=duplicate_id, window=window))
    return found


def _under_free_ids(
    reports: Sequence[Report], survivor: Claim, new_id: Callable[[str], str]
) -> Iterator[Report]:
    """Give the reports, under other ids where the survivor has theirs: an id is that of one claim alone."""
    taken = {report.id for report in survivor.reports}
    ids = {report.id: new_id("rep") if report.id in taken else report.id for report in reports}
    for report in reports:
        republishes = report.republishes
        yield replace(
            report,
            id=ids[report.id],
            cites=tuple(ids.get(one, one) for one in report.cites),
            republishes=None if republishes is None else ids.get(republishes, republishes),
        )


def _require_no_chain(duplicate: Claim, survivor: Claim) -> None:
    if survivor.merged_into is not None:
        raise claim_merged(survivor.merged_into)
    brought = {report.merged_from for report in duplicate.reports} - {None}
    if brought:
        others = ", ".join(sorted(str(one) for one in brought))
        raise conflict(
            "has_merged",
            f"Other claims were merged into this one ({others}); merging it on would make a chain.",
            hint="Merge the other claim into this one instead.",
        )


def _require_alike(duplicate: Claim, survivor: Claim) -> None:
    if duplicate.expects != survivor.expects:
        raise refuse(
            "expects_differ",
            "One is to happen by its date, the other to hold through it: they do not say the same.",
            at="/into",
        )
    if duplicate.status not in ("rumored", survivor.status):
        raise conflict(
            "answers_differ",
            f"This claim is {duplicate.status} and the other one is {survivor.status}.",
            hint="Merge the other one into this one, or answer that one first.",
        )


def _differences(duplicate: Claim, survivor: Claim) -> tuple[Warned, ...]:
    found = []
    own, others = duplicate.window, survivor.window
    if (own.earliest, own.latest) != (others.earliest, others.latest):
        found.append(Warned("windows_differ", "The two claims give different dates; the other one's stands."))
    if duplicate.question is not None and duplicate.question != survivor.question:
        found.append(Warned("question_stays", "The other claim does not bear on this one's question."))
    return tuple(found)

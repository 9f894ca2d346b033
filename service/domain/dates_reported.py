"""The date as each report words it, how each is read, and which of them the claim's window rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from service.domain.attribution import Report
from service.domain.claim import Claim
from service.domain.window import Window

#: How the days of one reading lie to those of another.
Beside = Literal["same", "inside", "around", "overlaps", "apart", "no_days"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DateReported:
    """One report's words about when, and what they were read as; None where they were not read."""

    report: Report
    window: Window | None
    #: Whether the claim's window is the reading of these words.
    stands: bool
    #: How these days lie to the claim's.
    beside: Beside


def dates_reported(claim: Claim) -> tuple[DateReported, ...]:
    """Return the reports that say when, in the order they were recorded; those that say nothing are left out.

    A report's words are read on their own. Where a window of the claim rested on a report and it has no
    reading of its own, that window is its reading.
    """
    rested = {move.report: move.window for move in claim.moves if move.report is not None}
    if claim.window_report is not None:
        rested[claim.window_report] = claim.window
    found = []
    for report in claim.reports:
        stands = report.id == claim.window_report
        window = rested.get(report.id) if stands or report.window is None else report.window
        if report.when is None and not (stands and claim.window.has_dates):
            continue
        found.append(
            DateReported(report=report, window=window, stands=stands, beside=beside(window, claim.window))
        )
    return tuple(found)


def differ(dates: tuple[DateReported, ...]) -> bool:
    """Say whether the reports do not all give the same days in the same words."""
    return len({(one.report.when, _days(one.window)) for one in dates}) > 1


def beside(one: Window | None, other: Window) -> Beside:
    """Return how the days of one window lie to those of another; an open end reaches on for good."""
    if one is None or not one.has_dates or not other.has_dates:
        return "no_days"
    if _days(one) == _days(other):
        return "same"
    if exclude_each_other(one, other):
        return "apart"
    if _holds(other, one):
        return "inside"
    return "around" if _holds(one, other) else "overlaps"


def exclude_each_other(one: Window, other: Window) -> bool:
    """Say whether no day lies in both windows."""
    return _ends_before(one, other) or _ends_before(other, one)


def _ends_before(one: Window, other: Window) -> bool:
    return one.latest is not None and other.earliest is not None and one.latest < other.earliest


def _holds(outer: Window, inner: Window) -> bool:
    begins = outer.earliest is None or (inner.earliest is not None and inner.earliest >= outer.earliest)
    ends = outer.latest is None or (inner.latest is not None and inner.latest <= outer.latest)
    return begins and ends


def _days(window: Window | None) -> object:
    return None if window is None else (window.earliest, window.latest)

"""How outlets stand on one claim, and the date as each report words it, put into words for its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from service.dashboard import wording
from service.dashboard.typed import quoted, said
from service.domain.claim import Claim
from service.domain.dates_reported import Beside, DateReported, dates_reported
from service.domain.stance import outlet_stances
from service.domain.window import Window
from service.formats import stances_in_words
from service.read_models.identities import Identities

#: How the days of a report lie to the claim's window.
BESIDE: dict[Beside, str] = {
    "same": "the days of the window",
    "inside": "inside the window",
    "around": "reaches beyond the window",
    "overlaps": "shares some days with the window",
    "apart": "no day in common with the window",
    "no_days": "",
}
RESTS = "the window rests on this report"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stands:
    """How one outlet stands, with all that it published by which it turned."""

    outlet: Markup
    words: str
    has_turned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DateShown:
    """The date of one report: whose, in which words, read as what, and how that lies to the window."""

    outlet: Markup
    phrase: Markup | None
    reading: str
    beside: str


def told(claim: Claim, zone: str, who_is: Identities) -> dict[str, Any]:
    """Return how outlets stand where more is to be said than that they carry it, and dates side by side."""
    reports = who_is.one_name_each(claim.reports)
    stands = outlet_stances(reports) if stances_in_words.is_worth_saying(reports) else ()
    dates = dates_reported(claim)
    return {
        "stances": stances_in_words.in_one_line(reports) if stands else "",
        "stands": [
            Stands(
                outlet=said(one.outlet, 120),
                words=stances_in_words.steps(one, zone),
                has_turned=one.has_turned,
            )
            for one in stands
        ],
        "dates": [_date(one) for one in dates] if len(dates) > 1 else [],
    }


def _reading(window: Window | None) -> str:
    if window is None:
        return "not read as a date"
    return wording.window_days(window)


def rests_on(claim: Claim) -> Markup | None:
    """Return which report the window rests on, where that is not plain from the page."""
    if len(claim.reports) < 2 or not claim.window.has_dates:
        return None
    outlets = {report.id: report.outlet for report in claim.reports}
    if claim.window_report not in outlets:
        return Markup("Rests on no report that is named")
    return Markup("Rests on the report by {}").format(said(outlets[claim.window_report], 120))


def _date(one: DateReported) -> DateShown:
    return DateShown(
        outlet=said(one.report.outlet, 120),
        phrase=None if one.report.when is None else quoted(one.report.when, 200),
        reading=_reading(one.window),
        beside=RESTS if one.stands else BESIDE[one.beside],
    )

"""How many outlets carry a claim, how many origins that can mean, and who stands behind each number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from service.dashboard import claim_facts
from service.dashboard.typed import said
from service.dashboard.wording import counted
from service.domain.attribution import Report, origins, possible_origins, those_that_carry, with_copies
from service.domain.claim import Claim
from service.domain.searching import plain_words
from service.read_models.identities import Identities


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """One number, and the lines that say what was counted."""

    id: str
    name: str
    lines: Sequence[Markup]


def told(claim: Claim, zone: str, who_is: Identities) -> dict[str, Any]:
    """Return the sentence about outlets and origins, what stands behind it, and the chain of reports."""
    return {
        "chain": claim_facts.chain(with_copies(claim.reports, claim.copies), zone, who_is),
        **_numbers(who_is.one_name_each(claim.reports), claim),
    }


def _numbers(reports: Sequence[Report], claim: Claim) -> dict[str, Any]:
    found = origins(reports, claim.copies)
    outlets = counted(found.outlets, "outlet")
    if found.outlets < 2:
        return {"origins": Markup("{}").format(outlets), "behind": []}
    most = counted(found.most, "origin")
    span = most if found.least == found.most else f"{found.least}–{most}"
    sentence = Markup(
        '<a href="#outlets-behind">{}</a>, <a class="nowrap" href="#origins-behind">{}</a>'
    ).format(outlets, span)
    behind = [
        Behind(id="outlets-behind", name=outlets, lines=_outlets(reports)),
        Behind(id="origins-behind", name=span, lines=_origins(reports, claim)),
    ]
    return {"origins": sentence, "behind": behind}


def _outlets(reports: Sequence[Report]) -> list[Markup]:
    names = {plain_words(report.outlet): report.outlet for report in reversed(those_that_carry(reports))}
    return [said(name, 120) for name in reversed(names.values())]


def _origins(reports: Sequence[Report], claim: Claim) -> list[Markup]:
    """Return each origin there can be, with those that run its text; then those that have it from these."""
    found = possible_origins(reports, claim.copies)
    lines = []
    for one in found:
        others = [report.outlet for report in one.reports if report.outlet != one.name]
        names = Markup(", ").join(said(name, 80) for name in dict.fromkeys(others))
        line = said(one.name, 120)
        lines.append(Markup("{}, run by {}").format(line, names) if others else line)
    counted_reports = {report.id for one in found for report in one.reports}
    rest = [report for report in those_that_carry(reports) if report.id not in counted_reports]
    if rest:
        names = Markup(", ").join(said(name, 80) for name in dict.fromkeys(report.outlet for report in rest))
        lines.append(
            Markup('<span class="muted">Adding none, because they have it from these: {}</span>').format(
                names
            )
        )
    return lines

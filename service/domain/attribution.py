"""Who said it, who only carried it: reports, the sources they name, and how many origins there can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from service.domain.window import Window

SaidByKind = Literal["named", "unnamed", "institution", "document", "own_voice", "not_stated"]
SaidByCount = Literal["1", "2+", "unknown"]
Stance = Literal["for", "against", "no_confirmation", "relays", "retracted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidBy:
    """The person, institution or paper a report rests on; the label is verbatim, never upgraded."""

    label: str | None = None
    kind: SaidByKind = "not_stated"
    count: SaidByCount = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What was published. Of its time, either the instant is known or only the day, or neither."""

    url: str | None = None
    title: str | None = None
    published_at: datetime | None = None
    published_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One publication that carries a claim."""

    id: str
    outlet: str
    said_by: SaidBy = field(default_factory=SaidBy)
    wording: str | None = None
    hedge: str | None = None
    stance: Stance = "for"
    #: The report's own wording of the date, verbatim, and the window it was read as, without the words.
    when: str | None = None
    window: Window | None = None
    article: Article = field(default_factory=Article)
    #: Ids of the reports on the same claim that this one names as where it has it from.
    cites: tuple[str, ...] = ()
    #: Id of the report this one is a copy of.
    republishes: str | None = None


@dataclass(frozen=True, slots=True)
class Origins:
    """How many outlets carry a claim and how many independent origins that can mean."""

    outlets: int
    least: int
    most: int


def origins(reports: Sequence[Report]) -> Origins:
    """Count outlets, and the fewest and most origins there can be.

    A report that cites or republishes another adds no origin. Reports that do not can still share one,
    because nothing says that their sources differ; so the fewest is one. Where all that carry it have it
    from a report that does not, there is still one origin behind them.
    """
    carrying = [report for report in reports if report.stance in ("for", "relays")]
    roots = [report for report in carrying if not report.cites and report.republishes is None]
    outlets = {report.outlet.casefold() for report in carrying}
    first_hand = {report.outlet.casefold() for report in roots}
    least = 1 if carrying else 0
    return Origins(len(outlets), least, max(least, len(first_hand)))

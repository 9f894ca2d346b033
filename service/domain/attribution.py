"""Who said it, who only carried it: reports, the sources they name, and how many origins there can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal

from service.domain.agencies import agency_named
from service.domain.searching import plain_words
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
    #: Id of the article in this ledger, where one was named or made; else its address leads to it.
    id: str | None = None


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
    #: The agency or outlet that its credit line names, verbatim: "AP", "The Moscow Times".
    credit: str | None = None
    #: The language of its wording (BCP 47), the wording in the newsroom's words, and whose words those are.
    language: str | None = None
    translation: str | None = None
    translated_by: str | None = None
    #: The claim it was first a report of, where that one was merged into this one.
    merged_from: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyOf:
    """A report whose article was confirmed to be a copy, or to have copies here.

    `of` is the article that it goes back to in the end; its own where it is the original of others here.
    """

    report: str
    article: str
    of: str


@dataclass(frozen=True, slots=True)
class Origins:
    """How many outlets carry a claim and how many independent origins that can mean."""

    outlets: int
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Origin:
    """One origin there can be: an agency, an outlet or an article, and the reports that go back to it."""

    name: str
    reports: tuple[Report, ...]


def origins(reports: Sequence[Report], copies: Sequence[CopyOf] = ()) -> Origins:
    """Count outlets, and the fewest and most origins there can be.

    A report that cites or republishes another adds no origin; those that run one agency's text, or copies
    of one article, share one. Reports that do not can still share one, because nothing says that their
    sources differ; so the fewest is one. Where all that carry it have it from a report that does not, there
    is still one origin behind them.
    """
    carrying = those_that_carry(reports)
    outlets = {plain_words(report.outlet) for report in carrying}
    least = 1 if carrying else 0
    return Origins(len(outlets), least, max(least, len(possible_origins(reports, copies))))


def those_that_carry(reports: Sequence[Report]) -> list[Report]:
    """Return the reports that say it, and not those that deny it, withhold confirmation or take it back."""
    return [report for report in reports if report.stance in ("for", "relays")]


def possible_origins(reports: Sequence[Report], copies: Sequence[CopyOf] = ()) -> list[Origin]:
    """Return the origins there can be at most, with the reports that go back to each of them.

    A report that has it from another stands with neither: it adds nothing.
    """
    carrying = those_that_carry(reports)
    outlets = {plain_words(report.outlet) for report in carrying}
    copy_of = {copy.report: copy.of for copy in copies if copy.article != copy.of}
    ids = {report.id for report in carrying}
    articles = {copy.of for copy in copies if copy.article == copy.of and copy.report in ids}
    found: dict[str, list[Report]] = {}
    names: dict[str, str] = {}
    for report in carrying:
        if report.cites or report.republishes is not None or copy_of.get(report.id) in articles:
            continue
        key, name = _goes_back_to(report, copy_of.get(report.id))
        if key != plain_words(report.outlet) and key in outlets:
            continue
        found.setdefault(key, []).append(report)
        names.setdefault(key, name)
    return [Origin(names[key], tuple(those)) for key, those in found.items()]


def with_copies(reports: Sequence[Report], copies: Sequence[CopyOf]) -> tuple[Report, ...]:
    """Return reports as confirmed copies among them have it: each names the report that it republishes."""
    originals = {copy.of: copy.report for copy in copies if copy.article == copy.of}
    copied = {copy.report: originals.get(copy.of) for copy in copies if copy.article != copy.of}
    return tuple(
        replace(report, republishes=copied[report.id])
        if report.republishes is None and copied.get(report.id) is not None
        else report
        for report in reports
    )


def _goes_back_to(report: Report, original: str | None) -> tuple[str, str]:
    """Return by what a report is counted, and in which name: agency, article that it copies, or outlet."""
    if report.credit is not None:
        agency = agency_named(report.credit)
        return plain_words(agency), agency
    if original is not None:
        return original, report.outlet
    agency = agency_named(report.outlet)
    return plain_words(agency), agency

"""The articles that come in with claims' reports, and the claims that learn that an article is a copy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from service.domain import article_decisions
from service.domain.addresses import canonical_url
from service.domain.article import fold
from service.domain.article_events import ArticleAdded, CopyProposed
from service.domain.attribution import Report
from service.domain.claim import Claim
from service.domain.copying import to_note
from service.domain.decisions import Decision, Facts
from service.domain.events import Amended, ClaimReported, CopyNoted, Event, NewEvent, ReportAdded
from service.domain.refusals import refuse
from service.ledger import log
from service.ledger.codec import REDACTED
from service.ledger.log import Append
from service.read_models import articles


def reports_in(events: Iterable[Event]) -> list[Report]:
    """Return the reports that events bring along or set right."""
    found: list[Report] = []
    for event in events:
        match event:
            case (
                ClaimReported(report=report) | ReportAdded(report=report) | Amended(report=Report() as report)
            ):
                found.append(report)
    return found


def additions(
    connection: Connection,
    told: Sequence[tuple[NewEvent, Claim]],
    facts: Facts,
    new_id: Callable[[str], str],
) -> list[Append]:
    """Return what adds the articles at whose addresses nothing stood yet, and brings up copies among them.

    Args:
        told: new events of claims, each with its claim as all of them leave it.
    """
    added: dict[str, tuple[str, NewEvent]] = {}
    for new, claim in told:
        for report in reports_in([new.event]):
            address = _address(report)
            if address is None or address in added or _is_known(connection, report):
                continue
            event = article_decisions.add(_article_of(report, address, claim.desk), facts)
            event = replace(event, occurred_at=min(event.occurred_at, facts.now))
            added[address] = (new_id("art"), event)
    proposed = _credited(connection, told, {address: known for address, (known, _) in added.items()}, facts)
    appends = [
        Append(article_id, "article", 0, [(one, None) for one in (event, *proposed.pop(article_id, ()))])
        for article_id, event in (added[address] for address in sorted(added))
    ]
    for article_id in sorted(proposed):
        version = len(log.read(connection, article_id))
        appends.append(Append(article_id, "article", version, [(one, None) for one in proposed[article_id]]))
    return appends


def _credited(
    connection: Connection,
    told: Sequence[tuple[NewEvent, Claim]],
    added: Mapping[str, str],
    facts: Facts,
) -> dict[str, list[NewEvent]]:
    """Return by article what is brought up because a report's credit line names another one's outlet."""
    pairs = [
        (copy, original)
        for new, claim in told
        for report in reports_in([new.event])
        for other in claim.reports
        if other.id != report.id
        for copy, original in ((report, other), (other, report))
        if copy.credit is not None and articles.name_key(copy.credit) == articles.name_key(original.outlet)
    ]
    if not pairs:
        return {}
    reports = {report.id: report for pair in pairs for report in pair}
    ids = articles.ids_of(connection, reports.values())
    for report in reports.values():
        ids.setdefault(report.id, added.get(_address(report) or "", ""))
    found: dict[str, list[NewEvent]] = {}
    for copy, original in pairs:
        copy_id, of = ids[copy.id], ids[original.id]
        if copy_id and of and copy_id != of and not _were_compared(connection, copy_id, of):
            event = NewEvent(CopyProposed(of=of, why=("credit",)), facts.now)
            if event not in found.setdefault(copy_id, []):
                found[copy_id].append(event)
    return found


def _were_compared(connection: Connection, one: str, other: str) -> bool:
    """Say whether two articles were put side by side before, whichever was taken for the copy."""
    for first, second in ((one, other), (other, one)):
        article = fold([stored.entry for stored in log.read(connection, first)])
        if article is not None and article.proposal(second) is not None:
            return True
    return False


def _address(report: Report) -> str | None:
    """Return the canonical address by which a report's article is found, where nothing else leads to it."""
    url = report.article.url
    return None if url is None or url == REDACTED or report.article.id is not None else canonical_url(url)


def _is_known(connection: Connection, report: Report) -> bool:
    return articles.at_address(connection, report.article.url or "") is not None


def noted(connection: Connection, claim: Claim, decision: Decision, facts: Facts) -> list[NewEvent]:
    """Return what a claim is to know of new reports whose articles are confirmed copies.

    Args:
        claim: as the decision leaves it.

    Raises:
        Refusal: `unknown_article`.
    """
    new = reports_in(one.event for one in decision.events)
    if not new:
        return []
    for report in new:
        if report.article.id is not None and articles.one(connection, report.article.id) is None:
            raise refuse("unknown_article", "There is no such article.", at="/report/article/id")
    ids = articles.ids_of(connection, new)
    is_told = {copy.report for copy in claim.copies} & {report.id for report in new}
    if not is_told and not articles.have_copies(connection, ids.values()):
        return []
    return [NewEvent(one, facts.now) for one in copies_to_note(connection, claim)]


def copies_to_note(
    connection: Connection, claim: Claim, *, changed: Mapping[str, str | None] | None = None
) -> list[CopyNoted]:
    """Return what a claim is to be told of copies among its reports.

    Args:
        changed: by article, whose copy it is from now on, where that is not written yet.
    """
    ids = articles.ids_of(connection, claim.reports)
    roots = articles.roots_of(connection, set(ids.values()), changed=changed or {})
    return to_note(claim, ids, roots)


def _article_of(report: Report, address: str, desk: str | None) -> ArticleAdded:
    return ArticleAdded(
        outlet=report.outlet,
        url=report.article.url,
        address=address,
        title=report.article.title,
        published_at=report.article.published_at,
        published_on=report.article.published_on,
        language=report.language,
        credit=report.credit,
        desk=desk,
    )

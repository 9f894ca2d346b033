"""One article with all that its page and its JSON tell: history, copies, what claims quote from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from service.domain.article import Article, fold
from service.domain.article_reading import Quoted
from service.ledger import log
from service.ledger.log import Stored
from service.read_models import articles, claim_board
from service.read_models.articles import Carrying
from service.read_models.claim_rows import ClaimView

#: Claims whose quotes are held against the versions of one article.
MOST_CLAIMS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """An article with its history, and with what stands around it."""

    id: str
    article: Article
    stored: Sequence[Stored]
    #: Confirmed copies of it, in the order they were added.
    copies: Sequence[articles.Known]
    carried: Sequence[Carrying]
    claims: dict[str, ClaimView]
    quoted: Sequence[Quoted]


def whole(connection: Connection, article_id: str) -> Whole | None:
    """Return an article with all that stands around it, or None where there is none."""
    stored = log.read(connection, article_id)
    article = fold([one.entry for one in stored])
    if article is None:
        return None
    carried = articles.carrying(connection, [article_id])
    claims: dict[str, ClaimView] = {}
    for one in carried:
        if one.claim not in claims and len(claims) < MOST_CLAIMS:
            view = claim_board.one(connection, one.claim)
            if view is not None:
                claims[one.claim] = view
    return Whole(
        id=article_id,
        article=article,
        stored=stored,
        copies=articles.every(connection, most=MOST_CLAIMS, copy_of=article_id)[::-1],
        carried=carried,
        claims=claims,
        quoted=quoted_in(carried, claims),
    )


def quoted_in(carried: Sequence[Carrying], claims: dict[str, ClaimView]) -> list[Quoted]:
    """Return what the reports of claims quote from the article that they stand in."""
    return [
        Quoted(claim=one.claim, report=report.id, wording=report.wording, date=report.when)
        for one in carried
        if one.claim in claims
        for report in claims[one.claim].claim.reports
        if report.id == one.report and (report.wording or report.when)
    ]

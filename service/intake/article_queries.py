"""What addresses ask for of articles."""

from __future__ import annotations

from dataclasses import dataclass

from service.intake import limits, query_schemas
from service.intake.queries import PageAsked, Pairs, parameters

_articles = query_schemas.ArticleListQuery()
_proposals = query_schemas.CopyProposalsQuery()


@dataclass(frozen=True, slots=True)
class ArticlesAsked:
    """Which articles, and which page of them."""

    outlet: str | None
    copy_of: str | None
    is_copy: bool | None
    page: PageAsked


@dataclass(frozen=True, slots=True)
class CopyProposalsAsked:
    """Which pairs, and which page of them."""

    standing: str
    page: PageAsked


def articles(pairs: Pairs) -> ArticlesAsked:
    """Return which articles are asked for."""
    found = parameters(pairs, _articles)
    page = PageAsked(found["limit"] or limits.PAGE_DEFAULT, found["cursor"])
    return ArticlesAsked(found["outlet"], found["copy_of"], found["is_copy"], page)


def copy_proposals(pairs: Pairs) -> CopyProposalsAsked:
    """Return which pairs of articles are asked for; those that wait, unless said otherwise."""
    found = parameters(pairs, _proposals)
    page = PageAsked(found["limit"] or limits.PAGE_DEFAULT, found["cursor"])
    return CopyProposalsAsked(found["standing"] or "open", page)

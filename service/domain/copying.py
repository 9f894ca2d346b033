"""Whether one of two articles may be a copy of the other, by their credits, their links and their texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from service.domain.agencies import agency_named
from service.domain.article_events import CopyProposed, Why
from service.domain.claim import Claim
from service.domain.events import CopyNoted
from service.domain.likeness import are_alike
from service.domain.searching import plain_words
from service.domain.shingles import (
    COPY_FROM,
    FEWEST,
    contained,
    contained_exactly,
    resemblance,
    shingles,
)

#: With a credit line that names the other outlet, so much of the shorter text in the longer one is enough.
CREDITED_FROM = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """An article as it is put beside another one."""

    id: str
    outlet: str
    #: The order in which articles were added.
    number: int
    addresses: tuple[str, ...] = ()
    title: str | None = None
    published_at: datetime | None = None
    published_on: date | None = None
    credit: str | None = None
    #: The canonical form of the address that its page names as the original.
    original: str | None = None
    signature: bytes | None = None
    shingles: int = 0
    #: The whole text, where it is kept.
    text: str | None = None
    claims: frozenset[str] = frozenset()


def to_note(claim: Claim, articles: Mapping[str, str], roots: Mapping[str, str]) -> list[CopyNoted]:
    """Return what a claim is to be told of copies among its reports; nothing where it knows.

    Args:
        articles: by report, the article it stands in.
        roots: by article, the one that it goes back to in the end, its own where it is no copy.
    """
    known = {copy.report: copy.of for copy in claim.copies}
    copied = {roots[one] for one in articles.values() if roots[one] != one}
    found = []
    for report in claim.reports:
        article = articles.get(report.id)
        if article is None:
            continue
        of = roots[article] if roots[article] in copied else None
        if known.get(report.id) != of:
            found.append(CopyNoted(report=report.id, article=article, of=of))
    return found


@dataclass(frozen=True, slots=True)
class Proposed:
    """Which of two articles may be a copy, and of what."""

    copy: str
    proposal: CopyProposed


def proposal_between(one: Side, other: Side) -> Proposed | None:
    """Return what is to be proposed about two articles; None where nothing speaks for a copy.

    Neither the same headline nor the same claim is a reason by itself.
    """
    shared, is_exact = _shared(one, other)
    why: dict[Why, None] = {}
    copy, of = _in_order(one, other)
    for first, second in ((one, other), (other, one)):
        if first.original is not None and first.original in second.addresses:
            why["canonical_link"] = None
            copy, of = first, second
        elif (
            _credits(first, second) and "canonical_link" not in why and _are_of_one_story(one, other, shared)
        ):
            why["credit"] = None
            copy, of = first, second
    if shared is not None and shared >= COPY_FROM:
        why["text"] = None
    if not why:
        return None
    percent = None if shared is None else round(100 * shared)
    proposal = CopyProposed(of=of.id, why=tuple(why), percent=percent, is_exact=is_exact)
    return Proposed(copy.id, proposal)


def _shared(one: Side, other: Side) -> tuple[float | None, bool]:
    """Return how much of the shorter text stands in the longer one, and whether that is exact."""
    if one.text is not None and other.text is not None:
        first, second = shingles(one.text), shingles(other.text)
        if min(len(first), len(second)) >= FEWEST:
            return contained_exactly(first, second), True
    if one.signature is None or other.signature is None:
        return None, False
    return contained(resemblance(one.signature, other.signature), one.shingles, other.shingles), False


def _credits(copy: Side, original: Side) -> bool:
    if copy.credit is None:
        return False
    named = plain_words(agency_named(copy.credit))
    return bool(named) and named == plain_words(agency_named(original.outlet))


def _are_of_one_story(one: Side, other: Side, shared: float | None) -> bool:
    """Say whether a credit line that names an outlet may speak of this very article of it."""
    if shared is not None:
        return shared >= CREDITED_FROM
    if one.claims & other.claims:
        return True
    return one.title is not None and other.title is not None and are_alike(one.title, other.title)


def _in_order(one: Side, other: Side) -> tuple[Side, Side]:
    """Return the later of two articles, and the earlier one: by publication, else by when they were added."""
    if one.published_at is not None and other.published_at is not None:
        first, second = one.published_at, other.published_at
        if first != second:
            return (one, other) if first > second else (other, one)
    else:
        days = [
            side.published_on or (side.published_at and side.published_at.date()) for side in (one, other)
        ]
        if days[0] is not None and days[1] is not None and days[0] != days[1]:
            return (one, other) if days[0] > days[1] else (other, one)
    return (one, other) if one.number > other.number else (other, one)

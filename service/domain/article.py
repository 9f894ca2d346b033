"""An article as its history tells it: where it stands, its versions, and whose copy it may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal

from service.domain.article_events import (
    ArticleAdded,
    ArticleAmended,
    ArticleVersionAdded,
    Carried,
    Content,
    CopyConfirmed,
    CopyProposed,
    CopyRejected,
    Why,
)
from service.domain.claim import versions_taken_back
from service.domain.events import Entry

Standing = Literal["open", "confirmed", "rejected"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One text that stood under the address, counted from 1."""

    number: int
    #: The entry that added it.
    entry: int
    title: str | None
    seen_at: datetime
    content: Content | None
    carried: tuple[Carried, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Another article that this one may be a copy of, and what a person said of that."""

    of: str
    standing: Standing
    #: Empty where a person said so without being asked.
    why: tuple[Why, ...] = ()
    percent: int | None = None
    is_exact: bool = False
    proposed_at: datetime
    note: str | None = None
    #: The entry that confirmed or rejected it.
    decided_in: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """Everything that stands about an article after an entry of its history."""

    version: int
    outlet: str
    added_at: datetime
    actor: str
    url: str | None = None
    #: Where it is found now, and every address it was ever found at, the newest last.
    address: str | None = None
    addresses: tuple[str, ...] = ()
    title: str | None = None
    byline: str | None = None
    published_at: datetime | None = None
    published_on: date | None = None
    language: str | None = None
    credit: str | None = None
    canonical_link: str | None = None
    desk: str | None = None
    versions: tuple[Version, ...] = ()
    proposals: tuple[Proposal, ...] = field(default=())

    @property
    def content(self) -> Content | None:
        """The newest text there is."""
        found = [version.content for version in self.versions if version.content is not None]
        return found[-1] if found else None

    @property
    def copy_of(self) -> str | None:
        """The article that a person said it is a copy of."""
        return next((one.of for one in self.proposals if one.standing == "confirmed"), None)

    def proposal(self, of: str) -> Proposal | None:
        """Return what is known about its being a copy of another article."""
        return next((one for one in self.proposals if one.of == of), None)


def fold(entries: Sequence[Entry]) -> Article | None:
    """Return the article its history tells, oldest entry first; None where it was never added."""
    taken_back = versions_taken_back(entries)
    article: Article | None = None
    for entry in entries:
        if entry.version not in taken_back:
            article = _evolved(article, entry)
        if article is not None:
            article = replace(article, version=entry.version)
    return article


def _evolved(article: Article | None, entry: Entry) -> Article | None:
    event = entry.event
    if article is None:
        return _added(event, entry) if isinstance(event, ArticleAdded) else None
    match event:
        case ArticleVersionAdded():
            return _changed(article, event, entry)
        case ArticleAmended():
            return _amended(article, event)
        case CopyProposed(of=of):
            kept = article.proposal(of)
            standing = "open" if kept is None else kept.standing
            proposal = Proposal(
                of=of,
                standing=standing,
                why=event.why,
                percent=event.percent,
                is_exact=event.is_exact,
                proposed_at=entry.occurred_at,
            )
            return _with(article, proposal)
        case CopyConfirmed():
            return _with(_without_confirmed(article), _decided(article, event, entry, "confirmed"))
        case CopyRejected():
            return _with(article, _decided(article, event, entry, "rejected"))
    return article


def _added(event: ArticleAdded, entry: Entry) -> Article:
    first = Version(
        number=1,
        entry=entry.version,
        title=event.title,
        seen_at=event.retrieved_at or entry.occurred_at,
        content=event.content,
        carried=event.carried,
    )
    names = ("outlet", "url", "address", "title", "byline", "published_at", "published_on", "language")
    plain: dict[str, Any] = {name: getattr(event, name) for name in names}
    return Article(
        version=entry.version,
        added_at=entry.occurred_at,
        actor=entry.actor,
        addresses=() if event.address is None else (event.address,),
        credit=event.credit,
        canonical_link=event.canonical_link,
        desk=event.desk,
        versions=(first,),
        **plain,
    )


def _changed(article: Article, event: ArticleVersionAdded, entry: Entry) -> Article:
    new = Version(
        number=article.versions[-1].number + 1,
        entry=entry.version,
        title=event.title or article.title,
        seen_at=event.retrieved_at or entry.occurred_at,
        content=event.content,
        carried=event.carried,
    )
    given = {name: getattr(event, name) for name in ("title", "byline", "credit", "canonical_link")}
    changed: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    return replace(article, versions=(*article.versions, new), **changed)


def _amended(article: Article, event: ArticleAmended) -> Article:
    names = ("outlet", "url", "title", "byline", "language", "credit", "canonical_link")
    given = {name: getattr(event, name) for name in names}
    changed: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    if event.published_at is not None or event.published_on is not None:
        changed |= {"published_at": event.published_at, "published_on": event.published_on}
    if event.address is not None:
        others = tuple(one for one in article.addresses if one != event.address)
        changed |= {"address": event.address, "addresses": (*others, event.address)}
    return replace(article, **changed)


def _decided(
    article: Article, event: CopyConfirmed | CopyRejected, entry: Entry, standing: Standing
) -> Proposal:
    kept = article.proposal(event.of) or Proposal(of=event.of, standing="open", proposed_at=entry.occurred_at)
    return replace(kept, standing=standing, note=event.note, decided_in=entry.version)


def _with(article: Article, proposal: Proposal) -> Article:
    """Return the article with a proposal in the place of the one about the same other article."""
    others = [one for one in article.proposals if one.of != proposal.of]
    return replace(article, proposals=(*others, proposal))


def _without_confirmed(article: Article) -> Article:
    """Return the article as nobody's copy, for any subset of a history to have one original at most."""
    left = tuple(
        replace(one, standing="open") if one.standing == "confirmed" else one for one in article.proposals
    )
    return replace(article, proposals=left)

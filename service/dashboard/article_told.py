"""What stands about an article, put into words for its page and for the lists of articles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from service.dashboard import frame, history, wording
from service.dashboard.frame import Visitor
from service.dashboard.typed import said, title_text, web_link
from service.database import Connection
from service.domain.article import Article, Proposal, Version
from service.domain.article_reading import Changed, changes_in
from service.domain.claim import versions_taken_back
from service.domain.passages import ChangeKind, PieceKind
from service.formats.article_sentences import why_words
from service.formats.sentences import About
from service.read_models import articles
from service.read_models.article_pages import Whole
from service.read_models.articles import Known, Proposed

ABOUT: dict[ChangeKind, str] = {"date": "the date’s wording", "figure": "a figure", "clause": "a clause"}
KEPT = {
    "none": "Nothing of the text is kept.",
    "quoted": "The passages that claims quote are kept.",
    "all": "The whole text is kept.",
}
_TAGS: dict[PieceKind, str] = {"kept": "{}", "gone": "<del>{}</del>", "new": "<ins>{}</ins>"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An article as it stands in a list."""

    id: str
    name: Markup
    outlet: Markup
    published: str
    versions: str
    copy_of: str | None
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two articles of which the first may be a copy of the second."""

    copy: Row
    original: Row
    why: str
    proposed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One other article that this one may be, is, or is not a copy of."""

    of: Row | None
    id: str
    standing: str
    why: str
    note: Markup | None
    decided_in: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionShown:
    """One version, and what it changed in what claims quote."""

    number: int
    entry: int
    seen: str
    kept: str
    changes: Sequence[tuple[str, Markup, str, Markup | None]]
    text: Markup | None
    passages: Sequence[Markup]


def row(one: Known, zone: str) -> Row:
    """Return an article as it stands in a list."""
    published = _published(one, zone)
    return Row(
        id=one.id,
        name=said(one.title or one.url or f"An article by {one.outlet}", 200),
        outlet=said(one.outlet, 120),
        published=published,
        versions=wording.counted(one.versions, "version"),
        copy_of=one.copy_of,
        waiting=one.open_proposals,
    )


def pair(one: Proposed, known: Mapping[str, Known], zone: str) -> Pair:
    """Return a pair of articles for editors to decide."""
    return Pair(
        copy=row(known[one.article], zone),
        original=row(known[one.original], zone),
        why=_sentence(why_words(one.why, one.percent, is_exact=one.is_exact)),
        proposed=wording.moment(one.proposed_at, zone),
    )


def told(connection: Connection, whole: Whole, visitor: Visitor) -> dict[str, Any]:
    """Return what an article's page shows."""
    article, zone = whole.article, visitor.zone
    others = articles.many(connection, {one.of for one in article.proposals})
    proposals = [
        _shown(one, others, zone)
        for one in article.proposals
        if not visitor.is_public or one.standing == "confirmed"
    ]
    names = frame.people(connection, visitor)
    about = About(names={account.id: account.name for account in names.values()})
    reader = history.Reader(about=about, zone=zone, today=visitor.today, for_public=visitor.is_public)
    gone = versions_taken_back([one.entry for one in whole.stored])
    return {
        "id": whole.id,
        "article": article,
        "title": title_text(article.title or f"An article by {article.outlet}"),
        "name": said(article.title or f"An article by {article.outlet}", 500),
        "outlet": said(article.outlet, 200),
        "link": web_link(article.url),
        "facts": _facts(article, zone),
        "versions": [
            _version(one, article.versions[:number], whole, visitor)
            for number, one in enumerate(article.versions)
        ][::-1],
        "claims": [(claim_id, said(view.claim.text, 300)) for claim_id, view in whole.claims.items()],
        "original": next((one for one in proposals if one.standing == "confirmed"), None),
        "proposals": [one for one in proposals if one.standing != "confirmed"],
        "copies": [row(one, zone) for one in whole.copies],
        "lines": history.lines(whole.stored, reader, taken_back=gone)[::-1],
    }


def _facts(article: Article, zone: str) -> list[tuple[str, Markup]]:
    found = [("Came out", Markup("{}").format(_published(article, zone)))]
    for name, value in (
        ("Byline", article.byline),
        ("Credit line names", article.credit),
        ("Its page names as the original", article.canonical_link),
        ("Language", article.language),
        ("Desk", article.desk),
    ):
        if value is not None:
            found.append((name, said(value, 300)))
    if article.address is not None and article.address != article.url:
        found.append(("Found under", said(article.address, 300)))
    return found


def _version(one: Version, earlier: Sequence[Version], whole: Whole, visitor: Visitor) -> VersionShown:
    content = one.content
    words = None if content is None or visitor.is_public else content
    return VersionShown(
        number=one.number,
        entry=one.entry,
        seen=wording.moment(one.seen_at, visitor.zone),
        kept="No text came in." if content is None else KEPT[content.kept],
        changes=[
            _changed(found, whole, for_public=visitor.is_public)
            for found in changes_in(one, earlier, whole.quoted)
        ],
        text=None if words is None or words.text is None else said(words.text),
        passages=() if words is None else [said(passage) for passage in words.passages],
    )


def _changed(found: Changed, whole: Whole, *, for_public: bool) -> tuple[str, Markup, str, Markup | None]:
    """Return of one change: the claim, its words, what changed, and the passage with its changes."""
    view = whole.claims.get(found.claim)
    words = said("a claim" if view is None else view.claim.text, 160)
    if found.difference is None:
        return found.claim, words, "the passage it quotes no longer stands word for word", None
    what = " and ".join(ABOUT[kind] for kind in found.difference.kinds)
    if for_public:
        return found.claim, words, what, None
    pieces = [
        Markup(_TAGS[piece.kind]).format(said(piece.text))  # noqa: S704 - the tags are ours
        for piece in found.difference.pieces
    ]
    return found.claim, words, what, Markup(" ").join(pieces)


def _shown(one: Proposal, others: Mapping[str, Known], zone: str) -> Shown:
    known = others.get(one.of)
    return Shown(
        of=None if known is None else row(known, zone),
        id=one.of,
        standing=one.standing,
        why=_sentence(why_words(one.why, one.percent, is_exact=one.is_exact)),
        note=None if one.note is None else said(one.note),
        decided_in=one.decided_in,
    )


def _published(one: Article | Known, zone: str) -> str:
    if one.published_at is not None:
        return wording.moment(one.published_at, zone)
    return "date not known" if one.published_on is None else wording.day(one.published_on)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}." if words else ""

"""From bodies to articles and what is said of them; texts are read into what they are recognised by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, get_args

from service.domain.article_decisions import ArticleFollowUp, ArticleKind
from service.domain.article_events import (
    ArticleAdded,
    ArticleAmended,
    ArticleVersionAdded,
    Content,
    CopyConfirmed,
    CopyRejected,
)
from service.domain.article_reading import TextRead
from service.domain.credit_lines import credits_in
from service.domain.events import Redacted, Undone
from service.domain.refusals import refuse
from service.intake.article_schemas import ARTICLE_SCHEMAS, ArticleAddedBody
from service.intake.faulting import nearest
from service.intake.fingerprints import text_read
from service.intake.schema import load

#: Stands in a proposed version until it is known how much of its text is kept.
NO_CONTENT = Content(fingerprint="", signature=None, shingles=0, kept="none")
_added = ArticleAddedBody()
_schemas = {kind: schema() for kind, schema in ARTICLE_SCHEMAS.items()}


@dataclass(frozen=True, slots=True)
class NewArticle:
    """An article as somebody brings it, and its text where that came along."""

    added: ArticleAdded
    text: TextRead | None


@dataclass(frozen=True, slots=True)
class ProposedOfArticle:
    """What somebody says of an article, and the new text of a version."""

    event: ArticleFollowUp
    text: TextRead | None = None


def new_article(body: object) -> NewArticle:
    """Return the article of a body.

    Raises:
        Refusal: with every fault of the body at once.
    """
    loaded = load(_added, body)
    text = None if loaded["text"] is None else text_read(loaded["text"])
    names = ("outlet", "title", "byline", "language", "canonical_link", "retrieved_at", "desk")
    added = ArticleAdded(
        url=loaded["address"],
        credit=_credit(loaded),
        **_published(loaded["published_at"]),
        **{name: loaded[name] for name in names},
    )
    return NewArticle(added, text)


def follow_up(body: object) -> ProposedOfArticle:
    """Return what a body says of an article.

    Raises:
        Refusal: `missing` or `unknown_choice` at /kind, or every fault of the body at once.
    """
    kind = _kind_of(body)
    loaded = load(_schemas[kind], body)
    match kind:
        case "version":
            return _version(loaded)
        case "amend":
            return ProposedOfArticle(_amended(loaded))
        case "confirm_copy":
            return ProposedOfArticle(CopyConfirmed(of=loaded["of"], note=loaded["note"]))
        case "reject_copy":
            return ProposedOfArticle(CopyRejected(of=loaded["of"], note=loaded["note"]))
        case "undo":
            return ProposedOfArticle(Undone(version=loaded["version"], note=loaded["note"]))
        case "redact":
            return ProposedOfArticle(Redacted(version=loaded["version"], reason=loaded["reason"]))


def _kind_of(body: object) -> ArticleKind:
    kind = body.get("kind") if isinstance(body, dict) else None
    if not isinstance(body, dict):
        load(_schemas["undo"], body)
    if kind is None:
        raise refuse("missing", "Say what kind of follow-up this is.", at="/kind", hint=_kinds())
    for one in get_args(ArticleKind):
        if kind == one:
            known: ArticleKind = one
            return known
    near = nearest(kind, _schemas) if isinstance(kind, str) else None
    hint = f"Did you mean {near}?" if near else _kinds()
    raise refuse("unknown_choice", "There is no such kind of follow-up.", at="/kind", hint=hint)


def _version(loaded: Mapping[str, Any]) -> ProposedOfArticle:
    names = ("retrieved_at", "title", "byline", "canonical_link")
    given = {name: loaded[name] for name in names}
    event = ArticleVersionAdded(content=NO_CONTENT, credit=_credit(loaded), **given)
    return ProposedOfArticle(event, text_read(loaded["text"]))


def _amended(loaded: Mapping[str, Any]) -> ArticleAmended:
    names = ("reason", "outlet", "title", "byline", "language", "credit", "canonical_link")
    given = {name: loaded[name] for name in names}
    return ArticleAmended(url=loaded["address"], **_published(loaded["published_at"]), **given)


def _credit(loaded: Mapping[str, Any]) -> str | None:
    """Return who is credited: as it was given, else as the text or the byline says."""
    if loaded["credit"] is not None:
        return str(loaded["credit"])
    found = credits_in(loaded["text"] or "", byline=loaded["byline"])
    return found[0].name if found else None


def _published(given: date | datetime | None) -> dict[str, Any]:
    if isinstance(given, datetime):
        return {"published_at": given}
    return {"published_on": given}


def _kinds() -> str:
    return f"One of: {', '.join(_schemas)}"

"""Articles, decided: who may say what of one, and what it comes to; pure, one function per intent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from service.domain.article import Article, fold
from service.domain.article_events import (
    ArticleAdded,
    ArticleAmended,
    ArticleVersionAdded,
    CopyConfirmed,
    CopyProposed,
    CopyRejected,
)
from service.domain.claim import versions_taken_back
from service.domain.decisions import Facts
from service.domain.events import Entry, NewEvent, Redacted, Undone
from service.domain.refusals import conflict, not_allowed, refuse
from service.domain.roles import Role, may_report_claims

#: What somebody may say of an article.
ArticleFollowUp = ArticleVersionAdded | ArticleAmended | CopyConfirmed | CopyRejected | Undone | Redacted
ArticleKind = Literal["version", "amend", "confirm_copy", "reject_copy", "undo", "redact"]
KIND_OF: Mapping[type[ArticleFollowUp], ArticleKind] = {
    ArticleVersionAdded: "version",
    ArticleAmended: "amend",
    CopyConfirmed: "confirm_copy",
    CopyRejected: "reject_copy",
    Undone: "undo",
    Redacted: "redact",
}
#: The least role for each; the author of the last entry may take that one back from a reporter up.
LEAST_ROLE: Mapping[ArticleKind, Role] = {
    "version": "reporter",
    "amend": "reporter",
    "confirm_copy": "editor",
    "reject_copy": "editor",
    "undo": "editor",
    "redact": "admin",
}
_AMENDABLE = (
    *("outlet", "url", "title", "byline", "published_at", "published_on", "language", "credit"),
    "canonical_link",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Others:
    """What has to be known of other articles to decide about one."""

    #: The article that stands at an address that this one is to have.
    at_address: str | None = None
    #: The article that this one is said to be a copy of; and that one with all it goes back to, in order.
    original: Article | None = None
    goes_back_to: Sequence[str] = ()


def add(proposed: ArticleAdded, facts: Facts) -> NewEvent:
    """Add an article; it happened, for us, when it came out."""
    if not may_report_claims(facts.actor):
        raise not_allowed("Your account may not add articles.")
    _require_seen(proposed.retrieved_at, facts)
    return NewEvent(
        proposed, facts.published(proposed.published_at, proposed.published_on, at="/published_at")
    )


def follow_up(
    article_id: str, history: Sequence[Entry], proposed: ArticleFollowUp, others: Others, facts: Facts
) -> NewEvent:
    """Return what a follow-up adds to an article's history.

    Raises:
        Refusal: `not_allowed`, or it says nothing new, or it cannot be.
    """
    article = fold(history)
    if article is None:
        raise AssertionError("an article is decided on once it was added")
    _require_allowed(history, proposed, facts)
    match proposed:
        case ArticleVersionAdded():
            return _version(article, proposed, facts)
        case ArticleAmended():
            return _amend(article_id, article, history, proposed, others, facts)
        case CopyConfirmed():
            return _confirm(article_id, article, proposed, others, facts)
        case CopyRejected():
            return _reject(article, proposed, others, facts)
        case Undone():
            return _undo(article_id, history, proposed, others)
        case Redacted():
            return _redact(history, proposed, facts)


def propose(article: Article, proposed: CopyProposed, facts: Facts) -> NewEvent | None:
    """Return a proposal that is new; None where the two were put side by side before."""
    if article.proposal(proposed.of) is not None:
        return None
    return NewEvent(proposed, facts.now)


def _require_allowed(history: Sequence[Entry], proposed: ArticleFollowUp, facts: Facts) -> None:
    actor, kind = facts.actor, KIND_OF[type(proposed)]
    has_scope = "write" in actor.scopes and (kind != "redact" or "admin" in actor.scopes)
    if has_scope and actor.is_at_least(LEAST_ROLE[kind]):
        return
    last = history[-1]
    own_last = isinstance(proposed, Undone) and proposed.version == last.version and last.actor == actor.id
    if own_last and may_report_claims(actor):
        return
    raise not_allowed(f"Your account may not record “{kind}” on this article.", hint="Ask an editor.")


def _version(article: Article, proposed: ArticleVersionAdded, facts: Facts) -> NewEvent:
    _require_seen(proposed.retrieved_at, facts)
    kept = article.content
    if kept is not None and kept.fingerprint == proposed.content.fingerprint:
        raise refuse("nothing_changes", "The text is word for word that of the newest version.", at="/text")
    return NewEvent(proposed, proposed.retrieved_at or facts.now)


def _amend(
    article_id: str,
    article: Article,
    history: Sequence[Entry],
    proposed: ArticleAmended,
    others: Others,
    facts: Facts,
) -> NewEvent:
    """Set right what our record got wrong; fields that say what it says already are dropped."""
    if others.at_address not in (None, article_id):
        raise conflict("address_taken", f"At this address stands {others.at_address}.")
    facts.published(proposed.published_at, proposed.published_on, at="/published_at")
    same: dict[str, Any] = {
        name: None for name in _AMENDABLE if getattr(proposed, name) == getattr(article, name)
    }
    mended = replace(proposed, **same)
    if all(getattr(mended, name) is None for name in _AMENDABLE):
        raise refuse("nothing_changes", "Nothing in this amends the record.")
    if mended.url is None:
        mended = replace(mended, address=None)
    return NewEvent(mended, history[0].occurred_at)


def _confirm(
    article_id: str, article: Article, proposed: CopyConfirmed, others: Others, facts: Facts
) -> NewEvent:
    _require_original(article_id, proposed.of, others)
    if article.copy_of is not None:
        raise conflict(
            "copy_already",
            f"It is on record as a copy of {article.copy_of} already.",
            hint="Take that entry back first.",
        )
    if article_id in others.goes_back_to:
        raise conflict("copy_cycle", "The other article is, in the end, a copy of this one.")
    return NewEvent(proposed, facts.now)


def _reject(article: Article, proposed: CopyRejected, others: Others, facts: Facts) -> NewEvent:
    if others.original is None:
        raise refuse("unknown_article", "There is no such other article.", at="/of")
    kept = article.proposal(proposed.of)
    if kept is not None and kept.standing == "rejected":
        raise refuse("nothing_changes", "This is on record already.", at="/of")
    if kept is not None and kept.standing == "confirmed":
        raise conflict("copy_already", "It is on record as its copy.", hint="Take that entry back first.")
    return NewEvent(proposed, facts.now)


def _require_original(article_id: str, of: str, others: Others) -> None:
    if of == article_id:
        raise refuse("same_article", "An article is no copy of itself.", at="/of")
    if others.original is None:
        raise refuse("unknown_article", "There is no such other article.", at="/of")


def after(history: Sequence[Entry], proposed: ArticleFollowUp, facts: Facts) -> Article | None:
    """Return the article as a proposal would make it, whether it is refused or not; None for none."""
    return fold([*history, Entry(len(history) + 1, proposed, facts.now, facts.actor.id)])


def _undo(article_id: str, history: Sequence[Entry], proposed: Undone, others: Others) -> NewEvent:
    entry = _entry(history, proposed.version)
    if isinstance(entry.event, ArticleAdded):
        raise conflict("cannot_be_undone", "The first entry of an article cannot be taken back.")
    if isinstance(entry.event, Redacted):
        raise conflict("cannot_be_undone", "This entry cannot be taken back.")
    if proposed.version in versions_taken_back(history):
        raise conflict("undone_already", "This entry has been taken back already.")
    gone = versions_taken_back([*history, Entry(len(history) + 1, proposed, entry.occurred_at, "")])
    counted = [one.event for one in history if one.version not in gone]
    if len({event.of for event in counted if isinstance(event, CopyConfirmed)}) > 1:
        raise conflict("copy_already", "It would be on record as a copy of two articles.")
    if article_id in others.goes_back_to:
        raise conflict("copy_cycle", "The other article is, in the end, a copy of this one.")
    return NewEvent(proposed, entry.occurred_at)


def _redact(history: Sequence[Entry], proposed: Redacted, facts: Facts) -> NewEvent:
    entry = _entry(history, proposed.version)
    if isinstance(entry.event, Redacted | CopyProposed):
        raise conflict("nothing_to_redact", "This entry has no words of its own.")
    if proposed.version in {one.event.version for one in history if isinstance(one.event, Redacted)}:
        raise conflict("redacted_already", "The words of this entry are gone already.")
    return NewEvent(proposed, facts.now)


def _entry(history: Sequence[Entry], version: int) -> Entry:
    for entry in history:
        if entry.version == version:
            return entry
    raise refuse("unknown_version", f"The history has no entry {version}.", at="/version")


def _require_seen(retrieved_at: datetime | None, facts: Facts) -> None:
    facts.published(retrieved_at, None, at="/retrieved_at")

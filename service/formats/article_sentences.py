"""What the entries of an article's history say, in plain sentences."""

from __future__ import annotations

from service.domain.article_events import (
    ArticleAdded,
    ArticleAmended,
    ArticleEvent,
    ArticleVersionAdded,
    CopyConfirmed,
    CopyProposed,
    CopyRejected,
    Why,
)
from service.domain.events import CopyNoted
from service.formats.sentences import Sentence, To, Told, Typed

WHY: dict[Why, str] = {
    "credit": "its credit line names the other outlet",
    "canonical_link": "its page names the other address as the original",
    "text": "most of the shorter text stands in the longer one",
}
#: What an amended field is called.
_FIELDS = {
    "outlet": "its outlet",
    "url": "its address",
    "title": "its title",
    "byline": "its byline",
    "published_at": "when it came out",
    "published_on": "the day it came out",
    "language": "its language",
    "credit": "its credit line",
    "canonical_link": "its link to the original",
}


def told(event: ArticleEvent) -> Told:
    """Return what an entry says, in words that go on after a name."""
    match event:
        case ArticleAdded():
            return Told(sentence=("added the article by ", Typed(event.outlet, 80), "."))
        case ArticleVersionAdded():
            return Told(sentence=("added a new version: its text has changed.",))
        case ArticleAmended():
            fields = [words for name, words in _FIELDS.items() if getattr(event, name) is not None]
            return Told(
                sentence=(f"put our record right: {', '.join(fields)}.",), quotes=_quote(event.reason)
            )
        case CopyProposed():
            return Told(sentence=_proposed(event))
        case CopyConfirmed(of=of):
            sentence: Sentence = ("confirmed that it is a copy of ", _article(of, "another article"), ".")
            return Told(sentence=sentence, quotes=_quote(event.note))
        case CopyRejected(of=of):
            sentence = ("said that it is no copy of ", _article(of, "another article"), ".")
            return Told(sentence=sentence, quotes=_quote(event.note))


def noted(event: CopyNoted) -> Sentence:
    """Return what a claim's history says of copies among its reports."""
    article = _article(event.article, "the article of a report")
    if event.of is None:
        return ("noted that ", article, " is no copy any more, and has none here.")
    if event.of == event.article:
        return ("noted that other reports are copies of ", article, ".")
    return ("noted that ", article, " is a copy of ", _article(event.of, "another article"), ".")


def why_words(event_why: tuple[Why, ...], percent: int | None, *, is_exact: bool) -> str:
    """Return why an article may be a copy, in one sentence without its end."""
    words = "; ".join(WHY[one] for one in event_why)
    if percent is None:
        return words
    about = "" if is_exact else "about "
    return f"{words} ({about}{percent} percent)" if words else f"{about}{percent} percent in common"


def _proposed(event: CopyProposed) -> Sentence:
    why = why_words(event.why, event.percent, is_exact=event.is_exact)
    return ("brought up that it may be a copy of ", _article(event.of, "another article"), f": {why}.")


def _article(article_id: str, words: str) -> To:
    return To("article", article_id, words)


def _quote(text: str | None) -> tuple[tuple[str, str], ...]:
    return (("", text),) if text else ()

"""What can happen to an article: it is added, changes under its address, turns out to be a copy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

#: How much of an article's text a desk keeps: nothing, the sentences its claims quote, or all of it.
TextKept = Literal["none", "quoted", "all"]
#: Why an article may be a copy: its credit line, its rel=canonical link, its text.
Why = Literal["credit", "canonical_link", "text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A text, as far as it is kept: what tells it from others, and those of its words that the desk keeps."""

    #: Of the words alone, in hex: the same text set in another way has the same one.
    fingerprint: str
    #: The signature of its shingles, in base64; None where the text is too short to have one.
    signature: str | None
    #: How many different shingles it has.
    shingles: int
    kept: TextKept
    text: str | None = None
    #: The passages that claims quote, as they stand in this text.
    passages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What a version of an article does with the passage that one claim quotes from it."""

    claim: str
    report: str
    #: Whether the quoted passage stands in the text word for word, and the words about the date.
    has_wording: bool | None = None
    has_date: bool | None = None
    #: Which of the content's passages is nearest to the quoted one; None where none is, or none is kept.
    passage: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleAdded:
    """An article was seen for the first time; all but its outlet may be unknown."""

    outlet: str
    #: As it was given, and in the one form under which it is found.
    url: str | None = None
    address: str | None = None
    title: str | None = None
    byline: str | None = None
    published_at: datetime | None = None
    published_on: date | None = None
    language: str | None = None
    #: Who its credit line names, verbatim.
    credit: str | None = None
    #: The address that its page names as the original (rel=canonical), as it was given.
    canonical_link: str | None = None
    retrieved_at: datetime | None = None
    desk: str | None = None
    content: Content | None = None
    carried: tuple[Carried, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleVersionAdded:
    """The same address holds another text. What is None is as it was before."""

    content: Content
    retrieved_at: datetime | None = None
    title: str | None = None
    byline: str | None = None
    credit: str | None = None
    canonical_link: str | None = None
    carried: tuple[Carried, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleAmended:
    """Our own record of an article was wrong; only the fields given change."""

    reason: str
    outlet: str | None = None
    url: str | None = None
    address: str | None = None
    title: str | None = None
    byline: str | None = None
    published_at: datetime | None = None
    published_on: date | None = None
    language: str | None = None
    credit: str | None = None
    canonical_link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyProposed:
    """The article may be a copy of another one; nothing follows from that until a person says so."""

    of: str
    why: tuple[Why, ...]
    #: How much of the shorter text stands in the longer one, in percent; None where no texts were compared.
    percent: int | None = None
    #: Whether the texts themselves were compared, and not only their signatures.
    is_exact: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyConfirmed:
    """A person says that the article is a copy of another one."""

    of: str
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyRejected:
    """A person says that the article is no copy of another one; it is not proposed again."""

    of: str
    note: str | None = None


ArticleEvent = (
    ArticleAdded | ArticleVersionAdded | ArticleAmended | CopyProposed | CopyConfirmed | CopyRejected
)

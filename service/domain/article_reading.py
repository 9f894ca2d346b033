"""The text of an article as it came in, what of it is kept, and what became of the passages claims quote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from service.domain.article import Version
from service.domain.article_events import Carried, Content, TextKept
from service.domain.passages import Difference, difference, stands_in, successor


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRead:
    """A text, and what it is recognised by."""

    text: str
    fingerprint: str
    signature: str | None
    shingles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """What one claim's report quotes from an article: a passage, and the words about the date."""

    claim: str
    report: str
    wording: str | None
    date: str | None


def kept_of(read: TextRead, kept: TextKept, quoted: Iterable[Quoted]) -> tuple[Content, tuple[Carried, ...]]:
    """Return what of a text is kept, and what it does with each quoted passage.

    Whether a passage stands in it is always told. The passage itself, as it stands there now, is kept only
    where the desk keeps quoted sentences; where the desk keeps all, it can be looked up in the text.
    """
    passages: list[str] = []
    carried = []
    for one in quoted:
        nearest = None if one.wording is None or kept != "quoted" else successor(one.wording, read.text)
        if nearest is not None and nearest not in passages:
            passages.append(nearest)
        carried.append(
            Carried(
                claim=one.claim,
                report=one.report,
                has_wording=None if one.wording is None else stands_in(one.wording, read.text),
                has_date=None if one.date is None else stands_in(one.date, read.text),
                passage=None if nearest is None else passages.index(nearest),
            )
        )
    content = Content(
        fingerprint=read.fingerprint,
        signature=read.signature,
        shingles=read.shingles,
        kept=kept,
        text=read.text if kept == "all" else None,
        passages=tuple(passages),
    )
    return content, tuple(carried)


def passage_in(content: Content, carried: Sequence[Carried], quoted: Quoted) -> str | None:
    """Return the passage of a kept text that says what a report quotes; None where nothing of it is kept."""
    if content.text is not None:
        return None if quoted.wording is None else successor(quoted.wording, content.text)
    for one in carried:
        if (one.claim, one.report) == (quoted.claim, quoted.report) and one.passage is not None:
            return content.passages[one.passage] if one.passage < len(content.passages) else None
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What a new version changed in what one claim quotes from the article."""

    claim: str
    report: str
    #: None where the words of one of the two are not kept.
    difference: Difference | None


def changes_in(version: Version, earlier: Sequence[Version], quoted: Iterable[Quoted]) -> list[Changed]:
    """Return what a version changed in the passages that claims quote.

    Each is held against the same passage of the version before; where that was not kept, against the words
    that the claim's report quotes.

    Args:
        earlier: the versions before it, oldest first.
    """
    content = version.content
    if content is None or not earlier:
        return []
    found = []
    for one in quoted:
        if one.wording is None:
            continue
        carried = _carried(version, one)
        before = _passage_before(earlier, one) or one.wording
        after = passage_in(content, version.carried, one)
        if after is None:
            stands = carried is not None and carried.has_wording
            if not stands and carried is not None:
                found.append(Changed(claim=one.claim, report=one.report, difference=None))
            continue
        told = difference(before, after, date=one.date)
        if told.kinds:
            found.append(Changed(claim=one.claim, report=one.report, difference=told))
    return found


def _passage_before(earlier: Sequence[Version], quoted: Quoted) -> str | None:
    for version in reversed(earlier):
        if version.content is not None:
            passage = passage_in(version.content, version.carried, quoted)
            if passage is not None:
                return passage
    return None


def _carried(version: Version, quoted: Quoted) -> Carried | None:
    for one in version.carried:
        if (one.claim, one.report) == (quoted.claim, quoted.report):
            return one
    return None

"""Claims that may say the same: proposed to a person, never merged by themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from service.domain.claim import Claim
from service.domain.likeness import ALIKE_FROM, is_same_article, likeness, telling_words
from service.domain.searching import plain_words

#: How many of a sentence's longest words are looked for in others, and how many of them those must have.
#: Of two sentences with a likeness of 0.6 each has three quarters of the other's words: of six of them, all
#: but one in thirty have three. Long words are rarer than short ones in every language.
WORDS_LOOKED_FOR, WORDS_SHARED = 6, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Another claim that may say the same, and what speaks for it."""

    claim: str
    #: The share of words that both have, from 0 to 1.
    likeness: float
    same_dates: bool
    same_article: bool
    same_question: bool


def words_to_look_for(text: str) -> tuple[str, ...]:
    """Return the words of a sentence by which another one like it is found, the longest first."""
    words = {plain for word in telling_words(text) for plain in plain_words(word).split()}
    return tuple(sorted(words, key=lambda word: (-len(word), word))[:WORDS_LOOKED_FOR])


def proposals(claim: Claim, others: Iterable[tuple[str, Claim]]) -> tuple[Proposal, ...]:
    """Return those of some claims that may say the same, the likeliest first.

    Those that give the same dates come first: another date on the same matter is a rival, which is no
    duplicate, whatever the words.
    """
    found = []
    own = telling_words(claim.text)
    for claim_id, other in others:
        alike = likeness(own, telling_words(other.text))
        if alike < ALIKE_FROM or other.merged_into is not None or other.expects != claim.expects:
            continue
        if not _may_mean_the_same_number(claim.text, other.text):
            continue
        found.append(
            Proposal(
                claim=claim_id,
                likeness=alike,
                same_dates=_dates(claim) == _dates(other),
                same_article=_share_an_article(claim, other),
                same_question=claim.question is not None and claim.question == other.question,
            )
        )
    return tuple(sorted(found, key=lambda one: (not one.same_dates, -one.likeness, one.claim)))


def _may_mean_the_same_number(one: str, other: str) -> bool:
    """Say whether one sentence has all numbers of the other: line 5 is not line 1, 261,000 not 300,000."""
    numbers, others = (
        {word for word in plain_words(text).split() if word[0].isdigit()} for text in (one, other)
    )
    return numbers <= others or others <= numbers


def _dates(claim: Claim) -> object:
    return (claim.window.earliest, claim.window.latest)


def _share_an_article(one: Claim, other: Claim) -> bool:
    urls = [report.article.url for report in other.reports]
    return any(is_same_article(report.article.url, url) for report in one.reports for url in urls)

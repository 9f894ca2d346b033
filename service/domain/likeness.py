"""Whether two claims say much the same, and whether two addresses lead to one article."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

#: The share of words that two sentences have in common from which on they are alike.
ALIKE_FROM = 0.6
#: Fewer words than these say too little to compare, unless they are the very same.
FEWEST_WORDS = 3

_WORD = re.compile(r"\w+")
#: Words that most sentences share.
_SMALL = frozenset(
    (
        *("a", "an", "and", "are", "as", "at", "be", "been", "by", "could", "for", "from", "has", "have"),
        *("in", "is", "it", "its", "may", "might", "of", "on", "or", "said", "say", "says", "that", "the"),
        *("their", "they", "this", "to", "was", "were", "which", "will", "with", "would"),
    )
)
#: Parameters that say how somebody came to a page, not which page it is.
_CAME_BY = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id|ref|cmpid|smid|share", re.ASCII)


def telling_words(text: str) -> frozenset[str]:
    """Return the words of a text that tell it from others, without their case."""
    return frozenset(_WORD.findall(text.casefold())) - _SMALL


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return how much two sets of telling words have in common, from 0 to 1.

    Source: Jaccard's index, the common ones among all.
    """
    every = one | other
    if not every or (min(len(one), len(other)) < FEWEST_WORDS and one != other):
        return 0.0
    return len(one & other) / len(every)


def are_alike(one: str, other: str) -> bool:
    """Say whether two sentences say much the same."""
    return likeness(telling_words(one), telling_words(other)) >= ALIKE_FROM


def is_same_article(one: str | None, other: str | None) -> bool:
    """Say whether two addresses lead to the same article, however one came there."""
    if not one or not other:
        return False
    return one == other or _plain(one) == _plain(other)


def host_of(url: str) -> str:
    """Return the host an address names, without “www.”; empty where it names none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _plain(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    kept = [(name, value) for name, value in parse_qsl(parts.query) if not _CAME_BY.fullmatch(name)]
    path = parts.path.rstrip("/")
    return f"{host_of(url)}{path}?{urlencode(sorted(kept))}"

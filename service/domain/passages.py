"""Passages that claims quote: where they stand in a text, and what changed in them from one to the next."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from service.domain.likeness import telling_words
from service.domain.searching import plain_words

#: What a change is about, where its words say so.
ChangeKind = Literal["date", "figure", "clause"]
PieceKind = Literal["kept", "gone", "new"]
#: The share of a quoted passage's telling words that another one must have to be its successor.
SUCCEEDS_FROM = 0.4
#: Words of a text that are compared word for word; beyond, the rest counts as one piece.
MOST_WORDS = 4_000

_SENTENCE_ENDS = re.compile(r"(?<=[.!?…])[”\"’»)\]]*\s+|\n+")
_WORD = re.compile(r"\S+")
_DATE_WORDS = frozenset(
    (
        *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today", "tomorrow"),
        *("january", "february", "march", "april", "june", "july", "august", "september", "october"),
        *(
            "november",
            "december",
            "jan",
            "feb",
            "mar",
            "apr",
            "jun",
            "jul",
            "aug",
            "sept",
            "sep",
            "oct",
            "nov",
        ),
        *("dec", "week", "weeks", "weekend", "month", "months", "year", "years", "day", "days", "hours"),
        *("yesterday", "tonight", "soon", "early", "late", "later", "earlier", "before", "after", "until"),
    )
)
_NUMBER_WORDS = frozenset(
    (
        *("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "half"),
        *(
            "dozen",
            "dozens",
            "hundred",
            "hundreds",
            "thousand",
            "thousands",
            "million",
            "millions",
            "billion",
        ),
        "percent",
    )
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of words that both texts have, that went, or that came."""

    kind: PieceKind
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed between two passages: all pieces in order, and what the changes are about."""

    pieces: tuple[Piece, ...]
    kinds: tuple[ChangeKind, ...]


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, as far as their ends can be told."""
    return [one.strip() for one in _SENTENCE_ENDS.split(text) if one and one.strip()]


def stands_in(passage: str, text: str) -> bool:
    """Say whether a passage stands in a text word for word, however it is set."""
    words = plain_words(passage)
    return bool(words) and f" {words} " in f" {plain_words(text)} "


def successor(passage: str, text: str) -> str | None:
    """Return the passage of a text that says most nearly what a quoted one says; None where none does.

    It is as many sentences long as the quoted one.
    """
    wanted = telling_words(passage)
    found = sentences(text)
    length = max(1, len(sentences(passage)))
    best, best_score = None, 0.0
    for at in range(max(1, len(found) - length + 1)):
        candidate = " ".join(found[at : at + length])
        words = telling_words(candidate)
        score = len(wanted & words) / len(wanted) if wanted else 0.0
        score -= 0.001 * len(words - wanted)
        if score > best_score:
            best, best_score = candidate, score
    return best if best_score >= SUCCEEDS_FROM else None


def difference(before: str, after: str, *, date: str | None = None) -> Difference:
    """Return what changed from one passage to the next, word by word.

    Args:
        date: the words about the date that a report quotes; a change in them is one of the date.
    """
    old, new = _WORD.findall(before)[:MOST_WORDS], _WORD.findall(after)[:MOST_WORDS]
    matcher = SequenceMatcher(None, [_bare(one) for one in old], [_bare(one) for one in new], autojunk=False)
    pieces: list[Piece] = []
    kinds: dict[ChangeKind, None] = {}
    about_date = frozenset(plain_words(date or "").split())
    for tag, from_old, to_old, from_new, to_new in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece("kept", " ".join(new[from_new:to_new])))
            continue
        gone, came = old[from_old:to_old], new[from_new:to_new]
        pieces += [Piece("gone", " ".join(gone))] if gone else []
        pieces += [Piece("new", " ".join(came))] if came else []
        kinds |= dict.fromkeys(_about([*gone, *came], about_date))
    return Difference(tuple(pieces), tuple(kinds))


def _bare(word: str) -> str:
    """Return a word as it is compared: without case, and without the signs around it."""
    return plain_words(word) or word


def _about(words: Sequence[str], date: frozenset[str]) -> list[ChangeKind]:
    """Return what changed words are about; words that speak of neither date nor figure are a clause."""
    plain = {part for word in words for part in plain_words(word).split()}
    found: list[ChangeKind] = []
    if plain & (_DATE_WORDS | date):
        found.append("date")
    if plain & _NUMBER_WORDS or any(any(sign.isdigit() for sign in one) and one not in date for one in plain):
        found.append("figure")
    return found or ["clause"]

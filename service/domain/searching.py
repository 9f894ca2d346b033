"""How words are searched: what counts as one, when two are alike, what a searcher asked for, where it stands.

Every text and every search goes through the same steps here, so that a database only ever compares plain
words; what one engine takes for a word, or for an operator, never matters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

#: Letters of one word that are told apart.
MOST_LETTERS = 64
#: Words of one search that are looked for; the rest is left out, and the searcher is told.
MOST_ASKED = 24
#: Fewer letters before a * are no beginning to search by: they stand for themselves.
FEWEST_LETTERS = 2
#: Stands between two texts, so that no phrase reaches from one into the other. No word holds it.
BETWEEN = "¶"

_QUOTES = '"“”„‟«»＂'
_ASKED = re.compile(rf"[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)[{_QUOTES}](?P<start>\*?)|[^\s{_QUOTES}]+")
_ASCII_WORD = re.compile(r"[0-9A-Za-z]+")
#: Scripts that write no spaces between words: each of their letters is searched as a word of its own.
_UNSPACED = (
    "\u0e01-\u0e4e\u0e81-\u0ede\u1000-\u104f\u1780-\u17d3\u3041-\u3096\u309d-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
#: Marks that join what they stand between: soft hyphen, the joiners, the word joiner.
_JOINERS = "\u00ad\u200c\u200d\u2060"
#: Letters with a stroke or in one piece, which no decomposition takes apart; and a mere lengthener.
_PLAIN = {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "ŧ": "t", "æ": "ae", "œ": "oe", "ـ": ""}


class _Letters(dict[int, str]):
    """What each character of a word becomes; those that were met once are kept."""

    def __missing__(self, code: int) -> str:
        one = chr(code)
        is_part = one.isalnum() or (_is_mark(one) and not _is_accent(one))
        self[code] = found = _PLAIN.get(one, one if is_part else "")
        return found


_LETTERS = _Letters()


class Word(NamedTuple):
    """A word as it is compared, and where it stands in its text."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Term:
    """Words that are to stand side by side; of the last one perhaps only the beginning."""

    words: tuple[str, ...]
    is_start: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What is searched for: all of these terms. Without any, nothing can be found."""

    terms: tuple[Term, ...]
    #: Whether some of what was typed was left out.
    is_cut: bool = False


class Piece(NamedTuple):
    """A stretch of a text, and whether it is what was searched for."""

    text: str
    is_match: bool


def words_in(text: str) -> Iterator[Word]:
    """Give the words of a text in order: without case, accents and vowel points."""
    pattern, fold = (_ASCII_WORD, str.lower) if text.isascii() else (_any_word(), _folded)
    for found in pattern.finditer(text):
        word = fold(found[0])[:MOST_LETTERS]
        if word:
            yield Word(word, found.start(), found.end())


@lru_cache(maxsize=2048)
def plain_words(text: str) -> str:
    """Return the words of a text as they are compared, with one space between them."""
    if text.isascii():
        return " ".join([word[:MOST_LETTERS] for word in _ASCII_WORD.findall(text.lower())])
    return " ".join([one.word for one in words_in(text)])


def joined(texts: Iterable[str], *, most: int) -> str:
    """Return the words of several texts as one line to search in, each word between two spaces.

    Args:
        most: characters that are kept; what goes beyond ends with a whole word.
    """
    plain = (plain_words(text) for text in texts)
    line = f" {BETWEEN} ".join(words for words in plain if words)
    if len(line) > most:
        line = line[: most + 1].rpartition(" ")[0]
    return f" {line} "


def asked_for(text: str) -> Asked:
    """Return what somebody searches for: words, "phrases" in quotation marks, and beginnings*.

    Nothing that can be typed is an error; what is no word is passed over.
    """
    terms: dict[Term, None] = {}
    left = MOST_ASKED
    for found in _ASKED.finditer(text):
        is_start = bool(found["start"]) or found[0].endswith("*")
        words = tuple(one.word for one in words_in(found["phrase"] or found[0]))
        if not words:
            continue
        if len(words) > left:
            return Asked(tuple(terms), is_cut=True)
        left -= len(words)
        terms[Term(words, is_start and len(words[-1]) >= FEWEST_LETTERS)] = None
    return Asked(tuple(terms))


def matches(text: str, asked: Asked) -> list[tuple[int, int]]:
    """Return where in a text something stands that was searched for, in order and without overlap."""
    words = list(words_in(text))
    found = sorted(
        (words[at].start, words[at + len(term.words) - 1].end)
        for term in asked.terms
        for at in range(len(words) - len(term.words) + 1)
        if _stands_at(term, words, at)
    )
    merged: list[tuple[int, int]] = []
    for start, end in found:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def excerpt(text: str, spans: Sequence[tuple[int, int]], *, most: int, before: int = 60) -> list[Piece]:
    """Return a text in pieces, those at the spans marked; of a long text, the part around the first one.

    Args:
        most: characters of the text that are shown.
        before: characters that lead up to the first match, in a text that is too long.
    """
    begin = 0
    if len(text) > most and spans and spans[0][1] > most:
        begin = max(0, spans[0][0] - before)
        begin = text.find(" ", begin, spans[0][0]) + 1 or begin
    end = min(len(text), begin + most)
    pieces = [Piece("… ", is_match=False)] if begin else []
    at = begin
    for start, stop in spans:
        if start >= end:
            break
        pieces += [Piece(text[at:start], is_match=False), Piece(text[start : min(stop, end)], is_match=True)]
        at = min(stop, end)
    pieces.append(Piece(text[at:end] + ("…" if end < len(text) else ""), is_match=False))
    return [piece for piece in pieces if piece.text]


def _stands_at(term: Term, words: Sequence[Word], at: int) -> bool:
    last = len(term.words) - 1
    for offset, wanted in enumerate(term.words):
        word = words[at + offset].word
        if word != wanted and not (offset == last and term.is_start and word.startswith(wanted)):
            return False
    return True


@cache
def _any_word() -> re.Pattern[str]:
    """Return what words look like in any script; made once, where a text first needs it.

    Marks beyond the basic plane, of scripts nobody writes any more, end a word: a set of them is slow.
    """
    marks = "".join(chr(code) for code in range(0x300, 0x10000) if _is_mark(chr(code)))
    letters = f"[^\\W_{_UNSPACED}]"
    return re.compile(f"[{_UNSPACED}][\u3099\u309a]*|{letters}+(?:[{marks}{_JOINERS}]{letters}*)*")


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Mc")


def _folded(run: str) -> str:
    """Return a run of letters as it is compared.

    It is shortened first: putting very many marks in order takes time with their square.
    """
    if run.isascii():
        return run.lower()
    whole = unicodedata.normalize("NFKD", run[: 4 * MOST_LETTERS]).casefold()
    return unicodedata.normalize("NFKD", whole).translate(_LETTERS)


def _is_accent(character: str) -> bool:
    """Say whether a mark is an accent, a vowel point or a reading sign, and not a letter's part.

    Source: Unicode Standard, table of combining classes: 10 to 36 are the points of Hebrew, Arabic and
    Syriac, those from 200 on stand around a letter. Signs of Indic scripts have 0, 7 or 9 and stay.
    """
    kind = unicodedata.combining(character)
    return 10 <= kind <= 36 or kind >= 200

"""Cuts a text into words and numbers, each with its class; one pass, linear in the length."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from service.domain.phrases.language import TOKEN, Following, Language, Value

#: One character for one, so that places in the text stay true.
_LOOKALIKES = str.maketrans(
    dict.fromkeys("\u00a0\u2007\u2009\u202f\t\r\n", " ")
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
    | dict.fromkeys("\u2018\u2019\u02bc\u2032", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"')
)
_NUMBER = re.compile(r"\d+")

#: Characters of the longest text whose words are kept for the next time.
_LONGEST_KEPT = 80
#: More words than these are never one.
_MOST_TOGETHER = 6

#: What is a name of a month, a day or a season only beside a date or a small word of time.
_WEAK = re.compile("[µωσζĉ]|[ny]z")
_SETTLED: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"µ(?=[do](?!-?[uYZ])|,?y)|(?<=^[do])µ$|(?<=[bUfgğAO@FS&|I4=][do])µ(?![xPβ!])|(?<=[do]v)µ"
            r"|(?<=[Ib])µ"
        ),
        "m",
    ),
    (re.compile(r"ω(?=,{0,2}@?(?:a?m|[do]v?m|i))|(?<=[doy],)ω(?=,|$)"), "w"),
    (
        re.compile(
            r"(?<=[TNCLeMl])σ(?!v)|(?<=[eMl][-I])σ(?!v)|(?<=[IbUfgğA4F|]a)σ(?!v)|(?<=[IbUfgğA4])σ(?!v)"
            r"|(?<=[eMlBE]va)σ(?!v)|(?<=[eMlBE]v)σ(?!v)|σ(?=,?v?y)|σ(?=v[TN]u)"
        ),
        "s",
    ),
    (re.compile(r"(?<=t)ζ|(?<=t,)ζ|(?<=[ny])ζ"), "z"),
    (re.compile("µ"), "ẁ"),
    # "Officials cut on Wednesday" is past; "a rate cut on Wednesday" and "could cut on Wednesday" are not.
    (re.compile("(?<![a1TwẁO!βδĝ'-])(?<![a1Tw'ẁ]x)(?<![a1Tw']xx)(?<=.)ĉ"), "P"),
    (re.compile("[ωσζĉ]"), "x"),
)
#: Hours and minutes in four digits before a zone; behind a date, they have to be no likely year.
_FOUR_DIGITS = re.compile("[ny](?=z)")


class Tokens(NamedTuple):
    """A text in classes: `shape` has one character for each of the `words`."""

    text: str
    shape: str
    words: Sequence[str]
    values: Mapping[str, Value]
    #: Where each word begins and ends, in tokens of the text; None where each token is a word.
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None

    def place(self, first: int, last: int) -> tuple[int, int]:
        """Return where in the text the words from `first` up to and with `last` stand."""
        first_token = first if self.starts is None else self.starts[first]
        last_token = last if self.ends is None else self.ends[last] - 1
        begin = end = 0
        for index, match in enumerate(TOKEN.finditer(self.text)):
            if index == first_token:
                begin = match.start()
            if index == last_token:
                end = match.end()
                break
        return begin, end


class Piece(NamedTuple):
    """Some words in a row, with what they stand for."""

    shape: str
    words: Sequence[str]
    values: Mapping[str, Value]
    #: The year to read a date in that names none.
    in_year: int | None = None

    def part(self, first: int, after: int | None = None) -> Piece:
        """Return the words from one place up to another."""
        return self._replace(shape=self.shape[first:after], words=self.words[first:after])

    def number(self, classes: str) -> int:
        """Return the number of the first word of these classes, 0 where there is none."""
        word = self.word(classes)
        return _number_of(self.values.get(word), word)

    def numbers(self, classes: str) -> list[int]:
        """Return the numbers of all words of these classes."""
        words = [word for character, word in zip(self.shape, self.words, strict=True) if character in classes]
        return [_number_of(self.values.get(word), word) for word in words]

    def name(self, classes: str) -> str:
        """Return the name of the first word of these classes, "" where there is none."""
        return str(self.values.get(self.word(classes), ""))

    def word(self, classes: str) -> str:
        """Return the first word of these classes as it stands, "" where there is none."""
        if len(classes) == 1:
            place = self.shape.find(classes)
            return self.words[place] if place >= 0 else ""
        for index, character in enumerate(self.shape):
            if character in classes:
                return self.words[index]
        return ""

    def unit(self) -> str:
        """Return the first unit, in the singular."""
        return "weekend" if "W" in self.shape else self.name("uüYɱεỹẙJ»")

    def counts(self) -> list[int]:
        """Return how many: "forty-eight" is one number, "two or three" are two."""
        found: list[int] = []
        previous = ""
        for character, word in zip(self.shape, self.words, strict=True):
            if character in "cdn1K":
                number = _number_of(self.values.get(word), word)
                if character in "cK" and previous == "1":
                    found[-1] = number
                elif character == "c" and previous == "c-" and number < 10 <= found[-1]:
                    found[-1] += number
                else:
                    found.append(number)
            previous = previous + "-" if character == "-" else character
        return found


def _number_of(value: Value | None, word: str) -> int:
    """Return the number a word stands for, or else the first one in its digits, 0 where there is none."""
    if isinstance(value, int):
        return value
    if word.isdecimal():
        return int(word[:9])
    match = _NUMBER.search(word)
    # Nothing that counts days has more digits.
    return int(match.group()[:9]) if match else 0


def plain(text: str) -> str:
    """Return the text with plain digits, spaces, dashes and quotes, every character in its place."""
    if text.isascii():
        return text
    text = text.translate(_LOOKALIKES)
    return "".join(str(_digit(one)) if one.isdigit() and not one.isascii() else one for one in text)


def _digit(character: str) -> int | str:
    value = unicodedata.decimal(character, None)
    return character if value is None else value


def tokens(text: str, language: Language) -> Tokens:
    """Return the words of a plain text with their classes."""
    # Phrases recur: in an import of claims, most of them; articles do not.
    return _kept_tokens(text, language) if len(text) <= _LONGEST_KEPT else _tokens(text, language)


@lru_cache(maxsize=2048)
def _kept_tokens(text: str, language: Language) -> Tokens:
    return _tokens(text, language)


def _tokens(text: str, language: Language) -> Tokens:
    words: list[str] = TOKEN.findall(text)
    classes = language.classes
    shape = list(map(classes.__getitem__, words))
    starts = ends = None
    joins = _joins(words, language)
    if joins or "" in shape:
        starts = _join(words, shape, joins, classes)
        ends = [start + joins[start][0] if start in joins else start + 1 for start in starts]
        words = [words[start] for start in starts]
    said = "".join(shape)
    if _WEAK.search(said):
        said = _settled(said, words)
    return Tokens(text, said, words, language.values, starts, ends)


def _joins(words: Sequence[str], language: Language) -> dict[int, tuple[int, str]]:
    """Return where several words are one: how many, and the name of the whole."""
    found: dict[int, tuple[int, str]] = {}
    together, last = language.together, len(words) - 1
    if together.keys().isdisjoint(words):
        return found
    done = 0
    for index, following in enumerate(map(together.get, words)):
        if following is None or index < done or index == last:
            continue
        if words[index + 1] in following.words:
            length, name = _longest(following, words[index + 1 : index + _MOST_TOGETHER])
            if length:
                found[index] = length, name
                done = index + length
    return found


def _longest(following: Following, words: Iterable[str]) -> tuple[int, str]:
    """Return how many words are one with the first, which counts too; 0 where it stands by itself."""
    length, name = 0, ""
    for count, word in enumerate(words, start=2):
        if word not in following.words:
            break
        following = following.words[word]
        if following.name is not None:
            length, name = count, following.name
    return length, name


def _join(
    words: list[str], shape: list[str], joins: Mapping[int, tuple[int, str]], classes: Mapping[str, str]
) -> list[int]:
    """Put words that are one together, leave out those that say nothing, and return where the rest stood."""
    for start, (length, name) in joins.items():
        if name:
            words[start], shape[start] = name, classes[name]
        shape[start + 1 : start + length] = [""] * (length - 1)
    return [start for start, character in enumerate(shape) if character]


def _settled(shape: str, words: Sequence[str]) -> str:
    for match in _FOUR_DIGITS.finditer(shape):
        place = match.start()
        if _is_clock(words[place], behind_a_date=shape[:place].rstrip(",")[-1:] in ("d", "o")):
            shape = f"{shape[:place]}t{shape[place + 1 :]}"
    for pattern, character in _SETTLED:
        shape = pattern.sub(character, shape)
    return shape


def _is_clock(word: str, *, behind_a_date: bool) -> bool:
    if len(word) != 4 or not word.isdigit():
        return False
    hour, minute = divmod(int(word), 100)
    return hour <= 24 and minute < 60 and not (behind_a_date and 1990 <= int(word) <= 2060)

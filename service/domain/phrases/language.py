"""A language as data: which class each of its words belongs to, and which words are one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from string import ascii_letters

#: What a word stands for: a number, or the name by which the grammar knows it.
Value = int | str

#: Cuts a text into dates and times in digits, numbers, signs and words; nothing else is looked at.
TOKEN = re.compile(
    r"""(?=[^\W\d_])(?:
            [QqHh][1-4]\b
          | (?:UTC|GMT)[ ]?[+-]\d{1,2}(?::?\d{2})?\b
          | o'clock\b
          | [^\W\d_]+(?:'(?:t|re|ll|ve|d)\b)?
        )
      | (?=\d)(?<![^\W\d_])(?:
            \d+(?=:\d+:\d+:)
          | (?<![\d:./,-])\d{1,2}(?=[ ](?![aApP]))
          | (?<![\d-])\d{8}T\d{4}(?:\d{2})?(?:Z|[+-]\d{2}:?\d{2})?(?![\w:])
          | (?<![\d-])\d{4}-\d{2}-\d{2}
              (?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?(?!\w)
                |[ ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?[ ]?(?:Z|[+-]\d{2}:?\d{2})(?!\w)|(?!-?\w))
          | (?<![\d/.])\d{4}(?:/\d{1,2}/\d{1,2}(?![\d/])|\.\d\d\.\d\d(?![\d.]))
          | (?<![\d./-])(?:\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})|\d{1,2}\.\d{1,2}\.\d{4}|\d{1,2}-\d{1,2}-\d{4})
              (?![\d/-])
          | (?<![\d./-])\d{1,2}/\d{1,2}(?![\d/.:%-]|[ ]?(?:%|pm|am))
          | \d{1,2}(?:[:.]\d{2}(?::\d{2})?)?[ ]?[aApP](?:\.[ ]?[mM]\b\.?|[mM]\b)
          | (?<![\d:.])(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?![\d:])
          | \d{1,2}(?:st|nd|rd|th)\b
          | \d{3}0s\b
          | [1-4][QqHh]\b
          | \d+(?:,\d{3})*(?:\.\d+)?
        )
      | 's?(?!\w)
      | [-,;:.!?()/"]
    """,
    re.VERBOSE,
)
_PUNCTUATION = {"-": "-", "/": "-", ",": ",", "(": ",", ")": ",", ":": ",", ";": ";", '"': ""}
_DIGITS = re.compile(
    r"""(?P<i>\d{4}[-/].*|\d{4}\.\d\d\..*|\d{8}T.*)
      | (?P<j>\d{1,2}(?:[./]|-\d).*[./-].*)
      | (?P<ĵ>\d{1,2}/\d{1,2})
      | (?P<t>\d{1,2}(?:[:.]\d{2}(?::\d{2})?)?[ ]?[aApP].*|\d{1,2}:.*)
      | (?P<o>\d{1,2}[snrt].)
      | (?P<Ŷ>\d{3}0s)
      | (?P<q>[1-4][QqHh])
    """,
    re.VERBOSE | re.DOTALL,
)


#: Words that are not in the table are kept up to this many; the same few thousand come again and again.
_MOST_WORDS = 20_000
_LONGEST_WORD = 20


class Classes(dict[str, str]):
    """The class of every word; words that are not in the table are sorted by how they look."""

    def __missing__(self, word: str) -> str:
        """Return the class of a word that is not in the table, and keep it where there is room."""
        found = _class_by_looks(word)
        if len(self) < _MOST_WORDS and len(word) <= _LONGEST_WORD:
            self[word] = found
        return found


def _class_by_looks(word: str) -> str:
    """Return the class of a word that is not in the table."""
    first = word[0]
    if first in "0123456789":
        return _class_of_digits(word)
    if first in "QqHh" and len(word) == 2 and word[1].isdigit():
        return "q"
    if word[:3] in ("UTC", "GMT"):
        return "z"
    if first == "'":
        return "'"
    # Verbs of the past look like this; "need", "proceed" and their like do not count.
    return "P" if word.endswith("ed") and len(word) > 3 and word[-3] != "e" else "x"


def _class_of_digits(word: str) -> str:
    if word.isdigit():
        if len(word) <= 2:
            return "d" if 1 <= int(word) <= 31 else "n"
        if len(word) == 4:
            return "y" if 1600 <= int(word) <= 2400 else "n"
        return "n" if len(word) == 3 else "x"
    match = _DIGITS.fullmatch(word)
    return (match and match.lastgroup) or "x"


class Following:
    """The words that can follow, and what all of them are called where they are one."""

    __slots__ = ("name", "words")

    def __init__(self) -> None:
        self.words: dict[str, Following] = {}
        #: None where more has to follow; "" leaves the first word as it is.
        self.name: str | None = None

    def after(self, word: str) -> Following:
        """Return what can follow a word, in any spelling, as a place to put more."""
        found = self.words.get(word) or Following()
        self.words |= dict.fromkeys(_spellings(word), found)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """The words of one language. The grammar itself is written in classes, not in words."""

    classes: Classes
    values: Mapping[str, Value]
    #: Words that are one, by their first word.
    together: Mapping[str, Following]


def language(words: str, *, as_they_stand: str = "", shortened: str = "") -> Language:
    """Return a language from its tables, one row a line: class, value, words parted by commas.

    A value of "-" stands for nothing; "2+" for 2, 3, 4 … from word to word. The class "_" leaves words out.

    Args:
        words: read in any case: "monday", "Monday", "MONDAY".
        as_they_stand: for short forms that are other words in small letters.
        shortened: words whose full stop ends no sentence.
    """
    classes, values = Classes(_PUNCTUATION | dict.fromkeys(".!?", ".")), dict[str, Value]()
    classes |= {digits: "d" for day in range(1, 32) for digits in (str(day), f"{day:02}")}
    classes |= dict.fromkeys(ascii_letters, "x")
    together = Following()
    for character, value, phrase in _rows(words):
        parts = TOKEN.findall(phrase)
        if len(parts) > 1:
            _at_end_of(together, parts).name = phrase
        for spelling in _spellings(phrase):
            classes[spelling], values[spelling] = character, value
    for character, value, word in _rows(as_they_stand):
        classes[word], values[word] = character, value
    for word in shortened.split():
        _at_end_of(together, [word, "."]).name = ""
    return Language(classes, values, together.words)


def _rows(table: str) -> Iterator[tuple[str, Value, str]]:
    for line in table.strip().splitlines():
        if not line:
            continue
        character, value, phrases = line.split(maxsplit=2)
        number = int(value.rstrip("+")) if re.fullmatch(r"-?\d+\+?", value) else value.strip("-")
        for phrase in phrases.split(", "):
            yield character.strip("_"), number, phrase
            if isinstance(number, int) and value.endswith("+"):
                number += 1


def _at_end_of(together: Following, words: Iterable[str]) -> Following:
    for word in words:
        together = together.after(word)
    return together


def _spellings(word: str) -> tuple[str, str, str]:
    return word, word.capitalize(), word.upper()

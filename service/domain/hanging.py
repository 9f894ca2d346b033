"""Words that hang on something else ("48 hours after the vote"): where their days lie once it happened."""

from __future__ import annotations

import re
from collections.abc import Callable
from math import ceil

from service.domain.window import HangsHow, HangsOn

#: What the rule of the grammar is called that finds such words.
RULE = "hangs_on"
_ONE_TO_TWELVE = "one two three four five six seven eight nine ten eleven twelve"
_COUNTS = {word: number for number, word in enumerate(_ONE_TO_TWELVE.split(), start=1)}
_COUNTS |= {"a": 1, "an": 1, "the": 1, "couple": 2}
#: A month and a year at their longest: an end that comes too late is asked about, one too early is wrong.
_DAYS_IN = {"day": 1, "week": 7, "fortnight": 14, "month": 31, "year": 366}
_COUNT = rf"(?:a\s+)?(?P<count>\d{{1,4}}|{'|'.join(_COUNTS)})(?:\s+of)?"
_LENGTH = rf"{_COUNT}[\s-]+(?P<unit>hour|day|week|fortnight|month|year)s?"


def _length(found: re.Match[str]) -> int:
    text, unit = found["count"], found["unit"]
    count = int(text) if text.isdecimal() else _COUNTS[text]
    return ceil(count / 24) if unit == "hour" else count * _DAYS_IN[unit]


def _no_length(_found: re.Match[str]) -> None:
    return None


#: The first row that is found in the words says how they hang; later rows are weaker words.
_ROWS: tuple[tuple[str, HangsHow, Callable[[re.Match[str]], int | None]], ...] = (
    (r"\beve of\b|\b(?:day|night) before\b", "eve", _no_length),
    (rf"\b(?:within|no (?:more|later) than|up to|at most)\s+{_LENGTH}\b", "within", _length),
    (rf"\b{_LENGTH}\s+(?:after|from|following|later|on)\b", "about", _length),
    (r"\bthe (?:following|next) day\b", "about", lambda _found: 1),
    (r"\bnot\s+(?:\w+\s+){0,2}(?:before|until|till)\b", "from_that_day", _no_length),
    (r"\b(?:once|upon|following|after|as soon as|when)\b", "from_that_day", _no_length),
    (r"\b(?:by|before|until|till|ahead of|prior to|no later than)\b", "by", _no_length),
)
_TABLE = tuple((re.compile(pattern), how, days) for pattern, how, days in _ROWS)
#: Words behind these many characters are not looked at.
_MOST_CHARACTERS = 500


def hangs_in(phrase: str) -> HangsOn:
    """Return how words hang on something else; "once", "after" and the like mean from that day on.

    Nothing says on which claim: a person links it.
    """
    words = phrase[:_MOST_CHARACTERS].casefold()
    for pattern, how, days in _TABLE:
        found = pattern.search(words)
        if found is not None:
            return HangsOn(how=how, days=days(found))
    return HangsOn(how="from_that_day")

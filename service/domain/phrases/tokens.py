"""Cuts a text into words and numbers, each with its class; one pass, linear in the length."""

from __future__ import annotations

import re
from dataclasses import dataclass

from service.domain.phrases.english import PAST, SEQUENCES, SHORT, STILL_TO_COME, WEAK, WORDS

#: One character for one, so that places in the text stay true.
_LOOKALIKES = str.maketrans(
    {
        "\u00a0": " ",
        "\u2007": " ",
        "\u2009": " ",
        "\u202f": " ",
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u2212": "-",
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
    }
)
_TOKEN = re.compile(
    r"""(?P<i>(?<![\d-])\d{4}-\d{2}-\d{2}(?![\d-]))
      | (?P<j>(?<![\d./-])\d{1,2}(?:/\d{1,2}/|\.\d{1,2}\.)\d{4}(?![\d/]))
      | (?P<t>\d{1,2}(?:[:.]\d{2})?\s?[aApP]\.?\s?[mM]\b\.?|(?<![\d:.])(?:[01]?\d|2[0-4]):[0-5]\d(?![\d:])
          |\b(?:[01]\d|2[0-3])[0-5]\d(?=\s?(?:GMT|UTC|hours|hrs)\b))
      | (?P<o>\d{1,2}(?:st|nd|rd|th)\b)
      | (?P<q>\b[QqHh][1-4]\b)
      | (?P<n>\d+(?:,\d{3})*)
      | (?P<p>'s?(?=\W|$)|[-,;:.!?()/"])
      | (?P<w>[^\W\d_]+(?:'(?:t|re|ll|ve|d)\b)?)""",
    re.VERBOSE,
)
_PUNCTUATION = {"-": "-", ",": ",", "(": ",", ")": ",", "/": "-", '"': "", ":": ",", ";": ";"}
_BESIDE = frozenset("dony")
_SMALL = frozenset("IbUfgAFOTNLCeMlEvGB<=")
_INNER = frozenset("eMlBETNCL")


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text in classes: `shape` has one character per token; `values`, `starts`, `ends` run beside it."""

    shape: str
    values: list[object]
    starts: list[int]
    ends: list[int]
    words: list[str]


def plain(text: str) -> str:
    """Return the text with plain digits, spaces, dashes and quotes, every character in its place."""
    if text.isascii():
        return text
    text = text.translate(_LOOKALIKES)
    return "".join(str(_digit(one)) if one.isdigit() and not one.isascii() else one for one in text)


def _digit(character: str) -> int | str:
    import unicodedata

    value = unicodedata.decimal(character, None)
    return character if value is None else value


def tokens(text: str) -> Tokens:
    """Return the tokens of a plain text."""
    shape: list[str] = []
    values: list[object] = []
    starts: list[int] = []
    ends: list[int] = []
    words: list[str] = []
    capitals: list[bool] = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        word = match.group()
        if kind == "w":
            low = word.lower()
            character, value = WORDS.get(low) or ("x", None)
            capital = word[0] != low[0]
        elif kind == "n":
            low = word
            character, value = _number(word)
            capital = False
        elif kind == "p":
            if word == "." and words and words[-1] in SHORT:
                ends[-1] = match.end()
                continue
            low, value, capital = word, None, False
            character = "'" if word[0] == "'" else _PUNCTUATION.get(word, ".")
            if not character:
                continue
        else:
            low, capital = word.lower(), True
            character, value = kind, _read(kind, low)
        shape.append(character)
        values.append(value)
        starts.append(match.start())
        ends.append(match.end())
        words.append(low)
        capitals.append(capital)
    _weigh_names(shape, words, capitals)
    return _join(shape, values, starts, ends, words)


def _number(word: str) -> tuple[str, object]:
    if "," in word or len(word) > 4:
        return "n", None
    value = int(word)
    if len(word) == 4 and 1600 <= value <= 2400:
        return "y", value
    return ("d" if 1 <= value <= 31 and len(word) <= 2 else "n"), value


def _read(kind: str, low: str) -> object:
    if kind == "o":
        value = int(low[:-2])
        return value if 1 <= value <= 31 else None
    if kind == "q":
        return low[0], int(low[1])
    if kind == "t":
        return _clock(low)
    return low


def _clock(low: str) -> tuple[int, int]:
    digits = re.findall(r"\d+", low)
    hour, minute = int(digits[0]), int(digits[1]) if len(digits) > 1 else 0
    if len(digits[0]) == 4:
        hour, minute = divmod(hour, 100)
    if "p" in low and hour < 12:
        hour += 12
    if "a" in low and hour == 12:
        hour = 0
    return hour, minute


def _weigh_names(shape: list[str], words: list[str], capitals: list[bool]) -> None:
    """Names of months, days and seasons count only with a capital or a date beside them."""
    last = len(shape) - 1
    for index, character in enumerate(shape):
        if character not in "mws":
            continue
        weak = words[index] in WEAK
        if character == "s" and not weak:
            continue
        if capitals[index] and not weak:
            continue
        before = shape[index - 1] if index else ""
        after = shape[index + 1] if index < last else ""
        if character == "s":
            known = (
                before in _INNER
                or after == "y"
                or (before == "a" and index > 1 and shape[index - 2] in _SMALL)
            )
            known = known or before in _SMALL
        elif (
            before in _BESIDE
            or after in _BESIDE
            or (before == "v" and index > 1 and shape[index - 2] in _BESIDE)
            or (
                character == "w"
                and after
                and (after == "m" or (after == "," and index + 2 <= last and shape[index + 2] in "mdo"))
            )
        ):
            known = True
        else:
            known = capitals[index] and (
                before in _SMALL or (before == "-" and index > 1 and shape[index - 2] in _SMALL)
            )
        if words[index] == "second" or not known:
            shape[index] = "x"


def _join(
    shape: list[str], values: list[object], starts: list[int], ends: list[int], words: list[str]
) -> Tokens:
    """Put words that are one together, and mark verbs of the past that stand before a day."""
    out_shape: list[str] = []
    out_values: list[object] = []
    out_starts: list[int] = []
    out_ends: list[int] = []
    out_words: list[str] = []
    index, count = 0, len(words)
    while index < count:
        word, step = words[index], 1
        character, value = shape[index], values[index]
        for rest, entry in SEQUENCES.get(word, ()):
            size = len(rest)
            if tuple(words[index + 1 : index + 1 + size]) == rest:
                (character, value), step = entry, 1 + size
                break
            if size == 1 and word == "w" and words[index + 1 : index + 3] == ["/", "c"]:
                (character, value), step = entry, 3
                break
        if character == "x" and (word in PAST or (word.endswith("ed") and len(word) > 4)):
            known = out_words and out_words[-1] in ("be", "been", "get", "to")
            if word not in STILL_TO_COME and not known:
                character = "P"
        out_shape.append(character)
        out_values.append(value)
        out_starts.append(starts[index])
        out_ends.append(ends[index + step - 1])
        out_words.append(word)
        index += step
    return Tokens("".join(out_shape), out_values, out_starts, out_ends, out_words)

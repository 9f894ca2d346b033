"""Who said it, as far as a sentence's own words tell: the label, what kind of source, how many."""

from __future__ import annotations

import re
from dataclasses import dataclass

from service.domain.attribution import SaidByCount, SaidByKind

#: Longer labels are no labels: the words before “said” were something else.
LONGEST_LABEL_WORDS = 14

_SAYING = (
    r"(?:said|says|say|saying|told|tells|reported|reports|confirmed|announced|warned|claimed|added|"
    r"suggested|wrote|insisted)"
)
#: Ends a label: punctuation that ends a clause, but not the dot of an abbreviation or an initial.
_CLAUSE_END = (
    r"(?=[,;:!?…”\"]|(?<=\w\w)(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)(?<!\bGen)(?<!\bSen)\.(?:\s|$)"
    r"|\s+[–—-]\s|\.?$)"
)
#: “…, two people familiar with the matter said”; the label is the last clause before the verb.
_AT_END = re.compile(
    r"[,;–—”\"]\s*(?P<label>[^,;–—“”\"]+?)\s+" + _SAYING + r"\b(?!\s+(?:that|to|by)\b)", re.IGNORECASE
)
#: “…, said two people familiar with the matter.”
_TURNED = re.compile(
    r"[,;–—”\"]\s*(?:said|says|wrote|reported)\s+(?P<label>[^,;:–—“”\"]+?)" + _CLAUSE_END,
    re.IGNORECASE,
)
_ACCORDING = re.compile(
    r"\b(?:according to|citing|quoting|as reported by)\s+(?P<label>[^,;:–—“”\"]+?)" + _CLAUSE_END,
    re.IGNORECASE,
)
#: “Two officials said the border closes on Monday.”
_AT_START = re.compile(rf"^[“\"]?(?P<label>[^,;:–—“”\"]+?)\s+{_SAYING}\b", re.IGNORECASE)
_PATTERNS = (_ACCORDING, _AT_END, _TURNED, _AT_START)
#: What may stand around a label and is no part of it.
_TRAILING = re.compile(
    r"\s+(?:have|has|had|also|later|on|in|late|early|yesterday|today|monday|tuesday|wednesday|thursday|"
    r"friday|saturday|sunday)\s*$",
    re.IGNORECASE,
)
#: Names nobody: there is nobody to keep.
_NOBODY = frozenset({"he", "she", "they", "it", "we", "i", "who", "which", "that", "this", "and", "but"})

_PEOPLE_WORDS = (
    "people|persons|sources|officials|aides|advisers|advisors|diplomats|insiders|officers|lawmakers|"
    "employees|staffers|staff members|executives|bankers|traders|lawyers|witnesses|analysts|experts"
)
_ONE_WORDS = (
    "person|source|official|aide|adviser|advisor|diplomat|insider|officer|lawmaker|employee|staffer|"
    "executive|banker|trader|lawyer|witness|analyst|expert"
)
_UNNAMED = re.compile(
    rf"\b(?:{_PEOPLE_WORDS}|{_ONE_WORDS}|unnamed|close to|familiar with|briefed on)\b|\banonym",
    re.IGNORECASE,
)
_MANY = re.compile(
    rf"\b(?:two|three|four|five|six|seven|eight|nine|ten|dozens?|several|many|multiple|some|various|both|"
    rf"[2-9]|\d\d+)\b|\b(?:{_PEOPLE_WORDS})\b",
    re.IGNORECASE,
)
_ONE = re.compile(rf"^(?:an?|one|the|another|1)\b|\b(?:{_ONE_WORDS})\b", re.IGNORECASE)
_DOCUMENT = re.compile(
    r"\b(?:documents?|memos?|memorandum|decrees?|draft|filings?|records?|emails?|letters?|leaked|minutes|"
    r"report|study|survey|statement|plan|bill|paper|court papers|transcripts?)\b",
    re.IGNORECASE,
)
_INSTITUTION = re.compile(
    r"\b(?:ministry|ministries|governments?|kremlin|white house|pentagon|parliament|senate|congress|duma|"
    r"police|army|navy|court|agency|department|office|bank|commission|council|committee|union|company|"
    r"service|authority|authorities|administration|embassy|university|institute|organi[sz]ation|party|"
    r"fsb|fbi|cia|nato|eu|un|spokes(?:man|woman|person|people))\b",
    re.IGNORECASE,
)
#: Two capitalised words side by side, or a title before one; a word of an office is no name.
_NAME = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|Sir|Lord|Lady|Gen|Sen|Rep|Gov|President|Minister|Senator|Governor|Mayor|"
    r"Chancellor|Secretary|General|Colonel|Judge|King|Queen|Prince|Pope)\.?\s+[A-ZÀ-ÞА-Я][\w’'-]+"
    r"|\b[A-ZÀ-ÞА-Я][\w’'-]+(?:\s+[A-Z]\.)?\s+[A-ZÀ-ÞА-Я][\w’'-]+"
)
_OFFICE_WORD = re.compile(
    r"\b(?:Ministry|Department|Office|Bank|Commission|Council|Committee|Union|Court|Agency|House|Party|"
    r"Service|University|Institute|Nations|States|Company|Group|Press|Times|Post|News|Republic)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Who a text says it has it from, word for word; what the words do not tell is left open."""

    label: str
    kind: SaidByKind
    count: SaidByCount


def said_in(text: str) -> Named | None:
    """Return whom a sentence names as its source; None where its words name nobody."""
    line = " ".join(text.split())
    for pattern in _PATTERNS:
        for found in pattern.finditer(line):
            label = _cleaned(found["label"])
            if not _is_label(label):
                continue
            named = classed(label)
            if named.kind != "not_stated":
                return named
    return None


def classed(label: str) -> Named:
    """Return what the words of a label tell of the source: “two people familiar” are unnamed, two or more.

    Words that tell nothing leave the kind `not_stated` and the count `unknown`.
    """
    kind = _kind(label)
    return Named(label=label, kind=kind, count=_count(label, kind))


def _kind(label: str) -> SaidByKind:
    if _UNNAMED.search(label) and not _has_name(label):
        return "unnamed"
    if _has_name(label):
        return "named"
    if _INSTITUTION.search(label):
        return "institution"
    return "document" if _DOCUMENT.search(label) else "not_stated"


def _has_name(label: str) -> bool:
    return any(not _OFFICE_WORD.search(found[0]) for found in _NAME.finditer(label))


def _count(label: str, kind: SaidByKind) -> SaidByCount:
    match kind:
        case "named":
            return "2+" if len(_NAME.findall(label)) > 1 and " and " in label else "1"
        case "unnamed":
            if _MANY.search(label):
                return "2+"
            return "1" if _ONE.search(label) else "unknown"
        case _:
            return "unknown"


def _cleaned(label: str) -> str:
    kept = label.strip(" .,;:“”\"'")
    while (shorter := _TRAILING.sub("", kept)) != kept:
        kept = shorter
    return kept


def _is_label(label: str) -> bool:
    words = label.split()
    return 0 < len(words) <= LONGEST_LABEL_WORDS and words[0].casefold() not in _NOBODY

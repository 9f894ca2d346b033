"""Credit lines: who a text says it was taken from, in the words that outlets and agencies use for that.

Only what hands the whole text on counts. “According to Reuters”, “told AFP” and “with reporting by AP” name a
source or a helper and are no credit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from service.domain.agencies import NAMES, is_agency

CreditKind = Literal["agency", "republished"]


@dataclass(frozen=True, slots=True)
class CreditLine:
    """One credit: who is named, verbatim, and the words that say it."""

    name: str
    kind: CreditKind
    line: str


#: Credits stand at the beginning or the end of a text; in between, names in brackets are other things.
_EDGE_LINES = 4
_EDGE_CHARACTERS = 400

_AGENCY_NAMES = sorted({name for one, more in NAMES.items() for name in (one, *more)}, key=len, reverse=True)
_AGENCY = "|".join(re.escape(name) for name in _AGENCY_NAMES)
#: A name as outlets write them: words that begin with a capital or a digit, small ones between.
_WORD = r"(?:[^\W_a-z][\w’'&.-]*|\d[\w-]*)"
_NAME = rf"(?:the\s+)?{_WORD}(?:\s+(?:(?:of|and|for|the|de|la|le|der|die|das|y|&)\s+)*{_WORD}){{0,6}}"
_QUOTES = "“”\"'‘’*_"
#: Before the name of whom a text was taken from.
_TAKEN_FROM = (
    (
        r"(?:this\s+(?:article|story|report|piece|text|item|analysis|interview)\s+)?"
        r"(?:(?:was|were|is|has\s+been)\s+)?(?:first|originally|previously|initially)\s+"
        r"(?:appeared|published|ran|posted|printed|produced)\s+(?:in|on|by|at|with)"
    ),
    (
        r"(?:(?:this\s+(?:article|story|report|piece|text)\s+)?(?:was|is|has\s+been)\s+)?"
        r"(?:re-?published|re-?printed|re-?produced|re-?posted|syndicated|taken)\s+"
        r"(?:here\s+)?(?:(?:with|by)\s+(?:the\s+)?(?:kind\s+)?permission\s+(?:of|from)|from|courtesy\s+of)"
    ),
    r"(?:read|see|find)\s+(?:the\s+)?original(?:\s+(?:article|story|report|text))?\s+(?:here\s+)?(?:at|on|in)",
    r"(?:this\s+(?:article|story|report|text)\s+)?(?:is\s+|comes\s+|appears\s+)?courtesy\s+of",
    r"this\s+(?:article|story|report)\s+(?:was|is)\s+(?:produced|provided|written|distributed)\s+by",
    r"(?:article|story|report|text|content)\s+(?:provided|supplied|distributed)\s+by",
    r"(?:zuerst|ursprünglich)\s+(?:erschienen|veröffentlicht)\s+(?:in|bei|auf|von)",
    r"(?:publié|paru)\s+(?:initialement|d['’]abord|pour\s+la\s+première\s+fois)\s+(?:dans|par|sur|chez)",
    r"(?:впервые|первоначально)\s+(?:опубликован[оаы]?|вышл[аои])\s+(?:в|на)",
    r"(?:вперше|спочатку)\s+(?:опублікован[оаі]?|вийшл[аои])\s+(?:в|у|на)",
)
_REPUBLISHED = re.compile(
    rf"(?:^|(?<=[\s(\[*_—–-]))(?i:{'|'.join(_TAKEN_FROM)})\s+[{_QUOTES}]*(?P<name>{_NAME})", re.MULTILINE
)
_TRAILING = re.compile(
    r"(?:\s+(?:on|in)\s+(?:\d|January|February|March|April|May|June|July|August|September|October|November"
    r"|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday).*|[.,;:)\]]+)$"
)
#: What stands on a line by itself, or opens or closes the text.
_AGENCY_FORMS = (
    # KYIV (Reuters) - The …
    rf"^[^\n()]{{0,60}}\((?P<name>{_AGENCY})\)(?=\s*(?:[-–—:.]|$|\s[A-ZА-ЯЁЇІЄ“\"]))",
    rf"^\s*\((?P<name>{_AGENCY})\)",  # (AP) The …
    rf"^\s*(?P<name>{_AGENCY})\s*[–—]\s",  # Reuters – The …
    # KYIV, Sept 26, AFP - The …
    rf"^[^\n.]{{0,60}},\s*(?:\w+\.?\s*\d{{0,2}},?\s*)?(?P<name>{_AGENCY})\s*[-–—]\s",
    rf"(?:^|\s)[-–—]\s*(?P<name>{_AGENCY})\.?\s*$",  # … he said. — AFP
    rf"[\[(](?P<name>{_AGENCY})[\])]\s*\.?\s*$",  # … he said. (dpa)
    rf"^\s*(?:©|\(c\)|copyright)\s*(?:\d{{4}}\s*)?(?P<name>{_AGENCY})\b",  # © 2022 AFP
    rf"^\s*(?:source|quelle|źródło|источник|джерело|fuente|agency)\s*:\s*(?P<name>{_AGENCY})\s*\.?\s*$",
    rf"^\s*(?P<name>{_AGENCY})\s*$",  # a line by itself
)
_AGENCY_LINES = tuple(re.compile(form, re.MULTILINE | re.IGNORECASE) for form in _AGENCY_FORMS)
_SHORT = re.compile(r"[A-Za-z]{2,3}", re.ASCII)
_BYLINE = re.compile(
    rf"(?:^|[,|/(]|\b(?:by|of|for|from|with|and|von|par)\b)\s*(?:the\s+)?(?P<name>{_AGENCY})\s*(?:$|[,|/)]|staff\b|writer)",
    re.IGNORECASE,
)


def credits_in(text: str, *, byline: str | None = None) -> list[CreditLine]:
    """Return the credits that a text and its byline give, those that name an outlet first, none twice."""
    found = [*_republished(text), *_of_agencies(text)]
    if byline is not None:
        found += [
            CreditLine(match["name"], "agency", byline.strip())
            for match in _BYLINE.finditer(byline)
            if _is_written_so(match["name"])
        ]
    return list({one.name.casefold(): one for one in reversed(found)}.values())[::-1]


def _republished(text: str) -> list[CreditLine]:
    found = []
    for match in _REPUBLISHED.finditer(text):
        name = match["name"].strip(_QUOTES + " ")
        name = _TRAILING.sub("", _TRAILING.sub("", name)).strip(_QUOTES + " ")
        if name and not name.isdigit():
            kind: CreditKind = "agency" if is_agency(name) else "republished"
            found.append(CreditLine(name, kind, _line_around(text, match)))
    return found


def _of_agencies(text: str) -> list[CreditLine]:
    lines = [line for line in text.splitlines() if line.strip()]
    edges = lines if len(lines) <= 2 * _EDGE_LINES else [*lines[:_EDGE_LINES], *lines[-_EDGE_LINES:]]
    found = []
    for line in edges:
        parts = (
            [line]
            if len(line) <= 2 * _EDGE_CHARACTERS
            else [line[:_EDGE_CHARACTERS], line[-_EDGE_CHARACTERS:]]
        )
        for part in parts:
            for form in _AGENCY_LINES:
                match = form.search(part)
                if match is not None and _is_written_so(match["name"]):
                    found.append(CreditLine(match["name"], "agency", part.strip()[:200]))
    return found


def _is_written_so(name: str) -> bool:
    """Say whether a short name is written as agencies are: “AA” and “dpa” are, “Aa” and “tt” are none."""
    return _SHORT.fullmatch(name) is None or name in _AGENCY_NAMES


def _line_around(text: str, match: re.Match[str]) -> str:
    begin = text.rfind("\n", 0, match.start()) + 1
    end = text.find("\n", match.end())
    line = text[begin : end if end >= 0 else len(text)].strip()
    return line if len(line) <= 200 else match[0].strip()[:200]

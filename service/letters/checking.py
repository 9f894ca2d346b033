"""Looks at a letter as it was sent: its size, whether everybody can read it, whether one can stop it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser

from service.mail.mailbox import Opened

#: Bytes of a whole letter, heads and all: mail programs cut larger ones off.
MOST_BYTES, MOST_BYTES_OF_LISTS = 20_000, 60_000
LISTS = frozenset({"digest", "many_past_due"})
#: Somebody asked for these a moment ago; there is nothing to stop.
ASKED_FOR = frozenset({"sign_in", "invitation"})
#: What would fetch something or run when a letter is opened.
FETCHING = frozenset(
    {"img", "script", "iframe", "object", "embed", "link", "video", "audio", "svg", "form", "base", "picture"}
)
#: RFC 5322, section 2.1.1.
LINE_MOST = 998
_WORD = re.compile(r"\w+")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_VOID = frozenset({"meta", "br", "hr"})


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at, and what was found."""

    name: str
    has_passed: bool
    found: str


@dataclass
class _Read(HTMLParser):
    """The HTML of a letter as far as it is looked at."""

    tags: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    title: str = ""
    language: str = ""
    tables: int = 0
    plain_tables: int = 0
    _within: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        if tag == "html":
            self.language = given.get("lang", "")
        if tag == "a":
            self.links.append(given.get("href", ""))
        if tag == "table":
            self.tables += 1
            self.plain_tables += given.get("role") != "presentation"
        if tag not in _VOID:
            # What stands ahead of the letter in a list of letters is not shown in it.
            self._within.append("style" if given.get("class") == "ahead" else tag)

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        if tag not in _VOID and self._within:
            self._within.pop()

    def handle_data(self, data: str) -> None:
        """Note words that are shown."""
        if "title" in self._within:
            self.title += data
        elif "style" not in self._within:
            self.words += _WORD.findall(data.casefold())


def links_in(opened: Opened) -> list[str]:
    """Return the addresses in a letter's text, in order, none twice."""
    found = (match.rstrip(".,;:)") for match in _ADDRESS.findall(opened.text))
    return list(dict.fromkeys(found))


def checks(raw: bytes, opened: Opened, *, leads_somewhere: Callable[[str], bool]) -> list[Check]:
    """Return what was found about a letter.

    Args:
        leads_somewhere: whether an address of ours has a page behind it; asked about every link.
    """
    heads = {name.casefold(): value for name, value in opened.heads}
    occasion = heads.get("x-hearsay-occasion", "")
    read = _Read()
    read.feed(opened.html)
    return [
        _size(raw, occasion),
        *_form(read),
        _same_words(read, opened.text),
        *_heads(heads, occasion, raw),
        _links(links_in(opened), leads_somewhere),
    ]


def _size(raw: bytes, occasion: str) -> Check:
    most = MOST_BYTES_OF_LISTS if occasion in LISTS else MOST_BYTES
    return Check("Size", len(raw) <= most, f"{len(raw) / 1000:.1f} of {most // 1000} KB")


def _form(read: _Read) -> list[Check]:
    fetching = sorted(FETCHING & set(read.tags))
    headings = read.tags.count("h1")
    return [
        Check("Language", bool(read.language), read.language or "not said"),
        Check("Title", bool(read.title.strip()), "is there" if read.title.strip() else "missing"),
        Check("One heading of the first rank", headings == 1, f"{headings} found"),
        Check(
            "Tables are for layout and say so",
            not read.plain_tables,
            f"{read.plain_tables} of {read.tables} do not",
        ),
        Check("Nothing is fetched and nothing runs", not fetching, ", ".join(fetching) or "nothing does"),
    ]


def _same_words(read: _Read, text: str) -> Check:
    there = set(_WORD.findall(text.casefold()))
    missing = [word for word in dict.fromkeys(read.words) if word not in there]
    unlinked = [one for one in read.links if one not in text]
    found = "all of it" if not missing and not unlinked else f"without {', '.join([*missing, *unlinked][:5])}"
    return Check("The text says what the HTML says", not missing and not unlinked, found)


def _heads(heads: dict[str, str], occasion: str, raw: bytes) -> list[Check]:
    longest = max(map(len, raw.split(b"\r\n")), default=0)
    needed = ["message-id", "date", "auto-submitted", "list-id"]
    absent = [name for name in needed if not heads.get(name)]
    found = [
        Check("Headers of a letter that a program writes", not absent, ", ".join(absent) or "all there"),
        Check("No line is too long", longest <= LINE_MOST, f"the longest has {longest} characters"),
    ]
    if occasion not in ASKED_FOR:
        is_one_click = heads.get("list-unsubscribe-post") == "List-Unsubscribe=One-Click"
        can_stop = is_one_click and heads.get("list-unsubscribe", "").startswith("<http")
        found.append(Check("One press stops its kind", can_stop, "by header" if can_stop else "no header"))
    return found


def _links(links: list[str], leads_somewhere: Callable[[str], bool]) -> Check:
    dead = [one for one in links if not leads_somewhere(one)]
    words = f"{len(links)} of {len(links)}" if not dead else f"not {', '.join(dead[:3])}"
    return Check("Every link leads somewhere", not dead, words)

"""Sentences made of parts, so that each reader sets them in its own way.

The parts are our own words, words that somebody typed, and links to entries, claims and sources.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from service.domain.events import Evidence
from service.domain.roles import SCHEDULER
from service.domain.window import Window


@dataclass(frozen=True, slots=True)
class Typed:
    """Words that somebody typed; at most so many characters of them are shown."""

    words: str
    most: int = 4000
    in_quotes: bool = False


@dataclass(frozen=True, slots=True)
class To:
    """Words of ours that lead to an entry of this history by its version, to other things by their ids."""

    kind: Literal["entry", "claim", "source", "article"]
    target: str
    words: str


Part = str | Typed | To
Sentence = tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an entry says: a sentence that goes on after a name, and what belongs to it."""

    sentence: Sentence
    #: Words that were typed, each with what they are; an empty label needs none.
    quotes: tuple[tuple[str, str], ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What sentences need to know beside the entry itself."""

    #: By account id, what people are called.
    names: Mapping[str, str]
    #: By id, the words of questions.
    questions: Mapping[str, str] = field(default_factory=dict)
    #: The window that stood before each entry that moved it.
    left: Mapping[int, Window] = field(default_factory=dict)


def who(actor: str, about: About) -> str:
    """Return the name of who recorded an entry."""
    return "Hearsay" if actor == SCHEDULER.id else about.names.get(actor, "Somebody")


def plain(sentence: Sentence) -> str:
    """Return a sentence as plain text."""
    return "".join(_plain(part) for part in sentence)


def in_one_line(told: Told) -> str:
    """Return what an entry says as plain text, with what was typed and what it rests on."""
    quotes = (f"{label}: {words}" if label else words for label, words in told.quotes)
    evidence = (one.url or one.note for one in told.evidence)
    return " ".join(part for part in (plain(told.sentence), *quotes, *evidence) if part)


def _plain(part: Part) -> str:
    match part:
        case Typed():
            return f"“{part.words}”" if part.in_quotes else part.words
        case To():
            return part.words
    return part

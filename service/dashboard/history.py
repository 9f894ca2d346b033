"""A claim's history as its page shows it: one line per entry, by kind, newest or oldest first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from markupsafe import Markup

from service.dashboard import wording
from service.dashboard.typed import quoted, said
from service.dashboard.wording import day
from service.domain.claim import versions_taken_back
from service.domain.decisions.merging import came_from
from service.domain.events import (
    Amended,
    AnswerDeclined,
    AnswerProposed,
    Checked,
    ClaimReported,
    Closed,
    Confirmed,
    DeadlinePassed,
    Entry,
    Event,
    Evidence,
    Redacted,
    Refuted,
    Reopened,
    ReportAdded,
    SchedulersOwn,
    Undone,
    WindowMoved,
)
from service.domain.window import day_of
from service.formats import entries, sentences, telling
from service.formats.json_text import instant
from service.formats.sentences import About, Part, Sentence, To, Typed
from service.ledger.log import Stored

Group = Literal["reporting", "outcomes", "corrections", "edits"]
GROUPS: dict[Group, str] = {
    "reporting": "Reporting",
    "outcomes": "Outcomes",
    "corrections": "Corrections",
    "edits": "Our edits",
}
#: Younger entries say how long ago they are, and when exactly once one looks closer.
RELATIVE_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an entry says: a sentence that goes on after a name, and what belongs to it."""

    sentence: Markup
    #: Words that were typed, each with what they are; an empty label needs none.
    quotes: tuple[tuple[str, Markup], ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry as it is shown."""

    version: int
    group: Group
    who: Markup
    told: Told
    #: When it was so in the world: how long ago while that is not long, else the day.
    said_on: str
    #: Days and clock as they are, where `said_on` is a distance; else empty.
    exactly: str
    #: When it was recorded, where that was another day.
    recorded: str | None
    clock: str
    #: The instants of both as parameters of an address.
    occurred_at: str
    recorded_at: str
    is_taken_back: bool = False
    is_redacted: bool = False
    may_be_undone: bool = False
    may_be_redacted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads a history: what sentences need to know, where its days begin, what day it is."""

    about: About
    zone: str
    today: date
    for_public: bool


def lines(
    stored: Sequence[Stored], reader: Reader, *, taken_back: Collection[int] | None = None
) -> list[Line]:
    """Return a history in words, oldest first, without what the reader may not see.

    Args:
        taken_back: the entries that no longer count; those of a claim unless said.
    """
    history = [one.entry for one in stored]
    if taken_back is None:
        taken_back = versions_taken_back(history)
    redacted = {one.event.version for one in history if isinstance(one.event, Redacted)}
    return [
        _line(
            one,
            reader,
            is_taken_back=one.entry.version in taken_back,
            is_redacted=one.entry.version in redacted,
        )
        for one in entries.shown(stored, for_public=reader.for_public)
    ]


def group_of(event: Event) -> Group:
    """Return under which heading an entry is looked for."""
    match event:
        case Confirmed() | Refuted() | Closed() | Reopened() | DeadlinePassed():
            return "outcomes"
        case AnswerProposed() | AnswerDeclined():
            return "outcomes"
        case Amended() | Undone() | Redacted():
            return "corrections"
        case ClaimReported() | ReportAdded() | WindowMoved():
            return "reporting"
    return "reporting" if isinstance(event, SchedulersOwn) else "edits"


def told(event: Event, version: int, about: About) -> Told:
    """Return what an entry says, to stand on a page."""
    found = telling.told(event, version, about)
    return Told(
        sentence=as_markup(found.sentence),
        quotes=tuple((label, said(words)) for label, words in found.quotes),
        evidence=found.evidence,
    )


def as_markup(sentence: Sentence) -> Markup:
    """Return a sentence with its links, what was typed escaped and set apart."""
    return Markup("").join(_part(part) for part in sentence)


def _part(part: Part) -> Markup:
    match part:
        case Typed():
            return quoted(part.words, part.most) if part.in_quotes else said(part.words, part.most)
        case To():
            address = f"#v{part.target}" if part.kind == "entry" else f"/{part.kind}s/{part.target}"
            return Markup('<a href="{}">{}</a>').format(address, part.words)
    return Markup("{}").format(part)


def _line(one: Stored, reader: Reader, *, is_taken_back: bool, is_redacted: bool) -> Line:
    entry, recorded_on = one.entry, day_of(one.recorded_at, reader.zone)
    occurred_on = occurred_on_of(entry, reader.zone)
    event = entries.words_for(entry.event, for_public=reader.for_public)
    by_hand = not isinstance(event, SchedulersOwn)
    clock = wording.moment(one.recorded_at, reader.zone)
    is_young = timedelta(0) <= reader.today - occurred_on < RELATIVE_FOR
    exactly = f"{day(occurred_on)}, recorded {clock}"
    return Line(
        version=entry.version,
        group=group_of(event),
        who=said(sentences.who(entry.actor, reader.about), 80),
        told=told(event, entry.version, reader.about),
        said_on=wording.relative(occurred_on, reader.today) if is_young else day(occurred_on),
        exactly=(clock if recorded_on == occurred_on else exactly) if is_young else "",
        recorded=None if recorded_on == occurred_on else day(recorded_on),
        clock=clock,
        occurred_at=instant(entry.occurred_at),
        recorded_at=instant(one.recorded_at),
        is_taken_back=is_taken_back,
        is_redacted=is_redacted,
        may_be_undone=by_hand and not is_taken_back and _may_go_alone(one.entry),
        may_be_redacted=by_hand and not is_redacted and not isinstance(event, Redacted),
    )


def _may_go_alone(entry: Entry) -> bool:
    """Say whether an entry can be taken back here; what a merging brought along goes with it, elsewhere."""
    return not isinstance(entry.event, ClaimReported | Redacted) and came_from(entry) is None


def occurred_on_of(entry: Entry, zone: str) -> date:
    """Return the day of the world that an entry speaks of.

    What is dated by a day alone stands at that day's end, which is the next day's first instant.
    """
    occurred_on = day_of(entry.occurred_at - entry.occurred_at.resolution, zone)
    match entry.event:
        case Checked(looked_on=looked_on):
            return looked_on
        case Confirmed(known_on=known_on) | Refuted(known_on=known_on):
            return known_on
        case ClaimReported(report=report) | ReportAdded(report=report):
            return report.article.published_on or occurred_on
    return occurred_on

"""From words to a window: what a phrase says about when, by which rule, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from service.domain.due import ask_on
from service.domain.phrases import calendar_terms as terms
from service.domain.phrases import times
from service.domain.phrases.anchors import Anchor, anchors
from service.domain.phrases.bounds import COMBINE, MASTER, Bounded
from service.domain.phrases.calendar_terms import Conventions, Said, Span
from service.domain.phrases.explaining import explained
from service.domain.phrases.tokens import Tokens, plain, tokens
from service.domain.window import (
    FIRST_YEAR,
    LAST_YEAR,
    Certainty,
    Window,
    precision_of,
    zone_named,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a phrase was read as, and why."""

    window: Window | None
    rule: str
    explanation: str
    certainty: Certainty
    ask_on: date | None
    #: The words that were used, and those that were left.
    used: str
    unread: str
    alternatives: tuple[Reading, ...] = ()
    #: Whether the words say that an earlier date was moved.
    moves: bool = False


#: A text longer than this is not a phrase; only its beginning is read.
MOST_CHARACTERS = 20_000


def read(
    phrase: str,
    *,
    said_on: date | None,
    said_zone: str,
    zone: str,
    conventions: Conventions = Conventions(),
) -> Reading:
    """Return what the phrase says about when; never raises for any text.

    Args:
        said_on: the day the words were said, in said_zone. Without it only full dates are read.
        zone: the zone of the event, in which the window closes.

    Raises:
        Refusal: `unknown_zone`.
    """
    zone_named(zone)
    zone_named(said_zone)
    text = plain(phrase[:MOST_CHARACTERS])
    found = tokens(text)
    said = Said(said_on or date(1600, 1, 1), conventions)
    items = _Items(found, anchors(found, said))
    for candidate in items.candidates(said, zone):
        if said_on is None and not candidate.is_dated:
            continue
        return _reading(candidate, phrase, said_on, said_zone, zone)
    return _without(phrase, items, said_on)


@dataclass(frozen=True, slots=True)
class _Candidate:
    bounded: Bounded
    start: int
    end: int
    is_dated: bool
    closes: datetime | None = None
    other_closes: tuple[tuple[datetime | None, str], ...] = ()


class _Items:
    """The tokens with every day expression put as one character."""

    def __init__(self, found: Tokens, named: Sequence[Anchor]) -> None:
        self.found = found
        self.shape = ""
        self.spans: list[Span | None] = []
        self.firsts: list[int] = []
        self.lasts: list[int] = []
        self.names = {anchor.name for anchor in named}
        place = 0
        for anchor in named:
            self._tokens(place, anchor.start)
            self._anchor(anchor)
            place = anchor.end
        self._tokens(place, len(found.shape))

    def _tokens(self, start: int, end: int) -> None:
        if start >= end:
            return
        self.shape += self.found.shape[start:end]
        self.spans += [None] * (end - start)
        self.firsts += range(start, end)
        self.lasts += range(start + 1, end + 1)

    def _anchor(self, anchor: Anchor) -> None:
        start, span = anchor.start, anchor.span
        if self.found.shape[start] == "a" and span.kind == "day":
            self._tokens(start, start + 1)
            start += 1
        if anchor.name == "year":
            character = "9"
        elif anchor.name == "recurring":
            character = "R"
        elif span.first is None and span.last is None:
            character = "0"
        else:
            character = "V" if span.last is None else "D"
        self.shape += character
        self.spans.append(span)
        self.firsts.append(start)
        self.lasts.append(anchor.end)

    def candidates(self, said: Said, zone: str) -> list[_Candidate]:
        """Return what can be read, the first predictions before what lies in the past."""
        clocks = self._clocks(said) if "t" in self.shape else {}
        found: list[_Candidate] = []
        past: list[_Candidate] = []
        for match in MASTER.finditer(self.shape):
            name = match.lastgroup or ""
            start, end = match.span()
            spans = [span for span in self.spans[start:end] if span is not None]
            try:
                bounded = COMBINE[name](spans, said)
            except (OverflowError, ValueError):
                continue
            if bounded is None or bounded.rule == "past":
                continue
            if (
                name == "lower"
                and "not_before" in self.found.values[self.firsts[start] : self.lasts[end - 1]]
            ):
                bounded = replace(bounded, rule="not_before")
            first, last = self.firsts[start], self.lasts[end - 1]
            candidate = _Candidate(
                bounded,
                self.found.starts[first],
                self.found.ends[last - 1],
                self._is_dated(start, end),
            )
            for place, (clock, midnight) in clocks.items():
                if start <= place < end:
                    candidate = _timed(candidate, clock, zone, midnight=midnight)
            (past if _is_over(bounded.span, said) else found).append(candidate)
        return [*found, *past]

    def _is_dated(self, start: int, end: int) -> bool:
        first, last = self.firsts[start], self.lasts[end - 1]
        shape = self.found.shape[first:last]
        return any(one in shape for one in "ijy")

    def _clocks(self, said: Said) -> dict[int, tuple[times.Clock | None, bool]]:
        """Take the times of day out of the shape and keep them by the place of their day."""
        kept: dict[int, tuple[times.Clock | None, bool]] = {}
        while (match := times.TIMES.search(self.shape)) is not None:
            start, end = match.span()
            day = self.shape.find("D", start, end)
            values = [self.found.values[self.firsts[index]] for index in range(start, end)]
            clock = times.clock_of(self.shape[start:end], values)
            span = terms.a_day(said.on, "day_said") if day < 0 else self.spans[day]
            first, last = self.firsts[start], self.lasts[end - 1]
            self.shape = self.shape[:start] + "D" + self.shape[end:]
            self.spans[start:end] = [span]
            self.firsts[start:end] = [first]
            self.lasts[start:end] = [last]
            kept[start] = clock
        return kept


def _is_over(span: Span, said: Said) -> bool:
    if span.is_past:
        return span.last is None or span.last < said.on
    return span.last is not None and span.last < said.on


def _timed(candidate: _Candidate, clock: times.Clock | None, zone: str, *, midnight: bool) -> _Candidate:
    span = candidate.bounded.span
    if midnight and span.rule == "day_named" and span.last is not None and span.certainty == "exact":
        eve = replace(span, first=span.last - timedelta(days=1), last=span.last - timedelta(days=1))
        asked = replace(span, certainty="ambiguous", others=(span, eve))
        return replace(candidate, bounded=replace(candidate.bounded, span=asked))
    if clock is None or span.last is None:
        return candidate
    asked_zones = times.ASKED_ZONES.get(str(clock.zone))
    if asked_zones is None:
        return replace(candidate, closes=clock.on(span.last, zone))
    closes = [replace(clock, zone=one).on(span.last, zone) for one in asked_zones]
    labels = tuple((at, str(one)) for at, one in zip(closes, asked_zones, strict=True))
    asked = replace(span, certainty="ambiguous")
    bounded = replace(candidate.bounded, span=asked)
    return replace(candidate, bounded=bounded, closes=max(closes), other_closes=labels)


def _reading(candidate: _Candidate, phrase: str, said_on: date | None, said_zone: str, zone: str) -> Reading:
    span, bounded = candidate.bounded.span, candidate.bounded
    used, unread = _split(phrase, candidate)
    said = said_on or (span.first or date(1600, 1, 1))
    if _is_over(span, Said(said)):
        return _past_reading(candidate, phrase, said_on, said_zone, zone)
    window = _window(span, bounded.rule, candidate.closes, phrase, said_on, said_zone, zone)
    if window is None:
        return _no_window("unread", phrase, "a year lies outside 1600 to 2400")
    others = tuple(
        _alternative(other, closes, phrase, said_on, said_zone, zone, used, unread)
        for other, closes in _others(candidate)
    )
    return Reading(
        window=window,
        rule=bounded.rule,
        explanation=explained(bounded.rule, window.earliest, window.latest, zone),
        certainty=span.certainty,
        ask_on=ask_on(window, asked_from=said_on),
        used=used,
        unread=unread,
        alternatives=tuple(one for one in others if one is not None),
        moves=bounded.moves,
    )


def _others(candidate: _Candidate) -> list[tuple[Span, datetime | None]]:
    span = candidate.bounded.span
    if candidate.other_closes:
        return [(replace(span, certainty="inferred"), at) for at, _ in candidate.other_closes]
    return [(other, None) for other in span.others]


def _window(
    span: Span,
    rule: str,
    closes: datetime | None,
    phrase: str,
    said_on: date | None,
    said_zone: str,
    zone: str,
) -> Window | None:
    for day in (span.first, span.last, span.asks_on):
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            return None
    asks_on = span.asks_on
    if asks_on is not None and span.last is not None and asks_on > span.last:
        asks_on = None
    first = span.first
    if closes is not None and span.last is not None:
        first = span.first if span.first != span.last else span.last
    return Window(
        earliest=first,
        latest=span.last,
        zone=zone,
        precision=precision_of(first, span.last),
        phrase=phrase,
        said_on=said_on,
        said_zone=said_zone,
        rule=rule,
        certainty=span.certainty,
        asks_on=asks_on,
        ends_at=closes,
    )


def _alternative(
    span: Span,
    closes: datetime | None,
    phrase: str,
    said_on: date | None,
    said_zone: str,
    zone: str,
    used: str,
    unread: str,
) -> Reading | None:
    if span.is_past:
        return None
    window = _window(span, span.rule, closes, phrase, said_on, said_zone, zone)
    if window is None:
        return None
    rule = span.rule
    return Reading(
        window=window,
        rule=rule,
        explanation=explained(rule, window.earliest, window.latest, zone),
        certainty=span.certainty,
        ask_on=ask_on(window, asked_from=said_on),
        used=used,
        unread=unread,
    )


def _past_reading(
    candidate: _Candidate, phrase: str, said_on: date | None, said_zone: str, zone: str
) -> Reading:
    """What lies before the day said predicts nothing; what it could mean instead is offered."""
    used, unread = _split(phrase, candidate)
    offered = tuple(
        reading
        for span, closes in _others(candidate)
        if (reading := _alternative(span, closes, phrase, said_on, said_zone, zone, used, unread))
    )
    return Reading(
        window=None,
        rule="past",
        explanation=explained("past", candidate.bounded.span.first, candidate.bounded.span.last, zone),
        certainty="unread",
        ask_on=None,
        used=used,
        unread=unread,
        alternatives=offered,
    )


def _split(phrase: str, candidate: _Candidate) -> tuple[str, str]:
    start, end = candidate.start, candidate.end
    used = phrase[start:end]
    unread = " ".join(part for part in (phrase[:start].strip(), phrase[end:].strip()) if part)
    return used, unread


def _no_window(rule: str, phrase: str, why: str | None = None) -> Reading:
    says = explained(rule, None, None, "")
    return Reading(
        window=None,
        rule=rule,
        explanation=says if why is None else f"{says.rstrip('.')}: {why}.",
        certainty="unread",
        ask_on=None,
        used="",
        unread=phrase,
    )


def _without(phrase: str, items: _Items, said_on: date | None) -> Reading:
    if "X" in items.shape:
        return _no_window("unread", phrase, "it says that nobody says when")
    if "R" in items.shape:
        return _no_window("recurring", phrase)
    if any(one in items.shape for one in "HAgf"):
        return _no_window("hangs_on", phrase)
    if said_on is None and ("D" in items.shape or "V" in items.shape):
        return _no_window("unread", phrase, "the day it was said is not known")
    return _no_window("unread", phrase)


def window_as_said(
    phrase: str,
    *,
    said_on: date,
    said_zone: str,
    zone: str,
    conventions: Conventions = Conventions(),
) -> Window:
    """Return the window to keep for a phrase: what it reads as, or the bare phrase as "no date"."""
    reading = read(phrase, said_on=said_on, said_zone=said_zone, zone=zone, conventions=conventions)
    if reading.window is not None:
        return reading.window
    return Window(
        zone=zone,
        phrase=phrase,
        said_on=said_on,
        said_zone=said_zone,
        rule=reading.rule,
        certainty="unread",
    )

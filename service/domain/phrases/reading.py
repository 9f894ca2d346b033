"""From words to a window: what a phrase says about when, by which rule, and how sure that is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from service.domain.due import ask_on
from service.domain.edtf import read_edtf
from service.domain.phrases.anchors import Anchor, anchors
from service.domain.phrases.choosing import Candidate, candidates, chosen
from service.domain.phrases.combining import Bounded
from service.domain.phrases.english import ENGLISH
from service.domain.phrases.explaining import explained
from service.domain.phrases.line import line
from service.domain.phrases.spans import HOUSE, Conventions, Said, Span
from service.domain.phrases.times import with_times
from service.domain.phrases.tokens import Tokens, plain, tokens
from service.domain.phrases.why_unread import why_unread
from service.domain.refusals import Refusal
from service.domain.window import (
    FIRST_YEAR,
    LAST_YEAR,
    Certainty,
    Window,
    day_of,
    precision_of,
    zone_named,
)

#: A text longer than this is not a phrase; only its beginning is read.
MOST_CHARACTERS = 20_000
#: Digits and signs of EDTF alone, with a year in front, and more than a year or a date in digits.
_IS_EDTF = re.compile(
    r"(?!\d{4}\Z|\d{4}-\d{4}\Z|\d{4}/\d{1,2}/\d{1,2}\Z|\d{4}\.\d\d\.\d\d\Z)"
    r"(?:\.\./|[\[{/])?[~?%]?Y?-?[0-9X]{4}[0-9XYES.~?%/:,+\-\]}]*",
    re.ASCII,
)
_EDTF_BEGINS = frozenset("0123456789X.[{/~?%Y-")
_TWO_YEARS = re.compile(r"(\d{4})-(1[3-9]|[2-9]\d)", re.ASCII)
_MOMENT = timedelta(microseconds=1)
#: Stands for a day that is not known; nothing that reaches a window is counted from it.
_LONG_AGO = date(FIRST_YEAR, 1, 1)
#: Classes that make a date full.
_FULL = frozenset("yijŶ")


class _Asked(NamedTuple):
    """What was to be read."""

    phrase: str
    said_on: date | None
    said_zone: str
    zone: str


class Reading(NamedTuple):
    """What a phrase was read as, and why."""

    window: Window | None
    rule: str
    certainty: Certainty
    ask_on: date | None
    asked: _Asked
    #: What was found in it, None where nothing was; the rest follows from it when it is looked at.
    found: Candidate | None = None
    words: Tokens | None = None
    #: Why nothing was read.
    why: str = ""

    @property
    def explanation(self) -> str:
        """One plain sentence for people."""
        span = None if self.found is None else self.found.bounded.span
        return explained(self.rule, self.window, span, self.why)

    @property
    def moves(self) -> bool:
        """Whether the words say that an earlier date was moved."""
        return self.found is not None and self.found.bounded.moves

    @property
    def used(self) -> str:
        """The words that were used."""
        start, end = self._place()
        return self.asked.phrase[start:end]

    @property
    def unread(self) -> str:
        """The words that were left."""
        start, end = self._place()
        phrase = self.asked.phrase
        return " ".join(part for part in (phrase[:start].strip(), phrase[end:].strip()) if part)

    def _place(self) -> tuple[int, int]:
        if self.found is None or self.words is None:
            return 0, 0
        return self.words.place(self.found.first, self.found.last)

    @property
    def alternatives(self) -> tuple[Reading, ...]:
        """The other fair readings, each of them whole."""
        if self.found is None:
            return ()
        offered = (self._offered(one) for one in self.found.bounded.span.others)
        return tuple(one for one in offered if one is not None)

    def _offered(self, span: Span) -> Reading | None:
        if self.found is None or span.is_past:
            return None
        if span.certainty == "ambiguous":
            span = span._replace(certainty="inferred")
        bounded = Bounded(span._replace(others=()), span.rule, self.moves)
        reading = _read_as(self.found._replace(bounded=bounded), self.words, self.asked)
        return None if reading.window is None else reading


def read(
    phrase: str,
    *,
    said_on: date | None,
    said_zone: str,
    zone: str,
    conventions: Conventions = HOUSE,
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
    asked = _Asked(phrase, said_on, said_zone, zone)
    text = plain(phrase[:MOST_CHARACTERS])
    if _is_edtf(text.strip()):
        return _edtf(text, asked)
    return _in_words(text, asked, Said(said_on or _LONG_AGO, conventions, said_on is not None, zone))


def _in_words(text: str, asked: _Asked, said: Said) -> Reading:
    words = tokens(text, ENGLISH)
    named = anchors(words, said)
    if not said.is_known:
        named = [one for one in named if not _FULL.isdisjoint(one.piece.shape)]
    found = with_times(line(words, named), said)
    best = chosen(candidates(found, said))
    return _without(asked, found.shape, named, words) if best is None else _read_as(best, words, asked)


def _is_edtf(text: str) -> bool:
    """Say whether a text is clearly meant as EDTF; "2022-23" is two years rather than a season."""
    if text[:1] not in _EDTF_BEGINS or not _IS_EDTF.fullmatch(text):
        return False
    two_years = _TWO_YEARS.fullmatch(text)
    return two_years is None or int(two_years[2]) != int(two_years[1]) % 100 + 1


def _read_as(best: Candidate, words: Tokens | None, asked: _Asked) -> Reading:
    span, rule, _ = best.bounded
    if span.clock is not None:
        span = _in_fair_zones(span, asked)
        best = best._replace(bounded=best.bounded._replace(span=span))
    if span.is_past:
        return Reading(
            window=None, rule="past", certainty="unread", ask_on=None, asked=asked, found=best, words=words
        )
    window = _window(span, rule, asked)
    if window is None:
        return _no_window(asked, "unread", f"it reaches beyond the years {FIRST_YEAR} to {LAST_YEAR}")
    return Reading(
        window=window,
        rule=rule,
        certainty=span.certainty,
        ask_on=ask_on(window, asked_from=asked.said_on),
        asked=asked,
        found=best,
        words=words,
    )


def _in_fair_zones(span: Span, asked: _Asked) -> Span:
    """A zone that has several meanings leaves them all open; the date passes with the latest.

    Where the event or the outlet keeps a time of that very name on that day, it is the one that is meant.
    """
    if span.clock is None or span.last is None:
        return span
    last = span.last
    clocks = sorted(span.clock.fair_zones(), key=lambda clock: clock.on(last, asked.zone))
    if not clocks:
        return span
    own = {zone for zone in (asked.zone, asked.said_zone) if span.clock.is_named_in(zone, last)}
    if len(own) == 1:
        return span._replace(clock=span.clock._replace(zone=own.pop()))
    others = tuple(span._replace(clock=clock, others=(), certainty="inferred") for clock in clocks)
    return span._replace(clock=clocks[-1], certainty="ambiguous", others=others)


def _window(span: Span, rule: str, asked: _Asked) -> Window | None:
    first, last, asks_on, ends_at = span.first, span.last, span.asks_on, None
    if span.clock is not None and last is not None:
        ends_at = span.clock.on(last, asked.zone)
        # The day on which it closes where it happens; at midnight that is the day before.
        closes_on = day_of(ends_at - _MOMENT, asked.zone)
        first = closes_on if first == last or (first and closes_on < first) else first
        last = closes_on
    for day in (first, last, asks_on, asked.said_on):
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            return None
    if asks_on is not None and last is not None and asks_on > last:
        asks_on = None
    return Window(
        earliest=first,
        latest=last,
        zone=asked.zone,
        precision=precision_of(first, last),
        phrase=asked.phrase,
        said_on=asked.said_on,
        said_zone=asked.said_zone,
        rule=rule,
        certainty=span.certainty,
        asks_on=asks_on,
        ends_at=ends_at,
    )


def _edtf(text: str, asked: _Asked) -> Reading:
    try:
        found = read_edtf(text.strip())
    except Refusal as refusal:
        return _no_window(asked, "unread", refusal.faults[0].detail.rstrip("."))
    span = Span(found.earliest, found.latest, "iso_date", found.certainty)
    last, said_on = found.latest, asked.said_on
    is_past = last is not None and said_on is not None and last < said_on
    words = tokens(text, ENGLISH)
    bounded = Bounded(span._replace(is_past=is_past), "iso_date")
    return _read_as(Candidate(bounded, 0, len(words.words) - 1), words, asked)


def _no_window(asked: _Asked, rule: str, why: str = "") -> Reading:
    return Reading(asked=asked, window=None, rule=rule, certainty="unread", ask_on=None, why=why)


def _without(asked: _Asked, shape: str, named: Sequence[Anchor], words: Tokens) -> Reading:
    """Say why nothing was read; of what comes again and again, the first time to come is offered."""
    reason = why_unread(shape, named)
    reading = _no_window(asked, reason.rule, reason.why)
    again = reason.again
    if again is None:
        return reading
    found = Candidate(Bounded(again.span, reason.rule), again.start, again.end - 1)
    return reading._replace(found=found, words=words)


def window_as_said(
    phrase: str,
    *,
    said_on: date,
    said_zone: str,
    zone: str,
    conventions: Conventions = HOUSE,
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

"""Chooses what a text predicts: the first days ahead; others that are just as fair are offered beside it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from service.domain.phrases.bounds import COMBINE, bounds
from service.domain.phrases.combining import Bounded
from service.domain.phrases.line import Line
from service.domain.phrases.spans import Said, Span

#: A text that names more dates than this is an article; the rest is left unread.
_MOST_OFFERED = 5


class Candidate(NamedTuple):
    """What one place of the text says, and the words that it takes up."""

    bounded: Bounded
    #: The first and the last word.
    first: int
    last: int

    @property
    def is_over(self) -> bool:
        """Whether it lies before the day it was said."""
        return self.bounded.span.is_past

    @property
    def has_end(self) -> bool:
        """Whether it names a last day."""
        return self.bounded.span.last is not None


def candidates(found: Line, said: Said) -> list[Candidate]:
    """Return everything that was read, from left to right."""
    result: list[Candidate] = []
    for name, start, end in bounds(found.shape):
        inside = found.inside(start, end)
        if not inside:
            continue
        try:
            bounded = COMBINE[name](inside, said)
        except (OverflowError, ValueError):
            # The calendar ends at the years 1 and 9999.
            continue
        if bounded is None or (bounded.span.first is None and bounded.span.last is None):
            continue
        span = bounded.span
        if span.last is not None and span.last < said.on and not span.is_past:
            bounded = bounded._replace(span=span._replace(is_past=True))
        result.append(Candidate(bounded, found.word_at(start), found.word_at(end) - 1))
    return result


def chosen(found: list[Candidate]) -> Candidate | None:
    """Return the prediction: a moved date before others, what has days before what has none.

    Two dates that differ leave it open which one is meant: the first is given, the others are offered.
    What lies in the past predicts nothing and is given only where there is nothing else.
    """
    if len(found) == 1:
        return found[0]
    ahead = [one for one in found if not one.is_over]
    if not ahead:
        return found[0] if found else None
    moved = [one for one in ahead if one.bounded.moves]
    dated = [one for one in ahead if one.bounded.rule not in ("vague", "about")]
    # "In June, after leaving them unchanged in March" is June.
    dated = [one for one in dated if one.bounded.rule != "after_event_on_day"] or dated
    first, *rest = moved or dated or ahead
    if moved or not dated:
        return first
    others = [
        one
        for one in rest
        if not _is_same(one.bounded.span, first.bounded.span) and not _only_later(one, first)
    ]
    return _with_others(first, others[:_MOST_OFFERED]) if others else first


def _is_same(one: Span, other: Span) -> bool:
    return (one.first, one.last) == (other.first, other.last)


def _only_later(one: Candidate, first: Candidate) -> bool:
    """ "No earlier than March 19 and possibly later in the month" says nothing new."""
    return first.bounded.span.last is None and one.bounded.rule == "rest_of_period"


def _with_others(first: Candidate, others: list[Candidate]) -> Candidate:
    """Offer the other dates; it stays open which is meant unless one only says the other more exactly."""
    span = first.bounded.span
    is_open = any(not (_narrows(one, first) or _narrows(first, one)) for one in others)
    alone = (span._replace(others=()),) if is_open and not span.others else ()
    offered = (*span.others, *alone, *(one.bounded.span._replace(others=()) for one in others))
    changed = span._replace(certainty="ambiguous" if is_open else span.certainty, others=offered)
    return first._replace(bounded=first.bounded._replace(span=changed))


def _narrows(one: Candidate, other: Candidate) -> bool:
    """Say whether one lies inside the other, a period: "this week, perhaps on Wednesday"."""
    inner, outer = one.bounded.span, other.bounded.span
    if other.bounded.rule in ("by", "before", "before_event_on_day") or outer.last is None:
        return False
    starts = (inner.first or date.min) >= (outer.first or date.min)
    return starts and (inner.last or date.max) <= outer.last

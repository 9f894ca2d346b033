"""What small words make of the days beside them: from the expressions of a phrase to one span."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from service.domain.phrases.anchors import Anchor
from service.domain.phrases.spans import DAY, Said, Span, less_sure
from service.domain.phrases.years import forward


class Bounded(NamedTuple):
    """What an expression with its small words says; `moves` where it replaces an older date."""

    span: Span
    rule: str
    moves: bool = False


def upper(found: Sequence[Anchor], said: Said, rule: str = "by") -> Bounded | None:
    """ "By", "until", "no later than": from the day said up to and with the end of what is named."""
    return _upper_of(forward(found[-1].span, said), said, rule)


def _upper_of(span: Span, said: Said, rule: str) -> Bounded:
    if span.last is None:
        return Bounded(span, span.rule)
    return Bounded(up_to(span, said, tuple(up_to(other, said) for other in span.others)), rule)


def up_to(span: Span, said: Said, others: tuple[Span, ...] = ()) -> Span:
    """Return the span from the day said up to and with its end."""
    first = None if span.last is None or not said.is_known else min(said.on, span.last)
    certainty = span.certainty
    if span.is_end and certainty == "approximate":
        # Where the end of October begins is open; where it ends is not.
        certainty = "inferred"
    return Span(
        first, span.last, "by", certainty, "days", span.asks_on, others,
        span.is_past, span.is_end, span.clock, span.why,
    )  # fmt: skip


def until(found: Sequence[Anchor], said: Said) -> Bounded | None:
    """ "Until March" ends with March; that it ends as March begins is the other reading."""
    bounded = upper(found, said)
    span = forward(found[-1].span, said)
    if bounded is None or span.first is None or span.last is None or span.is_end or span.first <= said.on:
        return bounded
    if span.first == span.last or span.rule == "part_of_period":
        return bounded
    eve = Span(said.on if said.is_known else None, span.first - DAY, "before")
    return bounded._replace(span=bounded.span._replace(others=(*bounded.span.others, eve)))


def before(found: Sequence[Anchor], said: Said) -> Bounded | None:
    """ "Before Sept. 30" leaves the day out; before the end of a period, or an hour, does not."""
    span = forward(found[-1].span, said)
    if span.first is None or span.last is None or span.is_end or span.clock or span.rule == "midnight":
        return upper(found, said, "before")
    if span.first == said.on and span.rule == "weekday_on_or_after":
        span = found[-1].read_on(said._replace(on=said.on + DAY))
    firsts = [one.first for one in (span.others or (span,)) if one.first is not None]
    is_later = span.certainty == "ambiguous" and bool(firsts) and span.kind != "season"
    begins_on = max(firsts) if is_later else span.first or said.on
    last = begins_on - DAY
    first = min(said.on, last) if said.is_known else None
    if last < said.on and not span.is_past:
        with_it = Span(said.on, span.last, "by")
        return Bounded(Span(first, last, "before", is_past=True, others=(with_it,)), "before")
    others = tuple(Span(first, day - DAY, "before") for day in firsts if span.others and day > said.on)
    return Bounded(Span(first, last, "before", span.certainty, others=others, is_past=span.is_past), "before")


def before_event(found: Sequence[Anchor], said: Said) -> Bounded | None:
    """ "Before the vote on Sept. 30" takes the day in, for the hour is not known."""
    span = forward(found[-1].span, said)
    bounded = _upper_of(span, said, "before_event_on_day")
    if span.first is None or span.last is None or span.first <= said.on:
        return bounded
    day_before = Span(said.on if said.is_known else None, span.first - DAY, "before")
    sureness = less_sure(bounded.span.certainty, "inferred")
    changed = bounded.span._replace(others=(*bounded.span.others, day_before), certainty=sureness)
    return bounded._replace(span=changed)


def lower(found: Sequence[Anchor], said: Said, rule: str = "as_early_as") -> Bounded | None:
    """ "As early as Monday", "not until March": from the first day on, no end."""
    span = forward(found[-1].span, said)
    if span.first is None or span.rule in ("vague", "about"):
        return Bounded(span, span.rule if span.last is None else rule)
    return Bounded(_from_on(span, said, rule), rule)


def _from_on(span: Span, said: Said, rule: str) -> Span:
    if span.rule == "midnight":
        span = span.others[0]
    first = span.last if rule == "not_before" and span.is_end else span.first
    if first is not None and not span.is_past:
        first = max(first, said.on)
    others = tuple(_from_on(one, said, rule) for one in span.others if not span.is_past)
    return span._replace(
        first=first, last=None, rule=rule, others=others, asks_on=None, kind="days", clock=None
    )


def not_before(found: Sequence[Anchor], said: Said) -> Bounded | None:
    """ "No earlier than", "not until": like `lower`, under its own name."""
    return lower(found, said, "not_before")


def lower_of_first(found: Sequence[Anchor], said: Said) -> Bounded | None:
    """ "As early as Monday or Tuesday": from the first of the two on."""
    return lower(found[:1], said)


def not_before_first(found: Sequence[Anchor], said: Said) -> Bounded | None:
    """ "Not until Sunday or Monday": from the first of the two on."""
    return not_before(found[:1], said)


def after(found: Sequence[Anchor], said: Said) -> Bounded | None:
    """ "After Sept. 28": from the next day on; after an hour, from that day on."""
    span = forward(found[-1].span, said)
    if span.last is None:
        return None
    first = span.last if span.clock else span.last + DAY
    others = tuple(open_from(one.last + DAY, "after") for one in span.others if one.last and not span.is_past)
    return Bounded(open_from(first, "after", span)._replace(others=others), "after")


def after_event(found: Sequence[Anchor], said: Said) -> Bounded | None:
    """ "After the vote on Sept. 30": it could be that same day."""
    span = forward(found[-1].span, said)
    if span.first is None or span.last is None:
        return None
    first = span.first if span.is_past else max(span.first, said.on)
    sureness = less_sure(span.certainty, "inferred")
    other = open_from(span.last + DAY, "after")
    found_span = open_from(first, "after_event_on_day", span)._replace(certainty=sureness, others=(other,))
    return Bounded(found_span, "after_event_on_day")


def open_from(first: date, rule: str, like: Span | None = None) -> Span:
    """Return a span with no end, as sure as another."""
    certainty = "inferred" if like is None else like.certainty
    return Span(first, None, rule, certainty, is_past=like is not None and like.is_past)


def begins(found: Sequence[Anchor], said: Said) -> Bounded | None:
    """ "Starting Monday", "from Oct. 1": it begins then; the open end is the other reading."""
    span = forward(found[-1].span, said)
    if span.first is None or span.last is None:
        return Bounded(span, span.rule)
    if span.kind == "days" and span.rule in ("day_named", "day_of_month"):
        # "From Sept. 23 to 27" has both its ends.
        return Bounded(span, "range")
    open_end = open_from(max(span.first, said.on), "as_early_as")
    others = span.others if span.is_past else (*span.others, open_end)
    return Bounded(span._replace(others=others), "begins")


def about(found: Sequence[Anchor], said: Said) -> Bounded | None:
    """ "Around Sept. 28": nobody said how far on either side."""
    span = found[-1].span
    if span.last is None:
        return Bounded(span, span.rule)
    if span.clock is not None:
        # "Around 6 p.m. Friday" is Friday.
        return Bounded(span._replace(certainty=less_sure(span.certainty, "approximate")), span.rule)
    asks_on = span.asks_on or span.last + DAY
    first = said.on if said.is_known else None
    return Bounded(Span(first, None, "about", "house_rule", asks_on=asks_on, is_past=span.is_past), "about")


def bare(found: Sequence[Anchor], said: Said) -> Bounded | None:
    """Days with no small word that changes them."""
    return Bounded(found[-1].span, found[-1].span.rule)


#: Rules of time that is counted from the saying, if nothing else is named to count from.
_COUNTED = ("within", "about_that_day", "working_days", "vague")


def unless_gone(found: Sequence[Anchor], said: Said) -> Bounded | None:
    """ "Said on Oct. 14", "was signed within 24 hours": what was done; a date ahead is read all the same."""
    span = found[-1].span
    is_today = not span.is_past and span.last is not None and span.last <= said.on
    return None if is_today or span.rule in _COUNTED else unless_long_gone(found, said)


#: Periods of which the last one is meant beside a verb of the past, unless the words say otherwise.
_NAMED_PERIODS = ("month", "season", "quarter", "half")


def unless_long_gone(found: Sequence[Anchor], said: Said) -> Bounded | None:
    """ "Founded the firm in late January": the last January, even where the next one is nearer."""
    span = found[-1].span
    says_which = not {"N", "T", "C", "y"}.isdisjoint(found[-1].piece.shape)
    if span.kind in _NAMED_PERIODS and not says_which and not span.is_past:
        return None
    return bare(found, said)


def unless_running(found: Sequence[Anchor], said: Said) -> Bounded | None:
    """ "This week, the army took the town": a period that has begun, beside a verb of the past."""
    span = found[-1].span
    return None if span.first is None or span.first <= said.on else bare(found, said)


def condition_by(found: Sequence[Anchor], said: Said) -> Bounded | None:
    """ "If it has not closed by 11:59 p.m. on March 31, 2025": to the minute, so it is the deadline."""
    span = found[-1].span
    is_full = span.clock is not None and not {"y", "i", "j"}.isdisjoint(found[-1].piece.shape)
    return upper(found, said) if is_full else None


def unless_counted(found: Sequence[Anchor], said: Said) -> Bounded | None:
    """ "Once a deal is reached, ships could sail within 10 days": counted from the deal."""
    return None if found[-1].span.rule in _COUNTED else bare(found, said)


def left_out(found: Sequence[Anchor], said: Said) -> Bounded | None:
    """Days that are understood and predict nothing: of the saying itself, the old date, "since"."""
    return None

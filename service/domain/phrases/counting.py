"""Days counted from a day that is named: "ten days from Sept. 28", "the week of Oct. 8"."""

from __future__ import annotations

from collections.abc import Sequence

from service.domain.phrases.anchors import Anchor
from service.domain.phrases.combining import Bounded
from service.domain.phrases.duration_readers import counted_on
from service.domain.phrases.spans import DAY, Said, Span, a_day
from service.domain.phrases.years import forward
from service.domain.window import Certainty


def week_of(found: Sequence[Anchor], said: Said) -> Bounded | None:
    """ "The week of Oct. 8": the week it lies in; a Sunday names the week that it starts."""
    span = found[-1].span
    if span.first is None or span.kind not in ("day", "days"):
        return None
    if span.kind == "days":
        return Bounded(span, "week_of")
    begins_on = said.conventions.week_begins_on
    back = (span.first.weekday() - begins_on) % 7
    first = span.first if span.first.weekday() == 6 else span.first - back * DAY
    last = first + 6 * DAY
    week = span._replace(first=first, last=last, kind="week", others=(), is_past=last < said.on)
    return Bounded(week, "week_of")


def week_ending(found: Sequence[Anchor], said: Said) -> Bounded | None:
    """ "Week ending Oct. 14": the seven days up to it."""
    span = found[-1].span
    if span.last is None:
        return None
    return Bounded(span._replace(first=span.last - 6 * DAY, kind="week", others=()), "week_ending")


def counted_from(found: Sequence[Anchor], said: Said) -> Bounded | None:
    """ "Ten days from Sept. 28", "the day after the vote on Friday"."""
    length, span = found[0], found[-1].span
    if span.last is None or span.first is None:
        return None
    day = counted_on(length.piece, said._replace(on=span.last))
    if day is None:
        return None
    is_past = day < said.on
    if length.piece.shape[0] == "a" and length.piece.unit() != "day":
        return Bounded(Span(span.last + DAY, day, "counted_from_day", is_past=is_past), "counted_from_day")
    sureness: Certainty = "inferred" if length.piece.unit() == "day" else "approximate"
    return Bounded(a_day(day, "counted_from_day", sureness)._replace(is_past=is_past), "counted_from_day")


def counted_before(found: Sequence[Anchor], said: Said) -> Bounded | None:
    """ "Two days before Sept. 28", "the week before Christmas"."""
    length, span = found[0], forward(found[-1].span, said)
    if span.first is None:
        return None
    day = counted_on(length.piece, said._replace(on=span.first), back=True)
    if day is None:
        return None
    is_past = day < said.on
    if length.piece.shape[0] == "a" and length.piece.unit() != "day":
        return Bounded(Span(day, span.first - DAY, "counted_from_day"), "counted_from_day")
    return Bounded(a_day(day, "counted_from_day", "inferred")._replace(is_past=is_past), "counted_from_day")


def eve_of(found: Sequence[Anchor], said: Said) -> Bounded | None:
    """ "The eve of Sept. 30", "on the eve of Friday's vote": the day before."""
    span = forward(found[-1].span, said)
    if span.first is None:
        return None
    day = span.first - DAY
    eve = a_day(day, "counted_from_day", "inferred")._replace(is_past=day < said.on)
    return Bounded(eve, "counted_from_day")


def within_of(found: Sequence[Anchor], said: Said) -> Bounded | None:
    """ "Within two weeks of Friday": from that day, that long."""
    length, span = found[0], found[-1].span
    if span.last is None or span.first is None:
        return None
    day = counted_on(length.piece, said._replace(on=span.last))
    return None if day is None else Bounded(Span(span.first, day, "within", is_past=day < said.on), "within")

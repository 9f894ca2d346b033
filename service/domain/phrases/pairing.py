"""What two expressions of time make together: ranges, either day, dates that were moved."""

from __future__ import annotations

from collections.abc import Sequence

from service.domain.phrases.anchors import Anchor
from service.domain.phrases.combining import Bounded, after, not_before, up_to, upper
from service.domain.phrases.spans import DAY, Said, Span, less_sure
from service.domain.phrases.years import forward


def span_of_both(found: Sequence[Anchor], said: Said) -> tuple[Span, Span] | None:
    """Return two expressions, each in the year and the week that the other asks for."""
    one, other = found[0], found[-1]
    start, stop = one.span, other.span
    if "y" in other.piece.shape and "y" not in one.piece.shape and stop.first is not None:
        in_years = [one.read_on(said, stop.first.year - back) for back in (0, 1)]
        fitting = [span for span in in_years if span.first and stop.last and span.first <= stop.last]
        start = fitting[0] if fitting else start
    if start.first is None or stop.last is None:
        return None
    if stop.last < start.first:
        stop = forward(other.read_on(said._replace(on=start.first)), said._replace(on=start.first))
    if stop.last is not None and stop.is_past and stop.others and stop.last < start.first:
        stop = stop.others[0]
    return None if stop.last is None or stop.last < start.first else (start, stop)


def both(found: Sequence[Anchor], said: Said, rule: str = "range") -> Bounded | None:
    """ "Between Monday and Friday", "from Oct. 1 to Oct. 5", "as early as … and no later than …"."""
    pair = span_of_both(found, said)
    if pair is None:
        return None
    start, stop = pair
    sureness = less_sure(start.certainty, stop.certainty)
    if sureness == "ambiguous":
        sureness = "inferred"
    is_past = stop.last is not None and stop.last < said.on
    others = _both_coming(pair, said) if is_past else ()
    span = Span(
        start.first,
        stop.last,
        rule,
        sureness,
        asks_on=stop.asks_on,
        clock=stop.clock,
        is_past=is_past,
        others=others,
    )
    return Bounded(span, rule)


def _both_coming(pair: tuple[Span, Span], said: Said) -> tuple[Span, ...]:
    first, last = (one.others[0] if one.others else one for one in pair)
    if first.first is None or last.last is None or not said.on <= last.last >= first.first:
        return ()
    return (Span(first.first, last.last, "range"),)


def from_and_before(found: Sequence[Anchor], said: Said) -> Bounded | None:
    """ "Not before Oct. 1 but before Oct. 15": only the later day is left out."""
    bounded, pair = both(found, said), span_of_both(found, said)
    if bounded is None or pair is None or pair[1].first is None:
        return None
    last = pair[1].last if pair[1].clock or pair[1].is_end else pair[1].first - DAY
    reaches = last is not None and bounded.span.first is not None and bounded.span.first <= last
    return bounded._replace(span=bounded.span._replace(last=last)) if reaches else None


def after_and_before(found: Sequence[Anchor], said: Said) -> Bounded | None:
    """ "After Aug. 1 and before Oct. 1": both days are left out."""
    bounded = both(found, said)
    if bounded is None or bounded.span.first is None or bounded.span.last is None:
        return None
    pair = span_of_both(found, said)
    if pair is None or pair[0].last is None or pair[1].first is None:
        return None
    last = pair[1].last if pair[1].clock or pair[1].is_end else pair[1].first - DAY
    changed = bounded.span._replace(first=pair[0].last + DAY, last=last)
    return None if last is None or last < pair[0].last + DAY else bounded._replace(span=changed)


def either(found: Sequence[Anchor], said: Said, rule: str = "either_day") -> Bounded | None:
    """ "Monday or Tuesday": up to the end of the later one."""
    pair = span_of_both(found, said) or span_of_both(list(reversed(found)), said)
    if pair is None:
        return None
    bounded = both(found, said, rule) or both(list(reversed(found)), said, rule)
    if bounded is None:
        return None
    others = bounded.span.others if bounded.span.is_past else tuple(pair)
    return bounded._replace(span=bounded.span._replace(others=others))


def two_days(found: Sequence[Anchor], said: Said) -> Bounded | None:
    """ "Saturday and Sunday": from the one to the other."""
    return either(found, said, "two_days")


def by_either(found: Sequence[Anchor], said: Said) -> Bounded | None:
    """ "By Wednesday or Thursday": up to the later one."""
    bounded = either(found, said)
    if bounded is None or bounded.span.last is None:
        return None
    others = tuple(up_to(one, said) for one in bounded.span.others)
    return Bounded(up_to(bounded.span, said)._replace(others=others), "by")


def moved(found: Sequence[Anchor], said: Said) -> Bounded | None:
    """ "Moved from Sept. 28 to Oct. 5": the new date."""
    return Bounded(forward(found[-1].span, said), "moved", moves=True)


def postponed(found: Sequence[Anchor], said: Said) -> Bounded | None:
    """ "Postponed from Friday to Monday": the new date lies behind the old one."""
    pair = span_of_both(found, said)
    return moved(found, said) if pair is None else Bounded(pair[1], "moved", moves=True)


def moved_instead(found: Sequence[Anchor], said: Said) -> Bounded | None:
    """ "Oct. 5 instead of Sept. 28": the first of the two is the new one."""
    return moved(found[:1], said)


def moved_lower(found: Sequence[Anchor], said: Said) -> Bounded | None:
    """ "Postponed to no earlier than Oct. 5"."""
    bounded = not_before(found, said)
    return None if bounded is None else bounded._replace(moves=True)


def moved_after(found: Sequence[Anchor], said: Said) -> Bounded | None:
    """ "Delayed until after Oct. 5"."""
    bounded = after(found, said)
    return None if bounded is None else bounded._replace(moves=True)


def extended(found: Sequence[Anchor], said: Said) -> Bounded | None:
    """ "Extended until Oct. 5": an upper bound that replaces an older one."""
    bounded = upper(found, said)
    return None if bounded is None else bounded._replace(rule="moved", moves=True)

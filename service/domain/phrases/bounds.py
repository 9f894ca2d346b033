"""What small words make of the days they stand before: upper bounds, lower bounds, beginnings, moves.

A row is a name, a pattern over the text with every day expression put as D (V where it is vague, 9 for a
year alone), and a function from the spans it covers to one span. The first row that fits at a place is taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from service.domain.phrases import calendar_terms as terms
from service.domain.phrases.calendar_terms import DAY, Said, Span


@dataclass(frozen=True, slots=True)
class Bounded:
    """What an expression with its small words says; `moves` where it replaces an older date."""

    span: Span
    rule: str
    moves: bool = False


Combine = Callable[[Sequence[Span], Said], Bounded | None]


def _upper(spans: Sequence[Span], said: Said, rule: str = "by") -> Bounded | None:
    span = spans[-1]
    if span.last is None:
        return Bounded(span, span.rule)
    first = min(said.on, span.last)
    others = tuple(replace(one, first=said.on) for one in span.others if one.last is not None)
    return Bounded(replace(span, first=first, others=others, kind="days"), rule)


def _before(spans: Sequence[Span], said: Said) -> Bounded | None:
    span = spans[-1]
    if span.first is None or span.last is None or span.is_end:
        return _upper(spans, said, "before")
    base = span.first if span.rule != "part_of_period" else span.first
    if base <= said.on:
        return _upper([replace(span, asks_on=None)], said, "before")
    last = base - DAY
    if span.certainty == "ambiguous" and span.others:
        last = max((one.first or base) for one in span.others) - DAY
    others = tuple(Span(said.on, one.first - DAY, "before") for one in span.others if one.first is not None)
    return Bounded(Span(said.on, last, "before", span.certainty, others=others), "before")


def _before_event(spans: Sequence[Span], said: Said) -> Bounded | None:
    found = _upper(spans, said, "before_event_on_day")
    span = spans[-1]
    if found is None or span.first is None or span.first <= said.on:
        return found
    day_before = Span(said.on, span.first - DAY, "before", "inferred")
    certainty = "inferred" if found.span.certainty == "exact" else found.span.certainty
    return replace(found, span=replace(found.span, others=(day_before,), certainty=certainty))


def _lower(spans: Sequence[Span], said: Said, rule: str = "as_early_as") -> Bounded | None:
    span = spans[-1]
    first = span.first or said.on
    others = tuple(replace(one, last=None) for one in span.others)
    if span.rule == "vague":
        return Bounded(span, rule)
    return Bounded(replace(span, first=first, last=None, others=others, asks_on=None, kind="days"), rule)


def _not_before(spans: Sequence[Span], said: Said) -> Bounded | None:
    return _lower(spans, said, "not_before")


def _after(spans: Sequence[Span], said: Said) -> Bounded | None:
    span = spans[-1]
    if span.last is None:
        return None
    later = replace(span, first=span.last + DAY, last=None, asks_on=None, others=(), kind="days")
    return Bounded(replace(later, is_past=False), "after")


def _both(spans: Sequence[Span], said: Said) -> Bounded | None:
    lower, upper = spans[0], spans[-1]
    if lower.first is None or upper.last is None or upper.last < lower.first:
        return None
    certainty = lower.certainty if lower.certainty not in ("exact", "inferred") else upper.certainty
    is_past = upper.is_past
    span = Span(lower.first, upper.last, "range", certainty, is_past=is_past, asks_on=upper.asks_on)
    return Bounded(span, "range")


def _either(spans: Sequence[Span], said: Said) -> Bounded | None:
    found = _both(spans, said) or _both(list(reversed(spans)), said)
    return None if found is None else Bounded(replace(found.span, others=tuple(spans)), "either_day")


def _either_upper(spans: Sequence[Span], said: Said) -> Bounded | None:
    found = _either(spans, said)
    return None if found is None else _upper([found.span], said)


def _begins(spans: Sequence[Span], said: Said) -> Bounded | None:
    span = spans[-1]
    if span.first is None or span.last is None:
        return None
    open_end = replace(span, last=None, others=(), asks_on=None)
    if span.kind not in ("day", "days"):
        return Bounded(replace(span, others=(*span.others, open_end)), "begins")
    return Bounded(replace(span, others=(*span.others, open_end)), "begins")


def _moved(spans: Sequence[Span], said: Said) -> Bounded | None:
    return Bounded(spans[-1], "moved", moves=True)


def _moved_lower(spans: Sequence[Span], said: Said) -> Bounded | None:
    found = _lower(spans, said)
    return None if found is None else replace(found, moves=True)


def _about(spans: Sequence[Span], said: Said) -> Bounded | None:
    span = spans[-1]
    if span.last is None:
        return Bounded(span, "vague")
    asks_on = span.asks_on or span.last + DAY
    vague = Span(said.on, None, "about", "house_rule", asks_on=asks_on, is_past=span.is_past)
    return Bounded(vague, "about")


def _week_of(spans: Sequence[Span], said: Said) -> Bounded | None:
    day = spans[-1].first
    if day is None:
        return None
    first = day if day.weekday() == 6 else terms.monday_of(day)
    span = replace(spans[-1], first=first, last=first + 6 * DAY, kind="week", others=())
    return Bounded(replace(span, is_past=span.last is not None and span.last < said.on), "week_of")


def _week_ending(spans: Sequence[Span], said: Said) -> Bounded | None:
    day = spans[-1].last
    if day is None:
        return None
    return Bounded(replace(spans[-1], first=day - 6 * DAY, kind="week", others=()), "week_ending")


def _bare(spans: Sequence[Span], said: Said) -> Bounded | None:
    return Bounded(spans[-1], spans[-1].rule)


def _nothing(spans: Sequence[Span], said: Said) -> Bounded | None:
    return Bounded(Span(None, None, "past", is_past=True), "past")


_OF = r"(?:E?[v@]?a?)"
ROWS: tuple[tuple[str, str, Combine], ...] = (
    ("lower_and_upper", rf"g{_OF}D,?(?:&|x){{0,2}}[bU]{_OF}D", _both),
    ("moved_from_to", r"\{[^D.]{0,12}F?@?D[^D.]{0,4}[OUb]a?[D9]", _moved),
    ("moved_lower", r"\{[^D.Ub]{0,8}g@?a?[D9]", _moved_lower),
    ("moved_to", r"\{(?:[^D.OUbF]{0,8})(?:O|U|b|F?O)@?a?[D9]", _moved),
    ("between", r"=[a@]?[D9]&[a@]?[D9]", _both),
    ("from_to", r"[F<]@?[D9],?(?:O|U|b|-)@?[D9]", _both),
    ("to", r"D(?:O|-|b)D", _both),
    ("by_either", r"[bU]D\|[bU]?D", _either_upper),
    ("either", r"D\|[@I]?D", _either),
    ("week_of", r"J@?a?D", _week_of),
    ("week_ending", r"Q@?a?D", _week_ending),
    ("not_until", r"![^D.V;]{0,10}[Uf](?:[Ia@]{0,2})[D9]", _not_before),
    ("about", rf"\?{_OF}[D9]", _about),
    ("lower", rf"g{_OF}[D9V]|[D9]\[", _lower),
    ("since", r"S@?a?[D9]|P[IF@]?@?a?D(?!\w)", _nothing),
    ("after", r"Aa?[D9]", _after),
    ("upper_after", r"(?:[@I]?[D9])\]", _upper),
    ("before_event", r"faDx|fD'|f[^D9V;:.fbU]{0,12}x[^D9V;:.fbU]{0,4}D", _before_event),
    ("before_day", r"f@?a?[D9]", _before),
    ("upper", rf"[bU](?:[@I])?{_OF}[D9V]", _upper),
    ("begins", r"[<FB][@I]?a?D|D@(?=$|[.,;])", _begins),
    ("in_year", r"I[aTv]{0,2}9|^9[.]?$", _bare),
    ("bare", r"[I@O]?a?[DV]", _bare),
)
MASTER = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern, _ in ROWS))
COMBINE = {name: combine for name, _, combine in ROWS}

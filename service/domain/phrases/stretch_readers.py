"""Read stretches of a period: "the first week of October", "the last two days of the month"."""

from __future__ import annotations

from service.domain.phrases import calendar_terms as terms
from service.domain.phrases.period_readers import part_named_of, period
from service.domain.phrases.spans import DAY, Kind, Said, Span, past_if_over
from service.domain.phrases.tokens import Piece

#: How a feast on the first of January is kept in the tables of words.
NEW_YEARS_DAY = "01-01"


def stretch(piece: Piece, said: Said) -> Span | None:
    """ "The first week of October", "the last two days of the month", "the first days of 2023"."""
    place = min(at for one in "uYJ" if (at := piece.shape.find(one)) >= 0) + 1
    return _stretch_in(piece.part(0, place), period(piece.part(place), said), said)


def stretch_of_new_year(piece: Piece, said: Said) -> Span | None:
    """ "The first days of the new year", "the second week of the new year"."""
    if piece.name("ĥ") != NEW_YEARS_DAY:
        return None
    head = piece.part(0, piece.shape.rindex("a") - ("v" in piece.shape))
    return _stretch_in(head, terms.year_span(said.on.year + 1), said)


def _stretch_in(head: Piece, whole: Span | None, said: Said) -> Span | None:
    if whole is None or whole.first is None or whole.last is None:
        return None
    is_last = "L" in head.shape or head.number("óo") == -1
    counts = head.counts()
    if "Y" in head.shape and not counts:
        part_named = "l" if is_last else "e"
        return part_named_of(_near_end(whole, head.unit(), is_last=is_last), part_named, part_named, said)
    count = counts[0] if counts else 1
    which = -1 if is_last else head.number("óo")
    found = _stretch_of(whole, which, count, head.unit())
    if found is None:
        return None
    others = (_stretch_of(other, which, count, head.unit()) for other in whole.others)
    return past_if_over(found, said)._replace(others=tuple(other for other in others if other is not None))


def _near_end(whole: Span, unit: str, *, is_last: bool) -> Span:
    """Of a longer period, the first or last days lie in its first or last month, weeks in three months."""
    months = {"day": 1, "week": 3}.get(unit)
    if months is None or whole.first is None or whole.last is None or whole.kind not in _LONG_KINDS:
        return whole
    if is_last:
        return whole._replace(first=terms.months_later(whole.last + DAY, -months), kind=_KIND_OF[months])
    last = terms.months_later(whole.first, months) - DAY
    return whole._replace(last=min(last, whole.last), kind=_KIND_OF[months])


_LONG_KINDS = ("quarter", "half", "season", "year")
_KIND_OF: dict[int, Kind] = {1: "month", 3: "quarter"}


def _stretch_of(whole: Span, which: int, count: int, unit: str) -> Span | None:
    """Return the first, the second … so many days or weeks of a period; -1 is the last ones."""
    if whole.first is None or whole.last is None or not (which == -1 or 1 <= which * count <= 400):
        return None
    if which == -1:
        first, after = terms.later_by(whole.last + DAY, -min(count, 400), unit), whole.last + DAY
    else:
        first = terms.later_by(whole.first, (which - 1) * count, unit)
        after = terms.later_by(whole.first, which * count, unit) or whole.last
    if first is None or first > whole.last:
        return None
    last = min(after - DAY, whole.last)
    return Span(max(first, whole.first), last, "stretch_of_period", "house_rule")

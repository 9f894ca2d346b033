"""Joins times of day with their days: "6 p.m. Friday", "Sept. 30, 23:59 UTC", "midnight", "by noon"."""

from __future__ import annotations

import re

from service.domain.phrases.anchors import Anchor
from service.domain.phrases.clock import END_OF_DAY, Clock, Zone, clock_from, offset_from
from service.domain.phrases.day_readers import day_word
from service.domain.phrases.line import Line, line
from service.domain.phrases.spans import DAY, Said, Span, a_day
from service.domain.phrases.tokens import Piece

_TIME = r"(?:t|d⊙|%)(?:,?z)?(?:[,-]?tz)?"
_HOURS = rf"(?:[F=][aI]?)?{_TIME},?(?:O|-|&|U|b){_TIME}"
_DAY = r"(?:a?[D87])"
_SPOKEN_OF = re.compile(
    rf"a?(?:{_HOURS}|{_TIME})(?:,{{0,2}}[@v]?|[Iaxvä]{{1,4}}@|@a[xu]v[^D8796.,;]{{1,6}},){_DAY}"
    rf"|{_DAY},{{0,2}}[I@b]?a?(?:{_HOURS}|{_TIME})|{_DAY},?z(?:(?=,),)?"
    rf"|[F=]a?{_TIME},?(?:O|-|&|U|b){_TIME}|(?<=[bfUIAgğF@4<?O=|&])a?{_TIME}|^{_TIME},?$"
)
_CLAUSE_END = re.compile("[,.;]")
_DAYS = frozenset("D803")
#: "Will not reopen before midnight": the night, or the day, it was said on.
_NOT_BEFORE = re.compile(r"![^D8796.;,]{0,8}[fU]a?\Z")
#: As many words as a clause has at most.
_CLAUSE = 40
_FROM_HOUR_TO_HOUR = re.compile(r"[F=][aI]?t.*[O\-&Ub]t")
_HAS_TIME = re.compile("[t%z⊙]")


#: By which rules a date is read that stands without its weekday.
_BARE_DATES = frozenset({"day_named", "iso_date", "day_of_month", "nearer_side_of_new_year", "feast"})


def with_times(found: Line, said: Said) -> Line:
    """Return the line with every time of day put into the expression of its day."""
    if not _HAS_TIME.search(found.shape):
        return found
    anchors: list[Anchor] = []
    done = 0
    for match in _SPOKEN_OF.finditer(found.shape):
        start, end = match.span()
        inside = found.inside(start, end)
        if not inside and _has_day_beside(found.shape, start, end):
            continue
        joined = _joined(found, start, end, inside[0] if inside else None, said)
        if joined is not None:
            anchors += [*found.inside(done, start), joined]
            done = end
    anchors += found.inside(done, len(found.shape))
    return line(found.tokens, anchors)


def _has_day_beside(shape: str, start: int, end: int) -> bool:
    """Say whether the clause of a time names a day, which then is not simply the one it was said on."""
    behind = shape[end : end + _CLAUSE]
    before = shape[max(0, start - _CLAUSE) : start]
    if _NOT_BEFORE.search(before):
        return False
    return not _DAYS.isdisjoint(_CLAUSE_END.split(before)[-1] + _CLAUSE_END.split(behind)[0])


def _joined(found: Line, start: int, end: int, day: Anchor | None, said: Said) -> Anchor | None:
    first, after = found.word_at(start), found.word_at(end)
    words = found.tokens
    piece = Piece(words.shape[first:after], words.words[first:after], words.values)
    if day is None:
        # The day it was said: "noon" is noon today.
        piece_of_day = piece._replace(shape="k", words=("today",))
        span = _timed(_over_night(a_day(said.on, "day_said"), piece), _clock_of(piece), said)
        return Anchor(first, after, "D", span, piece_of_day, day_word)
    if day.span.last is None or day.span.kind not in ("day", "days"):
        return None
    is_end = "%" in piece.shape
    span = _timed(_over_night(day.span, piece), _clock_of(piece), said, is_end=is_end)
    span = span._replace(is_end=span.is_end or is_end)
    return day._replace(start=first, end=after, mark="D" if day.mark == "7" else day.mark, span=span)


def _over_night(span: Span, piece: Piece) -> Span:
    """ "From 8 p.m. to 6 a.m." ends on the next day."""
    if not _FROM_HOUR_TO_HOUR.search(piece.shape) or span.last is None:
        return span
    hours = [_clock_at(piece, index) for index, character in enumerate(piece.shape) if character == "t"]
    begins, ends = hours[0], hours[-1]
    if begins is None or ends is None or begins[:3] <= ends[:3]:
        return span
    return span._replace(last=span.last + DAY, kind="days")


def _timed(span: Span, clock: Clock | None, said: Said, *, is_end: bool = False) -> Span:
    if clock is None:
        return span
    if clock.hour == 24 and not is_end:
        return _at_midnight(span, clock, said)
    others = tuple(other._replace(clock=clock) for other in span.others)
    return span._replace(clock=clock, others=others)


def _at_midnight(span: Span, clock: Clock, said: Said) -> Span:
    """Midnight belongs to the day it ends; beside a bare date, it could be the one before, so we ask."""
    in_zone = None if clock.zone in (None, "local") else clock
    if span.first is None or span.first != span.last:
        return span
    ends = span._replace(is_end=True, clock=in_zone)
    midnight_ends = said.conventions.midnight_ends_day
    if span.rule not in _BARE_DATES or midnight_ends:
        return ends
    eve = a_day(span.first - DAY, "midnight", "inferred")._replace(is_end=True, clock=in_zone)
    if midnight_ends is False:
        return eve._replace(is_past=span.is_past or span.first <= said.on)
    return ends._replace(rule="midnight", certainty="ambiguous", others=(ends, eve))


def _clock_of(piece: Piece) -> Clock | None:
    """Return the time among the words: the last one, but rather one with a zone."""
    found: list[Clock] = []
    for index, character in enumerate(piece.shape):
        if character != "t":
            continue
        clock = _clock_at(piece, index)
        if clock is not None:
            found.append(clock._replace(zone=_zone_after(piece, index)))
    if not found:
        zone = _zone_after(piece, len(piece.shape))
        return None if zone is None else END_OF_DAY._replace(zone=zone)
    zoned = [one for one in found if one.zone is not None]
    return (zoned or found)[-1]


def _clock_at(piece: Piece, index: int) -> Clock | None:
    word = piece.words[index]
    value = piece.values.get(word)
    return clock_from(value if isinstance(value, str) else word)


def _zone_after(piece: Piece, index: int) -> Zone | None:
    """Return the zone right behind a time; behind the day, if it stands there for both."""
    behind = piece.shape[index + 1 : index + 3].lstrip(",")[:1]
    place = piece.shape.find("z", index) if behind == "z" else -1
    if index == len(piece.shape):
        place = piece.shape.rfind("z")
    if place < 0:
        return None
    word = piece.words[place]
    value = piece.values.get(word)
    return value if value is not None else offset_from(word)

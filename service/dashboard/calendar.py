"""The calendar: how many windows close, or open, on which day; a month, twelve weeks or a year at once."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from flask import Blueprint, Response, request
from markupsafe import Markup

from service.dashboard import as_files, frame, subscribing, wording
from service.dashboard.claims import asked
from service.dashboard.frame import Visitor
from service.dashboard.moments import Seen, seen_from
from service.dashboard.narrowing import Pairs, address, narrowing, opened
from service.dashboard.typed import said
from service.database import Connection, reading
from service.domain.window import FIRST_YEAR, LAST_YEAR
from service.formats import svg_weeks
from service.formats.days_in_words import MONTHS, month, short_day, weekday
from service.formats.svg_weeks import Week, tint
from service.intake import queries
from service.intake.queries import CalendarAsked
from service.read_models import windows
from service.read_models.windows import Side, Source, View
from service.wiring import Wiring

#: Titles that a day of the month names.
TITLES = 2
WEEKS = 12
_WEEK, _DAY = timedelta(days=7), timedelta(days=1)
EARLIEST, LATEST = date(FIRST_YEAR, 1, 4), date(LAST_YEAR, 12, 20)
VIEW_WORDS: dict[View, str] = {"month": "Month", "weeks": "12 weeks", "year": "Year"}
SIDE_WORDS: dict[Side, str] = {"closing": "Closing", "opening": "Opening"}
VERBS: dict[Side, str] = {"closing": "close", "opening": "open"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One day: how many windows it counts, where they are listed, and the first of them."""

    on: date
    number: str
    weekday: str
    in_full: str
    words: str
    href: str
    tint: int
    passed: int
    titles: tuple[tuple[str, Markup], ...]
    more: int
    is_today: bool
    is_outside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The days that are shown, both ends in, what they are called, and the days to leaf to."""

    first: date
    last: date
    name: str
    before: date
    after: date


def add(pages: Blueprint, wiring: Wiring) -> None:
    """Put the calendar on its path."""
    pages.add_url_rule("/calendar", "calendar", partial(show, wiring))


def show(wiring: Wiring) -> Response:
    """Return the calendar, as it stands or as it stood at a moment."""
    visitor = frame.reader(wiring)
    pairs = asked(list(request.args.items(multi=True)), for_public=visitor.is_public)
    wanted = queries.calendar(pairs, now=visitor.now, zone=visitor.zone)
    seen = seen_from(request.args.get("as_of"), visitor, request.args.get("recorded_by"))
    span = span_of(wanted.view, min(max(wanted.on or seen.today, EARLIEST), LATEST))
    with reading(wiring.engine) as connection:
        among = windows.source(connection, wanted.filter, wanted.moment)
        values = _shown(connection, among, wanted, span, seen, pairs)
        narrowed = _narrowed(connection, visitor, wanted, pairs)
    alternates = subscribing.of_list(pairs) if seen.is_now else []
    return frame.page(
        visitor,
        "calendar.html",
        seen=seen,
        here_now=address("/calendar", _without(pairs, "as_of", "recorded_by")),
        span=span,
        view=wanted.view,
        side=wanted.side,
        verb=VERBS[wanted.side],
        narrow=narrowed,
        alternates=alternates,
        subscribe=subscribing.links(visitor, alternates, list_of=pairs),
        **_ways(wanted, span, seen, pairs),
        **values,
    )


def span_of(view: View, on: date) -> Span:
    """Return the span of a view that a day lies in; weeks begin on Mondays."""
    match view:
        case "month":
            first = on.replace(day=1)
            last = on.replace(day=monthrange(on.year, on.month)[1])
            return Span(
                first=first,
                last=last,
                name=month(on),
                before=(first - _DAY).replace(day=1),
                after=last + _DAY,
            )
        case "year":
            first, last = date(on.year, 1, 1), date(on.year, 12, 31)
            before, after = date(on.year - 1, 1, 1), last + _DAY
            return Span(first=first, last=last, name=str(on.year), before=before, after=after)
        case "weeks":
            first = _monday(on)
            last = first + WEEKS * _WEEK - _DAY
            name = wording.days(first, last)
            return Span(first=first, last=last, name=name, before=first - WEEKS * _WEEK, after=last + _DAY)


def _shown(
    connection: Connection,
    among: Source,
    wanted: CalendarAsked,
    span: Span,
    seen: Seen,
    pairs: Pairs,
) -> dict[str, Any]:
    side = wanted.side
    counts = windows.counted(connection, among, side, span.first, span.last)
    kept = _kept(pairs)
    found: dict[str, Any] = {
        "total": sum(counts.values()),
        "near": None,
        "drawing": None,
        "whole": list_of(side, span.first, span.last, kept),
        "files": as_files.links("/claims", _listed(side, span.first, span.last, kept)),
    }
    if not counts:
        return {**found, "near": _nearest(connection, among, wanted, span, pairs)}
    if wanted.view == "year":
        return {**found, **_year(counts, span, side, pairs, kept)}
    named = counts if wanted.view == "month" else {}
    titles = windows.firsts(connection, among, side, named, most=TITLES)
    passed = windows.unanswered(connection, among, span.first, span.last) if side == "closing" else {}
    most = max(counts.values())

    def cell(day: date) -> Cell:
        count, first = counts.get(day, 0), titles.get(day, ())
        return Cell(
            on=day,
            number=str(day.day),
            weekday=weekday(day),
            in_full=short_day(day),
            words=f"{count:,} {VERBS[side]}{'s' if count == 1 else ''}" if count else "",
            href=list_of(side, day, day, kept),
            tint=tint(count, most),
            passed=passed.get(day, 0),
            titles=tuple((view.id, said(view.claim.text, 80)) for view in first),
            more=max(count - len(first), 0) if titles else 0,
            is_today=day == seen.today,
            is_outside=not span.first <= day <= span.last,
        )

    return {**found, "weeks": [[cell(day) for day in week] for week in weeks_of(span.first, span.last)]}


def weeks_of(first: date, last: date) -> list[list[date]]:
    """Return the weeks that hold a span, each from Monday to Sunday."""
    found, monday = [], _monday(first)
    while monday <= last:
        found.append([monday + timedelta(days=number) for number in range(7)])
        monday += _WEEK
    return found


def list_of(side: Side, first: date, last: date, kept: Pairs) -> str:
    """Return the address of the list of claims whose windows close, or open, in a span of days."""
    return address("/claims", _listed(side, first, last, kept))


def _listed(side: Side, first: date, last: date, kept: Pairs) -> list[tuple[str, str]]:
    name = "window_end" if side == "closing" else "window_start"
    order = [] if side == "opening" else [("sort", "window_end")]
    return [(f"{name}[gte]", str(first)), (f"{name}[lte]", str(last)), *order, *kept]


def _year(counts: dict[date, int], span: Span, side: Side, pairs: Pairs, kept: Pairs) -> dict[str, Any]:
    weeks = [
        Week(
            monday=week[0],
            count=sum(counts.get(day, 0) for day in week),
            href=list_of(side, max(week[0], span.first), min(week[-1], span.last), kept),
        )
        for week in weeks_of(span.first, span.last)
    ]
    verb = VERBS[side]
    drawing = svg_weeks.drawn(
        weeks,
        title=f"Windows that {verb} in {span.name}, week by week",
        description=f"{wording.counted(sum(counts.values()), 'window')}. The table tells the same by month.",
        verb=verb,
    )
    months = []
    for number, name in enumerate(MONTHS, start=1):
        first = span.first.replace(month=number)
        count = sum(many for day, many in counts.items() if day.month == number)
        there = address("/calendar", [*_without(pairs, "view", "on"), ("on", str(first))])
        last = first.replace(day=monthrange(first.year, number)[1])
        months.append((name, there, count, list_of(side, first, last, kept)))
    # It is made of our own marks and numbers.
    return {"drawing": Markup(drawing), "months": months, "weeks": []}  # noqa: S704


def _nearest(
    connection: Connection, among: Source, wanted: CalendarAsked, span: Span, pairs: Pairs
) -> dict[str, Any] | None:
    """Return the nearest claim outside the span, and the days around it; None where there is none at all."""
    view = windows.near(connection, among, wanted.side, span.first, span.last)
    if view is None:
        return None
    day = view.claim.window.latest if wanted.side == "closing" else view.claim.window.earliest
    return {
        "id": view.id,
        "text": said(view.claim.text, 160),
        "day": "" if day is None else wording.day(day),
        "is_next": day is not None and day > span.last,
        "there": address("/calendar", [*_without(pairs, "on"), ("on", str(day))]),
    }


def _ways(wanted: CalendarAsked, span: Span, seen: Seen, pairs: Pairs) -> dict[str, Any]:
    """Return the links to other days, other views and the other end of windows."""
    on = str(wanted.on or seen.today)
    rest = _without(pairs, "view", "on", "side")

    def way(*, view: View = wanted.view, side: Side = wanted.side, day: str = on) -> str:
        return address("/calendar", [("view", view), ("side", side), ("on", day), *rest])

    return {
        "back": way(day=str(span.before)) if span.before >= EARLIEST.replace(day=1) else None,
        "forward": way(day=str(span.after)) if span.after <= LATEST else None,
        "now": way(day=str(seen.today)),
        "views": [(words, way(view=one), one == wanted.view) for one, words in VIEW_WORDS.items()],
        "sides": [(words, way(side=one), one == wanted.side) for one, words in SIDE_WORDS.items()],
        "query": address("", seen.pairs),
    }


def _narrowed(connection: Connection, visitor: Visitor, wanted: CalendarAsked, pairs: Pairs) -> Any:
    names = frame.people(connection, visitor)
    return narrowing(
        connection,
        "/calendar",
        [*pairs, *opened(request.args)],
        wanted.filter,
        wanted.moment,
        names,
        for_public=visitor.is_public,
    )


def _kept(pairs: Pairs) -> list[tuple[str, str]]:
    """Return what a list takes over from the calendar: the filter and the moment."""
    return _without(pairs, "view", "on", "side")


def _without(pairs: Pairs, *names: str) -> list[tuple[str, str]]:
    return [pair for pair in pairs if pair[0] not in names]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())

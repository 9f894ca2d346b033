"""The timeline: the windows that reach into some weeks, as bars on a line of days and as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from flask import Blueprint, Response, request

from service.access.accounts import Account
from service.dashboard import as_files, bars, frame, wording
from service.dashboard.calendar import EARLIEST, LATEST
from service.dashboard.claims import asked
from service.dashboard.frame import Visitor
from service.dashboard.moments import Seen, seen_from
from service.dashboard.narrowing import Pairs, address, narrowing, opened
from service.dashboard.rows import as_of_then, rows
from service.dashboard.typed import said
from service.database import reading
from service.intake import queries
from service.intake.queries import TimelineAsked
from service.read_models import windows
from service.read_models.claim_rows import ClaimView
from service.read_models.identities import Identities, identities
from service.wiring import Wiring

#: What is shown unless asked for: so many weeks, of which so many lie back.
WEEKS, WEEKS_BACK = 8, 2
LENGTHS = ((4, "4 weeks"), (8, "8 weeks"), (26, "Half a year"), (104, "2 years"))
#: Bars on one page; more are too many to read, and the list has them all.
MOST = 50
_WEEK, _DAY = timedelta(days=7), timedelta(days=1)


def add(pages: Blueprint, wiring: Wiring) -> None:
    """Put the timeline on its path."""
    pages.add_url_rule("/timeline", "timeline", partial(show, wiring))


def show(wiring: Wiring) -> Response:
    """Return the timeline, as it stands or as it stood at a moment."""
    visitor = frame.reader(wiring)
    pairs = asked(list(request.args.items(multi=True)), for_public=visitor.is_public)
    wanted = queries.timeline(pairs, now=visitor.now, zone=visitor.zone)
    seen = seen_from(request.args.get("as_of"), visitor, request.args.get("recorded_by"))
    span = span_of(wanted.on, wanted.weeks or WEEKS, seen.today)
    with reading(wiring.engine) as connection:
        among = windows.source(connection, wanted.filter, wanted.moment)
        found = windows.reaching_into(connection, among, *span, most=MOST + 1)
        near = None if found else windows.near(connection, among, "closing", *span)
        names = frame.people(connection, visitor)
        who_is = identities(connection, [view.claim for view in found])
        narrowed = narrowing(
            connection,
            "/timeline",
            [*pairs, *opened(request.args)],
            wanted.filter,
            wanted.moment,
            names,
            for_public=visitor.is_public,
        )
    return frame.page(
        visitor,
        "timeline.html",
        seen=seen,
        narrow=narrowed,
        near=None if near is None else _near(near, pairs),
        **_drawn(found, names, who_is, visitor, seen, span),
        **_ways(wanted, span, pairs),
    )


def _drawn(
    found: Sequence[ClaimView],
    names: Mapping[str, Account],
    who_is: Identities,
    visitor: Visitor,
    seen: Seen,
    span: tuple[date, date],
) -> dict[str, Any]:
    """Return the bars and the same claims as rows."""
    at, query, shown = seen.moment.due_at, address("", seen.pairs), found[:MOST]
    listed = rows(shown, names, at, for_public=visitor.is_public, who_is=who_is)
    title = f"Windows, {wording.days(*span)}"
    return {
        "query": query,
        "rows": listed if seen.is_now else [as_of_then(one) for one in listed],
        "has_more": len(found) > MOST,
        "drawing": bars.drawn(shown, at, seen.today, title=title, query=query, span=span),
        "legend": bars.LEGEND,
    }


def _ways(wanted: TimelineAsked, span: tuple[date, date], pairs: Pairs) -> dict[str, Any]:
    """Return the links to other weeks, and to the list of what is shown."""
    first, last = span
    weeks = wanted.weeks or WEEKS
    kept = [pair for pair in pairs if pair[0] not in ("on", "weeks")]
    step = timedelta(weeks=max(weeks // 2, 1))

    def way(on: date, weeks: int) -> str:
        return address("/timeline", [("on", str(on)), ("weeks", str(weeks)), *kept])

    whole = [("window_end[gte]", str(first)), ("window_start[lte]", str(last)), ("sort", "window_end")]
    return {
        "here_now": address("/timeline", [pair for pair in pairs if pair[0] not in ("as_of", "recorded_by")]),
        "span": wording.days(first, last),
        "whole": address("/claims", [*whole, *kept]),
        "files": as_files.links("/claims", [*whole, *kept]),
        "back": way(first - step, weeks) if first - step >= EARLIEST else None,
        "forward": way(first + step, weeks) if last + step <= LATEST else None,
        "now": address("/timeline", kept),
        "lengths": [(words, way(first, one), one == weeks) for one, words in LENGTHS],
    }


def _near(view: ClaimView, pairs: Pairs) -> dict[str, Any]:
    """Return the nearest claim outside the weeks that are shown, and the weeks around its end."""
    window = view.claim.window
    day = window.latest or window.earliest or EARLIEST
    rest = [pair for pair in pairs if pair[0] != "on"]
    on = str(max(day, EARLIEST) - WEEKS_BACK * _WEEK)
    return {
        "id": view.id,
        "text": said(view.claim.text, 160),
        "day": wording.day(day),
        "there": address("/timeline", [("on", on), *rest]),
    }


def span_of(on: date | None, weeks: int, today: date) -> tuple[date, date]:
    """Return the first and the last day that are shown; unless asked for, two weeks lie back."""
    longest = LATEST - weeks * _WEEK
    first = min(max(on or today - WEEKS_BACK * _WEEK, EARLIEST), longest)
    return first, first + weeks * _WEEK - _DAY

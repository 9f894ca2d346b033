"""The board: what slipped, what falls due, what is to be looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from flask import Blueprint, Response, request

from service.access.accounts import Account
from service.dashboard import frame, wording
from service.dashboard.frame import Visitor
from service.dashboard.moments import seen_from
from service.dashboard.rows import Row, rows
from service.database import Connection, reading
from service.domain.due import Due, deadlines, due, is_snoozed
from service.read_models import due_calendar, filters
from service.read_models.claim_rows import ClaimView
from service.read_models.filters import ClaimFilter, Moment
from service.rounds import record
from service.wiring import Wiring

#: How many claims of one section the board shows; the list holds the rest.
MOST = 50
_NO_LETTERS = "Dates that pass are shown here all the same, but nobody gets a letter."
HEADINGS: dict[Due, tuple[str, str, str]] = {
    "past_due": (
        "Date passed",
        "past",
        "Newest first. Their time ran out without an answer.",
    ),
    "today": ("Due today", "today", "Their last day is today, in the zone of the event."),
    "this_week": ("Rest of this week", "week", "Their last day comes before this week is over."),
    "to_check": ("Time to check", "check", "They have no end date, or somebody asked to look again."),
    "no_date": ("No date", "later", "They are looked at again seven days after they were last checked."),
}
#: What is called otherwise when the board is seen as of a day that is over.
THEN_HEADINGS: dict[Due, tuple[str, str, str]] = {
    "today": ("Due that day", "today", "Their last day was that day, in the zone of the event."),
    "this_week": ("Rest of that week", "week", "Their last day came before that week was over."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One section of the board as it is shown; `older` and `snoozed` are folded."""

    due: Due
    heading: str
    family: str
    caption: str
    count: int
    rows: list[Row]
    older: list[Row]
    snoozed: list[Row]
    #: How many more there are than the board shows.
    more: int


def add(pages: Blueprint, wiring: Wiring) -> None:
    """Put the board on its path."""
    pages.add_url_rule("/", "board", partial(show, wiring))


def show(wiring: Wiring) -> Response:
    """Return the board, as it stands or as it stood on a day."""
    visitor = frame.reader(wiring)
    when = seen_from(request.args.get("as_of"), visitor)
    with reading(wiring.engine) as connection:
        names = frame.people(connection, visitor)
        parts = [
            part(connection, section, names, visitor, when.moment)
            for section in sections(connection, when.moment)
        ]
        holds_claims = any(one.count for one in parts) or _any_claim(connection, when.moment)
        stale = None if visitor.is_public else _stale_words(connection, wiring, visitor)
    return frame.page(
        visitor,
        "board.html",
        parts=[one for one in parts if one.count],
        counts=parts,
        title=title(parts),
        today=wording.day(when.today),
        when=when,
        holds_claims=holds_claims,
        stale=stale,
    )


def sections(connection: Connection, moment: Moment) -> list[due_calendar.Section]:
    """Return the sections of the board at a moment."""
    if moment.as_of is None:
        return due_calendar.sections(connection, moment.now, most=MOST)
    found = []
    for standing, column, newest in due_calendar.SECTIONS:
        wanted = ClaimFilter(due=standing)
        sort: filters.Sort = "-recorded_at"
        if column == "closes_at":
            sort = "-closes_at" if newest else "closes_at"
        held = filters.claims(connection, wanted, moment, sort=sort, limit=MOST).items
        found.append(due_calendar.Section(standing, filters.count(connection, wanted, moment), list(held)))
    return found


def part(
    connection: Connection,
    section: due_calendar.Section,
    names: Mapping[str, Account],
    visitor: Visitor,
    moment: Moment,
) -> Part:
    """Return a section of the board put into words."""
    at = moment.due_at
    headings = HEADINGS if moment.as_of is None else HEADINGS | THEN_HEADINGS
    heading, family, caption = headings[section.due]
    awake, asleep = _split(section.claims, at, for_public=visitor.is_public)
    recent = [view for view in awake if not _is_long_past(view, at)]
    older = [view for view in awake if _is_long_past(view, at)]
    if not recent:
        recent, older = older, []
    listed = partial(rows, names=names, now=at, for_public=visitor.is_public)
    return Part(
        due=section.due,
        heading=heading,
        family=family,
        caption=caption,
        count=section.count,
        rows=listed(recent),
        older=listed(older),
        snoozed=listed(asleep),
        more=section.count - len(section.claims),
    )


def title(parts: list[Part]) -> str:
    """Return the counts that matter first, for the window's title: “3 date passed, 2 due today”."""
    named = {one.due: one for one in parts if one.count}
    first: tuple[Due, ...] = ("past_due", "today")
    words = [f"{named[one].count} {named[one].heading.lower()}" for one in first if one in named]
    return ", ".join(words)


def _split(
    views: list[ClaimView], at: datetime, *, for_public: bool
) -> tuple[list[ClaimView], list[ClaimView]]:
    if for_public:
        return views, []
    awake = [view for view in views if not is_snoozed(view.claim, at)]
    return awake, [view for view in views if is_snoozed(view.claim, at)]


def _is_long_past(view: ClaimView, at: datetime) -> bool:
    return due(deadlines(view.claim), at, is_settled=view.claim.is_settled) == "long_past_due"


def _any_claim(connection: Connection, moment: Moment) -> bool:
    return bool(filters.claims(connection, ClaimFilter(), moment, limit=1).items)


def _stale_words(connection: Connection, wiring: Wiring, visitor: Visitor) -> str | None:
    """Return a notice where the scheduler has not finished a round for too long."""
    last = record.last(connection)
    if last is None or last.finished_at is None:
        return f"The scheduler has not finished a round yet. {_NO_LETTERS}"
    late = timedelta(seconds=30) + 3 * wiring.settings.round_every
    if visitor.now - last.finished_at <= late:
        return None
    since = wording.moment(last.finished_at, visitor.zone)
    return f"The scheduler last finished a round on {since}. {_NO_LETTERS}"

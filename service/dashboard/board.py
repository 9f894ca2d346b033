"""The board: what slipped, what falls due, what is to be looked at, what changed since one last looked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from flask import Blueprint, Response, request

from service.changes import hand_overs, saved_views
from service.dashboard import board_rows, frame, looked, narrowing, saved, subscribing, wording
from service.dashboard.board_rows import BoardRow, Telling
from service.dashboard.frame import Visitor
from service.dashboard.hand_over import told
from service.dashboard.moments import Seen, seen_from
from service.dashboard.narrowing import NAMES, Pairs, address
from service.dashboard.rows import Row, row
from service.database import Connection, reading
from service.domain.due import Due, deadlines, due, is_snoozed
from service.intake import queries
from service.read_models import claim_board, due_calendar, filters
from service.read_models.claim_rows import ClaimView
from service.read_models.due_calendar import Section
from service.read_models.filters import ClaimFilter, Moment
from service.rounds import record
from service.wiring import Wiring

#: How many claims the board shows in all, and how many each section at least; lists hold the rest.
ROWS, LEAST = 50, 6
#: Hand-over notes and saved views that stand on the board; their own pages hold the rest.
NOTES, VIEWS = 3, 12
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
    rows: list[BoardRow]
    older: list[BoardRow]
    older_count: int
    snoozed: list[BoardRow]
    snoozed_count: int
    #: How many more there are than the board shows.
    more: int
    #: The parameters that make a list hold the whole section.
    query: str


def add(pages: Blueprint, wiring: Wiring) -> None:
    """Put the board on its path."""
    pages.add_url_rule("/", "board", partial(show, wiring))


def show(wiring: Wiring) -> Response:
    """Return the board, as it stands or as it stood on a day."""
    visitor = frame.reader(wiring)
    seen = seen_from(request.args.get("as_of"), visitor, request.args.get("recorded_by"))
    asked = _asked(visitor)
    wanted = queries.claim_list(asked, now=visitor.now, zone=visitor.zone).filter
    with reading(wiring.engine) as connection:
        values = _board(connection, wiring, visitor, seen, wanted, asked)
        if visitor.caller is not None:
            values |= _of_the_desk(connection, visitor, seen, wanted)
            values["since"] = looked.strip(connection, wiring, visitor) if seen.is_now else None
            values["waiting"] = _waiting_words(connection, visitor) if seen.is_now else None
            values["stale"] = _stale_words(connection, wiring, visitor)
    values["alternates"] = subscribing.of_list(asked) if seen.is_now else []
    return frame.page(visitor, "board.html", when=seen, today=wording.day(seen.today), **values)


def _asked(visitor: Visitor) -> Pairs:
    """Return what the address narrows the board to, without what this reader may not ask."""
    names = [name for name in NAMES if not (visitor.is_public and name == "owner")]
    found = [(name, request.args.get(name, "").strip()) for name in names]
    return [(name, value) for name, value in found if value]


def _board(
    connection: Connection, wiring: Wiring, visitor: Visitor, seen: Seen, wanted: ClaimFilter, asked: Pairs
) -> dict[str, Any]:
    names = frame.people(connection, visitor)
    sections = due_calendar.board(connection, wanted, seen.moment, rows=ROWS, least=LEAST)
    views = [view for section in sections for view in section.claims]
    known = board_rows.telling(connection, views, names, visitor, seen)
    kept = [*asked, *seen.pairs]
    parts = [part(section, known, kept) for section in sections]
    shown = [one for one in parts if one.count]
    opened = [("facet", request.args["facet"])] if request.args.get("facet") else []
    return {
        "parts": shown,
        "counts": parts,
        "title": title(parts),
        "desk": wanted.desk,
        "holds_claims": bool(shown) or bool(asked) or _any_claim(connection, seen.moment),
        "narrow": narrowing.narrowing(
            connection,
            "/",
            [*kept, *opened],
            wanted,
            seen.moment,
            names,
            for_public=visitor.is_public,
            on_board=True,
        ),
        "then": address("/", asked),
        "own_address": address("/", kept),
        "skips_to": shown[0].due if shown else "main",
        "saved": saved.message(connection, visitor, names, request.args.get("saved"))
        if seen.is_now
        else None,
        "key": wiring.new_secret(),
        "next_end": None if shown else _next_end(connection, wanted, known),
        "since": None,
        "stale": None,
        "waiting": None,
        "notes": [],
        "views": [],
        "more_views": False,
        "mine": None,
    }


def _of_the_desk(connection: Connection, visitor: Visitor, seen: Seen, wanted: ClaimFilter) -> dict[str, Any]:
    """Return what only people of the newsroom see."""
    if visitor.caller is None:
        return {}
    account = visitor.caller.account
    views = saved_views.seen_by(connection, account.id)
    names = frame.people(connection, visitor)
    notes = hand_overs.waiting(connection, wanted.desk, most=NOTES) if seen.is_now else []
    return {
        "views": views[:VIEWS],
        "more_views": len(views) > VIEWS,
        "notes": [told(note, names, visitor) for note in notes],
        "mine": None if wanted.owner == account.id else address("/", [("owner", account.id), *seen.pairs]),
    }


def part(section: Section, known: Telling, kept: Pairs) -> Part:
    """Return a section of the board put into words."""
    at, for_public = known.seen.moment.due_at, known.visitor.is_public
    headings = HEADINGS if known.seen.is_now else HEADINGS | THEN_HEADINGS
    heading, family, caption = headings[section.due]
    sleeps = {view.id for view in section.claims if is_snoozed(view.claim, at) and not for_public}
    asleep = [view for view in section.claims if view.id in sleeps]
    awake = [view for view in section.claims if view.id not in sleeps]
    recent = [view for view in awake if not _is_long_past(view, known)]
    older = [view for view in awake if _is_long_past(view, known)]
    folds = bool(recent)
    if not folds:
        recent, older = older, []
    listed = partial(map, lambda view: board_rows.board_row(view, known))
    return Part(
        due=section.due,
        heading=heading,
        family=family,
        caption=caption,
        count=section.count,
        rows=list(listed(recent)),
        older=list(listed(older)),
        older_count=section.long_past if folds else 0,
        snoozed=list(listed(asleep)),
        snoozed_count=0 if for_public else section.asleep,
        more=section.count - len(section.claims),
        query=address("", [("due", section.due), *kept]),
    )


def title(parts: list[Part]) -> str:
    """Return the counts that matter first, for the window's title: “3 date passed, 2 due today”."""
    named = {one.due: one for one in parts if one.count}
    first: tuple[Due, ...] = ("past_due", "today")
    words = [f"{named[one].count:,} {named[one].heading.lower()}" for one in first if one in named]
    return ", ".join(words)


def _is_long_past(view: ClaimView, known: Telling) -> bool:
    at = known.seen.moment.due_at
    return due(deadlines(view.claim), at, is_settled=view.claim.is_settled) == "long_past_due"


def _next_end(connection: Connection, wanted: ClaimFilter, known: Telling) -> Row | None:
    """Return the claim whose window closes next, for a board with nothing on it."""
    first = due_calendar.next_to_close(connection, wanted, known.seen.moment)
    at = known.seen.moment.due_at
    return None if first is None else row(first, known.names, at, for_public=known.visitor.is_public)


def _any_claim(connection: Connection, moment: Moment) -> bool:
    return bool(filters.claims(connection, ClaimFilter(), moment, limit=1).items)


def _waiting_words(connection: Connection, visitor: Visitor) -> str | None:
    """Return how many answers wait for this editor to agree; None where there are none."""
    if visitor.caller is None or not visitor.caller.actor.is_at_least("editor"):
        return None
    count = claim_board.waiting_for_second(connection, other_than=visitor.caller.actor.id)
    return None if not count else wording.counted(count, "answer") + (" waits" if count == 1 else " wait")


def _stale_words(connection: Connection, wiring: Wiring, visitor: Visitor) -> str | None:
    """Return a notice where the scheduler has not finished a round for too long."""
    last = record.last(connection, visitor.now)
    if last is None or last.finished_at is None:
        return f"The scheduler has not finished a round yet. {_NO_LETTERS}"
    late = timedelta(seconds=30) + 3 * wiring.settings.round_every
    if visitor.now - last.finished_at <= late:
        return None
    since = wording.moment(last.finished_at, visitor.zone)
    return f"The scheduler last finished a round on {since}. {_NO_LETTERS}"

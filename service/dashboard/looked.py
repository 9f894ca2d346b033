"""What changed since somebody last looked: counts by kind on the board, and the entries in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, get_args

from flask import Blueprint, Response, request
from markupsafe import Markup

from service.access import guards, visits
from service.dashboard import frame, wording
from service.dashboard.frame import Visitor
from service.dashboard.narrowing import address
from service.dashboard.typed import said
from service.database import Connection, reading, transact
from service.domain.window import day_of, start_of_day
from service.formats import sentences, telling
from service.formats.sentences import About
from service.intake.syntax import bad_syntax
from service.read_models import claim_board, questions, since
from service.read_models.claim_rows import ClaimView
from service.read_models.since import KINDS, Change, Changed
from service.wiring import Wiring

#: Entries on one page.
MOST = 50
#: What a number of changes of each kind is called.
WORDS: dict[Change, tuple[str, str]] = {
    "new": ("new", "new"),
    "moved": ("moved", "moved"),
    "passed": ("date passed", "dates passed"),
    "resolved": ("resolved", "resolved"),
    "amended": ("amended", "amended"),
    "retracted": ("retracted", "retracted"),
    "reports": ("more report", "more reports"),
    "reopened": ("taken back or reopened", "taken back or reopened"),
    "checked": ("checked", "checked"),
    "arranged": ("noted or arranged", "noted or arranged"),
}
HEADINGS: dict[Change, str] = {
    "new": "New claims",
    "moved": "Dates that moved",
    "passed": "Dates that passed",
    "resolved": "Resolved",
    "amended": "Our entries put right",
    "retracted": "Taken back by who reported it",
    "reports": "More reports",
    "reopened": "Taken back or opened again",
    "checked": "Checked",
    "arranged": "Noted and arranged",
}


@dataclass(frozen=True, slots=True)
class Strip:
    """The line on the board: since when, and how much of what."""

    words: str
    counts: list[tuple[int, str, str]]
    #: The address of all of it.
    address: str


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in a sentence: who, what, from, to."""

    claim: str
    version: int
    text: Markup
    who: Markup
    sentence: Markup
    status: str
    clock: str


def add(pages: Blueprint, wiring: Wiring) -> None:
    """Put the list, and the mark that moves its beginning, on their paths."""
    pages.add_url_rule("/changes-since", "changes_since", partial(show, wiring))
    pages.add_url_rule("/seen", "mark_seen", partial(mark_seen, wiring), methods=["POST"])


def strip(connection: Connection, wiring: Wiring, visitor: Visitor) -> Strip | None:
    """Return what changed since this person last looked, and note once it is sent that they were here.

    What is noted is a time of day beside the session, like its last use: it tells nothing about a claim and
    decides nothing that somebody could have decided, so that even a page that is only read may note it.
    """
    if visitor.caller is None:
        return None
    account_id = visitor.caller.account.id
    last = visits.find(connection, account_id)
    visit = visits.now_here(last, visitor.now, first_since=_yesterday(visitor))
    if visits.is_worth_keeping(last, visit):
        guards.write_afterwards(wiring, lambda writer: visits.keep(writer, account_id, visit))
    started = visit.since
    words = f"Since you last looked ({wording.moment(started, visitor.zone)})"
    if last is None:
        words = "Since yesterday, 00:00 (you have not looked before)"
    moment = ("since", started.isoformat())
    found = since.counts(connection, started)
    if sum(found.values()) >= since.MOST_COUNTED:
        words += f", of the newest {since.MOST_COUNTED:,} entries"
    counts = [
        (count, WORDS[change][count != 1], address("/changes-since", [moment, ("kind", change)]))
        for change, count in found.items()
    ]
    return Strip(words, counts, address("/changes-since", [moment]))


def show(wiring: Wiring) -> Response:
    """Return what changed since an instant, newest first, in sentences."""
    visitor, _caller = frame.person(wiring)
    change = next((one for one in get_args(Change) if one == request.args.get("kind")), None)
    before = request.args.get("before", "")
    with reading(wiring.engine) as connection:
        started = _since(connection, visitor)
        found = since.entries(
            connection,
            started,
            change,
            before=int(before) if before.isascii() and before.isdigit() and len(before) < 16 else None,
            most=MOST + 1,
        )
        lines = _lines(connection, visitor, found[:MOST])
        counts = since.counts(connection, started)
    return frame.page(
        visitor,
        "changes_since.html",
        heading="What changed" if change is None else HEADINGS[change],
        since_words=wording.moment(started, visitor.zone),
        lines=lines,
        **_ways(visitor, started, change, counts, found),
    )


def mark_seen(wiring: Wiring) -> Response:
    """Count changes from now on, and go back to the board."""
    visitor, caller = frame.person(wiring)
    guards.require_csrf(wiring)
    visit = visits.Visit(visitor.now, visitor.now)
    transact(wiring.engine, lambda connection: visits.keep(connection, caller.account.id, visit))
    return frame.see_other("/")


def _ways(
    visitor: Visitor,
    started: datetime,
    change: Change | None,
    counts: dict[Change, int],
    found: Sequence[Changed],
) -> dict[str, Any]:
    """Return the links of the page: other kinds, other beginnings, older entries."""
    kind = [("kind", change)] if change else []
    starts = {
        "Yesterday, 00:00": _yesterday(visitor),
        "Seven days ago": visitor.now - timedelta(days=7),
        "Thirty days ago": visitor.now - timedelta(days=30),
    }
    since_then = ("since", started.isoformat())
    return {
        "kinds": [
            ("Everything", None, address("/changes-since", [since_then]), change is None),
            *(
                (
                    HEADINGS[one],
                    counts[one],
                    address("/changes-since", [since_then, ("kind", one)]),
                    one == change,
                )
                for one in KINDS
                if one in counts
            ),
        ],
        "starts": [
            (words, address("/changes-since", [("since", at.isoformat()), *kind]))
            for words, at in starts.items()
        ],
        "next": address(
            "/changes-since", [since_then, *kind, ("before", str(found[MOST - 1].stored.position))]
        )
        if len(found) > MOST
        else None,
    }


def _since(connection: Connection, visitor: Visitor) -> datetime:
    """Return the instant that is asked for, else when this person last looked."""
    asked = request.args.get("since", "")
    if not asked:
        last = visits.find(connection, visitor.caller.account.id) if visitor.caller else None
        return _yesterday(visitor) if last is None else last.since
    try:
        found = datetime.fromisoformat(asked)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not 1970 <= found.year <= 2400:
        raise bad_syntax(
            "bad_instant", "Give an instant with its offset, as 2022-09-28T09:00:00+00:00.", at="since"
        )
    return found


def _yesterday(visitor: Visitor) -> datetime:
    return start_of_day(day_of(visitor.now, visitor.zone) - timedelta(days=1), visitor.zone)


def _lines(connection: Connection, visitor: Visitor, found: Sequence[Changed]) -> list[Line]:
    views = claim_board.many(connection, {one.stored.stream for one in found})
    asked_about = {getattr(one.stored.entry.event, "question", None) for one in found}
    texts = questions.texts(connection, {one for one in asked_about if one is not None})
    names = {account.id: account.name for account in frame.people(connection, visitor).values()}
    return [
        _line(one, views[one.stored.stream], About(names=names, questions=texts), visitor.zone)
        for one in found
    ]


def _line(one: Changed, view: ClaimView, about: About, zone: str) -> Line:
    entry, status = one.stored.entry, one.stored.status
    about = replace(about, left={move.version: move.window for move in view.claim.moves})
    sentence = sentences.plain(telling.told(entry.event, entry.version, about).sentence)
    changed = one.status_before is not None and one.status_before != status
    return Line(
        claim=view.id,
        version=entry.version,
        text=said(view.claim.text, 160),
        who=said(sentences.who(entry.actor, about), 80),
        sentence=said(sentence, 400),
        status=f"{one.status_before} → {status}" if changed else "",
        clock=wording.moment(one.stored.recorded_at, zone),
    )

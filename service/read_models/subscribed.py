"""What calendars and feeds are made of: open claims with a window, and the newest entries of a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, and_, false, or_, select, true

from service.database import from_microseconds
from service.domain.inner_entries import ALWAYS, is_internal
from service.domain.source import TYPES
from service.ledger import log
from service.ledger.codec import KIND_OF
from service.ledger.log import Stored, events
from service.ledger.words import redactions
from service.read_models import claim_board, claim_labels, filters, sources
from service.read_models.claim_board import claim_board as board
from service.read_models.claim_rows import ClaimView, view_columns, views
from service.read_models.filters import ClaimFilter

#: Windows of one calendar, those that close next before the others; calendars fetch all of it every time.
MOST_WINDOWS = 2_000
#: Where a list has at most so many claims, their entries are looked up; the entries of a longer one are so
#: many that the newest of the ledger are gone through instead.
FEW = 1_000
#: The kinds of entries that the public never sees, whatever they hold.
_INTERNAL_KINDS = tuple(KIND_OF[event_type] for event_type in ALWAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What somebody follows, as it is kept: ids, and tags and desks folded."""

    claims: frozenset[str] = frozenset()
    questions: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    desks: frozenset[str] = frozenset()
    #: Ids of outlets and named sources.
    sources: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribed:
    """Which claims: those that pass a filter, and if so asked only what somebody follows."""

    wanted: ClaimFilter = field(default_factory=ClaimFilter)
    followed: Followed | None = None


@dataclass(frozen=True, slots=True)
class Happened:
    """An entry of a claim's history, the claim as it stands, and when the entry's words were taken out."""

    stored: Stored
    view: ClaimView
    redacted_at: datetime | None


def window_keys(connection: Connection, asked: Subscribed, now: datetime) -> list[tuple[int, int]]:
    """Return numbers and versions of open claims with a window: what closes next, open ends, what has passed.

    A calendar holds the same as long as these are the same, and they cost far less than the claims.
    """
    row = board.c
    fits = and_(_fits(connection, asked, now), row.is_settled == false(), row.has_date == true())
    parts = (
        (row.closes_at > now, (row.closes_at, row.stream_id)),
        (row.closes_at.is_(None), (row.earliest_on.desc(), row.stream_id.desc())),
        (row.closes_at <= now, (row.closes_at.desc(), row.stream_id.desc())),
    )
    found: list[tuple[int, int]] = []
    for part, order in parts:
        left = MOST_WINDOWS - len(found)
        if left > 0:
            query = select(row.stream_id, row.version).where(fits, part).order_by(*order).limit(left)
            found += [(number, version) for number, version in connection.execute(query)]
    return found


def windows(connection: Connection, keys: Sequence[tuple[int, int]]) -> list[ClaimView]:
    """Return the claims of these keys, in their order."""
    numbers = [number for number, _ in keys]
    query = view_columns(board).where(board.c.stream_id.in_(numbers)).order_by(board.c.stream_id)
    by_number = {view.number: view for view in views(connection, query)}
    return [by_number[number] for number in numbers]


def entries(
    connection: Connection, asked: Subscribed, now: datetime, *, most: int, before: int | None
) -> list[Happened]:
    """Return the newest entries that the public may know of, of the claims that are asked for, newest first.

    Args:
        before: only at positions before this one.
    """
    fits = _fits(connection, asked, now)
    few = connection.execute(select(board.c.stream_id).where(fits).limit(FEW + 1)).scalars().all()
    query = select(events.c.position)
    if len(few) <= FEW:
        query = query.where(events.c.stream_id.in_(few))
    else:
        walked = _fits(connection, asked, now, walks=True)
        query = query.join(board, board.c.stream_id == events.c.stream_id).where(walked)
    return _newest(connection, query, most=most, before=before)


def of_claim(connection: Connection, number: int, *, most: int, before: int | None) -> list[Happened]:
    """Return the newest entries of one claim that the public may know of, newest first.

    Args:
        number: the claim's stream, as its view has it.
    """
    query = select(events.c.position).where(events.c.stream_id == number)
    return _newest(connection, query, most=most, before=before)


def _newest(connection: Connection, query: Select[int], *, most: int, before: int | None) -> list[Happened]:
    stored: list[Stored] = []
    query = query.where(events.c.kind.not_in(_INTERNAL_KINDS)).order_by(events.c.position.desc()).limit(most)
    while len(stored) < most:
        behind = query if before is None else query.where(events.c.position < before)
        positions = connection.execute(behind).scalars().all()
        found = log.read_at(connection, positions)[::-1]
        stored += [one for one in found if not is_internal(one.entry.event)]
        if len(positions) < most:
            break
        before = positions[-1]
    return _as_happened(connection, stored[:most])


def _as_happened(connection: Connection, stored: Sequence[Stored]) -> list[Happened]:
    by_id = claim_board.many(connection, {one.stream for one in stored})
    redacted = _redacted(connection, [view.number for view in by_id.values()])
    return [
        Happened(one, view, redacted.get((view.number, one.entry.version)))
        for one in stored
        if (view := by_id.get(one.stream)) is not None
    ]


def _redacted(connection: Connection, numbers: Sequence[int]) -> dict[tuple[int, int], datetime]:
    """Return when the words of entries were taken out, by stream and version."""
    same = and_(
        events.c.stream_id == redactions.c.stream_id, events.c.version == redactions.c.redacted_in_version
    )
    query = (
        select(redactions.c.stream_id, redactions.c.version, events.c.recorded_at)
        .join_from(redactions, events, same)
        .where(redactions.c.stream_id.in_(sorted(numbers)))
        .order_by(redactions.c.stream_id, redactions.c.version)
    )
    return {(stream, version): from_microseconds(at) for stream, version, at in connection.execute(query)}


def _fits(
    connection: Connection, asked: Subscribed, now: datetime, *, walks: bool = False
) -> ColumnElement[bool]:
    fits = filters.where(board, filters.resolved(connection, asked.wanted), now, walks=walks)
    if asked.followed is None:
        return fits
    return and_(fits, _is_followed(connection, asked.followed, walks=walks))


def _is_followed(connection: Connection, followed: Followed, *, walks: bool) -> ColumnElement[bool]:
    ways: list[ColumnElement[bool]] = [
        board.c.claim.in_(sorted(followed.claims)),
        board.c.question.in_(sorted(followed.questions)),
    ]
    ways.append(claim_labels.has(board.c.stream_id, [("tag", followed.tags)], walks=walks))
    for source_id in sorted(followed.sources):
        names = sources.meant(connection, TYPES, source_id)
        ways.append(claim_labels.has(board.c.stream_id, tuple(names.items()), walks=walks))
    if followed.desks:
        # Kept as they were typed, and followed in any case, which databases do not fold alike.
        typed = connection.execute(select(board.c.desk).where(board.c.desk.is_not(None)).distinct()).scalars()
        ways.append(
            board.c.desk.in_(sorted(one for one in typed if one.strip().casefold() in followed.desks))
        )
    return or_(*ways)

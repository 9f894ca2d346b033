"""The claims that may stand in digests, for many people at once, from columns alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, false, or_, select

from service.access import follows
from service.database import from_microseconds, to_microseconds
from service.domain.due import Deadlines
from service.domain.events import SourceType
from service.domain.reminding import Person, stands_in_for
from service.domain.reminding.digesting import Listed
from service.domain.source import TYPES
from service.ledger import log
from service.read_models import claim_labels, sources
from service.read_models.claim_board import claim_board
from service.read_models.claim_rows import folded_text, label
from service.read_models.filters import WEEK_AT_MOST
from service.rounds import looking
from service.wiring import Wiring

#: What is told of as a change; notes, checks and who owns a claim are not.
CHANGES = (
    "report_added",
    "window_moved",
    "confirmed",
    "refuted",
    "closed",
    "reopened",
    "undone",
    "amended",
    "window_opened",
    "window_emptied",
    "condition_changed",
)
_COLUMNS = tuple(
    claim_board.c[name]
    for name in (
        "claim",
        "stream_id",
        "owner",
        "question",
        "desk",
        "labels",
        "is_settled",
        "has_date",
        "week_at",
        "last_day_at",
        "closes_at",
        "next_check_at",
        "snoozed_until_at",
    )
)


@dataclass(frozen=True, slots=True)
class Changed:
    """A claim that changed, and by whom and when, oldest first."""

    row: Any
    by: tuple[tuple[str, datetime], ...]


Changes = Mapping[str, Changed]
#: By the id of a source that is followed: the names it goes by, folded, by type.
_Named = Mapping[str, Mapping[SourceType, Sequence[str]]]
_SOURCES = ("outlet", "source")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a reader's digest is made of: whose claims, and what those people follow."""

    reader: str
    people: frozenset[str]
    follows: tuple[follows.Follow, ...]
    muted: frozenset[str]


def changes_since(connection: Connection, since: datetime) -> Changes:
    """Return the claims that changed at an instant or later, by id; but for what was merged."""
    events = log.events
    query = (
        select(*_COLUMNS, events.c.actor, events.c.recorded_at)
        .join_from(events, claim_board, claim_board.c.stream_id == events.c.stream_id)
        .where(events.c.recorded_at >= to_microseconds(since), events.c.kind.in_(CHANGES))
        .where(claim_board.c.merged_into.is_(None))
        .order_by(events.c.recorded_at)
    )
    found: dict[str, Changed] = {}
    for row in connection.execute(query):
        entry = (row.actor, from_microseconds(row.recorded_at))
        before = found.get(row.claim)
        found[row.claim] = Changed(row, (entry,) if before is None else (*before.by, entry))
    return found


def items_of(
    connection: Connection,
    readers: Mapping[str, Person],
    changes: Changes,
    since: Mapping[str, datetime],
    wiring: Wiring,
) -> dict[str, list[Listed]]:
    """Return for each reader the claims that may stand in the digest, each once.

    Args:
        since: by reader, from when on changes are news.
    """
    now = wiring.now()
    wanted = _wanted(connection, readers, wiring)
    named = _names_of_followed(connection, wanted)
    due = _due_rows(connection, wanted, named, now)
    made: dict[str, list[Listed]] = {}
    for one in wanted:
        found = {
            row.claim: _listed(row, one.reader, now)
            for row in due.get(one.reader, ())
            if row.claim not in one.muted
        }
        for claim_id, changed in changes.items():
            is_news = any(by != one.reader and at >= since[one.reader] for by, at in changed.by)
            if is_news and claim_id not in one.muted and _concerns(changed.row, one, named):
                item = found.get(claim_id) or _listed(changed.row, one.reader, now)
                found[claim_id] = replace(item, has_changed=True)
        made[one.reader] = list(found.values())
    return made


def _wanted(connection: Connection, readers: Mapping[str, Person], wiring: Wiring) -> list[_Wanted]:
    now = wiring.now()
    newsroom = looking.newsroom_of(connection, [], wiring.settings, now=now)
    people = {
        reader: frozenset({reader, *stands_in_for(reader, newsroom.people, newsroom.editors, now=now)})
        for reader in readers
    }
    everyone = sorted({one for found in people.values() for one in found})
    by_account: dict[str, list[follows.Follow]] = {}
    for one in follows.of_accounts(connection, everyone):
        by_account.setdefault(one.account, []).append(one)
    made = []
    for reader, found in people.items():
        theirs = [one for account in sorted(found) for one in by_account.get(account, ())]
        muted = {one.target for one in theirs if not one.wants_letters and one.account == reader}
        kept = tuple(one for one in theirs if one.wants_letters)
        made.append(_Wanted(reader, found, kept, frozenset(muted)))
    return made


def _names_of_followed(connection: Connection, wanted: Sequence[_Wanted]) -> _Named:
    """Return by id the names of the outlets and sources that are followed, through all merges."""
    targets = {follow.target for one in wanted for follow in one.follows if follow.kind in _SOURCES}
    return {target: sources.meant(connection, TYPES, target) for target in sorted(targets)}


def _due_rows(
    connection: Connection, wanted: Sequence[_Wanted], named: _Named, now: datetime
) -> dict[str, list[Any]]:
    """Return the open claims that are or come due within the week, by reader."""
    soon = or_(claim_board.c.closes_at <= now + WEEK_AT_MOST, claim_board.c.next_check_at <= now)
    base = select(*_COLUMNS).where(claim_board.c.is_settled == false(), soon)
    by_owner: dict[str, list[str]] = {}
    for one in wanted:
        for person in one.people:
            by_owner.setdefault(person, []).append(one.reader)
    found: dict[str, list[Any]] = {one.reader: [] for one in wanted}
    for row in _rows(connection, base, claim_board.c.owner, by_owner):
        for reader in by_owner[row.owner]:
            found[reader].append(row)
    for kind, column in (("claim", claim_board.c.claim), ("question", claim_board.c.question)):
        by_target = _readers_by_target(wanted, kind)
        for row in _rows(connection, base, column, by_target):
            for reader in by_target[getattr(row, kind)]:
                found[reader].append(row)
    for target, readers in _readers_by_target(wanted, "tag").items():
        holds = claim_board.c.labels.contains(label("tag", target), autoescape=True)
        for row in connection.execute(base.where(holds).order_by(claim_board.c.stream_id)):
            for reader in readers:
                found[reader].append(row)
    for row, readers in _of_sources(connection, base, wanted, named):
        for reader in readers:
            found[reader].append(row)
    by_desk = _readers_by_target(wanted, "desk")
    has_desk = base.where(claim_board.c.desk.is_not(None)).order_by(claim_board.c.stream_id)
    for row in connection.execute(has_desk) if by_desk else ():
        # Desks are kept as they were typed and followed in any case.
        for reader in by_desk.get(follows.folded("desk", row.desk), ()):
            found[reader].append(row)
    return found


def _of_sources(
    connection: Connection, base: Select[Any], wanted: Sequence[_Wanted], named: _Named
) -> Iterator[tuple[Any, list[str]]]:
    """Give the claims of outlets and sources that are followed, each with the readers who follow that one."""
    for kind in _SOURCES:
        for target, readers in _readers_by_target(wanted, kind).items():
            has = claim_labels.has(claim_board.c.stream_id, tuple(named[target].items()), walks=False)
            for row in connection.execute(base.where(has).order_by(claim_board.c.stream_id)):
                yield row, readers


def _rows(
    connection: Connection, base: Select[Any], column: ColumnElement[Any], wanted: Mapping[str, Any]
) -> Iterable[Any]:
    values = sorted(wanted)
    for start in range(0, len(values), looking.BATCH):
        part = column.in_(values[start : start + looking.BATCH])
        yield from connection.execute(base.where(part).order_by(claim_board.c.stream_id))


def _readers_by_target(wanted: Sequence[_Wanted], kind: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in wanted:
        for target in dict.fromkeys(follow.target for follow in one.follows if follow.kind == kind):
            found.setdefault(target, []).append(one.reader)
    return found


def _concerns(row: Any, wanted: _Wanted, named: _Named) -> bool:
    if row.owner in wanted.people:
        return True
    return any(_is_followed(row, one, named) for one in wanted.follows)


def _is_followed(row: Any, one: follows.Follow, named: _Named) -> bool:
    match one.kind:
        case "claim":
            return bool(one.target == row.claim)
        case "question":
            return bool(one.target == row.question)
        case "tag":
            return label("tag", one.target) in row.labels
        case "desk":
            return row.desk is not None and follows.folded("desk", row.desk) == one.target
        case "outlet" | "source":
            names = ((type_, name) for type_, found in named[one.target].items() for name in found)
            return any(folded_text(type_, name) in row.labels for type_, name in names)


def _listed(row: Any, reader: str, now: datetime) -> Listed:
    return Listed(
        id=row.claim,
        number=row.stream_id,
        deadlines=Deadlines(
            week_at=row.week_at,
            last_day_at=row.last_day_at,
            closes_at=row.closes_at,
            next_check_at=row.next_check_at,
            has_date=row.has_date,
        ),
        question=row.question,
        is_settled=row.is_settled,
        is_asleep=row.snoozed_until_at is not None and row.snoozed_until_at > now,
        is_own=row.owner == reader,
    )

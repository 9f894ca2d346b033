"""Digests: who is due one at their local time, and the ids that go into it; written when it is taken."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from email.headerregistry import Address
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Date,
    Index,
    String,
    Table,
    and_,
    bindparam,
    func,
    insert,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.exc import IntegrityError

from service.access import accounts, letter_choices
from service.access.letter_choices import people as people_of
from service.database import CommitUnknown, Instant, StartOver, Unavailable, metadata, reading, transact
from service.domain.reminding import Person, is_away, is_paused
from service.domain.reminding.digesting import (
    FIRST_SINCE,
    MOST_SINCE,
    Section,
    last_turn,
    next_turn,
    sections_of,
    told_since,
)
from service.mail import outbox
from service.mail.messages import message_id, sender_of
from service.rounds.digest_items import Changes, changes_since, items_of
from service.wiring import Wiring

logger = logging.getLogger(__name__)

#: People whose digests are made in one transaction.
BATCH = 200

digest_turns = Table(
    "digest_turns",
    metadata,
    Column("account", String(64), primary_key=True),
    #: Null where none is wanted.
    Column("next_at", Instant),
    #: When the choices were made that `next_at` rests on.
    Column("chosen_at", Instant),
    #: The local day of the last one that was due, and the instant at which it was made or left out.
    Column("last_day", Date),
    Column("last_at", Instant),
    Index("ix_digest_turns_next_at", "next_at"),
)
#: One row for each digest; the key lets nobody have two on one local day.
digests = Table(
    "digests",
    metadata,
    Column("account", String(64), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("letter", String(64), nullable=False),
    #: What changed after this instant is told.
    Column("since", Instant, nullable=False),
    Index("ix_digests_letter", "letter"),
)
#: Many people's turns in one go.
_SET_TURN = (
    update(digest_turns)
    .where(digest_turns.c.account == bindparam("whose"))
    .values({name: bindparam(name) for name in ("next_at", "last_day", "last_at")})
)


def digest(wiring: Wiring, *, should_stop: Callable[[], bool]) -> int:
    """Queue the digests that are due and return how many letters that made.

    Raises:
        MailSettingsError: nobody can be written to; the digests stay due.
    """
    sender = sender_of(wiring.settings.mail_from)
    transact(wiring.engine, lambda connection: _schedule(connection, wiring))
    with reading(wiring.engine) as connection:
        since = _oldest_since(connection, wiring.now())
        changes = None if since is None else changes_since(connection, since)
    count = 0
    failed: set[str] = set()
    while changes is not None and not should_stop():
        taken, queued = _digest_batch(wiring, changes, failed, sender)
        count += queued
        if not taken:
            break
    return count


def of_letter(connection: Connection, letter_id: str) -> tuple[str, datetime] | None:
    """Return whose digest a letter is, and since when it tells of changes; None where it is none."""
    query = select(digests.c.account, digests.c.since).where(digests.c.letter == letter_id)
    row = connection.execute(query).one_or_none()
    return None if row is None else (row.account, row.since)


def claims_in(connection: Connection, letter_id: str) -> frozenset[str]:
    """Return the claims that were queued with a digest."""
    return frozenset(outbox.claims_in(connection, letter_id))


def sections_for(
    connection: Connection, account_id: str, wiring: Wiring, *, since: datetime, only: Collection[str]
) -> list[Section]:
    """Return what stands in a person's digest at this moment.

    Args:
        only: the claims that were queued; of all others no more than the number is told.
    """
    now = wiring.now()
    person = people_of(connection, [account_id], zone=wiring.settings.zone)
    items = items_of(connection, person, changes_since(connection, since), {account_id: since}, wiring)
    found = sections_of(items.get(account_id, ()), now)
    made = [replace(one, items=tuple(item for item in one.items if item.id in only)) for one in found]
    return [one for one in made if one.count]


def choices_stand(person: Person | None, now: datetime) -> str | None:
    """Say why a digest is not sent any more, or None where it is."""
    if person is None:
        return "unknown_account"
    if not person.is_active:
        return "account_inactive"
    if person.choices.digest == "off":
        return "unsubscribed"
    return "letters_paused" if is_paused(person.choices, now) else None


def _digest_batch(
    wiring: Wiring, changes: Changes, failed: set[str], sender: Address
) -> tuple[Sequence[Any], int]:
    """Queue one batch; return whose turn it was, and how many letters it made."""
    taken: list[Any] = []

    def work(connection: Connection) -> int:
        taken[:] = _take(connection, wiring.now(), failed)
        return _queue_all(connection, taken, changes, wiring, lambda name: message_id(name, sender))

    try:
        return taken, transact(wiring.engine, work)
    except (CommitUnknown, Unavailable):
        raise
    except Exception:
        logger.exception("digests of %d people could not be queued", len(taken))
        failed |= {row.account for row in taken}
    return taken, 0


def _schedule(connection: Connection, wiring: Wiring) -> None:
    """Give a turn to everybody who has none yet, or chose otherwise since."""
    turns, chosen, everybody = digest_turns.c, letter_choices.table.c, accounts.table.c
    wants_one = func.coalesce(chosen.digest, "weekdays") != "off"
    is_stale = or_(
        turns.account.is_(None),
        func.coalesce(chosen.changed_at, -1) != func.coalesce(turns.chosen_at, -1),
        and_(turns.next_at.is_(None), wants_one),
    )
    query = (
        select(everybody.id, chosen.changed_at, turns.account, turns.last_day)
        .select_from(
            accounts.table.outerjoin(digest_turns, turns.account == everybody.id).outerjoin(
                letter_choices.table, chosen.account == everybody.id
            )
        )
        .where(everybody.is_active == true(), is_stale)
        .order_by(everybody.id)
    )
    rows = connection.execute(query).all()
    now = wiring.now()
    people = people_of(connection, [row.id for row in rows], zone=wiring.settings.zone)
    for row in rows:
        turn = next_turn(people[row.id].choices, now, last_day=row.last_day)
        values = {"next_at": None if turn is None else turn.at, "chosen_at": row.changed_at}
        if row.account is None:
            _give_first_turn(connection, row.id, values)
        else:
            connection.execute(update(digest_turns).where(turns.account == row.id).values(values))


def _give_first_turn(connection: Connection, account_id: str, values: dict[str, Any]) -> None:
    try:
        connection.execute(insert(digest_turns).values(account=account_id, **values))
    except IntegrityError as error:
        raise StartOver("another scheduler gave the same person a turn") from error


def _oldest_since(connection: Connection, now: datetime) -> datetime | None:
    """Return from when on changes are told in the digests that are due; None where none is."""
    query = select(func.count(), func.min(digest_turns.c.last_at)).where(digest_turns.c.next_at <= now)
    count, last_at = connection.execute(query).one()
    if not count:
        return None
    return max(now - MOST_SINCE, min(last_at or now, now - FIRST_SINCE))


def _take(connection: Connection, now: datetime, failed: Collection[str]) -> Sequence[Any]:
    query = (
        select(digest_turns)
        .where(digest_turns.c.next_at <= now, digest_turns.c.account.not_in(sorted(failed)))
        .order_by(digest_turns.c.next_at, digest_turns.c.account)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    return connection.execute(query).all()


def _queue_all(
    connection: Connection,
    taken: Sequence[Any],
    changes: Changes,
    wiring: Wiring,
    message_id_of: Callable[[str], str],
) -> int:
    now = wiring.now()
    people = people_of(connection, [row.account for row in taken], zone=wiring.settings.zone)
    since = {row.account: told_since(row.last_at, now) for row in taken}
    wanted = {name: one for name, one in people.items() if _gets_one(one, now)}
    items = items_of(connection, wanted, changes, since, wiring)
    made: list[Made] = []
    turns: list[dict[str, Any]] = []
    for row in taken:
        person = people.get(row.account)
        turn = None if person is None else last_turn(person.choices, now)
        is_new = turn is not None and (row.last_day is None or turn.day > row.last_day)
        if person is not None and turn is not None and is_new and row.account in wanted:
            sections = sections_of(items.get(row.account, ()), now)
            if sections or not person.choices.skips_empty:
                made.append(Made(person.id, turn.day, since[person.id], sections))
        turns.append(_turn_after(row, person, None if turn is None else turn.day, now))
    queue_made(connection, made, wiring, message_id_of)
    if turns:
        connection.execute(_SET_TURN, turns)
    return len(made)


@dataclass(frozen=True, slots=True)
class Made:
    """One person's digest of a day: what stands in it, and since when it tells of changes."""

    account: str
    day: date
    since: datetime
    sections: Sequence[Section]


def queue_made(
    connection: Connection, made: Sequence[Made], wiring: Wiring, message_id_of: Callable[[str], str]
) -> None:
    """Queue digests; the table refuses a second one for the same person and day."""
    if not made:
        return
    queued = [
        outbox.Queued(
            letter_id=wiring.new_id("let"),
            occasion="digest",
            recipient=one.account,
            claims=[item.id for section in one.sections for item in section.items],
            message_id=message_id_of(f"dig_{one.account.partition('_')[2]}.{one.day:%Y%m%d}"),
        )
        for one in made
    ]
    rows = [
        {"account": one.account, "day": one.day, "letter": letter.letter_id, "since": one.since}
        for one, letter in zip(made, queued, strict=True)
    ]
    now = wiring.now()
    connection.execute(insert(digests), rows)
    outbox.queue_all(connection, queued, now, now=now)


def _turn_after(row: Any, person: Person | None, day: date | None, now: datetime) -> dict[str, Any]:
    """Return what `_SET_TURN` writes for one person."""
    last_day = max((one for one in (row.last_day, day) if one is not None), default=None)
    is_there = person is not None and person.is_active
    turn = next_turn(person.choices, now, last_day=last_day) if person is not None and is_there else None
    at = None if turn is None else turn.at
    return {"whose": row.account, "next_at": at, "last_day": last_day, "last_at": now}


def _gets_one(person: Person, now: datetime) -> bool:
    """While somebody is away, what would be theirs stands in the digest of whoever stands in."""
    return choices_stand(person, now) is None and not is_away(person.choices, now)

"""What must hold after every fault: nothing lost or doubled, one order, true flags, honest letters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, Engine, select, text

from service.database import reading
from service.domain.claim import fold
from service.domain.events import DeadlinePassed
from service.domain.reminding.steps import rung_of
from service.domain.window import closes_at
from service.ledger import log
from service.ledger.log import Stored
from service.ledger.verify import verify
from service.mail import outbox
from service.mail.tries import Letter
from service.read_models.rebuild import differences
from service.rounds import reminding
from tests.faults.writes import Write

#: Longer than two rests of a scheduler and a lease: nothing may be late by more than this.
TICKS = timedelta(minutes=1)
#: Everything that a test may write at most.
MOST = 1_000_000


def broken(
    engine: Engine,
    *,
    writes: Iterable[Write] = (),
    rounds_ran_at: datetime | None = None,
    arrived: Sequence[str] | None = None,
) -> list[str]:
    """Return what does not hold, each in words; nothing where everything does.

    Args:
        writes: what clients wrote, each with what it was told.
        rounds_ran_at: when a scheduler had its last whole round, where a test ran one.
        arrived: the Message-ID of every copy that the mail server took.
    """
    with reading(engine) as connection:
        stored = log.read_after(connection, 0, most=MOST)
        found = [*_order(connection), *_lost_or_doubled(stored, list(writes)), *_flags(stored)]
        found += [f"FOLD {one}" for one in differences(connection)]
        found += [f"VERIFY {one}" for one in verify(connection).broken]
        if rounds_ran_at is not None:
            found += [*_not_flagged(stored, rounds_ran_at), *_reminders(connection, stored, rounds_ran_at)]
        if arrived is not None:
            found += _copies(outbox.every(connection, most=MOST), arrived)
    return found + _file_or_indexes(engine)


def digest(engine: Engine, *, until: int | None = None) -> tuple[int, str]:
    """Return a position and a hash of every event up to it, as stored; of all where none is given."""
    with reading(engine) as connection:
        last = log.head(connection) if until is None else until
        query = select(log.events).where(log.events.c.position <= last).order_by(log.events.c.position)
        seal = sha256()
        for row in connection.execute(query):
            seal.update(repr(tuple(row)).encode())
    return last, seal.hexdigest()


def _order(connection: Connection) -> Iterator[str]:
    """SEQ: versions of a stream are 1, 2, 3 without a hole."""
    query = text(
        "SELECT stream_id FROM events GROUP BY stream_id"
        " HAVING COUNT(*) <> MAX(version) OR MIN(version) <> 1 ORDER BY stream_id"
    )
    for stream in connection.execute(query).scalars():
        yield f"SEQ stream {stream} has a hole"


def _lost_or_doubled(stored: Sequence[Stored], writes: Sequence[Write]) -> Iterator[str]:
    """LOST, TWICE, GHOST: each write stands as often, and where, its client was told."""
    places: dict[str, list[tuple[str, int]]] = {}
    for one in stored:
        words = getattr(one.entry.event, "note", None) or getattr(one.entry.event, "text", None)
        if words is not None:
            places.setdefault(words, []).append((one.stream, one.entry.version))
    for write in writes:
        found = places.get(write.words, [])
        if len(found) > 1:
            yield f"TWICE {write.words} stands at {found}"
        if write.told == "done" and write.place not in found:
            yield f"LOST {write.words} was promised at {write.place} and stands at {found}"
        if write.told == "refused" and found:
            yield f"GHOST {write.words} was refused and stands at {found}"


def _histories(stored: Sequence[Stored]) -> dict[str, list[Stored]]:
    found: dict[str, list[Stored]] = {}
    for one in stored:
        if one.stream_kind == "claim":
            found.setdefault(one.stream, []).append(one)
    return found


def _flags(stored: Sequence[Stored]) -> Iterator[str]:
    """OVER1, OVERTRUE: one flag for each arming, and the claim was open and its window closed before it."""
    for name, history in _histories(stored).items():
        flags = [one for one in history if isinstance(one.entry.event, DeadlinePassed)]
        armings = Counter(_arming(one) for one in flags)
        for arming, count in armings.items():
            if count > 1:
                yield f"OVER1 {name} has {count} flags of arming {arming}"
        for flag in flags:
            before = fold([one.entry for one in history[: flag.entry.version - 1]])
            if before is None or before.is_settled:
                yield f"OVERTRUE {name} was flagged when it was not open"
            elif (end := closes_at(before.window)) is None or end > flag.recorded_at:
                yield f"OVERTRUE {name} was flagged before its window closed"


def _arming(flag: Stored) -> int:
    event = flag.entry.event
    assert isinstance(event, DeadlinePassed)
    return event.arming


def _not_flagged(stored: Sequence[Stored], ran_at: datetime) -> Iterator[str]:
    """OVER: whatever was open when its window closed is on record as such."""
    for name, history in _histories(stored).items():
        claim = fold([one.entry for one in history])
        if claim is None or claim.is_settled or claim.is_flagged or claim.condition is not None:
            continue
        end = closes_at(claim.window)
        if end is not None and end < ran_at - TICKS and claim.expects == "happens_by":
            yield f"OVER {name} has passed and is not flagged"


def _reminders(connection: Connection, stored: Sequence[Stored], ran_at: datetime) -> Iterator[str]:
    """MAIL: each flag with somebody to ask has its reminder, and each reminder its letter or its reason."""
    letters = {one.id: one for one in outbox.every(connection, most=MOST)}
    histories = _histories(stored)
    for name, planned in reminding.of_claims(connection, sorted(histories)).items():
        for one in planned:
            if one.state in ("queued", "sent") and one.letter not in letters:
                yield f"MAIL a reminder of {name} has no letter"
            if one.state == "planned" and one.due_at < ran_at - TICKS and one.reason != "snoozed":
                yield f"MAIL a reminder of {name} is planned and was forgotten"
            if one.state == "queued" and letters[one.letter or ""].state not in ("due", "sending"):
                yield f"MAIL a reminder of {name} waits for a letter that is at rest"
    yield from _unasked(connection, histories)
    for letter in letters.values():
        if letter.lease_until is not None and letter.lease_until < ran_at - TICKS:
            yield f"MAIL {letter.id} is being sent by nobody"


def _unasked(connection: Connection, histories: dict[str, list[Stored]]) -> Iterator[str]:
    asked = reminding.of_claims(connection, sorted(histories))
    for name, history in histories.items():
        claim = fold([one.entry for one in history])
        if claim is None or claim.is_settled or not claim.is_flagged or claim.checks or claim.snoozed_until:
            continue
        steps = [one.reminder.step for one in asked.get(name, ()) if one.reminder.arming == claim.arming]
        if not any(rung_of(step) is not None for step in steps):
            yield f"MAIL {name} is flagged and nobody was asked, nor is it said why"


def _copies(letters: Sequence[Letter], arrived: Sequence[str]) -> Iterator[str]:
    """MAIL1: of each letter at most one copy, and one more for each try whose outcome is unknown."""
    copies, by_id = Counter(arrived), {one.message_id: one for one in letters}
    for message_id, count in copies.items():
        letter = by_id.get(message_id)
        if letter is None:
            yield f"MAIL1 {message_id} arrived and is none of ours"
        elif count > 1 + letter.unknown_tries:
            yield f"MAIL1 {message_id} arrived {count} times after {letter.unknown_tries} unknown tries"
        elif letter.state in ("due", "dropped", "dead") and not letter.unknown_tries:
            yield f"MAIL1 {message_id} arrived and is {letter.state}"
    for letter in letters:
        if letter.state == "sent" and letter.via == "smtp" and letter.message_id not in copies:
            yield f"MAIL1 {letter.message_id} counts as sent and never arrived"


def _file_or_indexes(engine: Engine) -> list[str]:
    """DBOK: the database itself finds nothing wrong with what it keeps."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            checked = [
                *connection.exec_driver_sql("PRAGMA integrity_check").scalars(),
                *(str(row) for row in connection.exec_driver_sql("PRAGMA foreign_key_check")),
            ]
            return [f"DBOK {one}" for one in checked if one != "ok"]
        with connection.begin() as transaction:
            connection.exec_driver_sql("CREATE EXTENSION amcheck")
            found = list(connection.exec_driver_sql(_AMCHECK))
            transaction.rollback()
    return [f"DBOK {row}" for row in found]


#: Checks every table and every B-tree index of ours; an index that is broken is an error by itself.
_AMCHECK = """
    SELECT relname, msg FROM pg_class CROSS JOIN LATERAL verify_heapam(oid)
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    UNION ALL
    SELECT indexes.relname, checked::text
    FROM pg_class indexes JOIN pg_am ON pg_am.oid = indexes.relam AND amname = 'btree'
    CROSS JOIN LATERAL bt_index_check(indexes.oid, true) AS checked
    WHERE indexes.relkind = 'i' AND indexes.relnamespace = 'public'::regnamespace
      AND checked::text <> ''
"""

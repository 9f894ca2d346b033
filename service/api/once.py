"""A write is made once: under its idempotency key, tried only, or found again after a lost COMMIT."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from service.access import guards
from service.changes.claims import Written
from service.database import Connection, StartOver, transact
from service.ledger import keys, log
from service.ledger.keys import Answer, Key
from service.ledger.log import Stored
from service.wiring import Wiring


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a change came to, still inside its transaction."""

    answer: Answer
    #: The answer as it is kept for replays, where that differs: without secrets.
    kept: Answer | None = None
    #: The claim it speaks of; a redaction there destroys the kept answer.
    stream: str | None = None
    #: Says on a new connection whether the change stands: True, False (never will), None (not known).
    stands: Callable[[Connection], bool | None]


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer to a write, and whether it was given before."""

    answer: Answer
    is_replayed: bool = False


class _OnlyTried(Exception):
    """Takes the answer of a dry run out of the transaction and leaves nothing behind."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


def once(
    wiring: Wiring,
    work: Callable[[Connection], Made],
    *,
    key: Key | None,
    now: datetime,
    dry_run: bool = False,
    changes: str | None = None,
) -> Answered:
    """Make the change in one transaction, with its answer kept under the key, and return the answer.

    Args:
        dry_run: check everything, and write nothing; the key is not taken.
        changes: the stream it changes; where another change came first, the next try makes others wait.

    Raises:
        Whatever the work refuses; KeyReused, KeyAnswerGone; Unavailable, CommitUnknown.
    """
    trial = _Trial(wiring, work, key, now, dry_run, changes)
    try:
        answered = transact(wiring.engine, trial.write, recover=trial.recover)
    except _OnlyTried as tried:
        answered = Answered(tried.answer, is_replayed=True)
    if answered.is_replayed:
        guards.mark_recorded()
    return Answered(answered.answer) if dry_run else answered


@dataclass
class _Trial:
    """One write, from its first try to its last."""

    wiring: Wiring
    work: Callable[[Connection], Made]
    key: Key | None
    now: datetime
    dry_run: bool
    changes: str | None
    tries: int = 0
    #: What the last try came to, as far as it got.
    made: Made | None = None

    def write(self, connection: Connection) -> Answered:
        """Try once, in this transaction."""
        self.tries, self.made = self.tries + 1, None
        key = None if self.dry_run else self.key
        if key is not None:
            first = keys.first_answer(connection, key)
            if first is not None:
                return Answered(first, is_replayed=True)
            keys.take(connection, key, self.now)
        if self.changes is not None and self.tries > 1:
            log.hold(connection, self.changes)
        made = self.made = self.work(connection)
        if self.dry_run:
            raise _OnlyTried(made.answer)
        if key is not None:
            number = None if made.stream is None else log.id_of(connection, made.stream)
            keys.keep_answer(connection, key, made.kept or made.answer, stream_id=number)
        guards.record_write(connection, self.wiring, status=made.answer.status)
        return Answered(made.answer)

    def recover(self, connection: Connection) -> Answered | None:
        """Ask what became of the last try."""
        return recovered(connection, self.key, self.made)


def recovered(connection: Connection, key: Key | None, made: Made | None) -> Answered | None:
    """Return the answer of a write whose COMMIT was lost, if it took effect; None where nobody can say yet.

    Raises:
        StartOver: something else stands where it would; it never took effect and may be made again.
    """
    if key is not None:
        first = keys.first_answer(connection, key)
        if first is None:
            return None
        is_ours = made is not None and (made.kept or made.answer) == first
        return Answered(made.answer if made and is_ours else first, is_replayed=not is_ours)
    stands = None if made is None else made.stands(connection)
    if stands is False:
        raise StartOver("another change stands where this one would")
    return Answered(made.answer) if made and stands else None


def stands_in_ledger(written: Written) -> Callable[[Connection], bool | None]:
    """Return what says whether a change of a claim stands: its last entry, with its place and its time."""
    return stands_at(written.claim_id, written.entries[-1])


def stands_at(stream: str, ours: Stored) -> Callable[[Connection], bool | None]:
    """Return what says whether a change of a stream stands: its last entry, with its place and its time."""

    def stands(connection: Connection) -> bool | None:
        for stored in log.read(connection, stream):
            if stored.entry.version == ours.entry.version:
                return stored == ours
        return None

    return stands

"""Follows the claims that others wait for: opens windows, meets conditions, and takes both back."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import BigInteger, Column, Connection, SmallInteger, Table, select, update

from service.changes.claims import Context
from service.changes.dependents import follow_others
from service.database import CommitUnknown, Unavailable, metadata, reading, transact
from service.domain.roles import SCHEDULER
from service.ledger import log
from service.read_models import claim_board
from service.wiring import Wiring

logger = logging.getLogger(__name__)

#: Claims looked at in one transaction.
BATCH = 50
#: One row: the position in the log up to which every claim that waits for another one has been looked at.
followed_log = Table(
    "followed_log",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("position", BigInteger, nullable=False),
)
#: The mark before the first round.
NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Followed:
    """How many claims got an entry, and those that could not be looked at, each with the reason."""

    count: int
    parked: dict[str, str]


def follow(wiring: Wiring, *, should_stop: Callable[[], bool]) -> Followed:
    """Note on every claim what became of those it waits for since the last round.

    Only what changed in the log is looked at; before there is a mark in it, every claim that waits. What is
    noted changes the log in turn, so it goes on until nothing more follows. Several schedulers may do
    the same at once: each claim is decided on anew in its own transaction, and the mark only goes forward.
    Where a claim cannot be looked at, the mark stays: the next round tries again.
    """
    count = 0
    parked: dict[str, str] = {}
    while not should_stop():
        marked, head, waiting = _find(wiring)
        if marked == head:
            break
        done = _follow_all(wiring, waiting, parked, should_stop)
        count += done
        if parked or should_stop():
            break
        transact(wiring.engine, partial(_mark, position=head))
    return Followed(count, parked)


def _find(wiring: Wiring) -> tuple[int, int, list[str]]:
    """Return the mark, the head of the log, and the claims to be looked at between them."""
    with reading(wiring.engine) as connection:
        marked = connection.execute(select(followed_log.c.position)).scalar_one()
        head = log.head(connection)
        if marked == NOWHERE:
            return marked, head, claim_board.waiting(connection)
        if marked == head:
            return marked, head, []
        return marked, head, claim_board.waiting_on_changed(connection, after=marked, until=head)


def _follow_all(
    wiring: Wiring, waiting: Sequence[str], parked: dict[str, str], should_stop: Callable[[], bool]
) -> int:
    count = 0
    for start in range(0, len(waiting), BATCH):
        if should_stop():
            break
        batch = waiting[start : start + BATCH]
        try:
            count += _follow_batch(wiring, batch)
        except (CommitUnknown, Unavailable):
            raise
        except Exception:
            logger.exception("a batch of %d claims that wait could not be followed; one by one", len(batch))
            count += sum(_follow_alone(wiring, claim_id, parked) for claim_id in batch)
    return count


def _follow_batch(wiring: Wiring, claim_ids: Sequence[str]) -> int:
    def work(connection: Connection) -> int:
        context = Context(actor=SCHEDULER, now=wiring.now(), zone=wiring.settings.zone, new_id=wiring.new_id)
        return len(follow_others(connection, claim_ids, context))

    return transact(wiring.engine, work)


def _follow_alone(wiring: Wiring, claim_id: str, parked: dict[str, str]) -> int:
    try:
        return _follow_batch(wiring, [claim_id])
    except (CommitUnknown, Unavailable):
        raise
    except Exception as error:
        logger.exception("claim %s cannot follow those it waits for", claim_id)
        parked[claim_id] = f"{type(error).__name__}: {error}"[:200]
    return 0


def _mark(connection: Connection, position: int) -> None:
    """Move the mark forward; another scheduler may have it further on already."""
    connection.execute(
        update(followed_log).where(followed_log.c.position < position).values(position=position)
    )

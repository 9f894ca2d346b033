"""Flags the claims whose date has passed, in batches, and puts each on its ladder of reminders."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Integer, String, Table, insert

from service.changes import claims
from service.database import CommitUnknown, Instant, Unavailable, metadata, reading, transact
from service.domain.claim import Claim
from service.domain.reminding import is_old_import, reminder_of
from service.domain.roles import SCHEDULER
from service.read_models import claim_board
from service.rounds import ladders, looking, reminding
from service.wiring import Wiring

logger = logging.getLogger(__name__)

#: Claims flagged in one transaction; whoever writes to one of them waits until it ends.
BATCH = 200
#: How often, and how long apart, to look again while another scheduler is at the rest: whoever reminds
#: next should see all that is due, and not write twice to the same person.
MOST_LOOKS = 100
LOOK_AGAIN_SECONDS = 0.05

#: Unique for good, whatever goes wrong above it: no arming of a claim is flagged twice.
flagged_armings = Table(
    "flagged_armings",
    metadata,
    Column("claim", String(64), primary_key=True),
    Column("arming", Integer, primary_key=True, autoincrement=False),
    Column("flagged_at", Instant, nullable=False),
)


class NotFlagged(Exception):
    """The board says that a claim's date has passed, and its history does not. Rebuild the read models."""


@dataclass(frozen=True, slots=True)
class Flagged:
    """How many claims were flagged, and those that could not be, each with the reason."""

    count: int
    parked: dict[str, str]


def flag(
    wiring: Wiring, *, should_stop: Callable[[], bool], pause: Callable[[float], None] = time.sleep
) -> Flagged:
    """Flag every claim whose date has passed, until none is left that could be.

    A claim that cannot be flagged is left out for this round and named; the others go on.
    """
    count, looks = 0, 0
    parked: dict[str, str] = {}
    while not should_stop() and looks <= MOST_LOOKS:
        done = _flag_batch(wiring, parked)
        count += done
        if done:
            continue
        if not _some_are_left(wiring, parked):
            break
        looks += 1
        pause(LOOK_AGAIN_SECONDS)
    return Flagged(count, parked)


def _flag_batch(wiring: Wiring, parked: dict[str, str]) -> int:
    """Flag one batch and return how many it were; name in `parked` those that cannot be."""
    taken: list[str] = []

    def work(connection: Connection) -> int:
        taken[:] = _take(connection, wiring.now(), parked)
        return _flag_these(connection, taken, wiring)

    try:
        return transact(wiring.engine, work)
    except (CommitUnknown, Unavailable):
        raise
    except Exception:
        logger.exception("a batch of %d claims could not be flagged; trying one by one", len(taken))
    return sum(_flag_alone(wiring, claim_id, parked) for claim_id in taken)


def _flag_alone(wiring: Wiring, claim_id: str, parked: dict[str, str]) -> int:
    try:
        return transact(wiring.engine, lambda connection: _flag_these(connection, [claim_id], wiring))
    except (CommitUnknown, Unavailable):
        raise
    except Exception as error:
        logger.exception("claim %s cannot be flagged", claim_id)
        parked[claim_id] = f"{type(error).__name__}: {error}"[:200]
    return 0


def _take(connection: Connection, now: datetime, parked: dict[str, str]) -> list[str]:
    """Take claims that nobody else is at; on PostgreSQL they stay taken until the transaction ends."""
    found = claim_board.to_flag(connection, now, most=BATCH + len(parked), skip_locked=True)
    return [claim_id for claim_id in found if claim_id not in parked][:BATCH]


def _flag_these(connection: Connection, claim_ids: Sequence[str], wiring: Wiring) -> int:
    """Write flags and ladders in one transaction: a crash in between loses neither."""
    now = wiring.now()
    context = claims.Context(actor=SCHEDULER, now=now, zone=wiring.settings.zone, new_id=wiring.new_id)
    written = claims.pass_deadlines(connection, claim_ids, context)
    missing = set(claim_ids) - {one.claim_id for one in written}
    # Another scheduler may have been done with them just before their streams were taken here.
    if missing and (left := claim_board.still_to_flag(connection, missing, now)):
        raise NotFlagged(", ".join(sorted(left)))
    if not written:
        return 0
    rows = [{"claim": one.claim_id, "arming": one.claim.arming, "flagged_at": now} for one in written]
    connection.execute(insert(flagged_armings), rows)
    _have_asked(connection, {one.claim_id: one.claim for one in written}, now)
    return len(written)


def _have_asked(connection: Connection, flagged: Mapping[str, Claim], now: datetime) -> None:
    """Put these claims on the ladder; those that came in with a file after their date write to nobody."""
    armed_at = looking.armed_at_of(connection, {claim_id: one.arming for claim_id, one in flagged.items()})
    old = [
        reminding.Plan(reminder_of(claim_id, claim), "imported_after_its_date")
        for claim_id, claim in flagged.items()
        if is_old_import(claim, logged_at=armed_at[claim_id])
    ]
    reminding.plan(connection, old, now)
    passed_by = {one.reminder.claim for one in old}
    armings = {
        (claim_id, claim.arming): armed_at[claim_id]
        for claim_id, claim in flagged.items()
        if claim_id not in passed_by
    }
    ladders.arm(connection, armings, now)


def _some_are_left(wiring: Wiring, parked: dict[str, str]) -> bool:
    with reading(wiring.engine) as connection:
        found = claim_board.to_flag(connection, wiring.now(), most=len(parked) + 1, skip_locked=False)
    return any(claim_id not in parked for claim_id in found)

"""Flags the claims whose date has passed, in batches, and plans who is reminded of each."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Integer, String, Table, insert, select

from service.changes import claims
from service.database import Instant, from_microseconds, metadata, transact
from service.domain.reminding import reminder_of, skip_reason
from service.domain.roles import SCHEDULER
from service.ledger import log
from service.read_models import claim_board
from service.rounds import reminding
from service.wiring import Wiring

logger = logging.getLogger(__name__)

#: Claims flagged in one transaction. Others wait for the head of the log while it lasts.
BATCH = 200
#: How often to look again while another scheduler holds the rest, so that one round sees all of it.
MOST_LOOKS = 100
LOOK_AGAIN_SECONDS = 0.05

#: Unique for good, whatever goes wrong above: no arming of a claim is flagged twice.
flagged_armings = Table(
    "flagged_armings",
    metadata,
    Column("claim", String(64), primary_key=True),
    Column("arming", Integer, primary_key=True, autoincrement=False),
    Column("flagged_at", Instant, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Flagged:
    """How many claims were flagged, and which could not be."""

    count: int
    parked: tuple[str, ...] = ()


def flag(
    wiring: Wiring,
    *,
    should_stop: Callable[[], bool],
    pause: Callable[[float], None] = time.sleep,
) -> Flagged:
    """Flag every claim whose date has passed, until none is left that nobody else is flagging.

    A claim that cannot be flagged is left out for this round and named; the others go on.
    """
    count, looks = 0, 0
    parked: list[str] = []
    while not should_stop():
        found = _flag_batch(wiring, len(parked))
        if found.stuck:
            done, broken = _flag_one_by_one(wiring, [one for one in found.stuck if one not in parked])
            count += done
            parked += broken
        count += found.count
        if found.count or (found.stuck and found.stuck != parked):
            continue
        looks += 1
        if looks > MOST_LOOKS or not _others_are_at_it(wiring, parked):
            break
        pause(LOOK_AGAIN_SECONDS)
    return Flagged(count, tuple(parked))

"""One round: follow claims that wait, flag what is past due, write to people, deliver, put on record."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from service.database import transact
from service.mail.messages import one_line
from service.rounds import record
from service.rounds.delivering import Delivered, deliver
from service.rounds.dependents import Followed, follow
from service.rounds.digesting import digest
from service.rounds.flagging import Flagged, flag
from service.rounds.ladders import Climbed, climb
from service.rounds.noticing import notice
from service.rounds.queueing import remind
from service.rounds.record import Tally
from service.wiring import Wiring

logger = logging.getLogger(__name__)
#: Words kept about what went wrong in one round.
ERROR_MOST = 2000
T = TypeVar("T")


def _go_on() -> bool:
    return False


def run_round(wiring: Wiring, *, worker: str = "by hand", should_stop: Callable[[], bool] = _go_on) -> Tally:
    """Run one round and return what it did, which is on record then.

    A round depends on no other and on no minute; any number may run at once, on one machine or several. A
    step that fails is logged and put on record, and the next one still runs.

    Args:
        worker: names the process, for whoever reads the record.
        should_stop: is asked between claims, people and letters; what is under way is finished.

    Raises:
        Unavailable: the database does not answer, so that nothing could be put on record.
    """
    round_id = wiring.new_id("rnd")
    transact(
        wiring.engine,
        lambda connection: record.begin(connection, round_id=round_id, worker=worker, now=wiring.now()),
    )
    errors: list[str] = []
    followed = _step(lambda: follow(wiring, should_stop=should_stop), Followed(0, {}), "following", errors)
    flagged = _step(lambda: flag(wiring, should_stop=should_stop), Flagged(0, {}), "flagging", errors)
    _step(lambda: notice(wiring, should_stop=should_stop), 0, "noticing", errors)
    climbed = _step(lambda: climb(wiring, should_stop=should_stop), Climbed(0, {}), "asking", errors)
    reminded = _step(lambda: remind(wiring, should_stop=should_stop), 0, "reminding", errors)
    reminded += _step(lambda: digest(wiring, should_stop=should_stop), 0, "digesting", errors)
    delivered = _step(lambda: deliver(wiring, should_stop=should_stop), Delivered(), "delivering", errors)
    errors += [f"following {claim_id}: {reason}" for claim_id, reason in followed.parked.items()]
    errors += [f"flagging {claim_id}: {reason}" for claim_id, reason in flagged.parked.items()]
    errors += [f"asking about {claim_id}: {reason}" for claim_id, reason in climbed.parked.items()]
    errors += [] if delivered.trouble is None else [f"mail: {delivered.trouble}"]
    tally = Tally(
        flagged=flagged.count,
        reminded=reminded,
        sent=delivered.sent,
        failed=delivered.failed,
        error=one_line("; ".join(errors))[:ERROR_MOST] or None,
    )
    transact(wiring.engine, lambda connection: record.finish(connection, round_id, tally, now=wiring.now()))
    return tally


def _step(work: Callable[[], T], nothing: T, name: str, errors: list[str]) -> T:
    try:
        return work()
    except Exception as error:
        logger.exception("%s failed in this round", name)
        errors.append(f"{name}: {type(error).__name__}: {error}")
    return nothing

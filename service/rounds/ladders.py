"""The ladders: one row per claim and arming says when to look again whom to write to about it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Index, Integer, String, Table, false, insert, select, update
from sqlalchemy.exc import IntegrityError

from service.access import follows
from service.database import CommitUnknown, Instant, StartOver, Unavailable, metadata, reading, transact
from service.domain.reminding import AHEAD, principals
from service.domain.reminding.deciding import Looked, decide
from service.read_models.claim_board import claim_board
from service.read_models.claim_rows import ClaimView
from service.rounds import looking, reminding
from service.rounds.reminding import Plan, Planned
from service.wiring import Wiring

logger = logging.getLogger(__name__)

#: Claims looked at in one transaction.
BATCH = 200
#: How often, and how long apart, to look again while another scheduler is at the rest: whoever writes the
#: letters next should see all that one person is to be asked, and not make many letters of it.
MOST_LOOKS = 100
LOOK_AGAIN_SECONDS = 0.05

ladders = Table(
    "ladders",
    metadata,
    Column("claim", String(64), primary_key=True),
    Column("arming", Integer, primary_key=True, autoincrement=False),
    #: When this ledger came to hold the window of this arming; steps never count from before.
    Column("armed_at", Instant, nullable=False),
    #: When to look again; null where nothing comes any more unless something happens to the claim.
    Column("next_at", Instant),
    Index("ix_ladders_next_at", "next_at"),
)


@dataclass(frozen=True, slots=True)
class Climbed:
    """How many claims were looked at, and those that could not be, each with the reason."""

    count: int
    parked: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Rung:
    claim: str
    arming: int
    armed_at: datetime


def climb(
    wiring: Wiring, *, should_stop: Callable[[], bool], pause: Callable[[float], None] = time.sleep
) -> Climbed:
    """Plan the letters of every ladder on which a step is reached; look at no other.

    A claim that cannot be looked at is left out for this round and named; the others go on.
    """
    count, looks = 0, 0
    parked: dict[str, str] = {}
    while not should_stop() and transact(wiring.engine, lambda c: _open_ahead(c, wiring.now())) == BATCH:
        pass
    while not should_stop() and looks <= MOST_LOOKS:
        done = _climb_batch(wiring, parked)
        count += done
        if done:
            continue
        if not _some_are_left(wiring, parked):
            break
        looks += 1
        pause(LOOK_AGAIN_SECONDS)
    return Climbed(count, parked)


def arm(connection: Connection, armings: Mapping[tuple[str, int], datetime], now: datetime) -> None:
    """Have these claims looked at at once, by claim and arming; the values are when they were armed."""
    claims = sorted({claim for claim, _ in armings})
    known: set[tuple[str, int]] = set()
    for start in range(0, len(claims), looking.BATCH):
        part = claims[start : start + looking.BATCH]
        query = select(ladders.c.claim, ladders.c.arming).where(ladders.c.claim.in_(part))
        known |= {(row.claim, row.arming) for row in connection.execute(query.order_by(ladders.c.claim))}
    look_again(connection, [claim for claim, arming in armings if (claim, arming) in known], now)
    new = [
        {"claim": claim, "arming": arming, "armed_at": armed_at, "next_at": now}
        for (claim, arming), armed_at in sorted(armings.items())
        if (claim, arming) not in known
    ]
    if new:
        try:
            connection.execute(insert(ladders), new)
        except IntegrityError as error:
            raise StartOver("another scheduler put the same claims on the ladder") from error


def look_again(connection: Connection, claim_ids: Sequence[str], now: datetime) -> None:
    """Have these claims looked at in the next round, where they have a ladder."""
    wanted = sorted(set(claim_ids))
    for start in range(0, len(wanted), looking.BATCH):
        part = wanted[start : start + looking.BATCH]
        connection.execute(update(ladders).where(ladders.c.claim.in_(part)).values(next_at=now))


def _open_ahead(connection: Connection, now: datetime) -> int:
    """Give a ladder to claims whose date comes within days, and return how many they were."""
    board = claim_board.c
    has_one = (
        select(ladders.c.claim)
        .where(ladders.c.claim == board.claim, ladders.c.arming == board.arming)
        .exists()
    )
    query = (
        select(board.claim, board.arming)
        .where(board.is_settled == false(), board.closes_at > now, board.closes_at <= now + AHEAD, ~has_one)
        .order_by(board.closes_at, board.stream_id)
        .limit(BATCH)
    )
    found: dict[str, int] = {row.claim: row.arming for row in connection.execute(query)}
    armed = looking.armed_at_of(connection, found)
    arm(connection, {(claim, arming): armed[claim] for claim, arming in found.items()}, now)
    return len(found)


def _climb_batch(wiring: Wiring, parked: dict[str, str]) -> int:
    taken: list[_Rung] = []

    def work(connection: Connection) -> int:
        taken[:] = _take(connection, wiring.now(), parked)
        _look_at(connection, taken, wiring)
        return len(taken)

    try:
        return transact(wiring.engine, work)
    except (CommitUnknown, Unavailable):
        raise
    except Exception:
        logger.exception("a batch of %d ladders could not be looked at; trying one by one", len(taken))
    return sum(_climb_alone(wiring, one, parked) for one in list(taken))


def _some_are_left(wiring: Wiring, parked: dict[str, str]) -> bool:
    query = select(ladders.c.claim).where(ladders.c.next_at <= wiring.now()).order_by(ladders.c.claim)
    with reading(wiring.engine) as connection:
        found = connection.execute(query.limit(len(parked) + 1)).scalars().all()
    return any(claim_id not in parked for claim_id in found)


def _climb_alone(wiring: Wiring, one: _Rung, parked: dict[str, str]) -> int:
    try:
        transact(wiring.engine, lambda connection: _look_at(connection, [one], wiring))
    except (CommitUnknown, Unavailable):
        raise
    except Exception as error:
        logger.exception("nobody can be reminded of claim %s", one.claim)
        parked[one.claim] = f"{type(error).__name__}: {error}"[:200]
    return 1


def _take(connection: Connection, now: datetime, parked: dict[str, str]) -> list[_Rung]:
    query = (
        select(ladders.c.claim, ladders.c.arming, ladders.c.armed_at)
        .where(ladders.c.next_at <= now)
        .order_by(ladders.c.next_at, ladders.c.claim)
        .limit(BATCH + len(parked))
        .with_for_update(skip_locked=True)
    )
    found = [_Rung(*row) for row in connection.execute(query)]
    return [one for one in found if one.claim not in parked][:BATCH]


def _look_at(connection: Connection, taken: Sequence[_Rung], wiring: Wiring) -> None:
    """Plan what each of these ladders comes to, and say when to look again."""
    if not taken:
        return
    now = wiring.now()
    claims = looking.claims_of(connection, [one.claim for one in taken])
    listening = follows.listeners(connection, {view.id: view.claim for view in claims.values()})
    rows = reminding.of_claims(connection, list(claims))
    wanted = {
        principal
        for view in claims.values()
        for principal in principals(view.claim, listening[view.id].followers, listening[view.id].muted)
    }
    newsroom = looking.newsroom_of(connection, sorted(wanted), wiring.settings, now=now)
    for one in taken:
        view = claims.get(one.claim)
        if view is None or view.claim.arming != one.arming:
            _set_next(connection, one, None)
            continue
        had = [row for row in rows.get(one.claim, ()) if row.reminder.arming == one.arming]
        looked = _looked(view, one, listening[view.id], had)
        decided = decide(looked, newsroom, now=now)
        plans = [Plan(reminder) for reminder in decided.reminders]
        nobody = _nobody(looked, plans, had, now)
        reminding.plan_anew(connection, [*plans, *nobody], had, now)
        _set_next(connection, one, decided.look_again_at)


def _looked(view: ClaimView, one: _Rung, listening: follows.Listeners, had: Sequence[Planned]) -> Looked:
    return Looked(
        id=view.id,
        claim=view.claim,
        armed_at=one.armed_at,
        followers=listening.followers,
        muted=listening.muted,
        asked=reminding.asked_in(had),
        told=reminding.told_in(had),
    )


def _nobody(looked: Looked, plans: Sequence[Plan], had: Sequence[Planned], now: datetime) -> list[Plan]:
    """Put on record that a date passed and nobody is there to be asked."""
    claim = looked.claim
    has_passed = claim.is_flagged and claim.owner is None and not looked.followers
    if plans or not has_passed or had:
        return []
    return [Plan(reminding.reminder_to_nobody(looked.id, claim), "nobody_owns_it")]


def _set_next(connection: Connection, one: _Rung, at: datetime | None) -> None:
    connection.execute(
        update(ladders).where(ladders.c.claim == one.claim, ladders.c.arming == one.arming).values(next_at=at)
    )

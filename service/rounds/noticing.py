"""Notices what people did since the last round: tells of moved dates, and has ladders looked at again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, Column, Connection, SmallInteger, Table, select, update

from service.access import follows
from service.database import metadata, transact
from service.domain.reminding import Reminder, principals, readers_for
from service.domain.reminding.deciding import Newsroom
from service.domain.reminding.steps import MOVED
from service.domain.roles import SCHEDULER
from service.ledger import log
from service.read_models.claim_rows import ClaimView
from service.rounds import ladders, looking, reminding
from service.rounds.reminding import Plan
from service.wiring import Wiring

#: Events looked at in one transaction.
BATCH = 500
#: One row: the position in the log up to which everything has been noticed. Whoever looks holds it.
noticed_log = Table(
    "noticed_log",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("position", BigInteger, nullable=False),
)


class _Seen(NamedTuple):
    position: int
    claim: str
    stream_kind: str
    kind: str
    actor: str


def notice(wiring: Wiring, *, should_stop: Callable[[], bool]) -> int:
    """Look at everything that was written since the last round; return how many events that were."""
    count = 0
    while not should_stop():
        done = transact(wiring.engine, lambda connection: _notice(connection, wiring))
        count += done
        if done < BATCH:
            break
    return count


def unnoticed(connection: Connection) -> frozenset[str]:
    """Return the claims that people have written to and no round has looked at yet."""
    position = connection.execute(select(noticed_log.c.position).where(noticed_log.c.id == 1)).scalar_one()
    found: set[str] = set()
    while seen := _seen_after(connection, position):
        found |= {one.claim for one in seen if one.actor != SCHEDULER.id}
        position = seen[-1].position
    return frozenset(found)


def _notice(connection: Connection, wiring: Wiring) -> int:
    position = connection.execute(
        select(noticed_log.c.position).where(noticed_log.c.id == 1).with_for_update()
    ).scalar_one()
    seen = _seen_after(connection, position)
    if not seen:
        return 0
    by_people = [one for one in seen if one.stream_kind == "claim" and one.actor != SCHEDULER.id]
    ladders.look_again(connection, [one.claim for one in by_people], wiring.now())
    moved = {one.claim: one.actor for one in by_people if one.kind == "window_moved"}
    if moved:
        _tell_of_moves(connection, moved, wiring)
    connection.execute(update(noticed_log).where(noticed_log.c.id == 1).values(position=seen[-1].position))
    return len(seen)


def _seen_after(connection: Connection, position: int) -> Sequence[_Seen]:
    events, streams = log.events, log.streams
    query = (
        select(events.c.position, streams.c.key, streams.c.kind, events.c.kind, events.c.actor)
        .join_from(events, streams, streams.c.id == events.c.stream_id)
        .where(events.c.position > position)
        .order_by(events.c.position)
        .limit(BATCH)
    )
    return [_Seen(*row) for row in connection.execute(query)]


def _tell_of_moves(connection: Connection, moved: Mapping[str, str], wiring: Wiring) -> None:
    """Plan a letter to everybody who follows a claim whose date was moved, but for whoever moved it.

    Where it was moved several times since the last round, that is one letter about the last date.
    """
    now = wiring.now()
    claims = looking.claims_of(connection, sorted(moved))
    listening = follows.listeners(connection, {view.id: view.claim for view in claims.values()})
    wanted = {
        view.id: principals(view.claim, listening[view.id].followers, listening[view.id].muted)
        for view in claims.values()
        if not view.claim.is_settled
    }
    everyone = sorted({one for found in wanted.values() for one in found})
    newsroom = looking.newsroom_of(connection, everyone, wiring.settings, now=now)
    had = reminding.of_claims(connection, sorted(wanted))
    for claim_id, found in wanted.items():
        told = [one for one in found if one != moved[claim_id]]
        plans = _plans(claims[claim_id], told, newsroom, now)
        reminding.plan_anew(connection, plans, had.get(claim_id, ()), now)


def _plans(view: ClaimView, told: Sequence[str], newsroom: Newsroom, now: datetime) -> list[Plan]:
    return [
        Plan(
            Reminder(
                view.id,
                view.claim.arming,
                MOVED,
                reader.recipient,
                None if reader.recipient == principal else principal,
            )
        )
        for principal in told
        if (person := newsroom.people.get(principal)) is not None and person.choices.date_moved
        for reader in readers_for(principal, newsroom.people, newsroom.editors, now=now)
    ]

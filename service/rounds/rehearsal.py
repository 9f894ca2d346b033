"""Rehearses the scheduler over any span of time from one read snapshot; it writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, func, select

from service.access import follows, letter_choices
from service.domain.claim import fold
from service.domain.events import DeadlinePassed
from service.domain.reminding.digesting import Turn
from service.domain.reminding.simulating import simulate
from service.domain.reminding.steps import MOVED
from service.domain.reminding.story import Happening, Known, Rules, Story
from service.ledger import log
from service.read_models.claim_board import claim_board
from service.rounds import noticing, record, reminding
from service.rounds.digesting import digest_turns
from service.rounds.ladders import ladders
from service.rounds.reminding import NOBODY, Planned
from service.settings import Settings


def rehearse(
    connection: Connection, settings: Settings, *, start: datetime, until: datetime
) -> list[Happening]:
    """Return every flag, letter and escalation from one instant to another, with its reason, in order.

    What was recorded before `start` is known from when it was recorded. Of what was recorded later, each
    entry is known from when it occurred: a span of the past is rehearsed as it would have gone.

    Args:
        connection: reads one moment, as `database.reading` gives it.
    """
    rules = Rules(
        people=letter_choices.everybody(connection, zone=settings.zone),
        zone=settings.zone,
        tell_editors_after=settings.tell_editors_after,
        holidays=settings.conventions.holidays,
        last_digests=_last_digests(connection, start),
    )
    return simulate(_stories(connection, start, until), rules, start=start, until=until)


def first_report_at(connection: Connection) -> datetime | None:
    """Return when the first claim of the ledger was published, or None where there is none."""
    return connection.execute(select(func.min(claim_board.c.reported_at))).scalar()


def has_more_than(connection: Connection, most: int) -> bool:
    """Say whether the newsroom holds more claims than somebody can wait for here."""
    counted = select(claim_board.c.stream_id).limit(most + 1).subquery()
    return int(connection.execute(select(func.count()).select_from(counted)).scalar_one()) > most


def _stories(connection: Connection, start: datetime, until: datetime) -> list[Story]:
    board = claim_board.c
    query = select(board.claim, board.stream_id).where(board.reported_at <= until).order_by(board.stream_id)
    rows = connection.execute(query).all()
    histories = {row.claim: _history(connection, row.claim, start, until) for row in rows}
    claims = {}
    for claim_id, history in histories.items():
        claim = fold([one.entry for one in history])
        if claim is not None:
            claims[claim_id] = claim
    heard = follows.listeners(connection, claims)
    wakes = _wakes(connection, start)
    had = reminding.of_claims(connection, sorted(claims))
    return [
        _with_letters(
            Story(
                id=row.claim,
                number=row.stream_id,
                history=histories[row.claim],
                followers=heard[row.claim].followers,
                muted=heard[row.claim].muted,
                look_again_at=wakes.get(row.claim, {}),
            ),
            [one for one in had.get(row.claim, ()) if (one.sent_at or one.due_at) <= start],
        )
        for row in rows
        if row.claim in claims
    ]


def _history(connection: Connection, claim_id: str, start: datetime, until: datetime) -> list[Known]:
    found = []
    for one in log.read(connection, claim_id):
        if isinstance(one.entry.event, DeadlinePassed) and one.recorded_at > start:
            # The rehearsal flags by itself; these carry the date that passed, which may lie before the span.
            continue
        known_at = one.recorded_at if one.recorded_at <= start else one.entry.occurred_at
        if known_at <= until:
            found.append(Known(one.entry, known_at))
    return found


def _wakes(connection: Connection, start: datetime) -> dict[str, dict[int, datetime | None]]:
    """Return when each claim's ladders are looked at again, as the rounds before the span have left them.

    Not of claims that somebody has written to since the last round: those are looked at at once. None at
    all for a span that begins before that round: its ladders were others.
    """
    if record.any_after(connection, start):
        return {}
    query = select(ladders.c.claim, ladders.c.arming, ladders.c.next_at).order_by(ladders.c.claim)
    news = noticing.unnoticed(connection)
    found: dict[str, dict[int, datetime | None]] = {}
    for row in connection.execute(query):
        if row.claim not in news:
            found.setdefault(row.claim, {})[row.arming] = row.next_at
    return found


def _with_letters(story: Story, earlier: Sequence[Planned]) -> Story:
    """Return a story with what is on record of letters before the span."""
    by_arming = {
        arming: [one for one in earlier if one.reminder.arming == arming]
        for arming in sorted({one.reminder.arming for one in earlier})
    }
    return replace(
        story,
        asked={arming: reminding.asked_in(found) for arming, found in by_arming.items()},
        told={arming: reminding.told_in(found) for arming, found in by_arming.items()},
        told_of_moves={one.reminder.arming for one in earlier if one.reminder.step == MOVED},
        written={
            arming: {
                (one.reminder.step, one.reminder.recipient or NOBODY)
                for one in found
                if one.state not in ("dropped", "skipped")
            }
            for arming, found in by_arming.items()
        },
    )


def _last_digests(connection: Connection, start: datetime) -> dict[str, Turn]:
    """Return everybody's last digest, as far as it was before the span; earlier ones are not looked for."""
    turns = digest_turns.c
    query = select(turns.account, turns.last_day, turns.last_at).where(
        turns.last_at <= start, turns.last_day.is_not(None)
    )
    found = connection.execute(query.order_by(turns.account))
    return {row.account: Turn(row.last_day, row.last_at) for row in found}

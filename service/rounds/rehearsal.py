"""Rehearses the scheduler over any span of time from one read snapshot; it writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, func, select

from service.access import follows, letter_choices
from service.domain.claim import fold
from service.domain.reminding.simulating import simulate
from service.domain.reminding.steps import MOVED
from service.domain.reminding.story import Happening, Known, Rules, Story
from service.ledger import log
from service.read_models.claim_board import claim_board
from service.rounds import reminding
from service.rounds.digesting import digest_turns
from service.rounds.reminding import Planned
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
        digests_after=_digests_after(connection, start),
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
    had = reminding.of_claims(connection, sorted(claims))
    return [
        _with_letters(
            Story(
                id=row.claim,
                number=row.stream_id,
                history=histories[row.claim],
                followers=heard[row.claim].followers,
                muted=heard[row.claim].muted,
            ),
            [one for one in had.get(row.claim, ()) if (one.sent_at or one.due_at) <= start],
        )
        for row in rows
        if row.claim in claims
    ]


def _history(connection: Connection, claim_id: str, start: datetime, until: datetime) -> list[Known]:
    found = []
    for one in log.read(connection, claim_id):
        known_at = one.recorded_at if one.recorded_at <= start else one.entry.occurred_at
        if known_at <= until:
            found.append(Known(one.entry, known_at))
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
    )


def _digests_after(connection: Connection, start: datetime) -> dict[str, datetime]:
    query = select(digest_turns.c.account, digest_turns.c.last_at).where(digest_turns.c.last_at > start)
    return {row.account: row.last_at for row in connection.execute(query.order_by(digest_turns.c.account))}

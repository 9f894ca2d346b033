"""What rounds look up about claims and people before they decide, many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from service.access import letter_choices
from service.database import from_microseconds
from service.domain.claim import versions_that_rearm
from service.domain.reminding import editors_among
from service.domain.reminding.deciding import Newsroom
from service.ledger import log
from service.read_models.claim_board import claim_board
from service.read_models.claim_rows import ClaimView, view_columns, views
from service.settings import Settings

#: Values of one statement.
BATCH = 400


def claims_of(connection: Connection, claim_ids: Sequence[str]) -> dict[str, ClaimView]:
    """Return these claims as they stand, by id, in the order they were logged; unknown ids are left out."""
    found: dict[str, ClaimView] = {}
    for start in range(0, len(claim_ids), BATCH):
        query = view_columns(claim_board).where(claim_board.c.claim.in_(claim_ids[start : start + BATCH]))
        found |= {view.id: view for view in views(connection, query.order_by(claim_board.c.stream_id))}
    return found


def newsroom_of(
    connection: Connection, account_ids: Sequence[str], settings: Settings, *, now: datetime
) -> Newsroom:
    """Return what letters are decided by: these people, their stand-ins, the editors, the settings."""
    people = letter_choices.editors_and_away(connection, zone=settings.zone)
    missing = set(account_ids) - people.keys()
    people |= letter_choices.people(connection, missing, zone=settings.zone)
    return Newsroom(
        people=people,
        editors=tuple(editors_among(people, now=now)),
        zone=settings.zone,
        tell_editors_after=settings.tell_editors_after,
        holidays=settings.conventions.holidays,
    )


def logged_at_of(connection: Connection, claim_ids: Sequence[str]) -> dict[str, datetime]:
    """Return when each of these claims was recorded here."""
    events, streams = log.events, log.streams
    found: dict[str, datetime] = {}
    for start in range(0, len(claim_ids), BATCH):
        query = (
            select(streams.c.key, events.c.recorded_at)
            .join_from(streams, events, events.c.stream_id == streams.c.id)
            .where(streams.c.key.in_(claim_ids[start : start + BATCH]), events.c.version == 1)
            .order_by(streams.c.key)
        )
        found |= {claim: from_microseconds(recorded_at) for claim, recorded_at in connection.execute(query)}
    return found


def armed_at_of(connection: Connection, armings: Mapping[str, int]) -> dict[str, datetime]:
    """Return when this ledger came to hold what the present arming of each claim asks about.

    Args:
        armings: by claim, the arming it is at.
    """
    found = logged_at_of(connection, sorted(armings))
    for claim_id in sorted(claim_id for claim_id, arming in armings.items() if arming > 1):
        stored = log.read(connection, claim_id)
        rearming = versions_that_rearm([one.entry for one in stored])
        last = [one.recorded_at for one in stored if one.entry.version in rearming]
        if last:
            found[claim_id] = last[-1]
    return found

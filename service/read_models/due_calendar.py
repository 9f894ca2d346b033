"""What is to be done now: counts by due, and the claims of each section, most pressing first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from service.domain.due import Due
from service.read_models.claim_board import claim_board
from service.read_models.claim_rows import ClaimView, view_columns, views
from service.read_models.filters import is_asleep, is_due

#: The sections of the board, in order: what each holds, and the column that orders it.
SECTIONS: tuple[tuple[Due, str, bool], ...] = (
    ("past_due", "closes_at", True),
    ("today", "closes_at", False),
    ("this_week", "closes_at", False),
    ("to_check", "next_check_at", True),
    ("no_date", "next_check_at", False),
)


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the board: how many claims are due so, and the first of them."""

    due: Due
    count: int
    claims: list[ClaimView]


def sections(connection: Connection, now: datetime, *, most: int = 50) -> list[Section]:
    """Return the sections of the board, each with up to `most` claims; past due is newest slip first.

    Snoozed claims stand behind the others of their section, whatever their date.
    """
    return [
        Section(due, counted(connection, due, now), _first(connection, due, name, now, most, newest))
        for due, name, newest in SECTIONS
    ]


def counted(connection: Connection, due: Due, now: datetime) -> int:
    """Return how many claims are due in this way."""
    query = select(func.count()).select_from(claim_board).where(is_due(claim_board, due, now))
    return int(connection.execute(query).scalar_one())


def _first(
    connection: Connection, due: Due, name: str, now: datetime, most: int, newest: bool
) -> list[ClaimView]:
    column = claim_board.c[name]
    order = (column.desc() if newest else column, claim_board.c.stream_id)
    query = view_columns(claim_board).where(is_due(claim_board, due, now)).order_by(*order)
    asleep = is_asleep(claim_board, now)
    awake = views(connection, query.where(~asleep).limit(most))
    if len(awake) == most:
        return awake
    return [*awake, *views(connection, query.where(asleep).limit(most - len(awake)))]

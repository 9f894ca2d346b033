"""How far the claims on one question agree: how many name which last day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, func, or_, select

from service.read_models import filters
from service.read_models.filters import Moment


@dataclass(frozen=True, slots=True)
class Agreement:
    """The claims on one question by the last day they name; None is for those that name no last day.

    Claims that were merged, or closed without an answer, do not count: they repeat others, or were logged in
    error.
    """

    by_last_day: dict[date | None, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many claims bear on the question."""
        return sum(self.by_last_day.values())

    def with_last_day(self, latest: date | None) -> int:
        """Return how many claims name this last day."""
        return self.by_last_day.get(latest, 0)


def agreements(connection: Connection, question_ids: Collection[str], moment: Moment) -> dict[str, Agreement]:
    """Return how far the claims on each question agree, by its id, as they stood at a moment."""
    if not question_ids:
        return {}
    table, scope = filters.table_at(connection, moment)
    row = table.c
    query = (
        select(row.question, row.latest_on, func.count())
        .where(scope, row.question.in_(sorted(question_ids)))
        .where(or_(row.outcome.is_(None), row.outcome != "closed"), row.merged_into.is_(None))
        .group_by(row.question, row.latest_on)
    )
    found: dict[str, Agreement] = {}
    for question, latest, count in connection.execute(query):
        found.setdefault(question, Agreement()).by_last_day[latest] = count
    return found

"""What a search finds, the best first: claims that say it themselves, then those whose reports do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, Connection, Table, and_, select

from service.domain.refusals import refuse
from service.domain.searching import asked_for
from service.read_models import claim_search
from service.read_models.claim_rows import ClaimView, views
from service.read_models.filters import (
    ClaimFilter,
    Moment,
    Page,
    resolved,
    table_at,
    what_holds,
    where,
    whole,
)

_CURSOR = re.compile(r"([01])-(\d{1,18})", re.ASCII)


def found(
    connection: Connection, wanted: ClaimFilter, moment: Moment, *, limit: int = 50, cursor: str | None = None
) -> Page:
    """Return one page of the claims that a search finds, of each rank those logged last first.

    Raises:
        Refusal: `bad_cursor`; `too_much_to_replay` where recorded_by reaches over too long a ledger.
    """
    first, number = _read_cursor(cursor)
    table, scope = table_at(connection, moment)
    asks = resolved(connection, replace(wanted, q=None))
    within = and_(scope, where(table, asks, moment.due_at))
    items: list[tuple[int, ClaimView]] = []
    for rank, holds in list(enumerate(_ranked(table, wanted.q or "")))[first:]:
        query = select(*table.primary_key.columns).where(within, holds)
        if rank == first and number is not None:
            query = query.where(table.c.stream_id < number)
        query = query.order_by(table.c.stream_id.desc()).limit(limit + 1 - len(items))
        page = whole(table, query.subquery()).order_by(table.c.stream_id.desc())
        items += [(rank, view) for view in views(connection, page)]
        if len(items) > limit:
            break
    return Page([view for _, view in items[:limit]], _cursor(items[:limit]) if len(items) > limit else None)


def _ranked(table: Table, q: str) -> Iterator[ColumnElement[bool]]:
    """Give for each rank the condition that a claim is of it and of none before."""
    asked, holds = asked_for(q), what_holds(table)
    yield claim_search.has(table, asked, in_head=True, holds=holds)
    # Of what the index narrowed down already, the words alone tell which stood in the rank before.
    by = holds if holds == "now" else "replayed"
    yield and_(
        claim_search.has(table, asked, holds=holds),
        ~claim_search.has(table, asked, in_head=True, holds=by),
    )


def _cursor(shown: Sequence[tuple[int, ClaimView]]) -> str:
    rank, last = shown[-1]
    return f"{rank}-{last.number}"


def _read_cursor(cursor: str | None) -> tuple[int, int | None]:
    if cursor is None:
        return 0, None
    read = _CURSOR.fullmatch(cursor)
    if read is None:
        raise refuse(
            "bad_cursor",
            "This cursor does not belong to this list.",
            at="cursor",
            hint="Follow `next` as it was given.",
        )
    return int(read[1]), int(read[2])

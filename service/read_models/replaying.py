"""Claims as this ledger held them at a moment: replayed from the events into a table of the moment."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby

from sqlalchemy import Connection, MetaData, Table, func, insert, select

from service.database import to_microseconds
from service.domain.claim import fold
from service.domain.refusals import refuse
from service.ledger import log
from service.read_models import carried_claims
from service.read_models.claim_rows import claim_columns, row_of, stream_id_column

#: A list recorded by T replays every event up to T; beyond this many it is refused.
MOST_EVENTS = 50_000

replayed_claims = Table(
    "replayed_claims", MetaData(), stream_id_column(), *claim_columns(), prefixes=["TEMPORARY"]
)


def replayed(connection: Connection, *, recorded_by: datetime, as_of: datetime | None) -> Table:
    """Fill a table that lives as long as this transaction, and return it.

    Raises:
        Refusal: `too_much_to_replay`.
    """
    until = to_microseconds(recorded_by)
    events = log.events.c
    found = connection.execute(select(func.count()).where(events.recorded_at <= until)).scalar_one()
    if found > MOST_EVENTS:
        raise refuse(
            "too_much_to_replay",
            f"By then the ledger held more than {MOST_EVENTS:,} events, too many to replay for a list.",
            at="recorded_by",
            hint="Ask for single claims, or use as_of.",
        )
    replayed_claims.drop(connection, checkfirst=True)
    replayed_claims.create(connection)
    rows, claims = [], []
    stored = log.read_streams(connection, recorded_by=recorded_by)
    for number, group in groupby(stored, key=lambda pair: pair[0]):
        entries = [(one.stream, one.entry) for _, one in group if one.stream_kind == "claim"]
        held = [entry for _, entry in entries if as_of is None or entry.occurred_at <= as_of]
        claim = fold(held)
        if claim is not None:
            rows.append({"stream_id": number, **row_of(entries[0][0], claim)})
            claims.append((number, claim))
    if rows:
        connection.execute(insert(replayed_claims), rows)
    carried_claims.replay(connection, claims)
    return replayed_claims

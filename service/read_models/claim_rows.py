"""What a claim looks like as a row: the columns that every list of claims shares, and how they fill."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    Integer,
    LargeBinary,
    Select,
    SmallInteger,
    String,
    Table,
    Text,
    select,
)

from service.database import Instant, from_microseconds
from service.domain.claim import Claim
from service.domain.dependents import condition_waits_for, window_waits_for
from service.domain.due import deadlines
from service.domain.outcome import outcome
from service.domain.window import start_of_day
from service.ledger.log import events

_encoder = msgspec.json.Encoder(order="sorted")
_decoder = msgspec.json.Decoder(Claim)


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim as it is shown: what stands about it, and when this ledger came to hold it."""

    id: str
    claim: Claim
    recorded_at: datetime
    updated_at: datetime
    flagged_at: datetime | None
    #: Orders claims by when their streams began; the tail of every sort.
    number: int


def claim_columns() -> list[Column[Any]]:
    """Return fresh columns for a table of claims, without its key."""
    return [
        Column("claim", String(64), nullable=False),
        Column("version", Integer, nullable=False),
        Column("flag_version", Integer),
        Column("status", String(16), nullable=False),
        Column("outcome", String(16)),
        Column("is_settled", Boolean, nullable=False),
        Column("owner", String(64)),
        Column("desk", String(64)),
        Column("question", String(64)),
        #: The claims it waits for: the one its condition is about, the one its window hangs on.
        Column("condition_on", String(64)),
        Column("window_on", String(64)),
        Column("labels", Text, nullable=False),
        Column("search_text", Text, nullable=False),
        Column("checks", Integer, nullable=False),
        Column("arming", SmallInteger, nullable=False),
        Column("has_date", Boolean, nullable=False),
        Column("latest_on", Date),
        Column("reported_at", Instant, nullable=False),
        Column("week_at", Instant),
        Column("last_day_at", Instant),
        Column("closes_at", Instant),
        Column("next_check_at", Instant),
        Column("snoozed_until_at", Instant),
        Column("flag_at", Instant),
        Column("state", LargeBinary, nullable=False),
    ]


def row_of(claim_id: str, claim: Claim) -> dict[str, Any]:
    """Return the values of the shared columns for a claim."""
    kept = deadlines(claim)
    found = outcome(claim)
    until = claim.snoozed_until
    return {
        "claim": claim_id,
        "version": claim.version,
        "flag_version": claim.flag_version if claim.is_flagged else None,
        "status": claim.status,
        "outcome": None if found is None else found.name,
        "is_settled": claim.is_settled,
        "owner": claim.owner,
        "desk": claim.desk,
        "question": claim.question,
        "condition_on": condition_waits_for(claim),
        "window_on": window_waits_for(claim),
        "labels": labels_of(claim),
        "search_text": _search_text(claim),
        "checks": claim.checks,
        "arming": claim.arming,
        "has_date": kept.has_date,
        "latest_on": claim.window.latest,
        "reported_at": claim.reported_at,
        "week_at": kept.week_at,
        "last_day_at": kept.last_day_at,
        "closes_at": kept.closes_at,
        "next_check_at": kept.next_check_at,
        "snoozed_until_at": None if until is None else start_of_day(until, claim.window.zone),
        "flag_at": None if claim.is_flagged else kept.closes_at,
        "state": _encoder.encode(claim),
    }


def label(family: str, value: str) -> str:
    """Return one label as it stands among the labels of a row."""
    return f"|{family}:{value.casefold().replace('|', ' ')}|"


def labels_of(claim: Claim) -> str:
    """Return the claim's tags, outlets and kinds of source as one text to search in."""
    found = {label("tag", tag) for tag in claim.tags}
    found |= {label("outlet", report.outlet) for report in claim.reports}
    found |= {label("said_by", report.said_by.kind) for report in claim.reports}
    return "".join(sorted(found))


def _search_text(claim: Claim) -> str:
    """Labels of unnamed sources are left out: they are never searched."""
    parts = [claim.text]
    for report in claim.reports:
        parts += [report.wording or "", report.outlet, report.article.title or ""]
        if report.said_by.kind in ("named", "institution", "document"):
            parts.append(report.said_by.label or "")
    return "\n".join(dict.fromkeys(part for part in parts if part)).casefold()


def views(connection: Connection, query: Select[Any]) -> list[ClaimView]:
    """Return the claims of a query made by `view_columns`, in its order."""
    return [view(row) for row in connection.execute(query)]


def view_columns(table: Table) -> Select[Any]:
    """Return a query for whole claims of a table; times of recording come from the ledger."""
    first, last, flag = events.alias("first"), events.alias("last"), events.alias("flag")
    return select(
        table.c.stream_id,
        table.c.claim,
        table.c.state,
        first.c.recorded_at.label("recorded_at"),
        last.c.recorded_at.label("updated_at"),
        flag.c.recorded_at.label("flagged_at"),
    ).select_from(
        table.join(first, (first.c.stream_id == table.c.stream_id) & (first.c.version == 1))
        .join(last, (last.c.stream_id == table.c.stream_id) & (last.c.version == table.c.version))
        .outerjoin(flag, (flag.c.stream_id == table.c.stream_id) & (flag.c.version == table.c.flag_version))
    )


def claim_in(state: bytes) -> Claim:
    """Return the claim that a row holds."""
    return _decoder.decode(state)


def view(row: Sequence[Any]) -> ClaimView:
    """Return the claim of a row whose first columns are those of `view_columns`."""
    number, claim_id, state, recorded_at, updated_at, flagged_at = tuple(row)[:6]
    return ClaimView(
        claim_id,
        _decoder.decode(state),
        from_microseconds(recorded_at),
        from_microseconds(updated_at),
        None if flagged_at is None else from_microseconds(flagged_at),
        number,
    )


def stream_id_column() -> Column[Any]:
    """Return the column that names a claim's stream by its number."""
    number = BigInteger().with_variant(Integer, "sqlite")
    return Column("stream_id", number, primary_key=True, autoincrement=False)

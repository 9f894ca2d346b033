"""The labels of claims as rows: tags, outlets and kinds of source, to narrow a list by and to count.

A claim keeps its labels in one text as well, for lists of the past. Here each is a row of its own, so that an
index leads to the claims that have it, and tells how many there are without a look at any claim.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Index,
    String,
    Table,
    bindparam,
    delete,
    insert,
    select,
)
from sqlalchemy import update as update_of

from service.database import Instant, metadata
from service.domain.claim import Claim
from service.domain.stance import outlet_stances
from service.ledger.fast_log import Statement
from service.read_models.claim_rows import Tested, stream_id_column

Family = Literal["tag", "outlet", "said_by", "stance"]
FAMILIES: tuple[Family, ...] = get_args(Family)
#: Characters by which a label is told from others; no outlet is longer as it is typed.
MOST = 240

_VALUE = String(MOST).with_variant(String(MOST, collation="C"), "postgresql")
claim_labels = Table(
    "claim_labels",
    metadata,
    stream_id_column(),
    Column("family", String(8), primary_key=True),
    #: Without case: two that differ in case alone are one.
    Column("value", _VALUE, primary_key=True),
    #: The claim's own, so that an index alone tells which claims of the board have a label.
    Column("on_board_at", Instant),
    Index("ix_claim_labels_value", "family", "value", "stream_id", "on_board_at"),
    sqlite_with_rowid=False,
)
_insert = Statement(insert(claim_labels), columns=tuple(claim_labels.c.keys()))
_forget = Statement(delete(claim_labels).where(claim_labels.c.stream_id == bindparam("number")))
_move = Statement(
    update_of(claim_labels)
    .where(
        claim_labels.c.stream_id == bindparam("number"),
        claim_labels.c.on_board_at.is_distinct_from(bindparam("at", type_=Instant)),
    )
    .values(on_board_at=bindparam("at", type_=Instant))
)


def folded(value: str) -> str:
    """Return a label as it is compared."""
    return value.casefold()[:MOST]


def words_of(claim: Claim, family: Family) -> list[str]:
    """Return the claim's labels of one family as they were typed."""
    match family:
        case "tag":
            return list(claim.tags)
        case "outlet":
            return [report.outlet for report in claim.reports]
        case "said_by":
            return [report.said_by.kind for report in claim.reports]
        case "stance":
            return [one.latest for one in outlet_stances(claim.reports)]


def rows(number: int, row: Mapping[str, Any], claim: Claim) -> list[dict[str, Any]]:
    """Return all rows of one claim, of which `claim_rows.row_of` gave the row, in the order of their keys.

    One that was merged into another claim has none: an index alone counts them, and it would count it too.
    """
    if claim.merged_into is not None:
        return []
    found = {(family, folded(word)) for family in FAMILIES for word in words_of(claim, family)}
    return [
        {"stream_id": number, "family": family, "value": value, "on_board_at": row["on_board_at"]}
        for family, value in sorted(found)
    ]


def put(connection: Connection, number: int, new_rows: Sequence[Mapping[str, Any]], *, is_new: bool) -> None:
    """Write the labels of a claim, as `rows` gives them."""
    if not is_new:
        _forget.run(connection, {"number": number})
    _insert.run_all(connection, new_rows)


def move(connection: Connection, number: int, on_board_at: datetime | None) -> None:
    """Tell a claim's labels from when on it stands on the board now; nothing is written where they know."""
    _move.run(connection, {"number": number, "at": on_board_at})


def has(number: ColumnElement[int], family: Family, value: str, *, walks: bool) -> ColumnElement[bool]:
    """Return the condition that a claim, given by its number, has a label.

    Args:
        walks: another index leads to the claims, so that the label only tells which of them are meant.
    """
    labels = claim_labels.c
    found = select(labels.stream_id).where(labels.family == family, labels.value == folded(value))
    return (Tested(number) if walks else number).in_(found)

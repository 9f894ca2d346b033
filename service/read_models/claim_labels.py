"""The labels of claims as rows: tags, outlets, sources and their kinds, to narrow a list by and to count.

A claim keeps its labels in one text as well, for lists of the past. Here each is a row of its own, so that an
index leads to the claims that have it, and tells how many there are without a look at any claim.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Index,
    String,
    Table,
    and_,
    bindparam,
    delete,
    exists,
    false,
    func,
    insert,
    or_,
    select,
)
from sqlalchemy import update as update_of

from service.database import Instant, metadata
from service.domain.claim import Claim
from service.domain.source import TYPES, Key
from service.ledger.fast_log import Statement
from service.read_models.claim_board import claim_board
from service.read_models.claim_rows import (
    FAMILIES,
    MOST_LABEL,
    Family,
    Tested,
    claim_in,
    folded_label,
    folded_text,
    stream_id_column,
    words_of,
)
from service.read_models.sources import source_names

_VALUE = String(MOST_LABEL).with_variant(String(MOST_LABEL, collation="C"), "postgresql")
claim_labels = Table(
    "claim_labels",
    metadata,
    stream_id_column(),
    Column("family", String(16), primary_key=True),
    #: Folded: names that differ in case and accents alone are one.
    Column("value", _VALUE, primary_key=True),
    #: The claim's own, so that an index alone tells which claims of the board have a label.
    Column("on_board_at", Instant),
    Index("ix_claim_labels_value", "family", "value", "stream_id", "on_board_at"),
    sqlite_with_rowid=False,
)
#: Labels that nearly all claims have: each claim is asked for them, for a list of all that do is too long.
USUAL: frozenset[tuple[Family, str]] = frozenset({("stance", "for")})
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


def rows(number: int, row: Mapping[str, Any], claim: Claim) -> list[dict[str, Any]]:
    """Return all rows of one claim, of which `claim_rows.row_of` gave the row, in the order of their keys.

    One that was merged into another claim has none: an index alone counts them, and it would count it too.
    """
    if claim.merged_into is not None:
        return []
    found = {(family, folded_label(family, word)) for family in FAMILIES for word in words_of(claim, family)}
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


def has(
    number: ColumnElement[int], wanted: Collection[tuple[Family, Collection[str]]], *, walks: bool
) -> ColumnElement[bool]:
    """Return the condition that a claim, given by its number, has one of these labels.

    Args:
        wanted: by family, labels that are folded already.
        walks: another index leads to the claims, so that the label only tells which of them are meant.
    """
    labels = claim_labels.c
    some = [
        and_(labels.family == family, labels.value.in_(sorted(values))) for family, values in wanted if values
    ]
    if not some:
        return false()
    if all((family, value) in USUAL for family, values in wanted for value in values):
        return exists().where(labels.stream_id == number, or_(*some))
    found = select(labels.stream_id).where(or_(*some))
    return (Tested(number) if walks else number).in_(found)


def uses(connection: Connection, family: Family, folded: str) -> bool:
    """Say whether any claim, as it stands, has a label; one that was merged into another counts too."""
    labels, board = claim_labels.c, claim_board.c
    query = select(labels.stream_id).where(labels.family == family, labels.value == folded).limit(1)
    text = folded_text(family, folded)
    merged = select(board.stream_id).where(
        board.merged_into.is_not(None), board.labels.contains(text, autoescape=True)
    )
    return any(connection.execute(one).first() is not None for one in (query, merged.limit(1)))


def nameless(connection: Connection, *, most: int) -> list[tuple[Key, Claim]]:
    """Return names that no source goes by, up to so many, each with the first claim that has it."""
    labels, names = claim_labels.c, source_names.c
    known = select(names.stream_id).where(names.type == labels.family, names.folded == labels.value)
    query = (
        select(labels.family, labels.value, func.min(labels.stream_id))
        .where(labels.family.in_(TYPES), ~known.exists())
        .group_by(labels.family, labels.value)
        .order_by(labels.family, labels.value)
        .limit(most)
    )
    found = [(Key(type_, folded), number) for type_, folded, number in connection.execute(query)]
    board = claim_board.c
    states = select(board.stream_id, board.state).where(board.stream_id.in_([number for _, number in found]))
    rows_ = connection.execute(states.order_by(board.stream_id))
    by_number = {row.stream_id: claim_in(row.state) for row in rows_}
    return [(key, by_number[number]) for key, number in found]

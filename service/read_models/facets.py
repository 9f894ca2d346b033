"""What the claims of a list have in common: the values of one field, and how many claims have each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, Connection, Table, and_, func, select

from service.read_models import claim_labels, filters
from service.read_models.claim_board import claim_board
from service.read_models.claim_rows import claim_in
from service.read_models.filters import ClaimFilter, Moment

Family = Literal["desk", "outlet", "said_by", "stance", "question", "tag", "owner"]
FAMILIES: tuple[Family, ...] = ("desk", "outlet", "said_by", "stance", "question", "tag", "owner")
#: Values of a facet that are shown.
MOST = 30
#: Different sets of labels that are looked through, the most frequent first.
MOST_SETS = 2_000


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a field and how many claims have it; labels are told as the first claim writes them."""

    value: str
    count: int


class _Label(NamedTuple):
    """A folded label, how many claims have it, and the number of one of them."""

    value: str
    claims: int
    example: int


def facet(
    connection: Connection,
    family: Family,
    wanted: ClaimFilter,
    moment: Moment,
    *,
    on_board: bool = False,
    most: int = MOST,
) -> list[Value]:
    """Return the most frequent values of a field in a list, whatever the list asks of that field itself.

    Args:
        on_board: only claims that are due somehow or other.
    """
    table, scope = filters.table_at(connection, moment)
    asked_of_it: dict[str, Any] = {family: None}
    others = replace(wanted, **asked_of_it)
    fits = and_(scope, filters.where(table, others, moment.due_at, walks=True))
    if on_board:
        fits = and_(fits, table.c.on_board_at <= moment.due_at)
    if family == "tag" or family == "outlet" or family == "said_by" or family == "stance":
        if table is claim_board:
            narrowed = None if others == ClaimFilter() else fits
            on_board_by = moment.due_at if on_board else None
            found = _rows(connection, family, narrowed, on_board_by, most)
        else:
            found = _texts(connection, table, family, fits, most)
        return _as_written(connection, table, family, fits, found)
    # On the board, no index of the column is to be walked: it would look at every claim there ever was.
    column = func.coalesce(table.c[family], "") if on_board else table.c[family]
    query = select(column, func.count()).where(fits, column != "").group_by(column)
    counted = connection.execute(query.order_by(func.count().desc(), column).limit(most))
    return [Value(value, count) for value, count in counted]


def _rows(
    connection: Connection,
    family: claim_labels.Family,
    fits: ColumnElement[bool] | None,
    on_board_by: datetime | None,
    most: int,
) -> list[_Label]:
    """Labels of claims as they stand are rows, which an index alone counts, of all claims or of the board."""
    labels, many = claim_labels.claim_labels.c, func.count()
    query = select(labels.value, many, func.min(labels.stream_id)).where(labels.family == family)
    if on_board_by is not None:
        query = query.where(labels.on_board_at <= on_board_by)
    if fits is not None:
        query = query.where(labels.stream_id.in_(select(claim_board.c.stream_id).where(fits)))
    query = query.group_by(labels.value).order_by(many.desc(), labels.value).limit(most)
    return [_Label(value, count, number) for value, count, number in connection.execute(query)]


def _texts(
    connection: Connection, table: Table, family: claim_labels.Family, fits: ColumnElement[bool], most: int
) -> list[_Label]:
    """Labels of the past stand in one text: take the texts that differ, count them, and take them apart."""
    many = func.count()
    query = select(table.c.labels, many, func.min(table.c.stream_id)).where(fits).group_by(table.c.labels)
    counted: Counter[str] = Counter()
    example: dict[str, int] = {}
    sets = connection.execute(query.order_by(many.desc(), table.c.labels).limit(MOST_SETS))
    for text, count, number in sets:
        for one in _of_family(text, family):
            counted[one] += count
            example.setdefault(one, number)
    first = sorted(counted, key=lambda one: (-counted[one], one))[:most]
    return [_Label(one, counted[one], example[one]) for one in first]


def _of_family(text: str, family: claim_labels.Family) -> list[str]:
    prefix = f"{family}:"
    return [one.removeprefix(prefix) for one in text.strip("|").split("||") if one.startswith(prefix)]


def _as_written(
    connection: Connection,
    table: Table,
    family: claim_labels.Family,
    fits: ColumnElement[bool],
    found: Sequence[_Label],
) -> list[Value]:
    """Return labels, which are folded, as claims write them."""
    numbers = sorted({one.example for one in found})
    query = select(table.c.state).where(fits, table.c.stream_id.in_(numbers)).order_by(table.c.stream_id)
    written: dict[str, str] = {}
    for state in connection.execute(query).scalars() if numbers else ():
        for word in claim_labels.words_of(claim_in(state), family):
            written.setdefault(claim_labels.folded(word), word)
            written.setdefault(word.casefold().replace("|", " "), word)
    return [Value(written.get(one.value, one.value), one.claims) for one in found]

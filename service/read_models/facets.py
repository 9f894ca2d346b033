"""What the claims of a list have in common: the values of one field, and how many claims have each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, Connection, Table, and_, func, select

from service.read_models import claim_labels, filters, sources
from service.read_models.claim_board import claim_board
from service.read_models.claim_rows import Family as Label
from service.read_models.claim_rows import claim_in, folded_label, words_of
from service.read_models.filters import ClaimFilter, Moment
from service.read_models.sources import Known

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
    #: What it is called, where that is not as a claim writes it.
    called: str | None = None


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
    asks = filters.resolved(connection, others)
    fits = and_(scope, filters.where(table, asks, moment.due_at, walks=True))
    if on_board:
        fits = and_(fits, table.c.on_board_at <= moment.due_at)
    if family == "tag" or family == "outlet" or family == "said_by" or family == "stance":
        names = sources.shared_names(connection, "outlet") if family == "outlet" else {}
        if table is claim_board:
            narrowed = None if others == ClaimFilter() else fits
            on_board_by = moment.due_at if on_board else None
            found = _rows(connection, family, narrowed, on_board_by, names, most)
        else:
            found = _texts(connection, table, family, fits, names, most)
        return _as_written(connection, table, family, fits, found)
    # On the board, no index of the column is to be walked: it would look at every claim there ever was.
    column = func.coalesce(table.c[family], "") if on_board else table.c[family]
    query = select(column, func.count()).where(fits, column != "").group_by(column)
    counted = connection.execute(query.order_by(func.count().desc(), column).limit(most))
    return [Value(value, count) for value, count in counted]


def _rows(
    connection: Connection,
    family: Label,
    fits: ColumnElement[bool] | None,
    on_board_by: datetime | None,
    names: Mapping[str, Known],
    most: int,
) -> list[_Label]:
    """Labels of claims as they stand are rows, which an index alone counts, of all claims or of the board.

    Names of one source are counted together, each claim once.
    """
    labels, many = claim_labels.claim_labels.c, func.count()
    query = select(labels.value, many, func.min(labels.stream_id)).where(labels.family == family)
    if on_board_by is not None:
        query = query.where(labels.on_board_at <= on_board_by)
    if fits is not None:
        query = query.where(labels.stream_id.in_(select(claim_board.c.stream_id).where(fits)))
    alone = query if not names else query.where(labels.value.not_in(sorted(names)))
    alone = alone.group_by(labels.value).order_by(many.desc(), labels.value).limit(most)
    found = [_Label(value, count, number) for value, count, number in connection.execute(alone)]
    for of_one in _by_source(names).values():
        claims = func.count(labels.stream_id.distinct())
        one = query.with_only_columns(claims, func.min(labels.stream_id)).where(
            labels.value.in_(of_one.folded)
        )
        count, number = connection.execute(one).one()
        if count:
            found.append(_Label(of_one.folded[0], count, number, of_one.name))
    return _most_frequent(found, most)


def _texts(
    connection: Connection,
    table: Table,
    family: Label,
    fits: ColumnElement[bool],
    names: Mapping[str, Known],
    most: int,
) -> list[_Label]:
    """Labels of the past stand in one text: take the texts that differ, count them, and take them apart."""
    many = func.count()
    query = select(table.c.labels, many, func.min(table.c.stream_id)).where(fits).group_by(table.c.labels)
    counted: Counter[str] = Counter()
    example: dict[str, int] = {}
    named: dict[str, str] = {}
    of_source = {folded: one for one in _by_source(names).values() for folded in one.folded}
    sets = connection.execute(query.order_by(many.desc(), table.c.labels).limit(MOST_SETS))
    for text, count, number in sets:
        values = set()
        for one in _of_family(text, family):
            together = of_source.get(one)
            values.add(one if together is None else together.folded[0])
            if together is not None:
                named[together.folded[0]] = together.name
        for one in values:
            counted[one] += count
            example.setdefault(one, number)
    found = [_Label(one, count, example[one], named.get(one)) for one, count in counted.items()]
    return _most_frequent(found, most)


class _OfOne(NamedTuple):
    """The folded names of one source that goes by several, and what it is called."""

    name: str
    folded: list[str]


def _by_source(names: Mapping[str, Known]) -> dict[str, _OfOne]:
    found: dict[str, _OfOne] = {}
    for folded, known in sorted(names.items()):
        found.setdefault(known.id, _OfOne(known.name, [])).folded.append(folded)
    return found


def _most_frequent(found: Sequence[_Label], most: int) -> list[_Label]:
    return sorted(found, key=lambda one: (-one.claims, one.value))[:most]


def _of_family(text: str, family: Label) -> list[str]:
    prefix = f"{family}:"
    return [one.removeprefix(prefix) for one in text.strip("|").split("||") if one.startswith(prefix)]


def _as_written(
    connection: Connection,
    table: Table,
    family: Label,
    fits: ColumnElement[bool],
    found: Sequence[_Label],
) -> list[Value]:
    """Return labels, which are folded, as claims write them."""
    numbers = sorted({one.example for one in found})
    query = select(table.c.state).where(fits, table.c.stream_id.in_(numbers)).order_by(table.c.stream_id)
    written: dict[str, str] = {}
    for state in connection.execute(query).scalars() if numbers else ():
        for word in words_of(claim_in(state), family):
            written.setdefault(folded_label(family, word), word)
            written.setdefault(folded_label(family, word).replace("|", " "), word)
    return [Value(one.called or written.get(one.value, one.value), one.claims) for one in found]

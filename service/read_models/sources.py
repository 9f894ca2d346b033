"""Outlets and named sources: what they are called, which are one, and who goes by a name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Index,
    Integer,
    Select,
    String,
    Table,
    Text,
    and_,
    bindparam,
    func,
    or_,
    select,
)

from service.database import Instant, metadata, to_microseconds
from service.domain.events import Entry, SourceType
from service.domain.source import MOST_FOLDED, Key, fold, folded_name
from service.ledger.codec import REDACTED
from service.ledger.fast_log import Statement
from service.ledger.log import events
from service.read_models.claim_rows import stream_id_column

#: Ordered by its characters alone, on either engine.
_FOLDED = String(MOST_FOLDED).with_variant(String(MOST_FOLDED, collation="C"), "postgresql")
sources = Table(
    "sources",
    metadata,
    stream_id_column(),
    Column("source", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("type", String(16), nullable=False),
    Column("name", Text, nullable=False),
    #: Its own name as it is compared; empty where its words were destroyed.
    Column("folded", _FOLDED, nullable=False),
    Column("merged_into", String(64)),
    Column("added_at", Instant, nullable=False),
    Index("uq_sources_source", "source", unique=True),
    Index("ix_sources_type_folded", "type", "folded", "stream_id"),
    Index("ix_sources_merged_into", "merged_into"),
)
#: Every name of every source; nobody shares one with another of the same type.
source_names = Table(
    "source_names",
    metadata,
    stream_id_column(),
    Column("folded", _FOLDED, primary_key=True),
    Column("type", String(16), nullable=False),
    Column("name", Text, nullable=False),
    Column("source", String(64), nullable=False),
    Index("uq_source_names_type_folded", "type", "folded", unique=True),
    Index("ix_source_names_source", "source"),
)
#: The types of those who said it; an outlet is who published it.
SAYERS: tuple[SourceType, ...] = ("person", "institution", "document")
#: Names that one search looks at.
MOST_MATCHES = 500
TABLES = (sources, source_names)

_columns = (
    sources.c.source,
    sources.c.type,
    sources.c.name,
    sources.c.version,
    sources.c.merged_into,
    sources.c.added_at,
)
#: Names that are looked up at once.
AT_ONCE = 1_000
_keys = source_names.c
_held = Statement(
    select(_keys.type, _keys.folded).where(
        or_(
            and_(_keys.type == bindparam("type_1"), _keys.folded == bindparam("folded_1")),
            and_(_keys.type == bindparam("type_2"), _keys.folded == bindparam("folded_2")),
        )
    )
)


@dataclass(frozen=True, slots=True)
class Known:
    """A source as it is kept; `name` is what it is called now."""

    id: str
    type: SourceType
    name: str
    version: int
    merged_into: str | None
    added_at: datetime


def rows(number: int, source_id: str, history: Sequence[Entry]) -> list[tuple[Table, dict[str, Any]]]:
    """Return the rows of one source; none where it was never added. A destroyed name leads nowhere."""
    source = fold(history)
    if source is None:
        return []
    own = {
        "stream_id": number,
        "source": source_id,
        "version": source.version,
        "type": source.type,
        "name": source.name,
        "folded": "" if source.name == REDACTED else folded_name(source.name),
        "merged_into": source.merged_into,
        "added_at": source.added_at,
    }
    names = [
        {"stream_id": number, "folded": key.folded, "type": key.type, "name": name, "source": source_id}
        for name, key in zip(source.names, source.keys, strict=True)
        if name != REDACTED
    ]
    return [(sources, own), *((source_names, name) for name in names)]


def one(connection: Connection, source_id: str) -> Known | None:
    """Return a source by its id, merged or not, or None where there is none."""
    row = connection.execute(select(*_columns).where(sources.c.source == source_id)).one_or_none()
    return None if row is None else Known(*row)


def resolved(connection: Connection, source_id: str) -> Known | None:
    """Return the source that an id stands for now: itself, or the one it was merged into."""
    return _ends_of(connection, [source_id]).get(source_id)


def by_name(connection: Connection, type: SourceType, name: str) -> Known | None:  # noqa: A002 - a type
    """Return the source that goes by a name, or None where nobody does."""
    key = Key(type, folded_name(name))
    return many(connection, [key]).get(key)


def many(connection: Connection, keys: Collection[Key]) -> dict[Key, Known]:
    """Return who goes by each of these names now; names of nobody are left out."""
    found = holders(connection, keys)
    ends = _ends_of(connection, sorted(set(found.values())))
    return {key: ends[source_id] for key, source_id in found.items() if source_id in ends}


def holders(connection: Connection, keys: Collection[Key]) -> dict[Key, str]:
    """Return the ids of those who hold these names themselves, wherever they were merged into."""
    found: dict[Key, str] = {}
    ordered = sorted(keys)
    # A file can name more of them than one statement takes.
    for start in range(0, len(ordered), AT_ONCE):
        query = select(_keys.type, _keys.folded, _keys.source).where(_among(ordered[start : start + AT_ONCE]))
        query = query.order_by(_keys.type, _keys.folded)
        found |= {Key(type_, folded): source for type_, folded, source in connection.execute(query)}
    return found


def unknown(connection: Connection, keys: Sequence[Key]) -> list[Key]:
    """Return those of the names, in their order, that nobody goes by; cheap for one or two."""
    if not keys:
        return []
    if len(keys) > 2:
        held = set(holders(connection, keys))
    else:
        first, last = keys[0], keys[-1]
        given = {"type_1": first.type, "folded_1": first.folded}
        rows_ = _held.rows(connection, {**given, "type_2": last.type, "folded_2": last.folded})
        held = {Key(type_, folded) for type_, folded in rows_}
    return [key for key in keys if key not in held]


def names_of(connection: Connection, source_id: str) -> list[str]:
    """Return the folded names of a source and of all that were merged into it, in alphabetical order."""
    ids = [source_id, *(one.id for one in merged_into(connection, source_id))]
    query = select(_keys.folded).where(_keys.source.in_(ids)).order_by(_keys.folded)
    return list(connection.execute(query).scalars())


def meant(
    connection: Connection, types: Sequence[SourceType], named: str
) -> dict[SourceType, tuple[str, ...]]:
    """Return the folded names of those that an id or a name stands for, by type.

    A name of nobody stands for itself: claims of a ledger that was never brought up to date are found by it.
    """
    by_id = resolved(connection, named) if named.startswith("src_") else None
    if by_id is not None:
        return {by_id.type: tuple(names_of(connection, by_id.id))} if by_id.type in types else {}
    keys = [Key(type_, folded_name(named)) for type_ in types]
    known = many(connection, keys)
    return {
        key.type: tuple(names_of(connection, known[key].id)) if key in known else (key.folded,)
        for key in keys
    }


def shared_names(connection: Connection, type: SourceType) -> dict[str, Known]:  # noqa: A002 - a type
    """Return, by folded name, who goes by it, of all of a type that go by more names than one."""
    several = select(_keys.source).where(_keys.type == type).group_by(_keys.source)
    row = sources.c
    merged = select(row.source, row.merged_into).where(row.type == type, row.merged_into.is_not(None))
    ids = set(connection.execute(several.having(func.count() > 1)).scalars())
    ids |= {one for pair in connection.execute(merged) for one in pair}
    ends = _ends_of(connection, sorted(ids))
    query = select(_keys.folded, _keys.source).where(_keys.source.in_(sorted(ids))).order_by(_keys.folded)
    return {folded: ends[source_id] for folded, source_id in connection.execute(query)} if ids else {}


def merged_into(connection: Connection, source_id: str) -> list[Known]:
    """Return all that were merged into a source, and into those, in the order they were added."""
    return merged_into_these(connection, [source_id]).get(source_id, [])


def merged_into_these(connection: Connection, source_ids: Collection[str]) -> dict[str, list[Known]]:
    """Return by source all that were merged into it, and into those, in the order they were added."""
    root = {source_id: source_id for source_id in source_ids}
    found: dict[str, list[Known]] = {}
    level = list(source_ids)
    while level:
        query = select(*_columns).where(sources.c.merged_into.in_(level)).order_by(sources.c.stream_id)
        level = []
        for row in connection.execute(query):
            known = Known(*row)
            if known.merged_into is not None and known.id not in root:
                root[known.id] = root[known.merged_into]
                found.setdefault(root[known.id], []).append(known)
                level.append(known.id)
    return found


def every(
    connection: Connection,
    types: Collection[SourceType],
    *,
    named: str = "",
    behind: str | None = None,
    as_of: datetime | None = None,
    recorded_by: datetime | None = None,
    most: int = 50,
) -> list[Known]:
    """Return sources that stand for themselves, in alphabetical order.

    Args:
        named: how one of the words of one of its names begins, of a merged one's too; case and accents
            are alike.
        behind: the id of the last one on the page before.
        as_of: only those that a claim known then named.
        recorded_by: only those that had been recorded by then.
    """
    row = sources.c
    query = select(*_columns).where(row.type.in_(sorted(types)), row.merged_into.is_(None), row.folded != "")
    if named.strip():
        query = query.where(row.source.in_(_with_a_word(connection, types, folded_name(named))))
    if as_of is not None:
        query = query.where(row.added_at <= as_of)
    if recorded_by is not None:
        first = select(events.c.stream_id).where(
            events.c.stream_id == row.stream_id,
            events.c.version == 1,
            events.c.recorded_at <= to_microseconds(recorded_by),
        )
        query = query.where(first.exists())
    if behind is not None:
        last = select(row.folded, row.stream_id).where(row.source == behind)
        folded, number = connection.execute(last).one_or_none() or ("", 0)
        query = query.where(or_(row.folded > folded, and_(row.folded == folded, row.stream_id > number)))
    found = connection.execute(query.order_by(row.folded, row.stream_id).limit(most))
    return [Known(*one) for one in found]


def _with_a_word(connection: Connection, types: Collection[SourceType], begins: str) -> list[str]:
    """Return the ids of those who stand for a name in which a word begins like this."""
    inside = _keys.folded.contains(f" {begins}", autoescape=True)
    query = (
        select(_keys.source)
        .where(
            _keys.type.in_(sorted(types)),
            or_(and_(_keys.folded >= begins, _keys.folded < begins + "\U0010ffff"), inside),
        )
        .order_by(_keys.folded, _keys.stream_id)
        .limit(MOST_MATCHES)
    )
    ends = _ends_of(connection, list(connection.execute(query).scalars()))
    return sorted({known.id for known in ends.values()})


def _ends_of(connection: Connection, source_ids: Sequence[str]) -> dict[str, Known]:
    """Return where each id leads, through every merge; ids of nothing are left out."""
    known = _by_id(connection, source_ids)
    while (
        further := {one.merged_into for one in known.values() if one.merged_into is not None} - known.keys()
    ):
        known |= _by_id(connection, sorted(further))
    return {
        source_id: _end_of(known, source_id) for source_id in dict.fromkeys(source_ids) if source_id in known
    }


def _end_of(known: Mapping[str, Known], source_id: str) -> Known:
    found = known[source_id]
    while found.merged_into is not None:
        found = known[found.merged_into]
    return found


def _by_id(connection: Connection, source_ids: Iterable[str]) -> dict[str, Known]:
    query: Select[Any] = select(*_columns).where(sources.c.source.in_(list(source_ids)))
    return {row[0]: Known(*row) for row in connection.execute(query.order_by(sources.c.stream_id))}


def _among(keys: Collection[Key]) -> ColumnElement[bool]:
    by_type: dict[SourceType, list[str]] = {}
    for key in keys:
        by_type.setdefault(key.type, []).append(key.folded)
    return or_(
        *(
            and_(_keys.type == type_, _keys.folded.in_(sorted(folded)))
            for type_, folded in sorted(by_type.items())
        )
    )

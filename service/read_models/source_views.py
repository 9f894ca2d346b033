"""Outlets and named sources as they are shown: with their other names and those merged into them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from service.domain.events import SourceType
from service.domain.source import fold, folded_name
from service.ledger import log
from service.read_models import sources
from service.read_models.filters import Moment
from service.read_models.looking_back import held_at
from service.read_models.sources import Known, source_names


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """A source with all that is kept of it; `merged` are those merged into it, and into those."""

    id: str
    type: SourceType
    name: str
    version: int
    also_known_as: tuple[str, ...]
    merged_into: str | None
    merged: tuple[Known, ...]
    added_at: datetime


def view_at(connection: Connection, source_id: str, moment: Moment) -> SourceView | None:
    """Return a source as it stands, or as it stood at a moment; None where nobody had named it by then.

    Who is merged into it is told as it stands: whom a name means has no date of its own.
    """
    source = fold([one.entry for one in held_at(log.read(connection, source_id), moment)])
    if source is None:
        return None
    return SourceView(
        id=source_id,
        type=source.type,
        name=source.name,
        version=source.version,
        also_known_as=source.also_known_as,
        merged_into=source.merged_into,
        merged=tuple(sources.merged_into(connection, source_id)),
        added_at=source.added_at,
    )


def views(connection: Connection, known: Sequence[Known]) -> list[SourceView]:
    """Return sources as they stand, in the order they are given."""
    ids = [one.id for one in known]
    query = select(source_names.c.source, source_names.c.name).where(source_names.c.source.in_(ids))
    names: dict[str, list[str]] = {}
    for source_id, name in connection.execute(query.order_by(source_names.c.source, source_names.c.folded)):
        names.setdefault(source_id, []).append(name)
    merged = sources.merged_into_these(connection, ids)
    return [
        SourceView(
            id=one.id,
            type=one.type,
            name=one.name,
            version=one.version,
            also_known_as=tuple(
                name for name in names.get(one.id, ()) if folded_name(name) != folded_name(one.name)
            ),
            merged_into=one.merged_into,
            merged=tuple(merged.get(one.id, ())),
            added_at=one.added_at,
        )
        for one in known
    ]

"""Every import that was tried: who brought which file, how far it is, what came in and what was wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Integer,
    String,
    Table,
    Text,
    insert,
    select,
    update,
)

from service.database import Instant, metadata

#: checking: rows are read and decided on; writing: some may be in; done; refused: something is wrong and
#: nothing of it was written; failed: the service could not go on; rows that are in stay in.
State = Literal["checking", "writing", "done", "refused", "failed"]
#: One that has not moved for so long was cut off.
CUT_OFF_AFTER = timedelta(minutes=10)

imports = Table(
    "imports",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("account", String(64), nullable=False),
    Column("file_name", Text),
    Column("format", String(8)),
    Column("size_bytes", BigInteger),
    Column("is_dry_run", Boolean, nullable=False),
    Column("asks", Boolean, nullable=False),
    Column("state", String(16), nullable=False),
    #: Rows of the file, and how many of them are checked or written by now.
    Column("rows", Integer),
    Column("done", Integer, nullable=False),
    #: JSON: rows that came in, by kind.
    Column("added", Text, nullable=False),
    Column("known", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("faults", Integer, nullable=False),
    #: JSON: the faults and the changed rows that are listed.
    Column("report", Text, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("touched_at", Instant, nullable=False),
    Column("finished_at", Instant),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One import as it stands."""

    id: str
    account: str
    file_name: str | None
    format: str | None
    size_bytes: int | None
    is_dry_run: bool
    asks: bool
    state: State
    rows: int | None = None
    done: int = 0
    added: Mapping[str, int] = field(default_factory=dict)
    known: int = 0
    changed: int = 0
    faults: int = 0
    report: Mapping[str, Any] = field(default_factory=dict)
    started_at: datetime
    touched_at: datetime
    finished_at: datetime | None = None

    def is_cut_off(self, now: datetime) -> bool:
        """Whether it ended without anybody noting how, as when the machine went down."""
        return self.finished_at is None and now - self.touched_at > CUT_OFF_AFTER


def begin(connection: Connection, one: Import) -> None:
    """Write down that an import begins."""
    connection.execute(insert(imports).values(**_values(one)))


def note(connection: Connection, one: Import) -> None:
    """Write down how far an import is."""
    values = _values(one)
    connection.execute(update(imports).where(imports.c.id == values.pop("id")).values(**values))


def one(connection: Connection, import_id: str) -> Import | None:
    """Return an import, or None where there is none."""
    row = connection.execute(select(imports).where(imports.c.id == import_id)).mappings().one_or_none()
    return None if row is None else _import(dict(row))


def every(connection: Connection, *, most: int, before: str | None = None) -> list[Import]:
    """Return the newest imports, newest first.

    Args:
        before: the id of an import; only older ones are returned.
    """
    query = select(imports).order_by(imports.c.id.desc()).limit(most)
    if before is not None:
        query = query.where(imports.c.id < before)
    return [_import(dict(row)) for row in connection.execute(query).mappings()]


def _values(one: Import) -> dict[str, Any]:
    values = {name.name: getattr(one, name.name) for name in fields(one)}
    return {**values, "added": json.dumps(dict(one.added)), "report": json.dumps(dict(one.report))}


def _import(row: Mapping[str, Any]) -> Import:
    return Import(**{**row, "added": json.loads(row["added"]), "report": json.loads(row["report"])})


def listed(report: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    """Return what a report lists under a name."""
    found: Sequence[Mapping[str, Any]] = report.get(name, ())
    return found

"""The tallies of track records as they stand now: how often each thing is there, changed by differences.

Rows of a much quoted outlet change with every claim about it. They are changed once the head of the log is
taken: whoever holds that writes alone, so that no two writers ever wait for each other here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Column, Connection, Integer, String, Table, bindparam, delete, insert
from sqlalchemy.dialects import postgresql, sqlite

from service.database import metadata
from service.domain.source import MOST_FOLDED
from service.domain.track_record import TallyKey
from service.ledger.fast_log import Statement

_NAME = String(MOST_FOLDED).with_variant(String(MOST_FOLDED, collation="C"), "postgresql")
record_tallies = Table(
    "record_tallies",
    metadata,
    Column("type", String(12), primary_key=True),
    Column("name", _NAME, primary_key=True),
    #: The kind of source; empty for all kinds together.
    Column("kind", String(16), primary_key=True),
    Column("role", String(10), primary_key=True),
    #: What is counted, as `domain.track_record.marks` says, and its value.
    Column("what", String(24), primary_key=True),
    Column("value", Integer, primary_key=True, autoincrement=False),
    Column("claims", Integer, nullable=False),
    sqlite_with_rowid=False,
)
_KEY = TallyKey._fields


def _upsert(dialect: Any) -> Statement:
    new = dialect.insert(record_tallies)
    added = new.on_conflict_do_update(
        index_elements=[record_tallies.c[name] for name in _KEY],
        set_={"claims": record_tallies.c.claims + new.excluded.claims},
    )
    return Statement(added, columns=(*_KEY, "claims"))


_add = {"sqlite": _upsert(sqlite), "postgresql": _upsert(postgresql)}
_insert = Statement(insert(record_tallies), columns=(*_KEY, "claims"))
_drop_empty = Statement(
    delete(record_tallies).where(
        *(record_tallies.c[name] == bindparam(f"of_{name}") for name in _KEY), record_tallies.c.claims == 0
    )
)


def change(connection: Connection, differences: Mapping[TallyKey, int]) -> None:
    """Add differences to the tallies, and drop those that come to nothing.

    The caller holds the head of the log, by an append in the same transaction.
    """
    changed = sorted((key, by) for key, by in differences.items() if by)
    _add[connection.dialect.name].insert(connection, [(*key, by) for key, by in changed])
    fewer = [key for key, by in changed if by < 0]
    _drop_empty.run_all(
        connection, [{f"of_{name}": value for name, value in key._asdict().items()} for key in fewer]
    )


def difference(before: Counter[TallyKey], after: Counter[TallyKey]) -> Counter[TallyKey]:
    """Return what has to be added to come from one set of tallies to another; what stays is left out."""
    found = Counter(after)
    found.subtract(before)
    return Counter({key: by for key, by in found.items() if by})


def rows(counted: Mapping[TallyKey, int]) -> Iterable[dict[str, Any]]:
    """Give the row of each tally, in the order of their keys."""
    return ({**key._asdict(), "claims": counted[key]} for key in sorted(counted))

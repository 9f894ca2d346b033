"""The read models, made anew from the ledger alone, and compared with the live ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Column, Connection, SmallInteger, String, Table, delete, func, insert, select, text

from service.database import metadata, newest_revision, take_your_time
from service.domain.claim import Claim, fold
from service.domain.events import Entry
from service.domain.track_record import TallyKey, tallied
from service.ledger import log
from service.ledger.fast_log import Statement
from service.read_models import articles, streams
from service.read_models import carried_claims as carried
from service.read_models import claim_labels as labels
from service.read_models import claim_names as names
from service.read_models import claim_search as search
from service.read_models import record_tallies as tallies
from service.read_models.carried_claims import carried_claims
from service.read_models.claim_board import claim_board
from service.read_models.claim_labels import claim_labels
from service.read_models.claim_names import claim_names
from service.read_models.claim_rows import row_of
from service.read_models.claim_search import claim_search
from service.read_models.claims_as_known import claims_as_known
from service.read_models.claims_as_known import rows as known_rows
from service.read_models.record_tallies import record_tallies
from service.read_models.streams import Row

TABLES: tuple[Table, ...] = (
    claim_board,
    claims_as_known,
    claim_search,
    claim_names,
    claim_labels,
    carried_claims,
    record_tallies,
    articles.claim_articles,
    *streams.TABLES,
)
_inserts = {table: Statement(insert(table), columns=tuple(table.c.keys())) for table in TABLES}
#: With which schema the read models were last made; one row.
read_models_made = Table(
    "read_models_made",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("revision", String(32), nullable=False),
)
#: What a rebuild makes, and what no backup has to hold.
MADE = frozenset({*TABLES, read_models_made})
#: Rows written at once.
BATCH = 1000


def is_needed(connection: Connection) -> bool:
    """Say whether the schema changed since the read models were made, so that rows may lack a column."""
    made = connection.execute(select(read_models_made.c.revision)).scalar()
    return made != newest_revision()


def event_count(connection: Connection) -> int:
    """Return how many events there are to replay."""
    return int(connection.execute(select(func.count()).select_from(log.events)).scalar_one())


def rebuild(connection: Connection, *, progress: Callable[[int], None] = lambda done: None) -> None:
    """Empty every read model and fill it from the ledger, in the caller's transaction.

    Writers wait meanwhile: on SQLite for the transaction, on PostgreSQL for the table.

    Args:
        progress: is told after each claim how many more events have been replayed.
    """
    # No statement of it is to be cut off for its length: a hundred thousand claims take minutes.
    take_your_time(connection)
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE claim_board IN EXCLUSIVE MODE"))
    for table in TABLES:
        connection.execute(delete(table))
    waiting: dict[Table, list[dict[str, Any]]] = {table: [] for table in TABLES}
    for table, row in replayed_rows(connection, progress=progress):
        rows = waiting[table]
        rows.append(row)
        if len(rows) >= BATCH:
            _inserts[table].run_all(connection, rows)
            rows.clear()
    for table, rows in waiting.items():
        _inserts[table].run_all(connection, rows)
    search.reindex(connection)
    connection.execute(delete(read_models_made))
    connection.execute(insert(read_models_made).values(id=1, revision=newest_revision()))


def replayed_rows(
    connection: Connection, *, progress: Callable[[int], None] = lambda done: None
) -> Iterator[tuple[Table, dict[str, Any]]]:
    """Give every row that the read models should hold; those that count over all streams come last."""
    counted: Counter[TallyKey] = Counter()
    for number, group in groupby(log.read_streams(connection), key=lambda pair: pair[0]):
        stored = [one for _, one in group]
        first = stored[0]
        history = [one.entry for one in stored]
        if first.stream_kind == "claim":
            claim = fold(history)
            if claim is not None:
                yield from rows_of_claim(number, first.stream, claim, history)
                counted.update(tallied(claim))
        else:
            yield from streams.rows(first.stream_kind, number, first.stream, history)
        progress(len(history))
    yield from ((record_tallies, one) for one in tallies.rows(counted))


def rows_of_claim(number: int, claim_id: str, claim: Claim, history: Sequence[Entry]) -> Iterator[Row]:
    """Give every row that the read models should hold of one claim, the fold of its whole history."""
    row = row_of(claim_id, claim)
    yield claim_board, {"stream_id": number, **row}
    yield claim_search, {"stream_id": number, **search.row_of(row, claim, history)}
    yield from ((claim_names, one) for one in names.rows(number, claim))
    yield from ((claim_labels, one) for one in labels.rows(number, row, claim))
    yield from ((claims_as_known, one) for one in known_rows(number, claim_id, history))
    yield from ((carried_claims, one) for one in carried.rows(number, history))
    yield from ((articles.claim_articles, one) for one in articles.carried_rows(number, claim_id, claim))


def put_new(connection: Connection, rows: Iterable[Row]) -> None:
    """Write rows of new claims, as `rows_of_claim` gives them."""
    by_table: dict[Table, list[dict[str, Any]]] = {table: [] for table in TABLES}
    for table, row in rows:
        by_table[table].append(row)
    for table, new in by_table.items():
        _inserts[table].run_all(connection, new)
    search.index_new(connection, by_table[claim_search])


def differences(connection: Connection, *, most: int = 20) -> list[str]:
    """Return what sets the live read models apart from a replay, in words; none where they are equal."""
    found: list[str] = []
    counted = dict.fromkeys(TABLES, 0)
    for table, row in replayed_rows(connection):
        counted[table] += 1
        keys = [column == row[column.name] for column in table.primary_key.columns]
        live = connection.execute(select(table).where(*keys)).mappings().one_or_none()
        if live is None:
            found.append(f"{table.name} lacks a row of {_about(table, row)}")
        elif dict(live) != row:
            wrong = sorted(name for name in row if live[name] != row[name])
            found.append(f"{table.name}, {_about(table, row)}: {', '.join(wrong)} differ")
        if len(found) >= most:
            return found
    for table, count in counted.items():
        held = connection.execute(select(func.count()).select_from(table)).scalar_one()
        if held != count:
            found.append(f"{table.name} holds {held} rows and should hold {count}")
    if not search.index_fits(connection):
        found.append("the index of words does not fit the words")
    return found


def _about(table: Table, row: dict[str, Any]) -> str:
    if "stream_id" in row:
        return f"stream {row['stream_id']}"
    return " ".join(str(row[column.name]) for column in table.primary_key.columns)

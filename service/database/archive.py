"""A whole database in one file: written from one moment, read into an empty database of either kind."""

from __future__ import annotations

import gzip
import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, delete, func, insert, select, text
from sqlalchemy import Table as Table  # named here for the command that says which tables

from service.database.columns import from_microseconds, to_microseconds

#: The shape of the file: a head, then rows table by table, then a foot that counts and seals them.
SHAPE = 1
_BATCH = 1000


class NotAnArchive(Exception):
    """The file is no archive, was cut off or changed, or another version wrote it. The message says which."""


class NotEmpty(Exception):
    """The database holds something already; an archive is read into an empty one."""


def write(
    connection: Connection,
    path: Path,
    tables: Sequence[Table],
    *,
    revision: str,
    progress: Callable[[int], None] = lambda done: None,
) -> int:
    """Write every row of the tables as this connection sees them, and return how many there were.

    The connection reads one moment, so others may write meanwhile. The file is new and its owner's alone.

    Raises:
        FileExistsError: there is such a file already.
    """
    count, seal = 0, sha256()
    with path.open("xb") as raw:
        path.chmod(0o600)
        with gzip.GzipFile(fileobj=raw, mode="wb", filename="", compresslevel=6) as file:
            for line in _lines(connection, tables, revision):
                file.write(line)
                seal.update(line)
                count += 1
                progress(1)
            # The head is no row.
            file.write(_line({"rows": count - 1, "sha256": seal.hexdigest()}))
    return count - 1


def read(connection: Connection, path: Path, tables: Sequence[Table], *, revision: str) -> int:
    """Fill the empty tables from a file in the caller's transaction, and return the number of rows.

    What migrations put into a table gives way to the archive's rows.

    Raises:
        NotAnArchive: see there; the caller rolls back.
        NotEmpty: the first of the tables that people write to holds rows.
    """
    by_name = {table.name: table for table in tables}
    with gzip.open(path, "rb") as file:
        lines = _sealed(file)
        head = next(lines)
        if head.get("hearsay") != SHAPE:
            raise NotAnArchive("This is no archive of Hearsay, or a newer version wrote it.")
        if head.get("schema") != revision:
            raise NotAnArchive(
                f"It was written with schema {head.get('schema')}; this version has {revision}. "
                "Read it with the version that wrote it, then migrate."
            )
        _require_empty(connection, by_name, head["tables"])
        count = _fill(connection, lines, by_name, head["tables"])
    _count_on(connection, tables)
    return count


def _lines(connection: Connection, tables: Sequence[Table], revision: str) -> Iterator[bytes]:
    columns = {table.name: [column.name for column in table.columns] for table in tables}
    yield _line({"hearsay": SHAPE, "schema": revision, "tables": columns})
    for table in tables:
        found = connection.execute(select(table).execution_options(yield_per=_BATCH))
        for row in found:
            yield _line([table.name, *(_kept(value) for value in row)])


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _kept(value: object) -> object:
    """Return a value as JSON keeps it; what JSON has no word for becomes an object of one key."""
    match value:
        case bytes() | memoryview():
            return {"b": b64encode(value).decode()}
        case datetime():
            return {"i": to_microseconds(value)}
        case date():
            return {"d": value.isoformat()}
        case _:
            return value


def _told(value: Any) -> Any:
    match value:
        case {"b": str(encoded)}:
            return b64decode(encoded)
        case {"i": int(microseconds)}:
            return from_microseconds(microseconds)
        case {"d": str(day)}:
            return date.fromisoformat(day)
        case _:
            return value


def _sealed(file: IO[bytes] | gzip.GzipFile) -> Iterator[Any]:
    """Give every line but the last, which must count and seal the others."""
    seal, count, last = sha256(), 0, b""
    try:
        for line in file:
            if last:
                seal.update(last)
                count += 1
                yield json.loads(last)
            last = line
        foot = json.loads(last) if last else None
    except (OSError, EOFError, ValueError) as error:
        raise NotAnArchive("The file is no archive, or was cut off.") from error
    if foot != {"rows": count - 1, "sha256": seal.hexdigest()}:
        raise NotAnArchive("The file was cut off or changed: what it holds is not what was written.")


def _require_empty(connection: Connection, by_name: dict[str, Table], named: Iterable[str]) -> None:
    if set(named) != set(by_name):
        raise NotAnArchive("It holds other tables than this version has.")
    for name in ("events", "accounts"):
        if connection.execute(select(func.count()).select_from(by_name[name])).scalar_one():
            raise NotEmpty(f"The database has {name} already.")


def _fill(
    connection: Connection, lines: Iterator[Any], by_name: dict[str, Table], columns: dict[str, list[str]]
) -> int:
    for table in by_name.values():
        if connection.execute(select(func.count()).select_from(table)).scalar_one():
            connection.execute(delete(table))
    waiting: list[dict[str, Any]] = []
    count, current = 0, ""
    for name, *values in lines:
        if name != current or len(waiting) >= _BATCH:
            _insert(connection, by_name.get(current), waiting)
            waiting, current = [], name
        waiting.append(dict(zip(columns[name], map(_told, values), strict=True)))
        count += 1
    _insert(connection, by_name.get(current), waiting)
    return count


def _insert(connection: Connection, table: Table | None, rows: list[dict[str, Any]]) -> None:
    if table is not None and rows:
        connection.execute(insert(table), rows)


def _count_on(connection: Connection, tables: Sequence[Table]) -> None:
    """Let PostgreSQL number new rows behind those that came with their numbers; SQLite does by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        column = table.autoincrement_column
        if column is None:
            continue
        sequence = connection.execute(
            text("SELECT pg_get_serial_sequence(:table, :column)"),
            {"table": table.name, "column": column.name},
        ).scalar()
        if sequence is None:
            continue
        highest = connection.execute(select(func.max(column))).scalar()
        if highest is not None:
            connection.execute(text("SELECT setval(:name, :highest)"), {"name": sequence, "highest": highest})

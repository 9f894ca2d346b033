"""Runs a Core statement on the driver itself: the same SQL, without what SQLAlchemy does around each run.

Most of what a short transaction costs is Python between the statement and the socket or the file. What
stands in `Statement` is compiled once by SQLAlchemy and then handed to the SQLite cursor or, on PostgreSQL,
to libpq as a prepared statement; with any other driver, and where an engine has the execution option
`plain_statements`, it goes through SQLAlchemy as always. The tests of the ledger run over both ways.
"""

from __future__ import annotations

import select
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from psycopg import IsolationLevel, OperationalError, errors
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult
from sqlalchemy import Connection, Dialect
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.sql.expression import ClauseElement, UpdateBase

from service.database import Instant, as_sqlalchemy_says, to_microseconds

Row = tuple[Any, ...]
#: How many rows are on their way to PostgreSQL before answers are read.
ROWS_AT_ONCE = 100
_dialect: Callable[..., Dialect] = PGDialect_psycopg
_NUMBERED = _dialect(paramstyle="numeric_dollar")
_FAILED = (ExecStatus.FATAL_ERROR, ExecStatus.NONFATAL_ERROR, ExecStatus.BAD_RESPONSE)


class Statement:
    """One statement with named parameters, ready to be run many times."""

    def __init__(self, core: Any, *, columns: Sequence[str] | None = None) -> None:
        """Take a Core statement.

        Args:
            columns: for an insert, the columns that are given.
        """
        self._core = core
        self._columns = columns
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, connection: Connection, parameters: Mapping[str, Any]) -> list[Row]:
        """Run it and return its rows as the driver gives them: numbers, texts, bytes and truths only."""
        if _is_plain(connection):
            return [tuple(row) for row in connection.execute(self._core, parameters)]
        return self._for(connection).rows(connection, parameters)

    def run(self, connection: Connection, parameters: Mapping[str, Any]) -> None:
        """Run it, where it gives no rows."""
        self.run_all(connection, [parameters])

    def run_all(self, connection: Connection, parameters: Sequence[Mapping[str, Any]]) -> None:
        """Run it once for each set of parameters, where it gives no rows."""
        if not parameters:
            return
        if _is_plain(connection):
            connection.execute(self._core, parameters)
        else:
            self._for(connection).run_all(connection, parameters)

    def insert(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Run an insert once for each row; values stand in the order of the columns that are given."""
        if not rows:
            return
        if _is_plain(connection):
            names = self._columns or ()
            connection.execute(self._core, [dict(zip(names, row, strict=True)) for row in rows])
        else:
            self._for(connection).insert(connection, rows)

    def _for(self, connection: Connection) -> _Compiled:
        name = connection.dialect.name
        if name not in self._compiled:
            kind = _OnSQLite if name == "sqlite" else _OnPostgreSQL
            self._compiled[name] = kind(self._core, connection.dialect, self._columns)
        return self._compiled[name]


def _is_plain(connection: Connection) -> bool:
    options = connection.get_execution_options()
    return connection.dialect.driver not in ("pysqlite", "psycopg") or bool(options.get("plain_statements"))


class _Compiled:
    """What SQLAlchemy made of a statement: its text, and how each of its places is filled."""

    def __init__(self, core: ClauseElement, dialect: Dialect, columns: Sequence[str] | None) -> None:
        keys = list(columns) if columns is not None and isinstance(core, UpdateBase) else None
        compiled: Any = core.compile(dialect=dialect, column_keys=keys)
        self.text: str = str(compiled)
        self._places: list[tuple[str, Callable[[Any], Any] | None]] = [
            (name, _binder(compiled.binds[name], dialect)) for name in compiled.positiontup or ()
        ]
        self._given = {name: bind.value for name, bind in compiled.binds.items() if bind.value is not None}

    def values(self, parameters: Mapping[str, Any]) -> Row:
        """Return the parameters in the order of their places."""
        given = {**self._given, **parameters} if self._given else parameters
        return tuple([given[name] if fill is None else fill(given[name]) for name, fill in self._places])

    def rows(self, connection: Connection, parameters: Mapping[str, Any]) -> list[Row]:
        raise NotImplementedError

    def run_all(self, connection: Connection, parameters: Sequence[Mapping[str, Any]]) -> None:
        """Run it for each set of parameters."""
        self._run(connection, list(map(self.values, parameters)))

    def insert(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Run it for each row."""
        binders = [binder for _, binder in self._places]
        if any(binders):
            rows = [
                tuple([fill(value) if fill else value for value, fill in zip(row, binders, strict=True)])
                for row in rows
            ]
        self._run(connection, rows)

    def _run(self, connection: Connection, rows: Sequence[Row]) -> None:
        raise NotImplementedError


def _binder(bind: Any, dialect: Dialect) -> Callable[[Any], Any] | None:
    if isinstance(bind.type, Instant):
        return _instant  # what SQLAlchemy would come to in three calls
    found: Callable[[Any], Any] | None = bind.type.dialect_impl(dialect).bind_processor(dialect)
    return found


def _instant(value: datetime | None) -> int | None:
    return None if value is None else to_microseconds(value)


class _OnSQLite(_Compiled):
    def rows(self, connection: Connection, parameters: Mapping[str, Any]) -> list[Row]:
        driver: Any = connection.connection.dbapi_connection
        try:
            found: list[Row] = driver.execute(self.text, self.values(parameters)).fetchall()
        except connection.dialect.loaded_dbapi.Error as error:
            raise as_sqlalchemy_says(connection, error, self.text) from error
        return found

    def _run(self, connection: Connection, rows: Sequence[Row]) -> None:
        driver: Any = connection.connection.dbapi_connection
        try:
            if len(rows) == 1:
                driver.execute(self.text, rows[0])
            else:
                driver.executemany(self.text, rows)
        except connection.dialect.loaded_dbapi.Error as error:
            raise as_sqlalchemy_says(connection, error, self.text) from error


class _OnPostgreSQL(_Compiled):
    def __init__(self, core: ClauseElement, dialect: Dialect, columns: Sequence[str] | None) -> None:
        super().__init__(core, _NUMBERED, columns)

    def rows(self, connection: Connection, parameters: Mapping[str, Any]) -> list[Row]:
        try:
            (result,) = _Libpq(connection).answers(self.text, [self.values(parameters)])
        except errors.Error as error:
            raise as_sqlalchemy_says(connection, error, self.text) from error
        return _rows_of(result)

    def _run(self, connection: Connection, rows: Sequence[Row]) -> None:
        try:
            libpq = _Libpq(connection)
            for start in range(0, len(rows), ROWS_AT_ONCE):
                libpq.answers(self.text, rows[start : start + ROWS_AT_ONCE])
        except errors.Error as error:
            raise as_sqlalchemy_says(connection, error, self.text) from error


class _Libpq:
    """The libpq connection below a psycopg connection, in the transaction that SQLAlchemy began."""

    def __init__(self, connection: Connection) -> None:
        driver: Any = connection.connection.dbapi_connection
        self._psycopg: Any = driver
        self._libpq: Any = driver.pgconn
        #: Names of what this very connection has prepared, by text.
        self._prepared: dict[str, bytes] = connection.info.setdefault("prepared_statements", {})

    def answers(self, text: str, many: Sequence[Row]) -> list[PGresult]:
        """Run a statement for each row of values, in as few trips as can be, and return the answers."""
        name = self._prepared.get(text) or self._prepare(text)
        begin = self._begin_text()
        encoded = [_encoded(values) for values in many]
        if begin is None and len(many) == 1:
            values, formats = encoded[0]
            self._libpq.send_query_prepared(name, values, formats, 1)
            self._send()
            return [self._checked(self._next_answer())]
        return self._in_one_trip(name, encoded, begin)

    def _in_one_trip(
        self, name: bytes, encoded: Sequence[tuple[list[bytes | None], list[int]]], begin: bytes | None
    ) -> list[PGresult]:
        libpq = self._libpq
        libpq.enter_pipeline_mode()
        try:
            if begin is not None:
                libpq.send_query_params(begin, None)
            for values, formats in encoded:
                libpq.send_query_prepared(name, values, formats, 1)
            libpq.pipeline_sync()
            self._send()
            found = [self._next_answer() for _ in range(len(encoded) + (begin is not None))]
            self._wait()
            libpq.get_result()  # the sync itself
        finally:
            if libpq.status == ConnStatus.OK:
                libpq.exit_pipeline_mode()
        for result in found:
            self._checked(result)
        return found[-len(encoded) :]

    def _send(self) -> None:
        """Send all that is to be sent; answers that come meanwhile are taken in, or both sides would wait."""
        while self._libpq.flush():
            if self._poll(select.POLLIN | select.POLLOUT) & select.POLLIN:
                self._libpq.consume_input()

    def _wait(self) -> None:
        """Wait until an answer is there. libpq's own waiting would keep every other thread from running."""
        while self._libpq.is_busy():
            self._poll(select.POLLIN)
            self._libpq.consume_input()

    def _poll(self, what: int) -> int:
        """Return what can be done with the line; give the session up where that is nothing for too long."""
        seconds = self._psycopg.answers_within
        poll = select.poll()
        poll.register(self._libpq.socket, what)
        found = poll.poll(None if seconds is None else seconds * 1000)
        if not found:
            raise self._psycopg.given_up()
        return found[0][1]

    def _next_answer(self) -> PGresult:
        self._wait()
        result: PGresult | None = self._libpq.get_result()
        if result is None or self._libpq.status != ConnStatus.OK:
            raise OperationalError("the connection is lost")
        self._wait()
        self._libpq.get_result()  # the end of this answer
        return result

    def _prepare(self, text: str) -> bytes:
        name = f"hearsay_{len(self._prepared)}".encode()
        self._libpq.send_prepare(name, text.encode())
        self._send()
        self._checked(self._next_answer())
        self._prepared[text] = name
        return name

    def _begin_text(self) -> bytes | None:
        """Return what begins the transaction, where that has not been sent yet."""
        if self._psycopg.autocommit or self._libpq.transaction_status != TransactionStatus.IDLE:
            return None
        level: IsolationLevel | None = self._psycopg.isolation_level
        return b"BEGIN" if level is None else f"BEGIN ISOLATION LEVEL {level.name}".replace("_", " ").encode()

    def _checked(self, result: PGresult) -> PGresult:
        if self._libpq.status != ConnStatus.OK:
            raise OperationalError("the connection is lost")
        if result.status in _FAILED:
            raise errors.error_from_result(result)
        return result


def _encoded(values: Row) -> tuple[list[bytes | None], list[int]]:
    """Return values as libpq takes them, with the format of each: 1 for bytes as they are, 0 for text."""
    found: list[bytes | None] = []
    formats = []
    for value in values:
        if value is None or type(value) is bytes:
            found.append(value)
            formats.append(1)
            continue
        if type(value) is str:
            found.append(value.encode())
        elif type(value) in (int, bool):
            found.append(str(value).encode())
        elif type(value) is date:
            found.append(value.isoformat().encode())
        else:
            raise TypeError(f"{type(value).__name__} is not sent to PostgreSQL in this way")
        formats.append(0)
    return found, formats


def _rows_of(result: PGresult) -> list[Row]:
    columns = [(column, _READERS[result.ftype(column)]) for column in range(result.nfields)]
    value = result.get_value
    return [
        tuple([None if (cell := value(row, column)) is None else read(cell) for column, read in columns])
        for row in range(result.ntuples)
    ]


def _number(cell: bytes) -> int:
    return int.from_bytes(cell, "big", signed=True)


#: How the binary format of each type is read, by the number PostgreSQL gives the type (pg_type.dat).
_READERS: Mapping[int, Callable[[bytes], Any]] = {
    16: lambda cell: cell == b"\x01",  # bool
    17: bytes,  # bytea
    20: _number,  # int8
    21: _number,  # int2
    23: _number,  # int4
    25: bytes.decode,  # text
    1043: bytes.decode,  # varchar
}

"""Engines for both databases, each set up so that nothing acknowledged is lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy
from sqlalchemy import Connection, Dialect, Engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import make_url

from service.database import silence

#: SQLite from 3.7.0 to 3.51.2 can corrupt a WAL database when two connections write and checkpoint at once.
SAFE_WAL_SINCE = (3, 51, 3)
BUSY_TIMEOUT = timedelta(seconds=10)
#: How long one statement may take on PostgreSQL, where nothing else is said.
STATEMENT_TIMEOUT = timedelta(seconds=30)
#: By dialect, which an engine shares with every engine made of it by `execution_options`.
_writer_locks: WeakKeyDictionary[Dialect, threading.Lock] = WeakKeyDictionary()
#: Where a connection is told, for SQLite's sake, that its next transaction will write.
_WRITES = "writes"


def create_engine(url: str, *, statement_timeout: timedelta = STATEMENT_TIMEOUT) -> Engine:
    """Return an engine for a SQLite file or a PostgreSQL server (15 or newer, through psycopg 3).

    Args:
        statement_timeout: what one statement may take on PostgreSQL. A server that is still silent
            `silence.ON_ITS_WAY` seconds later is given up.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite_engine(parsed)
    if parsed.get_backend_name() == "postgresql":
        return _postgresql_engine(parsed.set(drivername="postgresql+psycopg"), statement_timeout)
    raise ValueError("the database address must begin with sqlite: or postgresql:")


class SQLiteDialect(SQLiteDialect_pysqlite):
    """SQLite that begins transactions itself, and takes the one write lock at once where one will write."""

    supports_statement_cache = True

    def do_begin(self, dbapi_connection: Any) -> None:
        """Begin a transaction; one that reads first and asks for the lock later would be refused it."""
        writes = dbapi_connection.info.pop(_WRITES, False)
        dbapi_connection.dbapi_connection.execute("BEGIN IMMEDIATE" if writes else "BEGIN")

    def set_connection_execution_options(self, connection: Connection, opts: Mapping[str, Any]) -> None:
        """Take the option `writes` of a connection: its next transaction will write."""
        super().set_connection_execution_options(connection, opts)
        if opts.get(_WRITES):
            connection.info[_WRITES] = True

    def set_engine_execution_options(self, engine: Engine, opts: Mapping[str, Any]) -> None:
        """Take the option `writes` of an engine: whatever its connections begin will write."""
        super().set_engine_execution_options(engine, opts)
        if opts.get(_WRITES):
            event.listen(engine, "engine_connect", will_write)


registry.register("sqlite.hearsay", __name__, "SQLiteDialect")


def _sqlite_engine(url: sqlalchemy.URL) -> Engine:
    driver = sqlite_driver()
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sqlalchemy.create_engine(
        url.set(drivername="sqlite+hearsay"),
        module=driver,
        connect_args={"timeout": BUSY_TIMEOUT.total_seconds(), "check_same_thread": False},
        pool_size=8,
        max_overflow=24,
    )
    # Both stay what they are. Without an adapter to be found, PyPI's module tries to adapt every single
    # one of them by asking it for methods it does not have, which costs more than all the rest of a write.
    driver.register_adapter(bytes, bytes)
    driver.register_adapter(type(None), {}.get)
    journal = "WAL" if driver.sqlite_version_info >= SAFE_WAL_SINCE else "DELETE"
    _writer_locks[engine.dialect] = threading.Lock()

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        _set_journal(connection, journal, driver.OperationalError)
        for pragma in (
            "synchronous=FULL",
            "foreign_keys=ON",
            "recursive_triggers=ON",
            "mmap_size=0",
            "cache_size=-16000",
        ):
            connection.execute(f"PRAGMA {pragma}")

    return engine


def _set_journal(connection: Any, journal: str, busy: type[Exception]) -> None:
    """Choose the journal; changing it needs the file alone, and SQLite does not wait for that by itself."""
    gives_up_at = time.monotonic() + BUSY_TIMEOUT.total_seconds()
    while True:
        try:
            connection.execute(f"PRAGMA journal_mode={journal}")
        except busy:
            if time.monotonic() > gives_up_at:
                raise
            time.sleep(0.02)
        else:
            return


def sqlite_driver() -> Any:
    """Return the newest SQLite module at hand: PyPI's where it is installed, else Python's own."""
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        import sqlite3 as dbapi2
    return dbapi2


def sqlite_uses_wal() -> bool:
    """Say whether the SQLite at hand is new enough for write-ahead logging with several processes."""
    return bool(sqlite_driver().sqlite_version_info >= SAFE_WAL_SINCE)


def _postgresql_engine(url: sqlalchemy.URL, statement_timeout: timedelta) -> Engine:
    statement_seconds = statement_timeout.total_seconds()
    options = " ".join(
        f"-c {name}={value}"
        for name, value in {
            "timezone": "UTC",
            "statement_timeout": f"{statement_seconds * 1000:.0f}",
            "lock_timeout": "10000",
            "idle_in_transaction_session_timeout": "60000",
            "default_transaction_isolation": "read\\ committed",
        }.items()
    )
    engine = sqlalchemy.create_engine(
        url,
        isolation_level="READ COMMITTED",
        pool_size=8,
        max_overflow=24,
        pool_timeout=10,
        connect_args={
            "options": options,
            "connect_timeout": 5,
            "tcp_user_timeout": 20000,
            "keepalives_idle": 20,
            # What the ledger prepares by itself would go with what psycopg throws away after a rollback.
            "prepare_threshold": None,
        },
    )
    silence.watch(engine, answers_within=statement_seconds + silence.ON_ITS_WAY)
    return engine


def writer_lock(engine: Engine) -> threading.Lock | None:
    """Return what lets one thread of this process write at a time; PostgreSQL needs none."""
    return _writer_locks.get(engine.dialect)


def will_write(connection: Connection) -> None:
    """Let the connection's next transaction begin as one that writes."""
    connection.info[_WRITES] = True

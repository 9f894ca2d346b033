"""Engines, one metadata, and the one way to run a transaction: begin, retry, settle a lost COMMIT."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import sqlalchemy
from sqlalchemy import BigInteger, Dialect, Engine, MetaData, TypeDecorator, event
from sqlalchemy import Connection as Connection  # named here for rooms that only hand it on
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError

logger = logging.getLogger(__name__)
T = TypeVar("T")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

#: SQLite from 3.7.0 to 3.51.2 can corrupt a WAL database when two connections write and checkpoint at once.
SAFE_WAL_SINCE = (3, 51, 3)
BUSY_TIMEOUT = timedelta(seconds=10)
#: How often a transaction that met another one starts over, and after how long it gives up.
MOST_TRIES = 8
KEEPS_TRYING_FOR = timedelta(seconds=20)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
_MICROSECOND = timedelta(microseconds=1)
#: By dialect, which an engine shares with every engine made of it by `execution_options`.
_writer_locks: WeakKeyDictionary[Dialect, threading.Lock] = WeakKeyDictionary()
#: Where a connection is told, for SQLite's sake, that its next transaction will write.
_WRITES = "writes"


class CommitUnknown(Exception):
    """The connection was lost at COMMIT and nobody can say yet whether it took effect. Try again later."""


class Unavailable(Exception):
    """The database does not answer, or stayed busy too long. Nothing was written; try again later."""


class StartOver(Exception):
    """Another transaction came first; the whole work is to run again on a fresh view."""


def to_microseconds(instant: datetime) -> int:
    """Return an aware instant as microseconds since 1970 in UTC, exactly."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return (instant - EPOCH) // _MICROSECOND


def from_microseconds(value: int) -> datetime:
    """Return microseconds since 1970 as an aware instant in UTC."""
    return EPOCH + timedelta(0, 0, value)


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept as whole microseconds since 1970 in UTC; naive times are refused."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Turn an instant into the number that is kept."""
        return None if value is None else to_microseconds(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """Turn the kept number back into an instant."""
        return None if value is None else from_microseconds(value)


def create_engine(url: str) -> Engine:
    """Return an engine for a SQLite file or a PostgreSQL server (15 or newer, through psycopg 3)."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite_engine(parsed)
    if parsed.get_backend_name() == "postgresql":
        return _postgresql_engine(parsed.set(drivername="postgresql+psycopg"))
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
            event.listen(engine, "engine_connect", _will_write)


def _will_write(connection: Connection) -> None:
    connection.info[_WRITES] = True


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


def _postgresql_engine(url: sqlalchemy.URL) -> Engine:
    options = " ".join(
        f"-c {name}={value}"
        for name, value in {
            "timezone": "UTC",
            "statement_timeout": "30000",
            "lock_timeout": "10000",
            "idle_in_transaction_session_timeout": "60000",
            "default_transaction_isolation": "read\\ committed",
        }.items()
    )
    return sqlalchemy.create_engine(
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


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection whose reads all see one moment; it writes nothing and is rolled back.

    Raises:
        Unavailable: the database does not answer.
    """
    try:
        connection = engine.connect()
    except (OperationalError, sqlalchemy.exc.TimeoutError) as error:
        raise Unavailable("the database does not answer") from error
    try:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin() as transaction:
            try:
                yield connection
            except DBAPIError as error:
                raise _as_unavailable(error) from error
            finally:
                if transaction.is_active:
                    transaction.rollback()
    finally:
        connection.close()


def transact(
    engine: Engine,
    work: Callable[[Connection], T],
    *,
    recover: Callable[[Connection], T | None] | None = None,
) -> T:
    """Run the work in one transaction and return what it gives, once it is durable.

    Starts over when another transaction came first. Where the connection is lost at COMMIT, asks `recover`
    on a new connection what became of it.

    Raises:
        CommitUnknown: lost at COMMIT, and `recover` is missing or does not know.
        Unavailable: the database does not answer, or stayed busy.
    """
    gives_up_at = time.monotonic() + KEEPS_TRYING_FOR.total_seconds()
    for attempt in range(1, MOST_TRIES + 1):
        try:
            return _transact_once(engine, work, recover)
        except StartOver as error:
            if attempt == MOST_TRIES or time.monotonic() >= gives_up_at:
                raise Unavailable("others kept changing the same thing") from error
        except (DBAPIError, sqlalchemy.exc.TimeoutError) as error:
            last = attempt == MOST_TRIES or time.monotonic() >= gives_up_at
            if last or not _may_try_again(error):
                raise _as_unavailable(error) from error
        time.sleep(random.uniform(0, 0.005 * 2**attempt))  # noqa: S311 - spreads writers, no secret
    raise AssertionError("unreachable")


def _transact_once(
    engine: Engine,
    work: Callable[[Connection], T],
    recover: Callable[[Connection], T | None] | None,
) -> T:
    lock = _writer_locks.get(engine.dialect)
    if lock is not None and not lock.acquire(timeout=2 * BUSY_TIMEOUT.total_seconds()):
        raise Unavailable("other writers kept the database busy")
    try:
        with engine.connect() as connection:
            connection.info[_WRITES] = True
            transaction = connection.begin()
            try:
                result = work(connection)
            except BaseException:
                _roll_back(transaction)
                raise
            try:
                transaction.commit()
            except DBAPIError as error:
                if not _is_lost(error):
                    _roll_back(transaction)
                    raise
                lost = error
            else:
                return result
    finally:
        if lock is not None:
            lock.release()
    return _settle_lost_commit(engine, recover, lost)


def _roll_back(transaction: sqlalchemy.engine.RootTransaction) -> None:
    try:
        transaction.rollback()
    except DBAPIError:
        logger.debug("the connection was gone before the rollback", exc_info=True)


def _settle_lost_commit(
    engine: Engine, recover: Callable[[Connection], T | None] | None, lost: DBAPIError
) -> T:
    engine.dispose()
    if recover is None:
        raise CommitUnknown("the connection was lost at COMMIT") from lost
    for wait_seconds in (0.0, 0.2, 0.5, 1.0):
        time.sleep(wait_seconds)
        try:
            with reading(engine) as connection:
                found = recover(connection)
        except (DBAPIError, Unavailable):
            continue
        if found is not None:
            return found
    raise CommitUnknown("the connection was lost at COMMIT") from lost


def as_sqlalchemy_says(connection: Connection, error: Exception, text: str) -> DBAPIError:
    """Return a driver's error as SQLAlchemy would raise it, and give up a connection that was lost.

    For statements that were run on the driver itself.
    """
    dialect: Any = connection.dialect
    is_lost = dialect.is_disconnect(error, connection.connection.dbapi_connection, None)
    if is_lost:
        connection.invalidate(error)
    kind: Any = DBAPIError.instance(
        text,
        None,
        error,
        dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=is_lost,
        dialect=dialect,
    )
    found: DBAPIError = kind
    return found


def _is_lost(error: DBAPIError) -> bool:
    state = _sqlstate(error)
    return bool(error.connection_invalidated) or state[:2] == "08" or state in _SERVER_LEAVES


#: admin_shutdown, crash_shutdown, cannot_connect_now; of class 57, a cancelled statement is no lost server.
_SERVER_LEAVES = ("57P01", "57P02", "57P03")


def _sqlstate(error: DBAPIError) -> str:
    return getattr(error.orig, "sqlstate", None) or ""


def _may_try_again(error: Exception) -> bool:
    """Say whether the same work can be run again at once: a busy file, a deadlock, a lost connection."""
    if not isinstance(error, DBAPIError):
        return False
    if _sqlstate(error) in ("40001", "40P01", "55P03") or _is_lost(error):
        return True
    text = str(error.orig)
    return "database is locked" in text or "database table is locked" in text


def _as_unavailable(error: Exception) -> Exception:
    """Return what the caller should see: `Unavailable` for trouble of the moment, else the error."""
    text = str(getattr(error, "orig", error))
    passing = ("disk is full", "disk I/O error", "unable to open", "readonly database", "No space")
    if (
        not isinstance(error, DBAPIError)
        or _may_try_again(error)
        or any(words in text for words in passing)
        or _sqlstate(error)[:2] in ("53", "57", "58")
        or _sqlstate(error) == "25P03"
        or (isinstance(error, OperationalError) and not _sqlstate(error))
    ):
        return Unavailable("the database does not answer in time")
    return error


def upgrade(url: str) -> None:
    """Bring a database to the newest schema; a database that has it is left as it is."""
    # Imported here: it takes as long as all the rest together, and only migrating needs it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    command.upgrade(config, "head")


def newest_revision() -> str | None:
    """Return the name of the newest migration of this checkout, the number its file begins with."""
    files = (MIGRATIONS / "versions").glob("[0-9]*_*.py")
    return max((path.name.partition("_")[0] for path in files), default=None)


def revision_of(connection: Connection) -> str | None:
    """Return the name of the last migration a database has had; None for an empty one."""
    if not sqlalchemy.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sqlalchemy.text("SELECT version_num FROM alembic_version")).scalar()

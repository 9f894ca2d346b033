import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import IntegrityError

from service import database
from service.database import (
    StartOver,
    Unavailable,
    engines,
    from_microseconds,
    to_microseconds,
    transactions,
)
from tests.builders import at

#: The very library the service uses: file locks of two libraries in one process do not see each other.
sqlite = database.sqlite_driver()


@pytest.fixture
def counters(engine):
    """Return the engine of a database with a table of two counters, both at 0."""
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("CREATE TABLE counters (name VARCHAR(9) PRIMARY KEY, value INTEGER)"))
        connection.execute(text("INSERT INTO counters VALUES ('a', 0), ('b', 0)"))
    return engine


def add_one(connection, name="a"):
    connection.execute(text("UPDATE counters SET value = value + 1 WHERE name = :name"), {"name": name})


def value_of(engine, name="a"):
    with database.reading(engine) as connection:
        return read(connection, name)


def read(connection, name="a"):
    query = text("SELECT value FROM counters WHERE name = :name")
    return connection.execute(query, {"name": name}).scalar_one()


def test_work_is_durable_and_its_answer_is_given(counters):
    assert database.transact(counters, lambda c: (add_one(c), "done")[1]) == "done"
    assert value_of(counters) == 1


def test_work_that_fails_leaves_nothing_and_is_not_tried_again(counters):
    runs = []

    def work(connection):
        runs.append(1)
        add_one(connection)
        raise LookupError

    with pytest.raises(LookupError):
        database.transact(counters, work)

    assert (len(runs), value_of(counters)) == (1, 0)


def test_an_error_that_is_the_works_own_fault_is_handed_on(counters):
    with pytest.raises(IntegrityError):
        database.transact(counters, lambda c: c.execute(text("INSERT INTO counters VALUES ('a', 0)")))


def test_work_that_was_overtaken_starts_over_on_a_fresh_view(counters):
    seen = []

    def work(connection):
        seen.append(read(connection))
        add_one(connection)
        if len(seen) < 3:
            raise StartOver
        return read(connection)

    assert database.transact(counters, work) == 1
    assert seen == [0, 0, 0]


def test_work_that_is_overtaken_for_ever_gives_up(counters):
    runs = []

    def work(_connection):
        runs.append(1)
        raise StartOver

    with pytest.raises(Unavailable):
        database.transact(counters, work)

    assert (len(runs), value_of(counters)) == (database.MOST_TRIES, 0)


def test_a_reader_sees_one_moment(counters):
    with database.reading(counters) as connection:
        before = read(connection)
        database.transact(counters, add_one)
        after = read(connection)

    assert (before, after, value_of(counters)) == (0, 0, 1)


def test_a_reader_writes_nothing(counters):
    with database.reading(counters) as connection:
        add_one(connection)

    assert value_of(counters) == 0


def test_writers_that_read_first_are_never_told_that_the_database_is_locked(counters, database_url):
    other = database.create_engine(database_url)
    row_lock = " FOR UPDATE" if counters.dialect.name == "postgresql" else ""

    def work(connection):
        query = text(f"SELECT value FROM counters WHERE name = 'a'{row_lock}")
        value = connection.execute(query).scalar_one()
        connection.execute(text("UPDATE counters SET value = :value"), {"value": value + 1})

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: database.transact((counters, other)[number % 2], work), range(64)))
    other.dispose()

    assert value_of(counters) == 64


@pytest.mark.parametrize(
    "instant",
    [
        "1600-01-01T00:00:00.000001",
        "1969-12-31T23:59:59.999999",
        "2022-09-28T21:00",
        "2400-12-31T23:59:59.999999",
    ],
)
def test_an_instant_is_kept_to_the_microsecond(instant):
    assert from_microseconds(to_microseconds(at(instant))) == at(instant)
    assert to_microseconds(at(instant) + timedelta(microseconds=1)) == to_microseconds(at(instant)) + 1


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        to_microseconds(datetime(2022, 9, 28))  # noqa: DTZ001 - that is the point


def test_an_engine_of_another_make_is_refused():
    with pytest.raises(ValueError, match="sqlite"):
        database.create_engine("mysql://localhost/hearsay")


def test_a_database_that_has_the_newest_schema_says_so(engine):
    with database.reading(engine) as connection:
        assert database.revision_of(connection) == database.newest_revision()


# SQLite.


@pytest.mark.engines("sqlite")
def test_every_connection_to_a_file_is_durable_and_checks_its_keys(engine):
    with engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers", "mmap_size")
        }

    wal = "wal" if database.sqlite_uses_wal() else "delete"
    assert settings == {
        "journal_mode": wal,
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "mmap_size": 0,
    }


@pytest.mark.engines("sqlite")
def test_whoever_will_write_takes_the_file_before_reading(counters, database_url):
    path = make_url(database_url).database
    assert path is not None

    def work(_connection):
        stranger = sqlite.connect(path, timeout=0, isolation_level=None)
        try:
            stranger.execute("BEGIN IMMEDIATE")
        except sqlite.OperationalError as error:
            return str(error)
        finally:
            stranger.close()
        return "nobody holds it"

    assert database.transact(counters, work) == "database is locked"
    with database.reading(counters) as connection:
        assert work(connection) == "nobody holds it"


@pytest.fixture
def taken(database_url):
    """Return a function that holds the whole file for some seconds, as another process would."""
    path = make_url(database_url).database
    assert path is not None
    threads = []

    def hold(seconds):
        holds = threading.Event()

        def run():
            stranger = sqlite.connect(path, isolation_level=None)
            stranger.execute("BEGIN EXCLUSIVE")
            holds.set()
            time.sleep(seconds)
            stranger.execute("COMMIT")
            stranger.close()

        threads.append(threading.Thread(target=run))
        threads[-1].start()
        assert holds.wait(10)

    yield hold
    for thread in threads:
        thread.join(10)


@pytest.mark.engines("sqlite")
def test_a_file_that_is_held_for_a_moment_is_waited_for(counters, taken):
    taken(0.5)

    database.transact(counters, add_one)

    assert value_of(counters) == 1


@pytest.mark.engines("sqlite")
def test_a_file_that_stays_held_is_given_up(counters, taken, database_url, monkeypatch):
    monkeypatch.setattr(engines, "BUSY_TIMEOUT", timedelta(milliseconds=50))
    monkeypatch.setattr(transactions, "KEEPS_TRYING_FOR", timedelta(milliseconds=200))
    impatient = database.create_engine(database_url)
    value_of(impatient)
    taken(1.5)

    with pytest.raises(Unavailable):
        database.transact(impatient, add_one)

    impatient.dispose()


# PostgreSQL.


@pytest.mark.engines("postgresql")
def test_every_session_has_its_limits_and_waits_for_the_disk(engine):
    with engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"SHOW {name}").scalar()
            for name in (
                *("timezone", "statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"),
                *("transaction_isolation", "synchronous_commit"),
            )
        }

    assert settings == {
        "timezone": "UTC",
        "statement_timeout": "30s",
        "lock_timeout": "10s",
        "idle_in_transaction_session_timeout": "1min",
        "transaction_isolation": "read committed",
        "synchronous_commit": "on",
    }


@pytest.mark.engines("postgresql")
def test_two_that_wait_for_each_other_both_come_through(counters):
    both_hold = threading.Barrier(2, timeout=20)
    met = set()

    def cross(first, second):
        def work(connection):
            add_one(connection, first)
            if first not in met:
                met.add(first)
                both_hold.wait()
            add_one(connection, second)

        database.transact(counters, work)

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(cross, "ab", "ba"))

    assert (value_of(counters, "a"), value_of(counters, "b")) == (2, 2)


@pytest.mark.engines("postgresql")
def test_a_statement_that_took_too_long_is_not_tried_again(counters):
    runs = []

    def work(connection):
        runs.append(1)
        connection.execute(text("SET LOCAL statement_timeout = '50ms'"))
        connection.execute(text("SELECT pg_sleep(5)"))

    with pytest.raises(Unavailable):
        database.transact(counters, work)

    assert len(runs) == 1


@pytest.mark.engines("postgresql")
def test_a_session_that_the_server_ends_is_replaced(counters, database_url):
    stranger = database.create_engine(database_url)
    runs = []

    def work(connection):
        runs.append(1)
        add_one(connection)
        if len(runs) == 1:
            pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
            with stranger.connect() as other:
                other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
        return read(connection)

    assert database.transact(counters, work) == 1
    stranger.dispose()
    assert (len(runs), value_of(counters)) == (2, 1)


@pytest.mark.engines("postgresql")
def test_a_server_that_is_not_there_is_unavailable(database_url):
    nobody = database.create_engine(make_url(database_url).set(port=1).render_as_string(hide_password=False))

    with pytest.raises(Unavailable):
        database.transact(nobody, add_one)
    with pytest.raises(Unavailable), database.reading(nobody) as connection:
        read(connection)

"""The migrations: they make what the code expects, may run twice or at once, and keep the ledger shut."""

import importlib
import pkgutil
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, inspect, make_url, select, text
from sqlalchemy.exc import DBAPIError

import service
from service import database

ROOT = Path(__file__).resolve().parent.parent
#: Keep in step with migrations/env.py.
MIGRATION_LOCK = 4_707_326

#: One stream of two events with words; the first one's words may go, for it was redacted.
A_SHORT_HISTORY = (
    "INSERT INTO streams (id, kind, key, version) VALUES (1, 'claim', 'clm_1', 2)",
    """INSERT INTO events (position, stream_id, version, kind, shape, status,
                           occurred_at, recorded_at, actor, payload, leaf_hash)
        VALUES (1, 1, 1, 'claim_reported', 1, 'rumored', 10, 20, 'acc_1', 'p1', 'h1'),
               (2, 1, 2, 'noted', 1, 'rumored', 11, 21, 'acc_1', 'p2', 'h2')""",
    "INSERT INTO event_words (stream_id, version, salt, words) VALUES (1, 1, 's1', 'w1'), (1, 2, 's2', 'w2')",
    "INSERT INTO redactions (stream_id, version, redacted_in_version) VALUES (1, 1, 3)",
)
#: How the database says no; any other error would be a mistake in the attack.
OUR_WORDS = re.compile("append-only|by a redaction only")
NEW_EVENT = (
    "(position, stream_id, version, kind, shape, occurred_at, recorded_at, actor, payload, leaf_hash) "
    "VALUES ({}, 1, {}, 'noted', 1, 10, 20, 'acc_2', 'forged', 'forged')"
)
ATTACKS = {
    "both": (
        "UPDATE events SET actor = 'acc_2'",
        "UPDATE events SET position = position + 100",
        "DELETE FROM events",
        "DELETE FROM events WHERE position = 2",
        "UPDATE event_words SET words = 'forged'",
        "UPDATE event_words SET version = 9 WHERE version = 2",
        "DELETE FROM event_words",
        "DELETE FROM event_words WHERE version = 2",
        "UPDATE redactions SET version = 2",
        "DELETE FROM redactions",
    ),
    "sqlite": (
        f"INSERT OR REPLACE INTO events {NEW_EVENT.format(1, 1)}",
        f"REPLACE INTO events {NEW_EVENT.format(1, 7)}",
        f"REPLACE INTO events {NEW_EVENT.format(7, 2)}",
        "UPDATE OR REPLACE events SET position = 1 WHERE position = 2",
        f"INSERT INTO events {NEW_EVENT.format(1, 1)} ON CONFLICT DO UPDATE SET actor = 'acc_2'",
        "REPLACE INTO event_words (stream_id, version, salt, words) VALUES (1, 1, 's', 'forged')",
        "REPLACE INTO event_words (stream_id, version, salt, words) VALUES (1, 2, 's', 'forged')",
        "REPLACE INTO redactions (stream_id, version, redacted_in_version) VALUES (1, 1, 9)",
    ),
    "postgresql": (
        "TRUNCATE events",
        "TRUNCATE event_words",
        "TRUNCATE redactions",
        "TRUNCATE streams, events, event_words, redactions CASCADE",
        f"INSERT INTO events {NEW_EVENT.format(1, 1)} ON CONFLICT (position) DO UPDATE SET actor = 'acc_2'",
    ),
}


@pytest.fixture
def empty_url(engine_name, database_url, tmp_path) -> str:
    """Return the address of a database that has no tables at all yet."""
    if engine_name == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    emptied = database.create_engine(database_url)
    with emptied.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    emptied.dispose()
    return str(database_url)


@pytest.fixture
def empty_engine(empty_url) -> Iterator[Engine]:
    engine = database.create_engine(empty_url)
    yield engine
    engine.dispose()


def alembic_config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["url"] = url
    return config


def revisions() -> list[str]:
    """Return the names of all migrations, the first one first."""
    scripts = ScriptDirectory.from_config(alembic_config(""))
    return [script.revision for script in scripts.walk_revisions()][::-1]


def import_every_module() -> list[str]:
    """Import all below the doors, so that every table has registered itself; doors have none, they start."""
    found = pkgutil.walk_packages(service.__path__, "service.")
    names = [module.name for module in found if not module.name.startswith("service.doors")]
    for name in names:
        importlib.import_module(name)
    return names


def is_described(name: str | None, *_: object) -> bool:
    """Say whether the code describes this; the index of words is the engine's own, of many tables or none."""
    return not (name or "").startswith("claim_words")


def everything_in(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of all tables, and what the database says of its own shape."""
    found = MetaData()
    with database.reading(engine) as connection:
        found.reflect(connection)
        rows = {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.columns))]
            for table in found.sorted_tables
        }
        shape = {
            "sqlite": "SELECT type, name, sql FROM sqlite_master ORDER BY type, name",
            "postgresql": "SELECT relname, relkind, oid, relfilenode FROM pg_class "
            "WHERE relnamespace = 'public'::regnamespace ORDER BY relname",
        }[engine.dialect.name]
        return rows | {"its shape": [tuple(row) for row in connection.execute(text(shape))]}


def ledger_in(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    kept = everything_in(engine)
    return {name: kept[name] for name in ("streams", "events", "event_words", "redactions")}


def is_refused(engine: Engine, statement: str) -> bool:
    """Say whether the database refuses a statement; whatever it lets through is rolled back."""
    with engine.connect() as connection:
        try:
            connection.execute(text(statement))
        except DBAPIError as error:
            if OUR_WORDS.search(str(error)):
                return True
            raise
        finally:
            connection.rollback()
    return False


def test_the_migrations_stand_in_one_line_and_the_newest_is_named_by_its_file():
    scripts = ScriptDirectory.from_config(alembic_config(""))

    assert scripts.get_heads() == [database.newest_revision()]
    assert revisions() == sorted(revisions())


def test_the_migrated_schema_is_the_one_the_code_expects(engine):
    imported = import_every_module()

    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": is_described}
        )
        differences = compare_metadata(context, database.metadata)

    assert "service.ledger.log" in imported
    assert differences == []


def test_nullable_columns_and_keys_are_the_ones_the_code_expects(engine):
    import_every_module()
    migrated = MetaData()
    with database.reading(engine) as connection:
        migrated.reflect(connection)

    def told(tables):
        return {
            f"{table.name}.{column.name}": (column.nullable, column.primary_key)
            for table in tables.sorted_tables
            for column in table.columns
            if table.name != "alembic_version" and is_described(table.name)
            if is_described(column.name)
        }

    assert told(migrated) == told(database.metadata)


def test_a_database_says_which_revision_it_has(empty_engine, empty_url):
    said = []

    for revision in revisions():
        with database.reading(empty_engine) as connection:
            said.append(database.revision_of(connection))
        command.upgrade(alembic_config(empty_url), revision)
    with database.reading(empty_engine) as connection:
        said.append(database.revision_of(connection))

    assert said == [None, *revisions()]


def test_the_ledger_is_shut_after_every_step(empty_engine, empty_url, engine_name):
    attacks = (*ATTACKS["both"], *ATTACKS[engine_name])
    let_through = []
    kept = None

    for revision in revisions():
        command.upgrade(alembic_config(empty_url), revision)
        if kept is None:
            with empty_engine.begin() as connection:
                for statement in A_SHORT_HISTORY:
                    connection.execute(text(statement))
            kept = ledger_in(empty_engine)
        let_through += [(revision, attack) for attack in attacks if not is_refused(empty_engine, attack)]
        assert ledger_in(empty_engine) == kept

    assert let_through == []


@pytest.mark.engines("sqlite")
def test_the_ledger_is_shut_for_other_programs_too(empty_engine, empty_url):
    """Without our settings SQLite fires no delete triggers when it replaces a row."""
    database.upgrade(empty_url)
    with empty_engine.begin() as connection:
        for statement in A_SHORT_HISTORY:
            connection.execute(text(statement))
    kept = ledger_in(empty_engine)

    driver = database.sqlite_driver()
    with closing(driver.connect(make_url(empty_url).database)) as connection:
        for attack in (*ATTACKS["both"], *ATTACKS["sqlite"]):
            with pytest.raises(driver.IntegrityError, match=OUR_WORDS):
                connection.execute(attack)
            connection.rollback()

    assert ledger_in(empty_engine) == kept


def test_the_words_of_a_redacted_event_may_go_after_every_step(empty_engine, empty_url):
    command.upgrade(alembic_config(empty_url), revisions()[0])
    with empty_engine.begin() as connection:
        for statement in A_SHORT_HISTORY:
            connection.execute(text(statement))

    for revision in revisions():
        command.upgrade(alembic_config(empty_url), revision)
        assert not is_refused(empty_engine, "DELETE FROM event_words WHERE version = 1"), revision


def test_upgrading_twice_changes_nothing(empty_engine, empty_url):
    database.upgrade(empty_url)
    with empty_engine.begin() as connection:
        for statement in A_SHORT_HISTORY:
            connection.execute(text(statement))
    once = everything_in(empty_engine)

    database.upgrade(empty_url)

    assert everything_in(empty_engine) == once
    assert len(once["log_head"]) == 1


def start_migrating(url: str) -> subprocess.Popen[str]:
    code = "import sys; from service.database import upgrade; upgrade(sys.argv[1])"
    return subprocess.Popen(
        [sys.executable, "-c", code, url],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def all_that_they_said(migrators: list[subprocess.Popen[str]]) -> list[tuple[int, str]]:
    said = []
    for migrator in migrators:
        output, _ = migrator.communicate(timeout=60)
        said.append((migrator.returncode, output))
    return said


@pytest.mark.engines("postgresql")
def test_two_migrators_at_once_wait_for_each_other(empty_engine, empty_url):
    waiting = text(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = :key "
        "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    with empty_engine.connect() as gate:
        gate.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        migrators = [start_migrating(empty_url), start_migrating(empty_url)]
        give_up_at = time.monotonic() + 30
        while gate.execute(waiting, {"key": MIGRATION_LOCK}).scalar_one() < 2:
            assert time.monotonic() < give_up_at, "the migrators do not wait for the lock"
            time.sleep(0.05)
        assert inspect(gate).get_table_names() == []
        gate.rollback()
        said = all_that_they_said(migrators)

    assert said == [(0, ""), (0, "")]
    with database.reading(empty_engine) as connection:
        assert database.revision_of(connection) == database.newest_revision()
        assert connection.execute(text("SELECT count(*) FROM log_head")).scalar_one() == 1


@pytest.mark.engines("sqlite")
def test_two_migrators_of_one_file_at_once_both_find_it_migrated(empty_engine, empty_url):
    said = all_that_they_said([start_migrating(empty_url), start_migrating(empty_url)])

    assert said == [(0, ""), (0, "")]
    with database.reading(empty_engine) as connection:
        assert database.revision_of(connection) == database.newest_revision()
        assert connection.execute(text("SELECT count(*) FROM log_head")).scalar_one() == 1

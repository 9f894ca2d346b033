from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import Engine, create_engine, inspect, text

from service import database
from tests import postgres


@pytest.fixture
def plain_engine(database_url: str) -> Iterator[Engine]:
    engine = create_engine(database_url)
    yield engine
    engine.dispose()


def test_a_database_is_migrated_when_it_is_handed_out(engine, engine_name):
    assert engine.dialect.name == engine_name
    assert "events" in inspect(engine).get_table_names()


@pytest.mark.parametrize("turn", ["first", "second"])
def test_no_test_sees_what_another_wrote(plain_engine, turn):
    with plain_engine.begin() as connection:
        connection.execute(text("CREATE TABLE left_behind (turn TEXT)"))

    assert "left_behind" in inspect(plain_engine).get_table_names()


def test_a_second_database_is_independent_of_the_first(databases, engine_name):
    with databases.fresh(engine_name) as one, databases.fresh(engine_name) as other:
        assert one != other


@pytest.mark.engines("postgresql")
def test_whoever_is_still_connected_is_put_out_before_the_next_test(databases, engine_name):
    with databases.fresh(engine_name) as url:
        left_open = postgres.connect(url)

    with left_open, pytest.raises(psycopg.OperationalError):
        left_open.execute("SELECT 1")


@pytest.mark.engines("postgresql")
def test_a_database_comes_back_as_it_was_new(databases, engine_name):
    stream = "INSERT INTO streams (kind, key, version) VALUES ('claim', 'clm_1', 0) RETURNING id"
    with databases.fresh(engine_name) as first_url, postgres.connect(first_url) as connection:
        new = contents(connection)
        connection.execute("UPDATE log_head SET position = 7")
        first_number = connection.execute(stream).fetchone()
        assert contents(connection) != new
    with databases.fresh(engine_name) as second_url, postgres.connect(second_url) as connection:
        assert contents(connection) == new
        second_number = connection.execute(stream).fetchone()

    assert second_url == first_url
    assert second_number == first_number


@pytest.mark.engines("postgresql")
@pytest.mark.parametrize(
    "change",
    [
        pytest.param("ALTER TABLE streams ADD COLUMN extra INTEGER", id="a column"),
        pytest.param("ALTER TABLE events DISABLE TRIGGER ALL", id="triggers switched off"),
        pytest.param("CREATE INDEX extra ON streams (version)", id="an index"),
        pytest.param("DROP TABLE mailbox CASCADE", id="a table gone"),
        pytest.param("ALTER TABLE letters ALTER COLUMN state DROP NOT NULL", id="a condition gone"),
        pytest.param("CREATE SCHEMA extra", id="a schema"),
        pytest.param("ALTER TABLE letters ALTER COLUMN state SET DEFAULT 'x'", id="a default"),
    ],
)
def test_a_database_with_another_schema_is_not_handed_out_again(databases, engine_name, change):
    query = "SELECT oid FROM pg_database WHERE datname = current_database()"
    with databases.fresh(engine_name) as url, postgres.connect(url) as connection:
        before = connection.execute(query).fetchone()
        connection.execute(change)
    with databases.fresh(engine_name) as url, postgres.connect(url) as connection:
        after = connection.execute(query).fetchone()

    assert after != before


def contents(connection):
    """Return all rows of all tables."""
    names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    return {
        name: connection.execute(f"SELECT * FROM {name} ORDER BY 1").fetchall() for (name,) in sorted(names)
    }


@pytest.mark.engines("postgresql")
def test_the_server_knows_all_letters_and_orders_by_code_point(plain_engine):
    with plain_engine.connect() as connection:
        lowered = connection.scalar(text("SELECT lower('ГРАНИЦА')"))
        ordered = connection.scalar(text("SELECT 'Z' < 'a'"))
        encoding = connection.scalar(text("SHOW server_encoding"))

    assert (lowered, ordered, encoding) == ("граница", True, "UTF8")


def test_upgrading_again_changes_nothing(database_url, plain_engine):
    before = sorted(inspect(plain_engine).get_table_names())

    database.upgrade(database_url)

    assert sorted(inspect(plain_engine).get_table_names()) == before

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
def test_a_dropped_database_is_gone_even_while_somebody_is_connected(databases, engine_name):
    with databases.fresh(engine_name) as url:
        left_open = postgres.connect(url)

    with left_open, pytest.raises(psycopg.OperationalError):
        left_open.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        postgres.connect(url)


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

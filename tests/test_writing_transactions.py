"""On SQLite a transaction that will write takes the one write lock as it begins, however it was opened."""

from contextlib import closing

import pytest
from sqlalchemy import Connection, make_url

from service.database import reading, sqlite_driver, transact


def is_locked(connection: Connection) -> bool:
    """Say whether somebody else would have to wait for the write lock."""
    path = make_url(str(connection.engine.url)).database
    with closing(sqlite_driver().connect(path, timeout=0, isolation_level=None)) as other:
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite_driver().OperationalError:
            return True
        other.execute("ROLLBACK")
        return False


@pytest.mark.engines("sqlite")
def test_the_lock_is_taken_at_the_beginning_where_something_will_be_written(engine):
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        by_connection = is_locked(connection)
    with engine.execution_options(writes=True).begin() as connection:
        by_engine = is_locked(connection)

    assert (by_connection, by_engine, transact(engine, is_locked)) == (True, True, True)


@pytest.mark.engines("sqlite")
def test_readers_leave_the_lock_alone_even_on_a_connection_that_wrote(engine):
    transact(engine, is_locked)

    with reading(engine) as connection:
        assert not is_locked(connection)
    with engine.begin() as connection:
        assert not is_locked(connection)

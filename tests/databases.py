"""Fresh, migrated databases for tests: a copy of one template per engine and test process.

Addresses are used again, one after the other, so that an engine, with all it has compiled, may be too.
"""

import secrets
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

from psycopg import sql
from sqlalchemy import make_url

from tests import postgres

ENGINES = ("sqlite", "postgresql")
PREFIX = "hearsay_test"


class SQLiteDatabases:
    """Copies of one migrated file."""

    def __init__(self, folder: Path, migrate: Callable[[str], None]) -> None:
        self._folder = folder
        self._migrate = migrate
        self._template: Path | None = None
        self._numbers = count(1)
        self._free: list[Path] = []

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """Hand out the URL of a new file and remove it afterwards."""
        path = self._free.pop() if self._free else self._folder / f"hearsay-{next(self._numbers)}.db"
        shutil.copyfile(self._migrated(), path)
        yield f"sqlite:///{path}"
        for suffix in ("", "-wal", "-shm", "-journal"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        self._free.append(path)

    def close(self) -> None:
        """Nothing is left outside the folder that pytest clears."""

    def _migrated(self) -> Path:
        if self._template is None:
            path = self._folder / "template.db"
            path.unlink(missing_ok=True)  # left by a migration that failed
            self._migrate(f"sqlite:///{path}")
            # Whatever still stands in the write-ahead log belongs into the file that is copied.
            with closing(sqlite3.connect(path)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._template = path
        return self._template


class PostgreSQLDatabases:
    """Databases cloned from one migrated template, named so that nobody else's is ever touched.

    One that a test left with the schema it was given is emptied and handed out again, which takes a tenth
    of the time of a new one; any other is dropped.
    """

    def __init__(self, server_url: str, run: str, migrate: Callable[[str], None]) -> None:
        self._server_url = make_url(server_url)
        self._migrate = migrate
        self._prefix = f"{PREFIX}_{run}_{secrets.token_hex(3)}"
        self._template: str | None = None
        self._numbers = count(1)
        self._dropped: list[str] = []
        self._empty: list[EmptiedDatabase] = []
        self._connection = postgres.connect(server_url)

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """Hand out the URL of a database that holds what the template holds."""
        database = self._empty.pop() if self._empty else self._new()
        yield self._url(database.name)
        if database.is_empty_again():
            self._empty.append(database)
            return
        database.close()
        self._drop(database.name)
        self._dropped.append(database.name)

    def close(self) -> None:
        """Drop what is left and leave the server."""
        for database in self._empty:
            database.close()
            self._drop(database.name)
        if self._template is not None:
            self._drop(self._template)
        self._connection.close()

    def _new(self) -> "EmptiedDatabase":
        name = self._dropped.pop() if self._dropped else f"{self._prefix}_{next(self._numbers)}"
        self._create(name, template=self._migrated())
        return EmptiedDatabase(name, self._url(name))

    def _migrated(self) -> str:
        if self._template is None:
            name = f"{self._prefix}_template"
            self._drop(name)  # left by a migration that failed
            self._create(name, template="template0")
            self._migrate(self._url(name))
            self._template = name
        return self._template

    def _url(self, name: str) -> str:
        return self._server_url.set(database=name).render_as_string(hide_password=False)

    def _create(self, name: str, *, template: str) -> None:
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
        self._connection.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))

    def _drop(self, name: str) -> None:
        statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        self._connection.execute(statement.format(sql.Identifier(name)))


class EmptiedDatabase:
    """One database, and what it held when it was new: its schema and the rows that migrations put in."""

    #: More rows than this are dropped with the database: emptied tables would keep their size.
    MOST_ROWS = 2000
    #: Whose rows say what the schema is; every change of it writes a row anew, under a new transaction id.
    CATALOGUE = (
        "namespace",
        "class",
        "attribute",
        "attrdef",
        "type",
        "constraint",
        "index",
        "proc",
        "trigger",
    )

    def __init__(self, name: str, url: str) -> None:
        self.name = name
        self._url = url
        self._connection = postgres.connect(url)
        # The owner's way past triggers that let nothing be deleted, and past the order of foreign keys.
        self._connection.execute("SET session_replication_role = replica")
        self._schema = self._described()
        query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
        self._tables = [sql.Identifier(table) for (table,) in self._connection.execute(query)]
        query = "SELECT oid, pg_sequence_last_value(oid) FROM pg_class WHERE relkind = 'S'"
        self._numbered = self._connection.execute(query).fetchall()
        self._rows = [(table, rows) for table in self._tables if (rows := self._as_json(table))]

    def is_empty_again(self) -> bool:
        """End whoever is still connected and put everything back; say whether that was possible."""
        self._connection.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        if self._described() != self._schema:
            return False
        deleted = 0
        for table in self._tables:
            deleted += self._connection.execute(sql.SQL("DELETE FROM {}").format(table)).rowcount
        for table, rows in self._rows:
            insert = sql.SQL("INSERT INTO {0} SELECT * FROM json_populate_recordset(NULL::{0}, %s::json)")
            self._connection.execute(insert.format(table), (rows,))
        for sequence, last in self._numbered:
            self._connection.execute("SELECT setval(%s, %s, %s)", (sequence, last or 1, last is not None))
        return deleted <= self.MOST_ROWS

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()

    def _described(self) -> object:
        sums = [f"(SELECT sum(xmin::text::bigint) FROM pg_{name})" for name in self.CATALOGUE]
        counts = [f"(SELECT count(*) FROM pg_{name})" for name in self.CATALOGUE]
        return self._connection.execute(f"SELECT {', '.join(sums + counts)}").fetchone()

    def _as_json(self, table: sql.Identifier) -> str | None:
        query = sql.SQL("SELECT json_agg(kept)::text FROM {} AS kept").format(table)
        row = self._connection.execute(query).fetchone()
        return None if row is None else row[0]


class Databases:
    """Both engines behind one question: a fresh database, please."""

    def __init__(self, folder: Path, postgresql_url: str | None, run: str) -> None:
        self._folder = folder
        self._postgresql_url = postgresql_url
        self._run = run
        self._made: dict[str, SQLiteDatabases | PostgreSQLDatabases] = {}

    @contextmanager
    def fresh(self, engine_name: str) -> Iterator[str]:
        """Hand out the URL of a fresh, migrated database; it is gone afterwards."""
        if engine_name not in self._made:
            self._made[engine_name] = self._make(engine_name)
        with self._made[engine_name].fresh() as url:
            yield url

    def close(self) -> None:
        """Take the templates away."""
        for made in self._made.values():
            made.close()

    def _make(self, engine_name: str) -> SQLiteDatabases | PostgreSQLDatabases:
        # Imported here: tests that need no database must not depend on it.
        from service.database import upgrade

        if engine_name == "sqlite":
            return SQLiteDatabases(self._folder, upgrade)
        if engine_name == "postgresql" and self._postgresql_url is not None:
            return PostgreSQLDatabases(self._postgresql_url, self._run, upgrade)
        raise LookupError(f"no engine {engine_name!r} in this run")


def drop_left_over(server_url: str, run: str) -> None:
    """Drop what a killed test process of this run left on a server that outlives the run."""
    pattern = f"{PREFIX}\\_{run}\\_%"
    with postgres.connect(server_url) as connection:
        query = "SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY datname"
        for (name,) in connection.execute(query, (pattern,)).fetchall():
            statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
            connection.execute(statement.format(sql.Identifier(name)))

"""Fresh, migrated databases for tests: a copy of one template per engine and test process."""

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

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """Hand out the URL of a new file and remove it afterwards."""
        path = self._folder / f"hearsay-{next(self._numbers)}.db"
        shutil.copyfile(self._migrated(), path)
        yield f"sqlite:///{path}"
        for suffix in ("", "-wal", "-shm", "-journal"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)

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
    """Databases cloned from one migrated template, named so that nobody else's is ever touched."""

    def __init__(self, server_url: str, run: str, migrate: Callable[[str], None]) -> None:
        self._server_url = make_url(server_url)
        self._migrate = migrate
        self._prefix = f"{PREFIX}_{run}_{secrets.token_hex(3)}"
        self._template: str | None = None
        self._numbers = count(1)
        self._connection = postgres.connect(server_url)

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """Hand out the URL of a new database and drop it afterwards."""
        name = f"{self._prefix}_{next(self._numbers)}"
        self._create(name, template=self._migrated())
        yield self._url(name)
        self._drop(name)

    def close(self) -> None:
        """Drop the template and leave the server."""
        if self._template is not None:
            self._drop(self._template)
        self._connection.close()

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
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self._connection.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))

    def _drop(self, name: str) -> None:
        statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        self._connection.execute(statement.format(sql.Identifier(name)))


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

"""Gives fresh databases on both engines, with commits that survive a power cut."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, make_url, text

from service.database import upgrade
from tests import postgres

ENGINES = ("sqlite", "postgresql")


class NotDurable(Exception):
    """The server may lose what it has acknowledged; nothing measured on it would mean anything."""


@dataclass
class Places:
    """Where databases can be had, as long as the bench runs."""

    folder: Path
    server: postgres.PostgresServer
    #: The engines to measure on.
    engines: Sequence[str]

    @contextmanager
    def fresh(self, engine: str, *, migrated: bool = True) -> Iterator[str]:
        """Give the address of an empty database, with Hearsay's schema or bare; it is gone afterwards."""
        name = f"hearsay_bench_{secrets.token_hex(4)}"
        if engine == "sqlite":
            url = f"sqlite:///{self.folder / name}.db"
        else:
            with postgres.connect(self.server.url) as connection:
                connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
            url = make_url(self.server.url).set(database=name).render_as_string(hide_password=False)
        try:
            if migrated:
                upgrade(url)
            yield url
        finally:
            if engine == "postgresql":
                with postgres.connect(self.server.url) as connection:
                    connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def opened(engines: Sequence[str]) -> Iterator[Places]:
    """Give places for databases; our own server and all files are gone afterwards."""
    server = postgres.obtain(durable=True)
    folder = Path(tempfile.mkdtemp(prefix="hearsay-bench-"))
    try:
        _require_durable(server.url)
        yield Places(folder, server, engines)
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def tidy(engine: Engine) -> None:
    """Let the database look at what was written, as it does by itself in time, however long that takes."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("ANALYZE"))
        else:
            connection.execute(text("SET statement_timeout = 0"))
            connection.execute(text("VACUUM ANALYZE"))
            connection.invalidate()


def _require_durable(url: str) -> None:
    with postgres.connect(url) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            row = connection.execute(f"SHOW {setting}").fetchone()
            if row is None or row[0] != "on":
                raise NotDurable(f"{setting} is not on")

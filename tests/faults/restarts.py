"""A PostgreSQL of a test's own, durable, to be stopped and started again under load."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg

from service.database import upgrade
from tests import postgres
from tests.postgres_binaries import run_as, unprivileged_account

#: What PostgreSQL understands by these signals: see its manual, "Shutting Down the Server".
IMMEDIATELY, AT_ONCE = signal.SIGQUIT, signal.SIGINT


@dataclass
class OwnPostgres:
    """A server, and the address of a migrated database on it."""

    server: postgres.PostgresServer
    url: str

    def stop(self, how: signal.Signals) -> None:
        """Stop it: `IMMEDIATELY` is a crash with recovery at the next start, `AT_ONCE` is orderly."""
        process = self._process()
        process.send_signal(how)
        process.wait(postgres.STOP_SECONDS)

    def start(self) -> None:
        """Start it again on the same port and folder, and wait until it answers."""
        home = self.server.home
        assert home is not None
        with (home / "log").open("ab") as log:
            self.server.process = subprocess.Popen(
                self._process().args,
                cwd=home,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **run_as(unprivileged_account()),
            )
        until = time.monotonic() + postgres.START_SECONDS
        while True:
            try:
                postgres.connect(self.url).close()
            except psycopg.OperationalError:
                assert time.monotonic() < until, "the server does not come back"
                time.sleep(0.05)
            else:
                return

    def _process(self) -> subprocess.Popen[bytes]:
        assert self.server.process is not None
        return self.server.process


@contextmanager
def own_postgres() -> Iterator[OwnPostgres]:
    """Give a server that belongs to this test alone, whatever server the other tests use."""
    given = os.environ.pop(postgres.URL_SETTING, None)
    try:
        server = postgres.obtain(durable=True)
    finally:
        if given is not None:
            os.environ[postgres.URL_SETTING] = given
    try:
        with postgres.connect(server.url) as connection:
            connection.execute("CREATE DATABASE hearsay")
        url = server.url.rpartition("/")[0] + "/hearsay"
        upgrade(url)
        yield OwnPostgres(server, url)
    finally:
        server.stop()

"""Sessions of PostgreSQL that are given up where the server takes what is sent and never answers.

The server's own limits end a statement that takes too long, and the network's (`tcp_user_timeout`) a line on
which nothing is taken any more. A server that hangs, or something between that keeps the line open, does
neither.
"""

from __future__ import annotations

from typing import Any, TypeVar

import psycopg
from psycopg import OperationalError
from psycopg.abc import PQGen
from sqlalchemy import Connection, Engine, event, text

Answer = TypeVar("Answer")
#: How much longer than a statement may take its answer is waited for, in seconds.
ON_ITS_WAY = 5.0
#: How often a waiting thread wakes up to see whether the program is to end, in seconds.
_INTERVAL = 0.1


class Session(psycopg.Connection[Any]):
    """A session that waits no longer than so many seconds for any one answer."""

    #: None is for as long as it takes.
    answers_within: float | None = None

    def wait(self, gen: PQGen[Answer], interval: float = _INTERVAL, timeout: float | None = None) -> Answer:
        """Wait for an answer.

        Raises:
            OperationalError: none came in time; the session is closed.
        """
        most = self.answers_within if timeout is None else timeout
        try:
            return super().wait(gen, interval=interval, timeout=most)
        except psycopg.errors._WaitTimeout as error:
            raise self.given_up() from error

    def given_up(self) -> OperationalError:
        """Close the session, whatever is under way in it, and return the error that says so."""
        self.pgconn.finish()
        return OperationalError(f"the server did not answer within {self.answers_within} seconds")


def watch(engine: Engine, *, answers_within: float) -> None:
    """Let every session of this engine be one that is given up after so many seconds of silence."""

    @event.listens_for(engine, "do_connect")
    def _connect(_dialect: object, _record: object, words: list[Any], given: dict[str, Any]) -> Session:
        session = Session.connect(*words, **given)
        session.answers_within = answers_within
        return session

    @event.listens_for(engine, "checkin")
    def _as_before(session: Session | None, _record: object) -> None:
        if session is not None:
            session.answers_within = answers_within


def take_your_time(connection: Connection) -> None:
    """Let the statements of this transaction take as long as they take; on SQLite they do so anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        session: Any = connection.connection.dbapi_connection
        session.answers_within = None

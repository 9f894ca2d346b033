"""Short ways to write notes into streams, for tests that are about the log and not about claims."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, text

from service import database
from service.domain.events import NewEvent, Noted
from service.ledger import log
from service.ledger.log import Append, Circumstances, Stored
from service.ledger.verify import Report, verify
from tests.builders import NOW


def notes(*texts: str) -> list[tuple[NewEvent, None]]:
    """Return new events, one note for each text."""
    return [(NewEvent(Noted(note=note), NOW), None) for note in texts]


def append_notes(
    connection: Connection,
    stream: str,
    expected_version: int,
    texts: Sequence[str],
    *,
    now: datetime = NOW,
    **given: Any,
) -> list[Stored]:
    """Append notes to one stream and return them as stored."""
    append = Append(stream, "claim", expected_version, notes(*texts))
    (stored,) = log.append(connection, [append], Circumstances("acc_1", now), **given)
    return stored


def write_notes(
    engine: Engine, stream: str, expected_version: int, *texts: str, **given: Any
) -> list[Stored]:
    """Append notes in a transaction of their own."""
    return database.transact(
        engine, lambda connection: append_notes(connection, stream, expected_version, texts, **given)
    )


def everything(engine: Engine) -> list[Stored]:
    """Return the whole log."""
    with database.reading(engine) as connection:
        return log.read_after(connection, 0, most=1_000_000)


def verified(engine: Engine) -> Report:
    """Return what `verify` finds."""
    with database.reading(engine) as connection:
        return verify(connection)


def run_unguarded(engine: Engine, *statements: str, **parameters: Any) -> None:
    """Change the tables as somebody would who owns the database and removes its guards first."""
    with engine.execution_options(writes=True).begin() as connection:
        if engine.dialect.name == "sqlite":
            query = text("SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
            for (name,) in connection.execute(query).all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            connection.execute(text(statement), parameters)

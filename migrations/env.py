"""Runs the migrations, each in one transaction, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from alembic import context
from sqlalchemy import text

from service.database import create_engine, take_your_time

#: Two migrators at once: the second waits for the first. Any fixed number would do.
MIGRATION_LOCK = 4_707_326


def run() -> None:
    """Bring the database of the configuration to the asked revision."""
    engine = create_engine(context.config.attributes["url"])
    try:
        with engine.connect().execution_options(writes=True) as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
                take_your_time(connection)
            context.configure(connection=connection, transactional_ddl=True)
            context.run_migrations()
    finally:
        engine.dispose()


run()

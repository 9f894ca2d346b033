"""The schema of a database: which one it has, and how it gets the newest."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy
from sqlalchemy import Connection

MIGRATIONS = Path(__file__).resolve().parent.parent.parent / "migrations"


def upgrade(url: str) -> None:
    """Bring a database to the newest schema; a database that has it is left as it is."""
    # Imported here: it takes as long as all the rest together, and only migrating needs it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    command.upgrade(config, "head")


def newest_revision() -> str | None:
    """Return the name of the newest migration of this checkout, the number its file begins with."""
    files = (MIGRATIONS / "versions").glob("[0-9]*_*.py")
    return max((path.name.partition("_")[0] for path in files), default=None)


def revision_of(connection: Connection) -> str | None:
    """Return the name of the last migration a database has had; None for an empty one."""
    if not sqlalchemy.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sqlalchemy.text("SELECT version_num FROM alembic_version")).scalar()

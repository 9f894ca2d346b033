"""Who may do what inside PostgreSQL: one role owns and migrates, one writes, one only reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, inspect, text

#: Rows are added and never changed; the writer has no right to anything else, whatever triggers say.
ADD_ONLY = frozenset({"events", "redactions", "trail"})
#: Words are added, and deleted where a redaction allows it; the trigger looks at that.
ADD_AND_DELETE = frozenset({"event_words"})
#: Only migrations write here.
READ_ONLY = frozenset({"alembic_version"})
#: What a reader of facts has no business with: people's addresses, credentials, letters.
FOR_READERS = frozenset(
    {
        "alembic_version",
        "carried_claims",
        "claim_board",
        "claim_labels",
        "claim_names",
        "claim_search",
        "claims_as_known",
        "event_words",
        "events",
        "log_head",
        "questions",
        "record_tallies",
        "redactions",
        "source_names",
        "sources",
        "streams",
    }
)


class NoSuchRole(Exception):
    """PostgreSQL knows no role of this name."""


def grant(connection: Connection, *, writer: str, reader: str | None) -> None:
    """Give two roles what they need in this database, and take everything else from them.

    Run as the owner of the tables, again after each migration: new tables belong to nobody else.

    Raises:
        NoSuchRole: a role is missing.
    """
    for name in filter(None, (writer, reader)):
        if (
            connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :name"), {"name": name}).first()
            is None
        ):
            raise NoSuchRole(f"PostgreSQL knows no role {name}.")
    quoted = connection.dialect.identifier_preparer.quote_identifier
    tables = inspect(connection).get_table_names()
    for statement in statements(tables, writer=quoted(writer), reader=quoted(reader) if reader else None):
        connection.execute(text(statement))


def statements(tables: Iterable[str], *, writer: str, reader: str | None) -> Iterator[str]:
    """Yield the statements, one after the other; the names of the roles are quoted already."""
    for role in filter(None, (writer, reader)):
        yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}"
        yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {role}"
        yield f"REVOKE CREATE ON SCHEMA public FROM {role}"
        yield f"GRANT USAGE ON SCHEMA public TO {role}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {writer}"
    for table in sorted(tables):
        yield f"GRANT {', '.join(rights(table))} ON {table} TO {writer}"
        if reader is not None and table in FOR_READERS:
            yield f"GRANT SELECT ON {table} TO {reader}"


def rights(table: str) -> tuple[str, ...]:
    """Return what the writer may do with a table; TRUNCATE is nowhere among it."""
    if table in READ_ONLY:
        return ("SELECT",)
    if table in ADD_ONLY:
        return ("SELECT", "INSERT")
    if table in ADD_AND_DELETE:
        return ("SELECT", "INSERT", "DELETE")
    return ("SELECT", "INSERT", "UPDATE", "DELETE")

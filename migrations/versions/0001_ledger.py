"""The ledger: streams, events, their words, the head of the log, idempotency keys; append-only."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

FOR_GOOD = ("events", "redactions")


def upgrade() -> None:
    _create_log()
    _create_words_and_keys()
    head = sa.table(
        "log_head",
        sa.column("id", sa.SmallInteger),
        sa.column("log_id", sa.String),
        sa.column("position", sa.BigInteger),
        sa.column("recorded_at", sa.BigInteger),
    )
    op.execute(sa.insert(head).values(id=1, log_id=secrets.token_hex(16), position=0, recorded_at=0))
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def downgrade() -> None:
    raise NotImplementedError("the ledger is never removed; restore a backup instead")


def _create_log() -> None:
    op.create_table(
        "streams",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.UniqueConstraint("key", name="uq_streams_key"),
    )
    op.create_table(
        "events",
        sa.Column(
            "position",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("stream_id", sa.BigInteger, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("shape", sa.SmallInteger, nullable=False),
        sa.Column("status", sa.String(16)),
        sa.Column("occurred_at", sa.BigInteger, nullable=False),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("request_id", sa.String(64)),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("stream_id", "version", name="uq_events_stream_id_version"),
    )
    op.create_index("ix_events_recorded_at", "events", ["recorded_at"])
    op.create_table(
        "log_head",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("log_id", sa.String(64), nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
    )


def _create_words_and_keys() -> None:
    op.create_table(
        "event_words",
        sa.Column("stream_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.Column("words", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "redactions",
        sa.Column("stream_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("redacted_in_version", sa.Integer, nullable=False),
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("account", sa.String(64), primary_key=True),
        sa.Column("key", sa.String(255), primary_key=True),
        sa.Column("request_hash", sa.LargeBinary, nullable=False),
        sa.Column("stream_id", sa.BigInteger),
        sa.Column("status", sa.SmallInteger),
        sa.Column("location", sa.String(255)),
        sa.Column("etag", sa.String(128)),
        sa.Column("answer", sa.LargeBinary),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_idempotency_keys_stream_id", "idempotency_keys", ["stream_id"])
    op.create_index("ix_idempotency_keys_created_at", "idempotency_keys", ["created_at"])


def _guard_sqlite() -> None:
    """Refuse changes of what is kept for good. REPLACE deletes rows without asking: the insert guard."""
    for table in FOR_GOOD:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    op.execute(
        "CREATE TRIGGER events_no_replace BEFORE INSERT ON events "
        "WHEN EXISTS (SELECT 1 FROM events WHERE position = NEW.position "
        "OR (stream_id = NEW.stream_id AND version = NEW.version)) "
        "BEGIN SELECT RAISE(ABORT, 'events is append-only'); END"
    )
    op.execute(
        "CREATE TRIGGER redactions_no_replace BEFORE INSERT ON redactions "
        "WHEN EXISTS (SELECT 1 FROM redactions WHERE stream_id = NEW.stream_id "
        "AND version = NEW.version) "
        "BEGIN SELECT RAISE(ABORT, 'redactions is append-only'); END"
    )
    op.execute(
        "CREATE TRIGGER event_words_no_update BEFORE UPDATE ON event_words "
        "BEGIN SELECT RAISE(ABORT, 'event_words is append-only'); END"
    )
    op.execute(
        "CREATE TRIGGER event_words_no_replace BEFORE INSERT ON event_words "
        "WHEN EXISTS (SELECT 1 FROM event_words WHERE stream_id = NEW.stream_id "
        "AND version = NEW.version) "
        "BEGIN SELECT RAISE(ABORT, 'event_words is append-only'); END"
    )
    op.execute(
        "CREATE TRIGGER event_words_only_redacted BEFORE DELETE ON event_words "
        "WHEN NOT EXISTS (SELECT 1 FROM redactions WHERE stream_id = OLD.stream_id "
        "AND version = OLD.version) "
        "BEGIN SELECT RAISE(ABORT, 'words go by a redaction only'); END"
    )


def _guard_postgresql() -> None:
    op.execute("ALTER TABLE streams SET (fillfactor = 70)")
    op.execute("ALTER TABLE log_head SET (fillfactor = 10)")
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    op.execute(
        "CREATE FUNCTION refuse_unredacted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF NOT EXISTS (SELECT 1 FROM redactions r WHERE r.stream_id = OLD.stream_id "
        "AND r.version = OLD.version) THEN "
        "RAISE EXCEPTION 'words go by a redaction only'; END IF; RETURN OLD; END $$"
    )
    for table in FOR_GOOD:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    op.execute(
        "CREATE TRIGGER event_words_no_update BEFORE UPDATE ON event_words "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER event_words_only_redacted BEFORE DELETE ON event_words "
        "FOR EACH ROW EXECUTE FUNCTION refuse_unredacted()"
    )
    for table in (*FOR_GOOD, "event_words"):
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )

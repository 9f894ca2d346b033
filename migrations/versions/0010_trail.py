"""Who tried what, limits on trying, codes for signing in, and what tells sessions apart."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "trail",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("credential", sa.String(64), nullable=False),
        sa.Column("request_id", sa.String(64)),
        sa.Column("address", sa.String(64)),
        sa.Column("method", sa.String(16), nullable=False),
        sa.Column("route", sa.String(255), nullable=False),
        sa.Column("about", sa.String(64)),
        sa.Column("status", sa.SmallInteger),
        sa.Column("code", sa.String(64)),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_trail_actor_id", "trail", ["actor", "id"])
    op.create_table(
        "limit_counters",
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("subject", sa.String(64), primary_key=True),
        sa.Column("window_start", sa.BigInteger, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_limit_counters_window_start", "limit_counters", ["window_start"])
    op.add_column("sessions", sa.Column("browser", sa.String(80)))
    op.add_column("sessions", sa.Column("address", sa.String(64)))
    op.add_column("sign_in_links", sa.Column("code_fingerprint", sa.LargeBinary))
    op.create_index("ix_sign_in_links_code_fingerprint", "sign_in_links", ["code_fingerprint"])
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def downgrade() -> None:
    op.drop_index("ix_sign_in_links_code_fingerprint", "sign_in_links")
    op.drop_column("sign_in_links", "code_fingerprint")
    op.drop_column("sessions", "address")
    op.drop_column("sessions", "browser")
    op.drop_table("limit_counters")
    op.drop_table("trail")


def _guard_sqlite() -> None:
    """REPLACE deletes rows without asking: the insert guard."""
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER trail_no_{act.lower()} BEFORE {act} ON trail "
            "BEGIN SELECT RAISE(ABORT, 'trail is append-only'); END"
        )
    op.execute(
        "CREATE TRIGGER trail_no_replace BEFORE INSERT ON trail "
        "WHEN EXISTS (SELECT 1 FROM trail WHERE id = NEW.id) "
        "BEGIN SELECT RAISE(ABORT, 'trail is append-only'); END"
    )


def _guard_postgresql() -> None:
    op.execute(
        "CREATE TRIGGER trail_no_change BEFORE UPDATE OR DELETE ON trail "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER trail_no_truncate BEFORE TRUNCATE ON trail "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )

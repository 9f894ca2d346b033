"""Access: accounts, sessions, API tokens, sign-in links."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("email_key", sa.String(254), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("email_key", name="uq_accounts_email_key"),
    )
    op.create_table(
        "sessions",
        sa.Column("fingerprint", sa.LargeBinary, primary_key=True),
        *_account_columns("sessions"),
        sa.Column("begun_at", sa.BigInteger, nullable=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_sessions_account_id", "sessions", ["account_id"])
    op.create_index("ix_sessions_seen_at", "sessions", ["seen_at"])
    op.create_table(
        "tokens",
        sa.Column("id", sa.String(64), primary_key=True),
        *_account_columns("tokens"),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary, nullable=False),
        sa.Column("label", sa.String(8), nullable=False),
        sa.Column("scopes", sa.String(64), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger),
        sa.Column("revoked_at", sa.BigInteger),
        sa.Column("last_used_at", sa.BigInteger),
        sa.UniqueConstraint("fingerprint", name="uq_tokens_fingerprint"),
    )
    op.create_index("ix_tokens_account_id", "tokens", ["account_id"])
    op.create_table(
        "sign_in_links",
        sa.Column("fingerprint", sa.LargeBinary, primary_key=True),
        *_account_columns("sign_in_links"),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("used_at", sa.BigInteger),
    )
    op.create_index("ix_sign_in_links_expires_at", "sign_in_links", ["expires_at"])


def downgrade() -> None:
    for table in ("sign_in_links", "tokens", "sessions", "accounts"):
        op.drop_table(table)


def _account_columns(table: str) -> list[sa.Column]:  # type: ignore[type-arg]  # of many types
    return [
        sa.Column(
            "account_id",
            sa.String(64),
            sa.ForeignKey("accounts.id", name=f"fk_{table}_account_id"),
            nullable=False,
        ),
        sa.Column("generation", sa.Integer, nullable=False),
    ]

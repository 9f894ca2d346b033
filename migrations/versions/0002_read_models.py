"""The first read models: claims as they stand, claims as they were known, questions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "claim_board",
        sa.Column(
            "stream_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            primary_key=True,
            autoincrement=False,
        ),
        *_claim_columns(),
    )
    op.create_index("uq_claim_board_claim", "claim_board", ["claim"], unique=True)
    for columns in (
        ["is_settled", "closes_at"],
        ["is_settled", "next_check_at"],
        ["flag_at"],
        ["latest_on"],
        ["question"],
    ):
        op.create_index(f"ix_claim_board_{'_'.join(columns)}", "claim_board", columns)
    op.create_table(
        "claims_as_known",
        sa.Column(
            "stream_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("occurred_at", sa.BigInteger, primary_key=True, autoincrement=False),
        *_claim_columns(),
    )
    op.create_index("ix_claims_as_known_claim_occurred_at", "claims_as_known", ["claim", "occurred_at"])
    op.create_table(
        "questions",
        sa.Column(
            "stream_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("question", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_index("uq_questions_question", "questions", ["question"], unique=True)


def downgrade() -> None:
    for table in ("questions", "claims_as_known", "claim_board"):
        op.drop_table(table)


def _claim_columns() -> list[sa.Column]:  # type: ignore[type-arg]  # of many types
    return [
        sa.Column("claim", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("flag_version", sa.Integer),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("outcome", sa.String(16)),
        sa.Column("is_settled", sa.Boolean, nullable=False),
        sa.Column("owner", sa.String(64)),
        sa.Column("desk", sa.String(64)),
        sa.Column("question", sa.String(64)),
        sa.Column("labels", sa.Text, nullable=False),
        sa.Column("search_text", sa.Text, nullable=False),
        sa.Column("checks", sa.Integer, nullable=False),
        sa.Column("arming", sa.SmallInteger, nullable=False),
        sa.Column("has_date", sa.Boolean, nullable=False),
        sa.Column("latest_on", sa.Date),
        sa.Column("reported_at", sa.BigInteger, nullable=False),
        sa.Column("week_at", sa.BigInteger),
        sa.Column("last_day_at", sa.BigInteger),
        sa.Column("closes_at", sa.BigInteger),
        sa.Column("next_check_at", sa.BigInteger),
        sa.Column("snoozed_until_at", sa.BigInteger),
        sa.Column("flag_at", sa.BigInteger),
        sa.Column("state", sa.LargeBinary, nullable=False),
    ]

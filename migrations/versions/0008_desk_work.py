"""What a desk keeps beside the claims: notes, saved views, when one last looked, answers given together."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hand_over_notes",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("desk", sa.String(64)),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("author", sa.String(64), nullable=False),
        sa.Column("written_at", sa.BigInteger, nullable=False),
        sa.Column("done_by", sa.String(64)),
        sa.Column("done_at", sa.BigInteger),
    )
    op.create_index("ix_hand_over_notes_written_at", "hand_over_notes", ["written_at"])
    op.create_table(
        "saved_views",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("is_shared", sa.Boolean, nullable=False),
        sa.Column("saved_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_saved_views_account", "saved_views", ["account"])
    op.create_table(
        "visits",
        sa.Column("account", sa.String(64), primary_key=True),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("here_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "answered_together",
        sa.Column("batch", sa.String(64), primary_key=True),
        sa.Column("claim", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("answered_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_answered_together_answered_at", "answered_together", ["answered_at"])
    _index_checks("is_settled", "next_check_at", "stream_id", "closes_at")
    awaited = sa.text("snoozed_until_at IS NOT NULL")
    op.create_index(
        "ix_claim_board_snoozed_until_at",
        "claim_board",
        ["snoozed_until_at"],
        postgresql_where=awaited,
        sqlite_where=awaited,
    )


def downgrade() -> None:
    _index_checks("is_settled", "next_check_at")
    op.drop_index("ix_claim_board_snoozed_until_at", "claim_board")
    for table in ("answered_together", "visits", "saved_views", "hand_over_notes"):
        op.drop_table(table)


def _index_checks(*columns: str) -> None:
    """Make the index that finds claims to be checked anew, with these columns."""
    op.drop_index("ix_claim_board_is_settled_next_check_at", "claim_board")
    op.create_index("ix_claim_board_is_settled_next_check_at", "claim_board", list(columns))

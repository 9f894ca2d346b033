"""Room among the labels of claims for persons, institutions and documents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make_labels(family_length=16)


def downgrade() -> None:
    _make_labels(family_length=8)


def _make_labels(*, family_length: int) -> None:
    """They are filled when the read models are made anew, which follows every change of the schema."""
    op.drop_table("claim_labels")
    value = sa.String(240).with_variant(sa.String(240, collation="C"), "postgresql")
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "claim_labels",
        sa.Column("stream_id", number, primary_key=True, autoincrement=False),
        sa.Column("family", sa.String(family_length), primary_key=True),
        sa.Column("value", value, primary_key=True),
        sa.Column("on_board_at", sa.BigInteger),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_claim_labels_value", "claim_labels", ["family", "value", "stream_id", "on_board_at"])

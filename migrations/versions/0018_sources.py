"""Outlets and named sources, and the names they go by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """They are filled from the ledger when the read models are made anew."""
    folded = sa.String(240).with_variant(sa.String(240, collation="C"), "postgresql")
    op.create_table(
        "sources",
        _stream_id(),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("type", sa.String(16), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("folded", folded, nullable=False),
        sa.Column("merged_into", sa.String(64)),
        sa.Column("added_at", sa.BigInteger, nullable=False),
    )
    op.create_index("uq_sources_source", "sources", ["source"], unique=True)
    op.create_index("ix_sources_type_folded", "sources", ["type", "folded", "stream_id"])
    op.create_index("ix_sources_merged_into", "sources", ["merged_into"])
    op.create_table(
        "source_names",
        _stream_id(),
        sa.Column("folded", folded, primary_key=True),
        sa.Column("type", sa.String(16), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
    )
    op.create_index("uq_source_names_type_folded", "source_names", ["type", "folded"], unique=True)
    op.create_index("ix_source_names_source", "source_names", ["source"])


def downgrade() -> None:
    op.drop_table("source_names")
    op.drop_table("sources")


def _stream_id() -> sa.Column[int]:
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    return sa.Column("stream_id", number, primary_key=True, autoincrement=False)

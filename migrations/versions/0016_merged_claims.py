"""The claim that goes on in place of one that was merged, and indexes that tell it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

TABLES = ("claim_board", "claims_as_known")
#: By name: the columns of the indexes that tell now what was merged, before the one that says so.
INDEXES = {
    "ix_claim_board_status": ("status", "stream_id"),
    "ix_claim_board_outcome": ("outcome", "stream_id"),
    "ix_claim_board_desk": ("desk", "stream_id"),
    "ix_claim_board_owner": ("owner", "stream_id"),
    "ix_claim_board_earliest_on": ("earliest_on",),
    "ix_claim_board_latest_on_earliest_on": ("latest_on", "earliest_on"),
    "ix_claim_board_question": ("question", "stream_id", "latest_on", "outcome"),
}


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("merged_into", sa.String(64)))
    for name, columns in INDEXES.items():
        op.drop_index(name, "claim_board")
        op.create_index(name, "claim_board", [*columns, "merged_into"])
    op.create_index(
        "ix_claim_board_merged_into",
        "claim_board",
        ["merged_into"],
        postgresql_where=sa.text("merged_into IS NOT NULL"),
        sqlite_where=sa.text("merged_into IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_claim_board_merged_into", "claim_board")
    for name, columns in INDEXES.items():
        op.drop_index(name, "claim_board")
        op.create_index(name, "claim_board", list(columns))
    for table in TABLES:
        op.drop_column(table, "merged_into")

"""The index of open claims without a date begins with that, so that SQLite takes it and not a longer one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

NAME, TABLE = "ix_claim_board_no_date", "claim_board"
KEPT = ("next_check_at", "stream_id", "closes_at", "desk", "owner", "question")


def upgrade() -> None:
    _make_anew("has_date", *KEPT)


def downgrade() -> None:
    _make_anew(*KEPT)


def _make_anew(*columns: str) -> None:
    op.drop_index(NAME, TABLE)
    op.create_index(
        NAME,
        TABLE,
        list(columns),
        postgresql_where=sa.text("is_settled = false AND has_date = false"),
        sqlite_where=sa.text("is_settled = 0 AND has_date = 0"),
    )

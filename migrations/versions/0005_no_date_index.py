"""An index of the open claims without a date, so that the board need not look through all the others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    where = sa.text("is_settled = false AND has_date = false")
    on_sqlite = sa.text("is_settled = 0 AND has_date = 0")
    op.create_index(
        "ix_claim_board_no_date",
        "claim_board",
        ["has_date", "next_check_at"],
        postgresql_where=where,
        sqlite_where=on_sqlite,
    )


def downgrade() -> None:
    op.drop_index("ix_claim_board_no_date", "claim_board")

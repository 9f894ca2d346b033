"""Who proposed an answer that waits for a second editor, to be listed by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

TABLES = ("claim_board", "claims_as_known")
INDEX = "ix_claim_board_proposed_by"


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("proposed_by", sa.String(64)))
    given = sa.text("proposed_by IS NOT NULL")
    op.create_index(INDEX, "claim_board", ["proposed_by"], postgresql_where=given, sqlite_where=given)


def downgrade() -> None:
    op.drop_index(INDEX, "claim_board")
    for table in TABLES:
        op.drop_column(table, "proposed_by")

"""What counts as an answer to a question, and since when that is written down."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("questions", sa.Column("rule", sa.Text))
    op.add_column("questions", sa.Column("rule_set_at", sa.BigInteger))


def downgrade() -> None:
    op.drop_column("questions", "rule_set_at")
    op.drop_column("questions", "rule")

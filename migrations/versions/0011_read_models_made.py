"""With which schema the read models were last made: after a change they are made anew."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "read_models_made",
        sa.Column("id", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("revision", sa.String(32), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("read_models_made")

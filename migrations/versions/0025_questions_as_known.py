"""An index of what was known of the claims on a question: lists of the past name each claim's rivals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

NAME, TABLE = "ix_claims_as_known_question", "claims_as_known"


def upgrade() -> None:
    where = sa.text("question IS NOT NULL")
    columns = ["question", "stream_id", "occurred_at"]
    op.create_index(NAME, TABLE, columns, postgresql_where=where, sqlite_where=where)


def downgrade() -> None:
    op.drop_index(NAME, TABLE)

"""What came in by files: every import that was tried, and the keys of the rows that are in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "imports",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("file_name", sa.Text),
        sa.Column("format", sa.String(8)),
        sa.Column("size_bytes", sa.BigInteger),
        sa.Column("is_dry_run", sa.Boolean, nullable=False),
        sa.Column("asks", sa.Boolean, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("rows", sa.Integer),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("added", sa.Text, nullable=False),
        sa.Column("known", sa.Integer, nullable=False),
        sa.Column("changed", sa.Integer, nullable=False),
        sa.Column("faults", sa.Integer, nullable=False),
        sa.Column("report", sa.Text, nullable=False),
        sa.Column("started_at", sa.BigInteger, nullable=False),
        sa.Column("touched_at", sa.BigInteger, nullable=False),
        sa.Column("finished_at", sa.BigInteger),
    )
    op.create_table(
        "import_keys",
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("digest", sa.String(32), nullable=False),
        sa.Column("stream", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("report", sa.String(64)),
        sa.Column("import_id", sa.String(64), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("import_keys")
    op.drop_table("imports")

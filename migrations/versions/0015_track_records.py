"""Who carried which claim and what became of it, and the tallies of track records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

NAME = sa.String(240).with_variant(sa.String(240, collation="C"), "postgresql")
#: The columns of the one index of `carried_claims`.
INDEXED = (
    *("type", "name", "until_at", "stream_id", "from_at"),
    *("kind", "role", "name_role", "outcome", "is_dated", "moves", "retracted"),
)


def upgrade() -> None:
    """They are filled when the read models are made anew, which follows every change of the schema."""
    op.create_table(
        "carried_claims",
        sa.Column(
            "stream_id",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("from_at", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("type", sa.String(12), primary_key=True),
        sa.Column("name", NAME, primary_key=True),
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("until_at", sa.BigInteger, nullable=False),
        sa.Column("role", sa.String(10)),
        sa.Column("name_role", sa.String(10)),
        sa.Column("class_role", sa.String(10)),
        sa.Column("retracted", sa.Boolean, nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("is_dated", sa.Boolean, nullable=False),
        sa.Column("late_days", sa.Integer),
        sa.Column("latest_on", sa.Date),
        sa.Column("closes_at", sa.BigInteger),
        sa.Column("closes_about", sa.Date),
        sa.Column("moves", sa.Integer, nullable=False),
        sa.Column("moved_days", sa.String),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_carried_claims_name", "carried_claims", list(INDEXED))
    op.create_table(
        "record_tallies",
        sa.Column("type", sa.String(12), primary_key=True),
        sa.Column("name", NAME, primary_key=True),
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("role", sa.String(10), primary_key=True),
        sa.Column("what", sa.String(24), primary_key=True),
        sa.Column("value", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("claims", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("record_tallies")
    op.drop_table("carried_claims")

"""Claims that wait for other claims: which ones, what was taken over, how far the log was followed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = ("claim_board", "claims_as_known")
LINKS = ("condition_on", "window_on")


def upgrade() -> None:
    for table in TABLES:
        for link in LINKS:
            op.add_column(table, sa.Column(link, sa.String(64)))
    for link in LINKS:
        where = sa.text(f"{link} IS NOT NULL")
        op.create_index(
            f"ix_claim_board_{link}", "claim_board", [link], postgresql_where=where, sqlite_where=where
        )
    _fill_conditions()
    op.create_table(
        "followed_turns",
        sa.Column("claim", sa.String(64), primary_key=True),
        sa.Column("linked_in", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("hung", sa.String(16), primary_key=True),
        sa.Column("other", sa.String(64), primary_key=True),
        sa.Column("other_version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("followed_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "followed_log",
        sa.Column("id", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("position", sa.BigInteger, nullable=False),
    )
    op.execute("INSERT INTO followed_log (id, position) VALUES (1, -1)")


def downgrade() -> None:
    op.drop_table("followed_log")
    op.drop_table("followed_turns")
    for link in LINKS:
        op.drop_index(f"ix_claim_board_{link}", "claim_board")
    for table in TABLES:
        for link in LINKS:
            op.drop_column(table, link)


def _fill_conditions() -> None:
    """Conditions had claims before there was a column for them; windows that hang on claims are new."""
    if op.get_bind().dialect.name == "postgresql":
        found = "convert_from(state, 'UTF8')::json #>> '{condition,claim}'"
    else:
        found = "json_extract(CAST(state AS TEXT), '$.condition.claim')"
    for table in TABLES:
        op.execute(f"UPDATE {table} SET condition_on = {found} WHERE {found} IS NOT NULL")  # noqa: S608 - names of ours

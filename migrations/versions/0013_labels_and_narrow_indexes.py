"""Labels of claims as rows, when a claim comes onto the board, and indexes that answer alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLES = ("claim_board", "claims_as_known")
NARROWED_BY = ("desk", "owner", "question")
#: By name: the columns of the indexes that are new.
INDEXES = {
    "ix_claim_board_closing": ("is_settled", "closes_at", "stream_id", *NARROWED_BY),
    "ix_claim_board_to_check": ("is_settled", "next_check_at", "stream_id", "closes_at", *NARROWED_BY),
    "ix_claim_board_on_board": ("on_board_at", "stream_id", *NARROWED_BY),
    "ix_claim_board_status": ("status", "stream_id"),
    "ix_claim_board_outcome": ("outcome", "stream_id"),
    "ix_claim_board_desk": ("desk", "stream_id"),
    "ix_claim_board_owner": ("owner", "stream_id"),
    "ix_claim_board_question": ("question", "stream_id", "latest_on", "outcome"),
}
#: Those that they stand in for.
BEFORE = {
    "ix_claim_board_is_settled_closes_at": ("is_settled", "closes_at"),
    "ix_claim_board_is_settled_next_check_at": ("is_settled", "next_check_at", "stream_id", "closes_at"),
    "ix_claim_board_question": ("question",),
}
#: SQLite can take deleted words out of an index at once since this version.
DELETES_AT_ONCE_SINCE = (3, 42)


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("on_board_at", sa.BigInteger))
    _make_labels()
    for name in (*BEFORE, "ix_claim_board_owner"):
        op.drop_index(name, "claim_board")
    for name, columns in INDEXES.items():
        op.create_index(name, "claim_board", list(columns))
    # A redaction makes the index anew: every other change would pay for what it alone needs.
    _delete_at_once(wanted=0)


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, "claim_board")
    for name, columns in BEFORE.items():
        op.create_index(name, "claim_board", list(columns))
    op.create_index(
        "ix_claim_board_owner",
        "claim_board",
        ["owner"],
        postgresql_where=sa.text("is_settled = false AND owner IS NOT NULL"),
        sqlite_where=sa.text("is_settled = 0 AND owner IS NOT NULL"),
    )
    op.drop_table("claim_labels")
    for table in TABLES:
        op.drop_column(table, "on_board_at")
    _delete_at_once(wanted=1)


def _make_labels() -> None:
    """They are filled when the read models are made anew, which follows every change of the schema."""
    value = sa.String(240).with_variant(sa.String(240, collation="C"), "postgresql")
    op.create_table(
        "claim_labels",
        sa.Column(
            "stream_id",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("family", sa.String(8), primary_key=True),
        sa.Column("value", value, primary_key=True),
        sa.Column("on_board_at", sa.BigInteger),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_claim_labels_value", "claim_labels", ["family", "value", "stream_id", "on_board_at"])


def _delete_at_once(*, wanted: int) -> None:
    connection = op.get_bind()
    version = connection.dialect.server_version_info or ()
    if connection.dialect.name == "sqlite" and version >= DELETES_AT_ONCE_SINCE:
        words = sa.table("claim_words", sa.column("claim_words"), sa.column("rank"))
        connection.execute(sa.insert(words).values(claim_words="secure-delete", rank=wanted))

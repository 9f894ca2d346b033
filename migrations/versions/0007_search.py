"""Words of claims, to be searched, and the names they hold, to be suggested."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

#: SQLite can take deleted words out of an index at once since this version; before, `redact` makes it anew.
DELETES_AT_ONCE_SINCE = (3, 42)


def upgrade() -> None:
    folded = sa.String(100).with_variant(sa.String(100, collation="C"), "postgresql")
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "claim_search",
        sa.Column("stream_id", number, primary_key=True, autoincrement=False),
        sa.Column("head", sa.Text, nullable=False),
        sa.Column("rest", sa.Text, nullable=False),
        sa.Column("once", sa.Text, nullable=False),
    )
    op.create_table(
        "claim_names",
        sa.Column("stream_id", number, primary_key=True, autoincrement=False),
        sa.Column("family", sa.String(8), primary_key=True),
        sa.Column("folded", folded, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
    )
    op.create_index("ix_claim_names_family_folded", "claim_names", ["family", "folded"])
    if op.get_bind().dialect.name == "sqlite":
        _index_on_sqlite()
    else:
        op.execute(
            "ALTER TABLE claim_search ADD COLUMN claim_words tsvector GENERATED ALWAYS AS (array_to_tsvector("
            "string_to_array(ltrim(replace(rtrim(head), ' ', ' =') || rtrim(rest)"
            " || replace(rtrim(once), ' ', ' ~')), ' '))) STORED"
        )
        op.execute("CREATE INDEX claim_words_in ON claim_search USING gin (claim_words)")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE claim_words")
    op.drop_table("claim_names")
    op.drop_table("claim_search")


def _index_on_sqlite() -> None:
    op.execute(
        "CREATE VIRTUAL TABLE claim_words USING fts5(head, rest, once, content='claim_search', "
        "content_rowid='stream_id', tokenize='ascii', columnsize=0)"
    )
    if (op.get_bind().dialect.server_version_info or ()) >= DELETES_AT_ONCE_SINCE:
        op.execute("INSERT INTO claim_words(claim_words, rank) VALUES ('secure-delete', 1)")

"""Articles, their addresses, what they are recognised by, who may be a copy of whom, and what they carry."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

#: By table: its columns beside the number of the stream, and its indexes by name.
INDEXES = {
    "articles": {
        "uq_articles_article": (["article"], True),
        "ix_articles_copy_of": (["copy_of"], False),
        "ix_articles_outlet_key": (["outlet_key", "stream_id"], False),
        "ix_articles_credit_key": (["credit_key", "stream_id"], False),
        "ix_articles_original_hash": (["original_hash"], False),
    },
    "article_addresses": {"uq_article_addresses_address_hash": (["address_hash"], True)},
    "article_bands": {},
    "copy_proposals": {
        "ix_copy_proposals_standing": (["standing", "proposed_at", "stream_id"], False),
        "ix_copy_proposals_original": (["original"], False),
    },
    "claim_articles": {
        "ix_claim_articles_article": (["article"], False),
        "ix_claim_articles_address_hash": (["address_hash"], False),
    },
}


def upgrade() -> None:
    op.create_table(
        "articles",
        _number(),
        sa.Column("article", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("outlet", sa.Text, nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("url", sa.Text),
        sa.Column("published_at", sa.BigInteger),
        sa.Column("published_on", sa.Date),
        sa.Column("added_at", sa.BigInteger, nullable=False),
        sa.Column("versions", sa.SmallInteger, nullable=False),
        sa.Column("copy_of", sa.String(64)),
        sa.Column("open_proposals", sa.SmallInteger, nullable=False),
        sa.Column("outlet_key", sa.String(120), nullable=False),
        sa.Column("credit_key", sa.String(120)),
        sa.Column("original_hash", sa.String(64)),
        sa.Column("fingerprint", sa.String(64)),
        sa.Column("kept", sa.String(16)),
        sa.Column("shingles", sa.Integer, nullable=False),
        sa.Column("signature", sa.LargeBinary),
    )
    op.create_table(
        "article_addresses",
        _number(),
        sa.Column("address_hash", sa.String(64), primary_key=True),
        sa.Column("article", sa.String(64), nullable=False),
    )
    # One tree alone on SQLite: there are sixty-four rows for each article.
    op.create_table(
        "article_bands",
        sa.Column("band", sa.BigInteger, primary_key=True, autoincrement=False),
        _number(),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "copy_proposals",
        _number(),
        sa.Column("original", sa.String(64), primary_key=True),
        sa.Column("article", sa.String(64), nullable=False),
        sa.Column("standing", sa.String(16), nullable=False),
        sa.Column("why", sa.String(64), nullable=False),
        sa.Column("percent", sa.SmallInteger),
        sa.Column("is_exact", sa.SmallInteger, nullable=False),
        sa.Column("proposed_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "claim_articles",
        _number(),
        sa.Column("report", sa.String(64), primary_key=True),
        sa.Column("claim", sa.String(64), nullable=False),
        sa.Column("article", sa.String(64)),
        sa.Column("address_hash", sa.String(64)),
    )
    for table, indexes in INDEXES.items():
        for name, (columns, unique) in indexes.items():
            op.create_index(name, table, columns, unique=unique)


def downgrade() -> None:
    for table in reversed(INDEXES):
        op.drop_table(table)


def _number() -> sa.Column[int]:
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    return sa.Column("stream_id", number, primary_key=True, autoincrement=False)

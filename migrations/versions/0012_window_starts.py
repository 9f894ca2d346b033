"""On which day a claim's window opens, to be listed by, beside the day on which it closes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLES = ("claim_board", "claims_as_known")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("earliest_on", sa.Date))
    op.create_index("ix_claim_board_earliest_on", "claim_board", ["earliest_on"])
    op.drop_index("ix_claim_board_latest_on", "claim_board")
    op.create_index("ix_claim_board_latest_on_earliest_on", "claim_board", ["latest_on", "earliest_on"])
    _fill()


def downgrade() -> None:
    op.drop_index("ix_claim_board_latest_on_earliest_on", "claim_board")
    op.create_index("ix_claim_board_latest_on", "claim_board", ["latest_on"])
    op.drop_index("ix_claim_board_earliest_on", "claim_board")
    for table in TABLES:
        op.drop_column(table, "earliest_on")


def _fill() -> None:
    """Both databases keep the day as its row's state says it: as text on SQLite, as a date on PostgreSQL."""
    if op.get_bind().dialect.name == "postgresql":
        found = "(convert_from(state, 'UTF8')::json #>> '{window,earliest}')::date"
    else:
        found = "json_extract(CAST(state AS TEXT), '$.window.earliest')"
    for table in TABLES:
        op.execute(f"UPDATE {table} SET earliest_on = {found} WHERE {found} IS NOT NULL")  # noqa: S608 - names of ours

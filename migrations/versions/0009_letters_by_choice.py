"""Who follows what and which letters people want; ladders of reminders, digests, refused addresses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_people()
    op.create_table(
        "ladders",
        sa.Column("claim", sa.String(64), primary_key=True),
        sa.Column("arming", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("armed_at", sa.BigInteger, nullable=False),
        sa.Column("next_at", sa.BigInteger),
    )
    op.create_index("ix_ladders_next_at", "ladders", ["next_at"])
    op.add_column("reminders", sa.Column("on_behalf_of", sa.String(64)))
    op.add_column("reminders", sa.Column("sent_at", sa.BigInteger))
    _go_on_with_what_was_asked()
    op.create_table(
        "noticed_log",
        sa.Column("id", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("position", sa.BigInteger, nullable=False),
    )
    # What is in the ledger by now was no news for anybody.
    op.execute("INSERT INTO noticed_log (id, position) SELECT 1, COALESCE(MAX(position), 0) FROM events")
    op.create_table(
        "digest_turns",
        sa.Column("account", sa.String(64), primary_key=True),
        sa.Column("next_at", sa.BigInteger),
        sa.Column("chosen_at", sa.BigInteger),
        sa.Column("last_day", sa.Date),
        sa.Column("last_at", sa.BigInteger),
    )
    op.create_index("ix_digest_turns_next_at", "digest_turns", ["next_at"])
    op.create_table(
        "digests",
        sa.Column("account", sa.String(64), primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("letter", sa.String(64), nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_digests_letter", "digests", ["letter"])
    where = sa.text("is_settled = false AND owner IS NOT NULL")
    on_sqlite = sa.text("is_settled = 0 AND owner IS NOT NULL")
    op.create_index(
        "ix_claim_board_owner", "claim_board", ["owner"], postgresql_where=where, sqlite_where=on_sqlite
    )
    op.create_index("ix_letters_sent_at", "letters", ["sent_at"])


def downgrade() -> None:
    op.drop_index("ix_letters_sent_at", "letters")
    op.drop_index("ix_claim_board_owner", "claim_board")
    op.drop_column("reminders", "sent_at")
    op.drop_column("reminders", "on_behalf_of")
    tables = (
        "digests",
        "digest_turns",
        "noticed_log",
        "ladders",
        "paused_addresses",
        "letter_choices",
        "follows",
    )
    for table in tables:
        op.drop_table(table)


def _create_people() -> None:
    op.create_table(
        "follows",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("target", sa.String(128), nullable=False),
        sa.Column("wants_letters", sa.Boolean, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("account", "kind", "target", name="uq_follows_account_kind_target"),
    )
    op.create_index("ix_follows_kind_target", "follows", ["kind", "target"])
    op.create_table(
        "letter_choices",
        sa.Column("account", sa.String(64), primary_key=True),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(16), nullable=False),
        sa.Column("digest_at", sa.Integer, nullable=False),
        sa.Column("skips_empty", sa.Boolean, nullable=False),
        sa.Column("day_before", sa.Boolean, nullable=False),
        sa.Column("last_day", sa.Boolean, nullable=False),
        sa.Column("date_passed", sa.Boolean, nullable=False),
        sa.Column("again_every_days", sa.Integer, nullable=False),
        sa.Column("again_times", sa.Integer, nullable=False),
        sa.Column("date_moved", sa.Boolean, nullable=False),
        sa.Column("escalation", sa.Boolean, nullable=False),
        sa.Column("receipt", sa.Boolean, nullable=False),
        sa.Column("hides_text", sa.Boolean),
        sa.Column("paused_until", sa.Date),
        sa.Column("away_from", sa.Date),
        sa.Column("away_until", sa.Date),
        sa.Column("stand_in", sa.String(64)),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "paused_addresses",
        sa.Column("address", sa.String(254), primary_key=True),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("letter", sa.String(64), nullable=False),
    )
    op.create_index("ix_paused_addresses_account", "paused_addresses", ["account"])


def _go_on_with_what_was_asked() -> None:
    """Claims whose owner was asked once by the release before go on from there."""
    op.execute(
        "UPDATE reminders SET sent_at = "
        "(SELECT letters.sent_at FROM letters WHERE letters.id = reminders.letter) WHERE state = 'sent'"
    )
    op.execute(
        "INSERT INTO ladders (claim, arming, armed_at, next_at) "
        "SELECT claim, arming, MIN(planned_at), MIN(planned_at) FROM reminders "
        "WHERE state IN ('planned', 'queued', 'sent') GROUP BY claim, arming"
    )

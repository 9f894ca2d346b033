"""Letters and rounds: flags taken for good, reminders, outbox, built-in mailbox, rounds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "flagged_armings",
        sa.Column("claim", sa.String(64), primary_key=True),
        sa.Column("arming", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("flagged_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "reminders",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("claim", sa.String(64), nullable=False),
        sa.Column("arming", sa.Integer, nullable=False),
        sa.Column("step", sa.String(32), nullable=False),
        sa.Column("recipient", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(32)),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("letter", sa.String(64)),
        sa.Column("planned_at", sa.BigInteger, nullable=False),
        sa.UniqueConstraint(
            "claim", "arming", "step", "recipient", name="uq_reminders_claim_arming_step_recipient"
        ),
    )
    op.create_index("ix_reminders_state_due_at", "reminders", ["state", "due_at"])
    op.create_index("ix_reminders_letter", "reminders", ["letter"])
    _create_letters()
    op.create_table(
        "rounds",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("worker", sa.String(128), nullable=False),
        sa.Column("started_at", sa.BigInteger, nullable=False),
        sa.Column("finished_at", sa.BigInteger),
        sa.Column("flagged", sa.Integer, nullable=False),
        sa.Column("reminded", sa.Integer, nullable=False),
        sa.Column("sent", sa.Integer, nullable=False),
        sa.Column("failed", sa.Integer, nullable=False),
        sa.Column("error", sa.Text),
    )
    op.create_index("ix_rounds_started_at", "rounds", ["started_at"])
    op.create_index("ix_rounds_finished_at", "rounds", ["finished_at"])


def downgrade() -> None:
    for table in ("rounds", "mailbox", "letter_claims", "letters", "reminders", "flagged_armings"):
        op.drop_table(table)


def _create_letters() -> None:
    op.create_table(
        "letters",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("occasion", sa.String(32), nullable=False),
        sa.Column("recipient", sa.String(64), nullable=False),
        sa.Column("address", sa.Text),
        sa.Column("queued_at", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("lease_until", sa.BigInteger),
        sa.Column("next_try_at", sa.BigInteger),
        sa.Column("message_id", sa.String(255), nullable=False),
        sa.Column("subject", sa.Text),
        sa.Column("raw", sa.LargeBinary),
        sa.Column("sent_at", sa.BigInteger),
        sa.Column("reason", sa.Text),
        sa.Column("via", sa.String(16)),
        sa.Column("put_off", sa.Integer, nullable=False),
        sa.Column("unknown_tries", sa.Integer, nullable=False),
        sa.Column("keeps_words", sa.Boolean, nullable=False),
        sa.UniqueConstraint("message_id", name="uq_letters_message_id"),
    )
    op.create_index("ix_letters_state_next_try_at", "letters", ["state", "next_try_at"])
    op.create_table(
        "letter_claims",
        sa.Column("letter", sa.String(64), primary_key=True),
        sa.Column("claim", sa.String(64), primary_key=True),
    )
    op.create_index("ix_letter_claims_claim", "letter_claims", ["claim"])
    op.create_table(
        "mailbox",
        sa.Column("letter", sa.String(64), primary_key=True),
        sa.Column("message_id", sa.String(255), nullable=False),
        sa.Column("recipient", sa.String(64), nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("subject", sa.Text),
        sa.Column("raw", sa.LargeBinary),
        sa.Column("received_at", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("message_id", name="uq_mailbox_message_id"),
    )
    op.create_index("ix_mailbox_received_at", "mailbox", ["received_at"])
    op.create_index("ix_mailbox_recipient", "mailbox", ["recipient"])

"""Several claims followed up at once: all of them in one transaction, or none; and taken back the same way.

Each claim gets an entry of its own. What was recorded together is kept under one id for the undo.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Index, Integer, String, Table, insert, select

from service.changes.claims import StaleVersion, require_fresh
from service.changes.writing import Change, Context, Written, change_of, write
from service.database import Instant, metadata
from service.domain import decisions
from service.domain.claim import Claim, fold
from service.domain.decisions import FollowUp
from service.domain.events import Undone
from service.domain.refusals import Refusal, not_found
from service.ledger import log

#: Claims of one batch.
MOST = 50

table = Table(
    "answered_together",
    metadata,
    Column("batch", String(64), primary_key=True),
    Column("claim", String(64), primary_key=True),
    #: The entry that the batch added to the claim.
    Column("version", Integer, nullable=False),
    Column("account", String(64), nullable=False),
    Column("answered_at", Instant, nullable=False),
    Index("ix_answered_together_answered_at", "answered_at"),
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is to be recorded on one claim; `looked_at` is for a check, where the instant is known."""

    event: FollowUp
    looked_at: datetime | None = None


#: Says what is to be recorded on a claim as it stands, or refuses.
Propose = Callable[[str, Claim], Proposal]


class NotTaken(Exception):
    """One claim or more did not take it, and nothing was written. Leave those out, or mend what is wrong."""

    def __init__(self, why: Mapping[str, Refusal | StaleVersion]) -> None:
        super().__init__(", ".join(sorted(why)))
        #: By claim id, in the order that was asked.
        self.why = why


def follow_up(
    connection: Connection,
    claims: Mapping[str, int | None],
    propose: Propose,
    context: Context,
) -> tuple[str, list[Written]]:
    """Record a follow-up on every claim and return the id of the batch, and what was written.

    All of it goes into one append: taking the head of the log between two streams would let this and
    another person's change wait for each other.

    Args:
        claims: ids, each with the version that was seen; None does not ask.

    Raises:
        NotTaken: with every claim that refuses, and why; nothing was written.
    """
    changes: list[Change] = []
    why: dict[str, Refusal | StaleVersion] = {}
    for claim_id, version in claims.items():
        try:
            changes.append(_change(connection, claim_id, version, propose, context))
        except (Refusal, StaleVersion) as refused:
            why[claim_id] = refused
    if why:
        raise NotTaken(why)
    written = write(connection, changes, context)
    return _keep(connection, written, context), written


def take_back(connection: Connection, batch: str, context: Context) -> tuple[str, list[Written]]:
    """Record for every entry of a batch that it is taken back; they stay in the histories.

    Raises:
        Refusal: `not_found`, there is no such batch of this person.
        NotTaken: with every claim whose entry can not be taken back any more; nothing was written.
    """
    versions = entries(connection, batch, context.actor.id)
    if not versions:
        raise not_found("such answer of yours to take back")

    def propose(claim_id: str, _claim: Claim) -> Proposal:
        return Proposal(Undone(version=versions[claim_id], note=None))

    return follow_up(connection, dict.fromkeys(versions), propose, context)


def entries(connection: Connection, batch: str, account_id: str) -> dict[str, int]:
    """Return the claims that somebody answered together, each with the entry this added; none of others'."""
    query = select(table.c.claim, table.c.version).where(
        table.c.batch == batch, table.c.account == account_id
    )
    return {row.claim: row.version for row in connection.execute(query.order_by(table.c.claim))}


def _change(
    connection: Connection, claim_id: str, version: int | None, propose: Propose, context: Context
) -> Change:
    stored = log.read(connection, claim_id)
    history = [one.entry for one in stored]
    claim = fold(history)
    if claim is None:
        raise not_found("such claim")
    require_fresh(claim_id, claim, stored, version)
    proposal = propose(claim_id, claim)
    decision = decisions.follow_up(
        claim, history, proposal.event, context.facts, looked_at=proposal.looked_at
    )
    return change_of(claim_id, claim, history, decision, context)


def _keep(connection: Connection, written: Sequence[Written], context: Context) -> str:
    batch = context.new_id("bat")
    rows = [
        {
            "batch": batch,
            "claim": one.claim_id,
            "version": next(
                kept.entry.version for kept in reversed(one.entries) if kept.entry.actor == context.actor.id
            ),
            "account": context.actor.id,
            "answered_at": context.now,
        }
        for one in written
    ]
    connection.execute(insert(table), rows)
    return batch

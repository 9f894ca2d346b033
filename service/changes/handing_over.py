"""Hands all open claims of one owner to another, by an entry in each claim's history."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, false, select

from service.changes.writing import Context, Written, change_of, write
from service.domain import decisions
from service.domain.claim import fold
from service.domain.events import Assigned
from service.ledger import log
from service.read_models.claim_board import claim_board


def open_claims_of(connection: Connection, owner: str) -> list[str]:
    """Return the ids of the open claims that an account owns, in the order they were logged."""
    board = claim_board.c
    query = select(board.claim).where(board.is_settled == false(), board.owner == owner)
    return list(connection.execute(query.order_by(board.stream_id)).scalars())


def hand_over(
    connection: Connection, claim_ids: Sequence[str], new_owner: str, context: Context
) -> list[Written]:
    """Give claims to a new owner; those that are that account's already stay as they are.

    All go into one append: taking the head of the log between two streams would let this and another
    person's change wait for each other.

    Raises:
        Refusal: the actor may not assign one of them; nothing was written.
        StartOver: somebody changed one of them meanwhile.
    """
    changes = []
    for claim_id in sorted(set(claim_ids)):
        history = [one.entry for one in log.read(connection, claim_id)]
        claim = fold(history)
        if claim is None or claim.owner == new_owner:
            continue
        decision = decisions.follow_up(claim, history, Assigned(owner=new_owner), context.facts)
        changes.append(change_of(claim_id, claim, history, decision, context))
    return write(connection, changes, context) if changes else []

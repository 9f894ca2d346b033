"""Merging a claim into another one, and taking that back: two histories written together, or neither."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from service.access import follows
from service.changes.links import one_at_a_time
from service.changes.writing import Context, Written, change_of, write
from service.domain.claim import Claim, fold
from service.domain.decisions import merging
from service.domain.decisions.merging import Both
from service.domain.events import Entry, Merged, Undone
from service.domain.refusals import conflict, refuse
from service.ledger import log
from service.read_models import claim_board


def merge(
    connection: Connection,
    claim_id: str,
    claim: Claim,
    history: Sequence[Entry],
    proposed: Merged,
    context: Context,
) -> Written:
    """Merge a claim into another one; its followers and its owner follow that one from now on.

    Raises:
        Refusal: `unknown_claim`, `waited_for`, or what the decision refuses; nothing was written.
        StartOver: somebody changed one of the two meanwhile.
    """
    one_at_a_time(connection)
    survivors = [one.entry for one in log.read(connection, proposed.into)]
    survivor = None if proposed.into == claim_id else fold(survivors)
    if survivor is None:
        raise refuse("unknown_claim", "There is no such other claim.", at="/into")
    both = merging.merge(claim_id, claim, survivor, proposed, context.facts, new_id=context.new_id)
    _require_not_waited_for(connection, claim_id)
    written = _write(
        connection, (claim_id, claim, history), (proposed.into, survivor, survivors), both, context
    )
    follows.carry_over(
        connection, claim_id, proposed.into, owner=claim.owner, now=context.now, new_id=context.new_id
    )
    return written


def take_back(
    connection: Connection,
    claim_id: str,
    claim: Claim,
    history: Sequence[Entry],
    proposed: Undone,
    context: Context,
) -> Written:
    """Take a merging back in both histories; who came to follow the survivor goes on following it.

    Raises:
        Refusal: what the decision refuses; nothing was written.
        StartOver: somebody changed one of the two meanwhile.
    """
    merged = merging.merged_in(history, proposed.version)
    into = "" if merged is None else merged.into
    survivors = [one.entry for one in log.read(connection, into)]
    survivor = fold(survivors)
    if survivor is None:
        raise AssertionError("a claim was merged into one that is not there")
    both = merging.take_back(claim_id, claim, history, survivors, proposed, context.facts)
    return _write(connection, (claim_id, claim, history), (into, survivor, survivors), both, context)


_Stream = tuple[str, Claim, Sequence[Entry]]


def _write(
    connection: Connection, duplicate: _Stream, survivor: _Stream, both: Both, context: Context
) -> Written:
    changes = [change_of(*duplicate, both.duplicate, context)]
    if both.survivor.events:
        changes.append(change_of(*survivor, both.survivor, context))
    return write(connection, changes, context)[0]


def _require_not_waited_for(connection: Connection, claim_id: str) -> None:
    """Refuse to merge a claim that others wait for: they would wait for good."""
    waiting = claim_board.waiting_for(connection, claim_id)
    if waiting:
        raise conflict(
            "waited_for",
            f"The date or the condition of other claims hangs on this one ({', '.join(waiting[:5])}).",
            hint="Let them wait for the claim it is merged into first.",
        )

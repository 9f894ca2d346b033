"""Claims that wait for other claims: the others exist, and nothing waits for itself in the end."""

from __future__ import annotations

from sqlalchemy import Connection, text

from service.domain.claim import Claim
from service.domain.dependents import condition_waits_for, waits_for, window_waits_for
from service.domain.refusals import Refusal, refuse
from service.read_models import claim_board

#: New links are made one after the other: of two claims that are linked to each other at once, neither
#: transaction would see the other's. Any fixed number would do; migrations have another one.
LINK_LOCK = 4_707_327
#: Claims that may wait for each other in a row; nobody can follow a longer chain.
MOST_IN_A_ROW = 50
#: Claims looked at in search of a circle: each may wait for two others.
MOST_LOOKED_AT = 500


def one_at_a_time(connection: Connection) -> None:
    """Wait until nobody else is making a link; on SQLite, one writes at a time anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LINK_LOCK})


def require_links(connection: Connection, claim_id: str, before: Claim | None, after: Claim) -> None:
    """Refuse a claim that waits for one that does not exist, or in a circle; ask before its stream is taken.

    What it waited for before is not looked at again.

    Raises:
        Refusal: `unknown_claim`, `condition_cycle`, `window_cycle`, `chain_too_long`.
    """
    if waits_for(after) <= (frozenset() if before is None else waits_for(before)):
        return
    one_at_a_time(connection)
    for name, other in (("condition", condition_waits_for(after)), ("window", window_waits_for(after))):
        if other is not None:
            _require_one(connection, claim_id, name, other)


def _require_one(connection: Connection, claim_id: str, name: str, other: str) -> None:
    at = "/condition/claim" if name == "condition" else "/hangs_on"
    there = None if other == claim_id else claim_board.one(connection, other)
    if other != claim_id and there is None:
        raise refuse("unknown_claim", "There is no such other claim.", at=at)
    if there is not None and there.claim.merged_into is not None:
        into = there.claim.merged_into
        raise refuse("claim_merged", f"That claim was merged into {into}.", at=at, hint=f"Name {into}.")
    seen: set[str] = set()
    reached = {other}
    for _ in range(MOST_IN_A_ROW):
        if claim_id in reached:
            raise _cycle(name, at)
        seen |= reached
        reached = claim_board.waited_for_by(connection, reached) - seen
        if not reached:
            return
        if len(seen) + len(reached) > MOST_LOOKED_AT:
            break
    raise refuse(
        "chain_too_long", f"More than {MOST_IN_A_ROW} claims would wait for each other in a row.", at=at
    )


def _cycle(name: str, at: str) -> Refusal:
    return refuse(
        f"{name}_cycle",
        f"That claim waits for this one, directly or through others: the {name} would never come to be.",
        at=at,
    )

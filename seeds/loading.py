"""Plays the sample histories into a ledger, each in one transaction, none of them twice."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from seeds.story import QUESTION, STORY
from seeds.telling import Told
from service.access.accounts import Account, actor_of
from service.changes import claims
from service.database import Connection, transact
from service.ledger import log
from service.wiring import Wiring


def load(wiring: Wiring, owner: Account) -> int:
    """Log every sample claim that is not there yet, with all that followed; return how many were.

    A start that was killed on the way is taken up where it stopped.

    Args:
        owner: logs the claims and owns them; at least an editor.
    """
    return sum(transact(wiring.engine, partial(_play, told, wiring, owner)) for told in STORY)


def _play(told: Told, wiring: Wiring, owner: Account, connection: Connection) -> bool:
    if log.id_of(connection, told.claim_id) is not None:
        return False
    ids = {"qst": QUESTION, "clm": told.claim_id}
    context = claims.Context(
        actor=actor_of(owner),
        now=wiring.now(),
        zone=wiring.settings.zone,
        new_id=lambda prefix: ids[prefix] if prefix in ids else wiring.new_id(prefix),
        request_id="seeds",
    )
    proposed = replace(told.claim, owner=owner.id)
    claims.report_claim(connection, proposed, context, ask=told.asks)
    for follow_up in told.follow_ups:
        claims.follow_up(connection, told.claim_id, follow_up, context)
    return True

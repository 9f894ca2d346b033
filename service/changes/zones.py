"""Hours that were read by rules of a zone that have changed since, put right by an entry of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from service.changes.writing import Context, Written, change_of, write
from service.domain.claim import fold
from service.domain.decisions import Decision
from service.domain.events import Amended, ClaimReported, Entry, NewEvent, WindowMoved
from service.domain.roles import Actor
from service.domain.zone_rules import hour_read_anew
from service.ledger import log

#: Who writes it: a command, for nobody in particular.
ZONES = Actor("system:zones", "viewer", frozenset())
REASON = "The rules of a time zone changed; the hour was read again from its words."


def reread_hours(connection: Connection, claim_ids: Sequence[str], context: Context) -> list[Written]:
    """Amend the windows of open claims that end at an hour which is another instant now."""
    own = replace(context, actor=ZONES)
    found = []
    for claim_id in sorted(set(claim_ids)):
        history = [one.entry for one in log.read(connection, claim_id)]
        claim = fold(history)
        window = None if claim is None else hour_read_anew(claim, context.conventions)
        if window is None:
            continue
        said_in = _said_in(history)
        amended = Amended(reason=REASON, version=said_in.version, window=window)
        decision = Decision((NewEvent(amended, said_in.occurred_at),))
        found.append(change_of(claim_id, claim, history, decision, own))
    return write(connection, found, own) if found else []


def _said_in(history: Sequence[Entry]) -> Entry:
    """Return the last entry that gave the claim a date."""
    return next(one for one in reversed(history) if isinstance(one.event, ClaimReported | WindowMoved))

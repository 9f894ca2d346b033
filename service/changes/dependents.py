"""Notes on a claim what became of the claims that it waits for: by an event of its own, never twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Column, Connection, Integer, String, Table, insert

from service.changes.writing import Change, Context, Written, change_of, write
from service.database import Instant, metadata
from service.domain.claim import fold
from service.domain.dependents import Other, as_other, follow, linked_in, waits_for
from service.domain.events import ConditionChanged, WindowEmptied, WindowOpened
from service.domain.roles import SCHEDULER
from service.ledger import log

#: Unique for good, whatever goes wrong above it: what another claim came to is taken over once only by a
#: window or a condition that was set in one entry (`linked_in`) and hangs on it.
followed_turns = Table(
    "followed_turns",
    metadata,
    Column("claim", String(64), primary_key=True),
    Column("linked_in", Integer, primary_key=True, autoincrement=False),
    #: What of the claim hangs on the other one: its window or its condition.
    Column("hung", String(16), primary_key=True),
    Column("other", String(64), primary_key=True),
    #: The entry of the other claim by which it came to stand so.
    Column("other_version", Integer, primary_key=True, autoincrement=False),
    Column("followed_at", Instant, nullable=False),
)


def follow_others(connection: Connection, claim_ids: Sequence[str], context: Context) -> list[Written]:
    """Note on each claim how those stand that it waits for, where that is not on record yet.

    The scheduler is who notes it, whoever asks. All goes into one append.

    Raises:
        StartOver: somebody changed one of the claims meanwhile.
    """
    found = []
    own = replace(context, actor=SCHEDULER)
    others: dict[str, Other] = {}
    for claim_id in sorted(set(claim_ids)):
        history = [one.entry for one in log.read(connection, claim_id)]
        claim = fold(history)
        if claim is None:
            continue
        _read_others(connection, waits_for(claim) - others.keys(), others)
        decision = follow(claim, others)
        if decision.events:
            found.append(change_of(claim_id, claim, history, decision, own))
    if not found:
        return []
    written = write(connection, found, own)
    rows = [row for change in found for row in _rows(change, context)]
    if rows:
        connection.execute(insert(followed_turns), rows)
    return written


def _read_others(connection: Connection, wanted: frozenset[str], others: dict[str, Other]) -> None:
    for other_id in sorted(wanted):
        other = as_other([one.entry for one in log.read(connection, other_id)])
        if other is not None:
            others[other_id] = other


def _rows(change: Change, context: Context) -> list[dict[str, Any]]:
    """Return the keys of what asks anew; another day to ask on may come as often as it likes."""
    since = linked_in(change.after[: -len(change.decision.events)])
    rows = []
    for new in change.decision.events:
        match new.event:
            case WindowOpened(claim=other, version=version) | WindowEmptied(claim=other, version=version):
                hung = "window"
            case ConditionChanged(claim=other, version=version, standing="confirmed"):
                hung = "condition"
            case _:
                continue
        rows.append(
            {
                "claim": change.claim_id,
                "linked_in": since,
                "hung": hung,
                "other": other,
                "other_version": version,
                "followed_at": context.now,
            }
        )
    return rows

"""`hearsay reread-zones`: after an update of the time zone data, works out again when windows close."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from service.doors import exits
from service.doors.options import json_option
from service.doors.printing import put_json, put_table, tell

if TYPE_CHECKING:
    from service.read_models.rereading import Moved
    from service.wiring import Wiring

#: Claims in one transaction: others write between two of them.
BATCH = 500


@click.command("reread-zones")
@json_option
def reread_zones_command(*, as_json: bool) -> int:
    """Work out again when open windows close, with the time zone data of this machine, and list what moved.

    Nobody is asked twice: what was flagged stays flagged, and what had not passed passes at its new hour.
    """
    from service.doors.opening import changed, opened, record

    wiring = opened()
    seen, moved = reread_all(wiring)
    changed(wiring, lambda connection: record(connection, wiring))
    if as_json:
        put_json({"seen": seen, "moved": [_shape(one) for one in moved]})
    else:
        put_table(
            ["claim", "zone", "before", "now"], [(one.claim, one.zone, one.before, one.now) for one in moved]
        )
    tell(f"{len(moved)} of {seen} claims close or ask at another time now.")
    return exits.OK


def reread_all(wiring: Wiring) -> tuple[int, list[Moved]]:
    """Do it, claim by claim in stretches; return how many were looked at, and what moved."""
    from functools import partial

    from service.changes.claims import Context
    from service.changes.zones import ZONES, reread_hours
    from service.database import reading, transact
    from service.read_models import claim_board, rereading

    context = Context(
        actor=ZONES,
        now=wiring.now(),
        zone=wiring.settings.zone,
        new_id=wiring.new_id,
        conventions=wiring.settings.conventions,
    )
    with reading(wiring.engine) as connection:
        hours = claim_board.closing_at_an_hour(connection)
    found = [
        rereading.Moved(one.claim_id, one.claim.window.zone, hours[one.claim_id], one.claim.window.ends_at)
        for start in range(0, len(hours), BATCH)
        for one in transact(
            wiring.engine,
            partial(reread_hours, claim_ids=list(hours)[start : start + BATCH], context=context),
        )
    ]
    seen, last = 0, 0
    while True:
        done = transact(wiring.engine, partial(rereading.reread, after=last, most=BATCH))
        seen += done.seen
        found += done.moved
        if done.last is None:
            return seen, found
        last = done.last


def _shape(one: Moved) -> dict[str, object]:
    instants = {"before": one.before, "now": one.now}
    shown = {name: None if at is None else at.isoformat() for name, at in instants.items()}
    return {"claim": one.claim, "zone": one.zone, **shown}

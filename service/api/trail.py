"""The trail, for admins: who tried what, when and from where, and how it went."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from service.access import trail
from service.access.trail import Asked, Kept
from service.api.answering import listed, whole
from service.api.calls import WHOLE, Call, Operation, Reply
from service.database import reading
from service.formats import exported
from service.formats import people as shapes
from service.intake.trail import TrailAsked
from service.intake.trail import trail as asked_of


def lines(call: Call) -> Reply:
    """List what was tried, the newest first."""
    asked = asked_of(call.pairs, zone=call.settings.zone)
    if call.wants != "json":
        return whole(call, exported.TRAIL, _pages(call, which(asked)))
    with reading(call.wiring.engine) as connection:
        found = trail.page(connection, which(asked), before_id=asked.cursor, most=asked.limit + 1)
    page = found[: asked.limit]
    return listed(
        call, "/trail", [shape(one) for one in page], page[-1].id if len(found) > len(page) else None
    )


def which(asked: TrailAsked) -> Asked:
    """Return the lines that are asked for, as the trail takes it."""
    return Asked(
        actor=asked.actor,
        credential=asked.credential,
        request_id=asked.request_id,
        since=asked.since,
        before=asked.before,
        is_refused=asked.is_refused,
    )


def shape(one: Kept) -> dict[str, Any]:
    """Return a line as it is shown."""
    return shapes.trail_line(line_id=one.id, **asdict(one.attempt))


def _pages(call: Call, wanted: Asked) -> Iterator[list[dict[str, Any]]]:
    return ([shape(one) for one in page] for page in trail.every(call.wiring.engine, wanted))


OPERATIONS = (
    Operation(
        method="GET",
        path="/trail",
        name="list_trail",
        summary="Who tried what: every write, and every refusal of a signed-in caller",
        about="The newest first: who, by which token or session, from where, and how it went. It holds no "
        f"secret; lines are only ever added. {WHOLE}",
        view=lines,
        door="admins",
        query="TrailQuery",
        gives="Trail",
        also=("csv", "ndjson"),
        headers=("Link",),
    ),
)

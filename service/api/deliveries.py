"""Letters: what went out, what waits, what was given up."""

from __future__ import annotations

from service.api.calls import Call, Operation, Reply
from service.database import reading
from service.formats.letters import delivery
from service.intake import queries
from service.mail import outbox


def every(call: Call) -> Reply:
    """List the newest letters, newest first."""
    asked = queries.deliveries(call.pairs)
    with reading(call.wiring.engine) as connection:
        found = outbox.every(connection, state=asked.state, claim=asked.claim, most=asked.limit)
    return Reply(200, {"items": [delivery(one) for one in found], "next": None})


OPERATIONS = (
    Operation(
        method="GET",
        path="/deliveries",
        name="list_deliveries",
        summary="The newest letters and what became of them",
        about="At most 200; their texts are in the mailbox or in the mail server's hands.",
        view=every,
        door="admins",
        query="DeliveriesQuery",
        gives="DeliveryList",
    ),
)

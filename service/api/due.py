"""What is to be done now: the sections of the board."""

from __future__ import annotations

from service.access.accounts import public_roles
from service.api.calls import Call, Operation, Reply
from service.database import reading
from service.formats import shapes
from service.formats.json_text import instant
from service.intake import queries
from service.read_models import due_calendar
from service.read_models.filters import Moment
from service.read_models.identities import identities
from service.read_models.looking_back import rivals_of


def sections(call: Call) -> Reply:
    """Return how many claims are due in which way, and the first of each."""
    most = queries.due(call.pairs)
    with reading(call.wiring.engine) as connection:
        found = due_calendar.sections(connection, call.now, most=most)
        long_past = due_calendar.counted(connection, "long_past_due", call.now)
        views = [view for section in found for view in section.claims]
        rivals = rivals_of(connection, views, Moment(now=call.now))
        roles = public_roles(connection) if call.for_public else None
        who_is = identities(connection, [view.claim for view in views])
    shown = {
        section.due: shapes.claims(
            section.claims,
            rivals,
            base_url=call.settings.base_url,
            now=call.now,
            who_is=who_is,
            for_public=call.for_public,
            roles=roles,
        )
        for section in found
    }
    counts = {section.due: section.count for section in found} | {"long_past_due": long_past}
    return Reply(200, {"at": instant(call.now), "counts": counts, "items": shown})


OPERATIONS = (
    Operation(
        method="GET",
        path="/due",
        name="show_due",
        summary="What is past due, to check, due today, due this week",
        about="past_due counts the long ones too. Each section lists its first claims, most pressing first; "
        "all of them are GET /claims?due=….",
        view=sections,
        door="readers",
        query="DueQuery",
        gives="Due",
    ),
)

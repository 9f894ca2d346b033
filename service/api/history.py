"""Histories of claims, and every event of the ledger in its order."""

from __future__ import annotations

import re

from service.api.answering import listed
from service.api.calls import Call, Operation, Reply
from service.api.looking import held_at, public_roles
from service.database import reading
from service.domain.refusals import not_found
from service.formats import entries
from service.intake import queries
from service.intake.fields import is_id
from service.intake.syntax import bad_syntax
from service.ledger import log

_VERSION = re.compile(r"v([0-9]{1,9})", re.ASCII)


def of_claim(call: Call) -> Reply:
    """Return a claim's history, oldest first."""
    claim_id = call.path["claim_id"]
    moment, page = queries.moment_and_page(call.pairs, now=call.now, zone=call.settings.zone)
    after = _version_in(page.cursor)
    with reading(call.wiring.engine) as connection:
        stored = log.read(connection, claim_id) if is_id(claim_id, "clm") else []
        held = held_at(stored, moment)
        if not held:
            raise not_found("such claim")
        roles = public_roles(connection) if call.for_public else None
    rest = [one for one in entries.shown(held, for_public=call.for_public) if one.entry.version > after]
    items = [
        entries.history_entry(one, for_public=call.for_public, roles=roles) for one in rest[: page.limit]
    ]
    cursor = f"v{items[-1]['version']}" if len(rest) > page.limit else None
    return listed(call, f"/claims/{claim_id}/history", items, cursor)


def of_everything(call: Call) -> Reply:
    """Return the events of the ledger behind a position, in the order of the ledger."""
    after, limit = queries.changes(call.pairs)
    with reading(call.wiring.engine) as connection:
        stored = log.read_after(connection, after, most=limit + 1)
        roles = public_roles(connection) if call.for_public else None
    page, more = stored[:limit], len(stored) > limit
    last = page[-1].position if page else after
    items = [
        entries.change(one, base_url=call.settings.base_url, for_public=call.for_public, roles=roles)
        for one in entries.shown(page, for_public=call.for_public)
    ]
    reply = listed(call, "/changes", items, last if more else None, name="after")
    assert isinstance(reply.body, dict)  # noqa: S101 - narrows the type
    return Reply(reply.status, {**reply.body, "last_position": last}, reply.headers)


def _version_in(cursor: str | None) -> int:
    if cursor is None:
        return 0
    found = _VERSION.fullmatch(cursor)
    if found is None:
        raise bad_syntax("bad_cursor", "This cursor does not belong to this list.", at="cursor")
    return int(found[1])


OPERATIONS = (
    Operation(
        method="GET",
        path="/claims/{claim_id}/history",
        name="show_history",
        summary="The history of a claim, oldest entry first",
        view=of_claim,
        door="readers",
        query="HistoryQuery",
        gives="History",
        problems=(404,),
        headers=("Link",),
    ),
    Operation(
        method="GET",
        path="/changes",
        name="list_changes",
        summary="Every event of the ledger, in its order",
        about="The one feed to sync from: follow `next` while there is one, then ask again with "
        "after=last_position. Positions have no gaps and never come out of order.",
        view=of_everything,
        door="readers",
        query="ChangesQuery",
        gives="Changes",
        headers=("Link",),
    ),
)

"""Histories of claims, and every event of the ledger in its order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from service.access import guards
from service.access.accounts import public_roles
from service.api import waiting
from service.api.answering import listed, whole
from service.api.calls import WHOLE, Call, Operation, Reply
from service.database import reading
from service.domain.refusals import not_found
from service.formats import entries, exported
from service.intake import queries
from service.intake.fields import is_id
from service.intake.queries import ChangesAsked
from service.intake.syntax import bad_syntax
from service.ledger import log
from service.ledger.log import Stored
from service.read_models import whole_lists
from service.read_models.looking_back import held_at

_VERSION = re.compile(r"v([0-9]{1,9})", re.ASCII)


def of_claim(call: Call) -> Reply:
    """Return a claim's history, oldest first."""
    claim_id = call.path["claim_id"]
    moment, page = queries.moment_and_page(call.pairs, now=call.now, zone=call.settings.zone)
    after = version_in(page.cursor)
    with reading(call.wiring.engine) as connection:
        stored = log.read(connection, claim_id) if is_id(claim_id, "clm") else []
        held = held_at(stored, moment)
        if not held:
            raise not_found("such claim")
        roles = public_roles(connection) if call.for_public else None
    shown = entries.shown(held, for_public=call.for_public)
    items = [entries.history_entry(one, for_public=call.for_public, roles=roles) for one in shown]
    if call.wants != "json":
        return whole(call, exported.ENTRIES, [items])
    rest = [one for one in items if one["version"] > after]
    cursor = f"v{rest[page.limit - 1]['version']}" if len(rest) > page.limit else None
    return listed(call, f"/claims/{claim_id}/history", rest[: page.limit], cursor)


def of_everything(call: Call) -> Reply:
    """Return the events of the ledger behind a position, in the order of the ledger."""
    asked = queries.changes(call.pairs)
    stored, roles = _changes(call, asked)
    if call.wants != "json":
        pages = whole_lists.changes(call.wiring.engine, after=asked.after)
        return whole(call, exported.CHANGES, (_shaped(call, one, roles) for one in pages))
    if not stored and asked.wait_seconds:
        subject = f"from {guards.address_asking()}" if call.caller is None else call.actor.id
        if waiting.wait_past(call.wiring, asked.after, asked.wait_seconds, subject=subject):
            stored, roles = _changes(call, asked)
    page, more = stored[: asked.limit], len(stored) > asked.limit
    last = page[-1].position if page else asked.after
    reply = listed(call, "/changes", _shaped(call, page, roles), last if more else None, name="after")
    assert isinstance(reply.body, dict)  # noqa: S101 - narrows the type
    return Reply(reply.status, {**reply.body, "last_position": last}, reply.headers)


def _changes(call: Call, asked: ChangesAsked) -> tuple[list[Stored], Mapping[str, str] | None]:
    """Return one event more than are asked for, where there is one, and what the public reads of staff."""
    with reading(call.wiring.engine) as connection:
        stored = log.read_after(connection, asked.after, most=asked.limit + 1)
        return stored, public_roles(connection) if call.for_public else None


def _shaped(call: Call, stored: Sequence[Stored], roles: Mapping[str, str] | None) -> list[dict[str, Any]]:
    return [
        entries.change(one, base_url=call.settings.base_url, for_public=call.for_public, roles=roles)
        for one in entries.shown(stored, for_public=call.for_public)
    ]


def version_in(cursor: str | None) -> int:
    """Return the version behind which a page of a history begins; 0 for its first page."""
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
        about=WHOLE,
        query="HistoryQuery",
        gives="History",
        also=("csv", "ndjson"),
        problems=(404,),
        headers=("Link",),
    ),
    Operation(
        method="GET",
        path="/changes",
        name="list_changes",
        summary="Every event of the ledger, in its order",
        about="The one feed to sync from: follow `next` while there is one, then ask again with "
        "after=last_position, and with wait=25 to be answered as soon as there is something new (JSON alone "
        "waits). Where too many wait already, 503 says when to ask again. Positions have no gaps and never "
        f"come out of order. {WHOLE}",
        view=of_everything,
        door="readers",
        query="ChangesQuery",
        gives="Changes",
        also=("csv", "ndjson"),
        headers=("Link",),
    ),
)

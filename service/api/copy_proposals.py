"""Pairs of articles of which one may be a copy of the other, for editors to decide."""

from __future__ import annotations

from service.api.answering import listed
from service.api.calls import Call, Operation, Reply
from service.database import reading
from service.formats import article_shapes
from service.intake import article_queries
from service.intake.copy_cursors import cursor_of, place_in
from service.read_models import articles
from service.read_models.identities import outlet_ids


def every(call: Call) -> Reply:
    """List pairs, those proposed last first."""
    asked = article_queries.copy_proposals(call.pairs)
    before = place_in(asked.page.cursor)
    limit = asked.page.limit
    with reading(call.wiring.engine) as connection:
        found = articles.proposals(connection, standing=asked.standing, most=limit + 1, before=before)
        shown = found[:limit]
        known = articles.many(connection, {one for pair in shown for one in (pair.article, pair.original)})
        outlets = outlet_ids(connection, {one.outlet for one in known.values()})
    base_url = call.settings.base_url
    items = [article_shapes.proposed(one, known, base_url=base_url, outlets=outlets) for one in shown]
    return listed(call, "/copy-proposals", items, cursor_of(shown[-1]) if len(found) > limit else None)


OPERATIONS = (
    Operation(
        method="GET",
        path="/copy-proposals",
        name="list_copy_proposals",
        summary="Articles that may be copies of others",
        about="An editor answers with confirm_copy or reject_copy; until then nothing follows.",
        view=every,
        door="callers",
        query="CopyProposalsQuery",
        gives="CopyProposalList",
        headers=("Link",),
    ),
)

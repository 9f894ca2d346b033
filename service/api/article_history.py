"""Histories of articles."""

from __future__ import annotations

from service.access.accounts import public_roles
from service.api.answering import listed
from service.api.calls import Call, Operation, Reply
from service.api.history import version_in
from service.database import reading
from service.domain.refusals import not_found
from service.formats import entries
from service.intake import queries
from service.intake.fields import is_id
from service.ledger import log
from service.read_models import articles


def of_article(call: Call) -> Reply:
    """Return an article's history, oldest first."""
    page = queries.page(call.pairs)
    article_id = call.path["article_id"]
    after = version_in(page.cursor)
    with reading(call.wiring.engine) as connection:
        if not is_id(article_id, "art") or articles.one(connection, article_id) is None:
            raise not_found("such article")
        stored = log.read(connection, article_id)
        roles = public_roles(connection) if call.for_public else None
    shown = entries.shown(stored, for_public=call.for_public)
    rest = [one for one in shown if one.entry.version > after]
    items = [
        entries.history_entry(one, for_public=call.for_public, roles=roles) for one in rest[: page.limit]
    ]
    cursor = f"v{items[-1]['version']}" if len(rest) > page.limit else None
    return listed(call, f"/articles/{article_id}/history", items, cursor)


OPERATIONS = (
    Operation(
        method="GET",
        path="/articles/{article_id}/history",
        name="show_article_history",
        summary="An article's history, oldest first",
        view=of_article,
        door="readers",
        query="PageQuery",
        gives="History",
        problems=(404,),
        headers=("Link",),
    ),
)

"""Articles: add one, list them, look at one."""

from __future__ import annotations

from typing import Any

from service.api.answering import answer_of, listed, tagged, written
from service.api.calls import Call, Operation, Reply
from service.api.once import Made, once, stands_at
from service.changes import articles as changes
from service.changes.articles import ArticleWritten
from service.database import Connection, reading
from service.domain.refusals import not_allowed, not_found
from service.domain.roles import may_report_claims
from service.formats import article_shapes
from service.formats.json_text import dump, version_tag
from service.intake import article_queries, queries
from service.intake import articles as intake
from service.intake.fields import is_id
from service.intake.syntax import bad_syntax
from service.read_models import article_pages, articles
from service.read_models.identities import outlet_ids


def add(call: Call) -> Reply:
    """Add an article."""
    dry_run = queries.is_dry_run(call.pairs)
    if not may_report_claims(call.actor):
        raise not_allowed("Your account may not add articles.")
    new = intake.new_article(call.body)

    def work(connection: Connection) -> Made:
        made = changes.add(connection, new.added, new.text, call.context, call.settings.text_kept)
        return made_of(connection, call, made, status=200 if dry_run else 201, dry_run=dry_run, is_new=True)

    return written(once(call.wiring, work, key=call.key, now=call.now, dry_run=dry_run))


def made_of(
    connection: Connection,
    call: Call,
    made: ArticleWritten,
    *,
    status: int,
    dry_run: bool,
    is_new: bool = False,
) -> Made:
    """Return what a change of an article is answered with: the article as it stands after it."""
    shape = _shape(connection, call, made.article_id)
    body = {**shape, "dry_run": True} if dry_run else shape
    answer = answer_of(
        status,
        body,
        location=shape["url"] if is_new and not dry_run else None,
        etag=None if dry_run else version_tag(shape["version"], dump(shape)),
    )
    stands = stands_at(made.article_id, made.entries[-1])
    return Made(answer=answer, stream=made.article_id, stands=stands)


def every(call: Call) -> Reply:
    """List articles, the newest first."""
    asked = article_queries.articles(call.pairs)
    if asked.page.cursor is not None and not is_id(asked.page.cursor, "art"):
        raise bad_syntax("bad_cursor", "This cursor does not belong to this list.", at="cursor")
    limit = asked.page.limit
    with reading(call.wiring.engine) as connection:
        last = None if asked.page.cursor is None else articles.one(connection, asked.page.cursor)
        if asked.page.cursor is not None and last is None:
            raise bad_syntax("bad_cursor", "This cursor does not belong to this list.", at="cursor")
        found = articles.every(
            connection,
            most=limit + 1,
            before=None if last is None else last.number,
            outlet=asked.outlet,
            copy_of=asked.copy_of,
            is_copy=asked.is_copy,
        )
        shown = found[:limit]
        outlets = outlet_ids(connection, {one.outlet for one in shown})
    items = [
        article_shapes.listed(
            one, base_url=call.settings.base_url, outlets=outlets, for_public=call.for_public
        )
        for one in shown
    ]
    return listed(call, "/articles", items, shown[-1].id if len(found) > limit else None)


def one(call: Call) -> Reply:
    """Look at one article."""
    queries.none(call.pairs)
    article_id = call.path["article_id"]
    with reading(call.wiring.engine) as connection:
        shape = _shape(connection, call, article_id)
    return tagged(call, shape["version"], shape)


def _shape(connection: Connection, call: Call, article_id: str) -> dict[str, Any]:
    whole = article_pages.whole(connection, article_id) if is_id(article_id, "art") else None
    if whole is None:
        raise not_found("such article")
    return article_shapes.article(
        whole.id,
        whole.article,
        base_url=call.settings.base_url,
        copies=[copy.id for copy in whole.copies],
        carried=whole.carried,
        quoted=whole.quoted,
        outlets=outlet_ids(connection, {whole.article.outlet}),
        for_public=call.for_public,
    )


EXAMPLE = {
    "outlet": "The Barents Observer",
    "address": "https://barentsobserver.example/2022/09/borders?utm_source=mail",
    "title": "Russia readies border closures",
    "published_at": "2022-09-26",
    "language": "en",
    "text": "This article first appeared in The Moscow Times. Men of military age could be turned back.",
}

OPERATIONS = (
    Operation(
        method="POST",
        path="/articles",
        name="add_article",
        summary="Add an article",
        about="Found by the canonical form of its address: one that is there is not added again. Of its text "
        "as much is kept as the setting of its desk says; articles it may be a copy of are brought up for an "
        "editor to decide. Nothing is ever fetched.",
        view=add,
        door="writers",
        query="WriteQuery",
        takes="ArticleAddedBody",
        gives="Article",
        tries="TriedArticle",
        status=201,
        problems=(409, 422),
        headers=("Location", "ETag", "Idempotency-Replayed"),
        example=EXAMPLE,
    ),
    Operation(
        method="GET",
        path="/articles",
        name="list_articles",
        summary="List articles, the newest first",
        view=every,
        door="readers",
        query="ArticleListQuery",
        gives="ArticleList",
        headers=("Link",),
    ),
    Operation(
        method="GET",
        path="/articles/{article_id}",
        name="show_article",
        summary="Look at one article",
        about="Its versions with what changed in the passages that claims quote, its copies, its claims.",
        view=one,
        door="readers",
        gives="Article",
        problems=(404,),
        headers=("ETag",),
    ),
)

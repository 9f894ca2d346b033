"""Follow-ups of articles: new versions, copies confirmed and rejected, and our record set right."""

from __future__ import annotations

from service.api.answering import written
from service.api.articles import made_of
from service.api.calls import Call, Operation, Reply
from service.api.conditions import expected_version
from service.api.once import Made, once
from service.changes import articles as changes
from service.database import Connection
from service.domain.refusals import not_allowed, not_found
from service.domain.roles import may_report_claims
from service.intake import articles as intake
from service.intake import queries
from service.intake.fields import is_id
from service.read_models import articles


def add(call: Call) -> Reply:
    """Add a follow-up to an article's history."""
    dry_run = queries.is_dry_run(call.pairs)
    if not may_report_claims(call.actor):
        raise not_allowed("Your account may not say anything of articles.")
    article_id = call.path["article_id"]
    expected_version(call.if_match, 0)  # unreadable is refused before anything is looked up
    if not is_id(article_id, "art"):
        raise not_found("such article")
    proposed = intake.follow_up(call.body)

    def work(connection: Connection) -> Made:
        known = articles.one(connection, article_id)
        if known is None:
            raise not_found("such article")
        made = changes.follow_up(
            connection,
            article_id,
            proposed.event,
            call.context,
            call.settings.text_kept,
            text=proposed.text,
            expected_version=expected_version(call.if_match, known.version),
        )
        return made_of(connection, call, made, status=200 if dry_run else 201, dry_run=dry_run)

    answered = once(call.wiring, work, key=call.key, now=call.now, dry_run=dry_run, changes=article_id)
    return written(answered)


OPERATIONS = (
    Operation(
        method="POST",
        path="/articles/{article_id}/follow-ups",
        name="add_article_follow_up",
        summary="Add a follow-up to an article",
        about="version: its text has changed. confirm_copy and reject_copy: an editor says whether it is a "
        "copy of another article; claims that carry both count them as one origin, or as two again after an "
        "undo. If-Match is honoured where it is sent.",
        view=add,
        door="writers",
        query="WriteQuery",
        takes="ArticleFollowUpBody",
        gives="Article",
        tries="TriedArticle",
        status=201,
        problems=(404, 409, 412, 422),
        headers=("ETag", "Idempotency-Replayed"),
        example={"kind": "confirm_copy", "of": "art_1", "note": "Word for word but for the headline."},
    ),
)

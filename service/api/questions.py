"""Questions, and the claims that bear on them."""

from __future__ import annotations

from service.api.answering import listed
from service.api.calls import Call, Operation, Reply
from service.database import reading
from service.domain.refusals import not_found
from service.formats import shapes
from service.intake import queries
from service.intake.fields import is_id
from service.intake.syntax import bad_syntax
from service.read_models import questions


def every(call: Call) -> Reply:
    """List questions, the newest first."""
    page = queries.page(call.pairs)
    if page.cursor is not None and not is_id(page.cursor, "qst"):
        raise bad_syntax("bad_cursor", "This cursor does not belong to this list.", at="cursor")
    with reading(call.wiring.engine) as connection:
        found = questions.every(connection, most=page.limit + 1, before=page.cursor)
        shown = found[: page.limit]
        on = questions.claims_on(connection, [one.id for one in shown])
    items = [
        shapes.question(one, base_url=call.settings.base_url, claims=on.get(one.id, ())) for one in shown
    ]
    return listed(call, "/questions", items, shown[-1].id if len(found) > page.limit else None)


def one(call: Call) -> Reply:
    """Look at one question."""
    queries.none(call.pairs)
    question_id = call.path["question_id"]
    with reading(call.wiring.engine) as connection:
        found = questions.one(connection, question_id) if is_id(question_id, "qst") else None
        if found is None:
            raise not_found("such question")
        on = questions.claims_on(connection, [found.id])
    return Reply(200, shapes.question(found, base_url=call.settings.base_url, claims=on.get(found.id, ())))


OPERATIONS = (
    Operation(
        method="GET",
        path="/questions",
        name="list_questions",
        summary="Questions that claims bear on, the newest first",
        view=every,
        door="readers",
        query="PageQuery",
        gives="QuestionList",
        headers=("Link",),
    ),
    Operation(
        method="GET",
        path="/questions/{question_id}",
        name="show_question",
        summary="Look at one question",
        view=one,
        door="readers",
        gives="Question",
        problems=(404,),
    ),
)

"""Questions, and the claims that bear on them."""

from __future__ import annotations

from service.access.accounts import public_roles
from service.api.answering import answer_of, listed, tagged, written
from service.api.calls import Call, Operation, Reply
from service.api.conditions import expected_version
from service.api.history import version_in
from service.api.once import Made, once
from service.changes import questions as changes
from service.changes.questions import QuestionWritten
from service.database import Connection, reading
from service.domain.refusals import not_allowed, not_found
from service.domain.roles import may_keep_questions, may_report_claims
from service.formats import entries, shapes
from service.formats.json_text import dump, version_tag
from service.intake import queries
from service.intake import questions as intake
from service.intake.fields import is_id
from service.intake.syntax import bad_syntax
from service.ledger import log
from service.read_models import filters, questions
from service.read_models.filters import ClaimFilter
from service.read_models.looking_back import MOST_RIVALS, held_at, question_at


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
    """Look at one question, as it stands or as it stood at a moment."""
    moment = queries.moment(call.pairs, now=call.now, zone=call.settings.zone)
    question_id = call.path["question_id"]
    with reading(call.wiring.engine) as connection:
        found = question_at(connection, question_id, moment) if is_id(question_id, "qst") else None
        if found is None:
            raise not_found("such question")
        on = _claims_on(connection, found.id, moment)
    return tagged(call, found.version, shapes.question(found, base_url=call.settings.base_url, claims=on))


def ask(call: Call) -> Reply:
    """Ask a new question."""
    queries.none(call.pairs)
    if not may_report_claims(call.actor):
        raise not_allowed("Your account may not ask questions.")
    text, rule = intake.new_question(call.body)

    def work(connection: Connection) -> Made:
        made = changes.ask(connection, text, rule, call.context)
        return _made(connection, call, made, is_new=True)

    return written(once(call.wiring, work, key=call.key, now=call.now))


def follow_up(call: Call) -> Reply:
    """Reword a question, set its rule, or take such an entry back."""
    queries.none(call.pairs)
    question_id = call.path["question_id"]
    if not may_keep_questions(call.actor):
        raise not_allowed("Your account may not change questions.", hint="Ask an editor to do it.")
    expected_version(call.if_match, 0)  # unreadable is refused before anything is looked up
    if not is_id(question_id, "qst"):
        raise not_found("such question")
    proposed = intake.follow_up(call.body)

    def work(connection: Connection) -> Made:
        there = questions.one(connection, question_id)
        if there is None:
            raise not_found("such question")
        version = expected_version(call.if_match, there.version)
        made = changes.follow_up(connection, question_id, proposed, call.context, expected_version=version)
        return _made(connection, call, made)

    return written(once(call.wiring, work, key=call.key, now=call.now, changes=question_id))


def history(call: Call) -> Reply:
    """Return a question's history, oldest entry first."""
    question_id = call.path["question_id"]
    moment, page = queries.moment_and_page(call.pairs, now=call.now, zone=call.settings.zone)
    after = version_in(page.cursor)
    with reading(call.wiring.engine) as connection:
        stored = log.read(connection, question_id) if is_id(question_id, "qst") else []
        if not stored:
            raise not_found("such question")
        roles = public_roles(connection) if call.for_public else None
    behind = [one for one in held_at(stored, moment) if one.entry.version > after]
    shown = behind[: page.limit]
    items = [entries.history_entry(one, for_public=call.for_public, roles=roles) for one in shown]
    cursor = f"v{shown[-1].entry.version}" if len(behind) > page.limit else None
    return listed(call, f"/questions/{question_id}/history", items, cursor)


def _claims_on(connection: Connection, question_id: str, moment: filters.Moment) -> list[str]:
    if moment.as_of is None and moment.recorded_by is None:
        return list(questions.claims_on(connection, [question_id])[question_id])
    wanted = ClaimFilter(question=question_id)
    page = filters.claims(connection, wanted, moment, sort="recorded_at", limit=MOST_RIVALS)
    return [view.id for view in page.items]


def _made(connection: Connection, call: Call, made: QuestionWritten, *, is_new: bool = False) -> Made:
    found = questions.one(connection, made.question_id)
    if found is None:
        raise AssertionError("a question that was written is there")
    on = questions.claims_on(connection, [found.id])[found.id]
    shape = shapes.question(found, base_url=call.settings.base_url, claims=on)
    ours = made.entries[-1]

    def stands(later: Connection) -> bool | None:
        held = log.read(later, made.question_id)
        return next((one == ours for one in held if one.entry.version == ours.entry.version), None)

    answer = answer_of(
        201,
        shape,
        location=shape["url"] if is_new else None,
        etag=version_tag(found.version, dump(shape)),
    )
    return Made(answer=answer, stream=made.question_id, stands=stands)


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
        method="POST",
        path="/questions",
        name="ask_question",
        summary="Ask a question",
        about="A rule says in advance what counts as an answer; it stands beside each claim on the question.",
        view=ask,
        door="writers",
        takes="QuestionBody",
        gives="Question",
        status=201,
        problems=(409, 422),
        headers=("Location", "ETag", "Idempotency-Replayed"),
        example={"text": "When is the vote held?", "rule": "Held means that the count has begun."},
    ),
    Operation(
        method="GET",
        path="/questions/{question_id}",
        name="show_question",
        summary="Look at one question",
        view=one,
        door="readers",
        query="MomentQuery",
        gives="Question",
        problems=(404,),
        headers=("ETag",),
    ),
    Operation(
        method="POST",
        path="/questions/{question_id}/follow-ups",
        name="add_question_follow_up",
        summary="Reword a question, set its rule, or take an entry back",
        about="For editors. Nothing is overwritten: the words and rules before stay in the history.",
        view=follow_up,
        door="writers",
        takes="QuestionFollowUpBody",
        gives="Question",
        status=201,
        problems=(404, 409, 412, 422),
        headers=("ETag", "Idempotency-Replayed"),
        example={"kind": "rule", "rule": "Closed means a decree in force."},
    ),
    Operation(
        method="GET",
        path="/questions/{question_id}/history",
        name="show_question_history",
        summary="The history of a question, oldest entry first",
        view=history,
        door="readers",
        query="HistoryQuery",
        gives="History",
        problems=(404,),
        headers=("Link",),
    ),
)

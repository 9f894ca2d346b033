"""Every way to change a question: read its history, decide, append, project."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from service.changes.writing import Context, write_streams
from service.domain import question as deciding
from service.domain.question import Question, QuestionFollowUp, fold
from service.domain.refusals import conflict, not_found
from service.ledger import log
from service.ledger.log import Append, Stored
from service.read_models import questions


class StaleQuestion(Exception):
    """The question has changed since the caller read it. `version` is the newest, `since` what was added."""

    def __init__(self, question_id: str, version: int, since: Sequence[Stored]) -> None:
        super().__init__(question_id)
        self.question_id = question_id
        self.version = version
        self.since = since


@dataclass(frozen=True, slots=True)
class QuestionWritten:
    """What a change came to: the question after it, and the entries it added."""

    question_id: str
    question: Question
    entries: Sequence[Stored]


def ask(connection: Connection, text: str, rule: str | None, context: Context) -> QuestionWritten:
    """Ask a new question, with the rule that says what counts as an answer where one is given.

    Raises:
        Refusal: `not_allowed`; `asked_before`, where a question stands in these very words.
    """
    events = deciding.ask(text, rule, context.actor, context.now)
    before = questions.by_text(connection, text)
    if before is not None:
        raise conflict(
            "asked_before", "A question in these very words is there already.", hint=f"Use {before.id}."
        )
    question_id = context.new_id("qst")
    append = Append(question_id, "question", 0, [(event, None) for event in events])
    (stored,) = write_streams(connection, [append], context)
    return _written(question_id, stored)


def follow_up(
    connection: Connection,
    question_id: str,
    proposed: QuestionFollowUp,
    context: Context,
    *,
    expected_version: int | None = None,
) -> QuestionWritten:
    """Add an entry to a question's history.

    Args:
        expected_version: what the caller has seen; None does not ask.

    Raises:
        Refusal: `not_found`, or what the decision refuses; nothing was written.
        StaleQuestion: somebody changed the question since.
        StartOver: somebody changes it just now.
    """
    stored = log.read(connection, question_id)
    history = [one.entry for one in stored]
    before = fold(history)
    if before is None:
        raise not_found("such question")
    if expected_version is not None and expected_version != before.version:
        since = [one for one in stored if one.entry.version > expected_version]
        raise StaleQuestion(question_id, before.version, since)
    new = deciding.follow_up(history, proposed, context.actor, context.now)
    append = Append(question_id, "question", before.version, [(new, None)])
    (added,) = write_streams(connection, [append], context)
    return _written(question_id, [*stored, *added], new=len(added))


def _written(question_id: str, stored: Sequence[Stored], *, new: int | None = None) -> QuestionWritten:
    question = fold([one.entry for one in stored])
    if question is None:
        raise AssertionError("a question that was written was asked")
    return QuestionWritten(question_id, question, stored if new is None else stored[-new:])

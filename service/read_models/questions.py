"""The questions that claims bear on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Index, Integer, String, Table, Text, bindparam, select

from service.database import Instant, metadata
from service.domain import question as domain
from service.domain.events import Entry
from service.read_models.claim_board import claim_board
from service.read_models.claim_rows import stream_id_column

questions = Table(
    "questions",
    metadata,
    stream_id_column(),
    Column("question", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("text", Text, nullable=False),
    #: What counts as an answer, and since when that is written down.
    Column("rule", Text),
    Column("rule_set_at", Instant),
    Index("uq_questions_question", "question", unique=True),
)
_whole = select(
    questions.c.question, questions.c.text, questions.c.version, questions.c.rule, questions.c.rule_set_at
)
_claims_on = (
    select(claim_board.c.question, claim_board.c.claim)
    .where(
        claim_board.c.question.in_(bindparam("wanted", expanding=True)), claim_board.c.merged_into.is_(None)
    )
    .order_by(claim_board.c.stream_id)
)


@dataclass(frozen=True, slots=True)
class Question:
    """A real-world matter, by its id and in its words."""

    id: str
    text: str
    version: int = 1
    #: What counts as an answer, and since when that is written down.
    rule: str | None = None
    rule_set_at: datetime | None = None


def rows(number: int, question_id: str, history: Sequence[Entry]) -> list[tuple[Table, dict[str, Any]]]:
    """Return the rows of one question; none where it was never asked."""
    found = domain.fold(history)
    if found is None:
        return []
    row = {
        "stream_id": number,
        "question": question_id,
        "version": found.version,
        "text": found.text,
        "rule": None if found.rule is None else found.rule.text,
        "rule_set_at": None if found.rule is None else found.rule.set_at,
    }
    return [(questions, row)]


def one(connection: Connection, question_id: str) -> Question | None:
    """Return a question, or None where there is none."""
    row = connection.execute(_whole.where(questions.c.question == question_id)).one_or_none()
    return None if row is None else Question(*row)


def texts(connection: Connection, question_ids: Collection[str]) -> dict[str, str]:
    """Return the words of questions by id; ids that lead nowhere are left out."""
    wanted = questions.c.question.in_(sorted(question_ids))
    query = select(questions.c.question, questions.c.text).where(wanted).order_by(questions.c.stream_id)
    return {row.question: row.text for row in connection.execute(query)} if question_ids else {}


def by_text(connection: Connection, text: str) -> Question | None:
    """Return the oldest question in these very words, or None."""
    query = _whole.where(questions.c.text == text)
    row = connection.execute(query.order_by(questions.c.stream_id).limit(1)).one_or_none()
    return None if row is None else Question(*row)


def every(connection: Connection, *, most: int = 200, before: str | None = None) -> list[Question]:
    """Return the newest questions, newest first.

    Args:
        before: the id of a question; only older ones are returned.
    """
    query = _whole.order_by(questions.c.stream_id.desc())
    if before is not None:
        known = select(questions.c.stream_id).where(questions.c.question == before).scalar_subquery()
        query = query.where(questions.c.stream_id < known)
    return [Question(*row) for row in connection.execute(query.limit(most))]


def texts_of(connection: Connection, question_ids: Iterable[str | None]) -> dict[str, str]:
    """Return the words of these questions, by id; unknown ids are left out."""
    wanted = sorted({question for question in question_ids if question is not None})
    query = select(questions.c.question, questions.c.text).where(questions.c.question.in_(wanted))
    rows = connection.execute(query.order_by(questions.c.stream_id)) if wanted else ()
    return {row.question: row.text for row in rows}


def claims_on(connection: Connection, question_ids: Iterable[str | None]) -> dict[str, Sequence[str]]:
    """Return the ids of the claims on each question, in the order they were logged."""
    wanted = sorted({question for question in question_ids if question is not None})
    found: dict[str, list[str]] = {question: [] for question in wanted}
    for question, claim in connection.execute(_claims_on, {"wanted": wanted}) if wanted else ():
        found[question].append(claim)
    return {question: tuple(claims) for question, claims in found.items()}

"""Fills the read models in the transaction that writes the events."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from service.domain.claim import Claim, fold
from service.domain.events import Entry, QuestionAsked
from service.read_models import claim_board, claims_as_known, questions
from service.read_models.claim_rows import row_of


def project_claim(
    connection: Connection, number: int, claim_id: str, claim: Claim, history: Sequence[Entry], *, new: int
) -> None:
    """Bring every read model up to a claim's whole history, whose last `new` entries are new.

    Args:
        claim: the fold of that history.
    """
    row = row_of(claim_id, claim)
    claim_board.put(connection, number, row, is_new=new == len(history))
    claims_as_known.put(connection, number, claim_id, row, history, new=new)


def project_anew(connection: Connection, number: int, claim_id: str, history: Sequence[Entry]) -> None:
    """Write all rows of a claim afresh, after words of its history were destroyed."""
    claim = fold(history)
    if claim is None:
        return
    claim_board.put(connection, number, row_of(claim_id, claim), is_new=False)
    claims_as_known.forget(connection, number)
    claims_as_known.put_all(connection, claims_as_known.rows(number, claim_id, history))


def project_question(
    connection: Connection, number: int, question_id: str, asked: QuestionAsked, *, version: int
) -> None:
    """Bring every read model up to a new question."""
    question = questions.Question(question_id, asked.text)
    questions.put(connection, number, question, version=version)

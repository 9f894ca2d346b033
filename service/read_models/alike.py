"""Claims logged lately that say much the same as a new one: the same report again, or its question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import Connection, select

from service.database import from_microseconds
from service.domain.likeness import ALIKE_FROM, is_same_article, likeness, telling_words
from service.ledger.log import events
from service.read_models import questions
from service.read_models.claim_board import claim_board
from service.read_models.claim_rows import claim_in
from service.read_models.questions import Question

#: How many claims, the newest, a new one is compared with.
MOST_COMPARED = 400
#: From this much in common on, claims may bear on one question.
MAY_SHARE_QUESTION = 0.3


class _Said(msgspec.Struct):
    """Of a claim's state what it says: the rest is read of those that are alike."""

    text: str


_decoder = msgspec.json.Decoder(_Said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """A claim that was logged already: what it says, by whom and when it was logged."""

    id: str
    text: str
    actor: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class SharedQuestion:
    """A question that claims like this one bear on, and how many of them do."""

    question: Question
    claims: int


@dataclass(frozen=True, slots=True)
class Alike:
    """What is there already: the same statement from the same article, and a question to share."""

    logged: Logged | None = None
    shared: SharedQuestion | None = None


def alike(connection: Connection, text: str, url: str | None) -> Alike:
    """Return what was logged lately and is like a new claim.

    Args:
        url: the address of the article it is from; without one no claim counts as logged before.
    """
    wanted = telling_words(text)
    if not wanted:
        return Alike()
    board = claim_board.c
    query = select(board.stream_id, board.question, board.state).where(board.merged_into.is_(None))
    query = query.order_by(board.stream_id.desc())
    found: list[tuple[float, int, str | None, bytes]] = []
    for number, question, state in connection.execute(query.limit(MOST_COMPARED)):
        size = likeness(wanted, telling_words(_decoder.decode(state).text))
        if size >= MAY_SHARE_QUESTION:
            found.append((size, number, question, state))
    found.sort(key=lambda one: (-one[0], -one[1]))
    return Alike(
        logged=_logged(connection, [(n, state) for size, n, _, state in found if size >= ALIKE_FROM], url),
        shared=_shared(connection, [question for _, _, question, _ in found if question is not None]),
    )


def _logged(
    connection: Connection, candidates: Sequence[tuple[int, bytes]], url: str | None
) -> Logged | None:
    for number, state in candidates:
        claim = claim_in(state)
        if not any(is_same_article(report.article.url, url) for report in claim.reports):
            continue
        first = connection.execute(
            select(claim_board.c.claim, events.c.actor, events.c.recorded_at)
            .join_from(claim_board, events, events.c.stream_id == claim_board.c.stream_id)
            .where(claim_board.c.stream_id == number, events.c.version == 1)
        ).one()
        return Logged(
            id=first.claim,
            text=claim.text,
            actor=first.actor,
            recorded_at=from_microseconds(first.recorded_at),
        )
    return None


def _shared(connection: Connection, question_ids: Sequence[str]) -> SharedQuestion | None:
    """The question that most of them bear on; of several, that of the claim most alike."""
    if not question_ids:
        return None
    counted = Counter(question_ids)
    best = max(counted, key=lambda one: counted[one])
    question = questions.one(connection, best)
    return (
        None
        if question is None
        else SharedQuestion(question, len(questions.claims_on(connection, [best])[best]))
    )

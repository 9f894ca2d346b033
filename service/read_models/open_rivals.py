"""The open claims on the question of one that was answered, each with what the answer would make of it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, false, select

from service.domain.rivals import WouldBe, would_be
from service.read_models.claim_board import claim_board
from service.read_models.claim_rows import ClaimView, view_columns, views

#: Rivals that one answer offers.
MOST = 20


def rivals_to_consider(connection: Connection, answered: ClaimView) -> Sequence[tuple[ClaimView, WouldBe]]:
    """Return the open rivals of an answered claim, in the order they were logged; none of an open one."""
    question = answered.claim.question
    if question is None or answered.claim.resolution is None:
        return []
    board = claim_board.c
    first = (
        select(board.stream_id)
        .where(board.question == question, board.is_settled == false(), board.claim != answered.id)
        .order_by(board.stream_id)
        .limit(MOST)
        .subquery()
    )
    query = view_columns(claim_board).where(board.stream_id.in_(select(first.c.stream_id)))
    found = views(connection, query.order_by(board.stream_id))
    return [(one, would_be(one.claim, answered.claim)) for one in found]

"""Claims that may say the same, found through the index of words: of one claim, and among the newest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from service.domain.duplicates import WORDS_SHARED, Proposal, proposals, words_to_look_for
from service.read_models import claim_search
from service.read_models.claim_board import claim_board
from service.read_models.claim_rows import ClaimView, view_columns, views

#: Claims with enough words in common that are compared, the newest; and proposals of one claim.
MOST_COMPARED, MOST_PROPOSED = 100, 10
#: Claims whose likes are looked for on one page.
MOST_LOOKED_AT = 25


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim, an older one that may say the same, and what speaks for it."""

    claim: ClaimView
    other: ClaimView
    proposal: Proposal


@dataclass(frozen=True, slots=True)
class Pairs:
    """The pairs found among one stretch of claims; `last` is where the next one begins, None at the end."""

    pairs: Sequence[Pair]
    last: int | None


def proposed(
    connection: Connection, view: ClaimView, *, older_only: bool = False
) -> list[tuple[ClaimView, Proposal]]:
    """Return the claims that may say the same as this one, the likeliest first; none for a merged one."""
    if view.claim.merged_into is not None:
        return []
    words = words_to_look_for(view.claim.text)
    least = min(WORDS_SHARED, len(words))
    numbers = claim_search.sharing(connection, words, at_least=least, most=MOST_COMPARED) if words else []
    wanted = [number for number in numbers if (number < view.number if older_only else number != view.number)]
    if not wanted:
        return []
    board = claim_board.c
    query = view_columns(claim_board).where(board.stream_id.in_(wanted), board.merged_into.is_(None))
    others = {one.id: one for one in views(connection, query.order_by(board.stream_id.desc()))}
    found = proposals(view.claim, ((one.id, one.claim) for one in others.values()))
    return [(others[one.claim], one) for one in found[:MOST_PROPOSED]]


def pairs(connection: Connection, *, before: int | None = None) -> Pairs:
    """Return pairs among claims and those that were logged before them, the newest first, each pair once.

    Args:
        before: the number of a claim; only older ones are looked at.
    """
    board = claim_board.c
    query = select(board.stream_id).where(board.merged_into.is_(None)).order_by(board.stream_id.desc())
    if before is not None:
        query = query.where(board.stream_id < before)
    numbers = list(connection.execute(query.limit(MOST_LOOKED_AT + 1)).scalars())
    looked_at = numbers[:MOST_LOOKED_AT]
    whole = view_columns(claim_board).where(board.stream_id.in_(looked_at)) if looked_at else None
    found = [] if whole is None else views(connection, whole.order_by(board.stream_id.desc()))
    made = [
        Pair(view, other, one) for view in found for other, one in proposed(connection, view, older_only=True)
    ]
    return Pairs(made, looked_at[-1] if len(numbers) > MOST_LOOKED_AT else None)

"""Claims that may say the same, found through the index of words: of one claim, and among the newest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from service.domain.claim import Claim
from service.domain.duplicates import WORDS_SHARED, Proposal, proposals, words_to_look_for
from service.read_models import claim_search
from service.read_models.claim_board import claim_board, many
from service.read_models.claim_rows import ClaimView, claim_in, view_columns, views

#: Claims with enough words in common that are compared, the newest; and proposals of one claim.
MOST_COMPARED, MOST_PROPOSED = 50, 10
#: How many streams before and behind a claim's own are looked at: what repeats a claim is logged near it,
#: and a ledger of any length costs no more than this.
NEAR = 50_000
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
    #: How many claims the stretch has.
    looked_at: int


def proposed(
    connection: Connection, view: ClaimView, *, older_only: bool = False
) -> list[tuple[ClaimView, Proposal]]:
    """Return the claims that may say the same as this one, the likeliest first; none for a merged one."""
    if view.claim.merged_into is not None:
        return []
    found = proposals(view.claim, _alike(connection, view, older_only=older_only))[:MOST_PROPOSED]
    others = many(connection, [one.claim for one in found])
    return [(others[one.claim], one) for one in found]


def _alike(connection: Connection, view: ClaimView, *, older_only: bool) -> list[tuple[str, Claim]]:
    """Return the claims near by that have some of the longest words of this one's sentence."""
    words = words_to_look_for(view.claim.text)
    if not words:
        return []
    among = (view.number - NEAR, view.number - 1 if older_only else view.number + NEAR)
    least = min(WORDS_SHARED, len(words))
    numbers = claim_search.sharing(connection, words, at_least=least, among=among, most=MOST_COMPARED)
    board = claim_board.c
    query = select(board.claim, board.state).where(
        board.stream_id.in_(numbers), board.stream_id != view.number, board.merged_into.is_(None)
    )
    rows = connection.execute(query.order_by(board.stream_id.desc())) if numbers else ()
    return [(row.claim, claim_in(row.state)) for row in rows]


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
    return Pairs(made, looked_at[-1] if len(numbers) > MOST_LOOKED_AT else None, len(looked_at))

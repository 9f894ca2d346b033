"""The other dates that were reported for a claim's question: who says what, drawn beside the claim's own."""

from __future__ import annotations

from typing import Any

from service.dashboard import bars, claim_facts, disagreeing
from service.dashboard.moments import Seen
from service.dashboard.narrowing import address
from service.database import Connection
from service.read_models import filters
from service.read_models.claim_rows import ClaimView
from service.read_models.filters import ClaimFilter

#: Other claims on the same question that a claim's page lists; the question's own page has more.
MOST = 20


def told(connection: Connection, view: ClaimView, seen: Seen) -> dict[str, Any]:
    """Return the rivals as rows, how far they agree in words, and a line with all of them.

    The line is there as soon as there are two windows to compare: a rival's, or one that was left.
    """
    at, query = seen.moment.due_at, address("", seen.pairs)
    others = _others(connection, view, seen)
    every = [view, *others]
    drawing = None
    if others or view.claim.moves:
        title = "This claim and other dates reported" if others else "The window, and where it was before"
        drawing = bars.drawn(every, at, seen.today, title=title, query=query, own=view.id)
    return {
        "rivals": [claim_facts.rival(one, view.claim.window, at) for one in others],
        "disagreement": disagreeing.in_words([one.claim.window for one in every]),
        "drawing": drawing,
        "legend": bars.LEGEND,
        "query": query,
    }


def _others(connection: Connection, view: ClaimView, seen: Seen) -> list[ClaimView]:
    if view.claim.question is None:
        return []
    wanted = ClaimFilter(question=view.claim.question)
    found = filters.claims(connection, wanted, seen.moment, sort="window_end", limit=MOST + 1)
    return [one for one in found.items if one.id != view.id][:MOST]

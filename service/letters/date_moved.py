"""The letter that tells of a date that was moved, or of several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from service.letters.letterhead import Letterhead
from service.letters.reminder import MOST_LISTED, listed_facts
from service.letters.rendering import Trio, render
from service.letters.wording import day_in_words, window_in_words
from service.read_models.claim_rows import ClaimView


def date_moved(views: Sequence[ClaimView], *, head: Letterhead) -> Trio:
    """Return the letter about claims whose dates were moved, in the order they were logged."""
    ordered = sorted(views, key=lambda view: view.number)
    first = ordered[0].claim
    facts = {
        "count": len(ordered),
        "listed": [_facts(view, head) for view in ordered[:MOST_LISTED]],
        "left_out": len(ordered) - len(ordered[:MOST_LISTED]),
        "board": f"{head.base_url}/",
        "hides_text": any(head.hides(view.claim) for view in ordered),
        "to": "an open end" if first.window.latest is None else day_in_words(first.window.latest),
        "stands_in_for": head.stands_in_for,
        "stop_url": head.stop_url("date_moved"),
    }
    return render("date_moved", facts)


def _facts(view: ClaimView, head: Letterhead) -> dict[str, Any]:
    claim = view.claim
    moved = claim.moves[-1] if claim.moves else None
    return {
        **listed_facts(view, head),
        "now": window_in_words(claim.window),
        "before": None if moved is None else window_in_words(moved.window),
        "times": len(claim.moves),
    }

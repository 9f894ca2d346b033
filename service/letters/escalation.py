"""The letter to editors about claims that nobody answers for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from service.letters.letterhead import Letterhead
from service.letters.reminder import MOST_LISTED, listed_facts
from service.letters.rendering import Trio, render
from service.mail.messages import one_line
from service.read_models.claim_rows import ClaimView


def escalation(
    views: Sequence[ClaimView], *, owners: Mapping[str, str], gone: frozenset[str], head: Letterhead
) -> Trio:
    """Return the letter about claims that nobody has answered for, or whose owner is gone.

    Args:
        owners: names by account.
        gone: the claims whose owner's account was switched off.
    """
    ordered = sorted(
        views, key=lambda view: (view.claim.window.latest is None, view.claim.window.latest, view.id)
    )
    facts = {
        "count": len(ordered),
        "gone_count": len([view for view in ordered if view.id in gone]),
        "listed": [
            {
                **listed_facts(view, head),
                "owner": one_line(owners.get(view.claim.owner or "", "")) or None,
                "is_gone": view.id in gone,
                "answer": head.answer_url(view.id, view.claim),
            }
            for view in ordered[:MOST_LISTED]
        ],
        "left_out": len(ordered) - len(ordered[:MOST_LISTED]),
        "hides_text": any(head.hides(view.claim) for view in ordered),
        "board": f"{head.base_url}/",
        "stop_url": head.stop_url("escalation"),
    }
    return render("escalation", facts)

"""The receipt for an answer that was given by a link in a letter, with a way to take it back."""

from __future__ import annotations

from service.letters.letterhead import Letterhead
from service.letters.reminder import CLAIM_MOST, claim_facts
from service.letters.rendering import Trio, render
from service.letters.wording import day_in_words
from service.read_models.claim_rows import ClaimView

#: What was recorded, by the kind of the entry.
RECORDED = {
    "checked": "checked, nothing new",
    "noted": "a note",
    "confirmed": "confirmed",
    "refuted": "refuted",
    "answer_proposed": "an answer that waits for another editor to agree",
    "window_moved": "the date was moved",
    "snoozed": "asked again later",
    "assigned": "handed over",
    "closed": "closed",
    "undone": "taken back",
}


def receipt(view: ClaimView, *, kind: str, version: int, head: Letterhead) -> Trio:
    """Return the receipt for one entry of a claim's history.

    Args:
        kind: of the entry, as the ledger names it.
        version: of the entry; Undo takes this one back.
    """
    claim = view.claim
    facts = {
        **claim_facts(view, head, most=CLAIM_MOST),
        "recorded": RECORDED.get(kind, kind.replace("_", " ")),
        "day": day_in_words(head.now.date()),
        "hides_text": head.hides(claim),
        "undo_url": None if kind == "undone" else head.undo_url(view.id, claim, version),
        "name": head.reader.name,
        "stop_url": head.stop_url("receipt"),
    }
    return render("receipt", facts)

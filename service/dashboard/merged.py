"""Claims that were merged: where their addresses lead, and what the page of the survivor says of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request
from markupsafe import Markup

from service.access.accounts import Account
from service.dashboard import rows, wording
from service.dashboard.narrowing import Pairs, address
from service.dashboard.typed import said
from service.database import Connection
from service.domain.claim import Claim, versions_taken_back
from service.domain.events import Merged
from service.domain.window import day_of
from service.ledger import log
from service.read_models import claim_board
from service.read_models.claim_rows import ClaimView

#: Asks for the page of a merged claim itself; without it its address leads to the survivor.
ITSELF = ("itself", "yes")
#: Parameters that only links of the very page have.
OF_THE_PAGE = (ITSELF[0], "answer", "recorded", "history", "order")
#: Merged claims that a page names.
MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedClaim:
    """A claim that was merged into the one that is shown: its sentence, by whom and when."""

    id: str
    text: Markup
    by: Markup
    on: str
    #: The entry of its own history that says so.
    version: int


def wants_itself() -> bool:
    """Say whether this request is for the page of a merged claim itself."""
    return any(name in request.args for name in OF_THE_PAGE)


def itself(claim: Claim) -> list[tuple[str, str]]:
    """Return what the address of a claim's own page needs."""
    return [ITSELF] if claim.merged_into is not None else []


def survivors_address(claim_id: str, into: str, *, told: Pairs = ()) -> str:
    """Return where the address of a merged claim leads.

    Args:
        told: what else its address says, as the moment that is looked at.
    """
    return address(f"/claims/{into}", [("merged", claim_id), *told], "merged")


def told(connection: Connection, view: ClaimView, names: Mapping[str, Account], zone: str) -> dict[str, Any]:
    """Return the claims that were merged into the one that is shown, and into which it was merged itself."""
    claim = view.claim
    brought = dict.fromkeys(one.merged_from for one in claim.reports if one.merged_from is not None)
    found = [_merged(connection, one, names, zone) for one in list(brought)[:MOST]]
    there = [one for one in found if one is not None]
    came_from = request.args.get("merged", "")
    into = None if claim.merged_into is None else claim_board.one(connection, claim.merged_into)
    return {
        "merged_here": there,
        "came_from": next((one for one in there if one.id == came_from), None),
        "merged_into": None if into is None else (into.id, said(into.claim.text, 280)),
    }


def _merged(
    connection: Connection, claim_id: str, names: Mapping[str, Account], zone: str
) -> MergedClaim | None:
    history = [one.entry for one in log.read(connection, claim_id)]
    gone = versions_taken_back(history)
    standing = [one for one in history if isinstance(one.event, Merged) and one.version not in gone]
    view = claim_board.one(connection, claim_id)
    if not standing or view is None:
        return None
    entry = standing[-1]
    return MergedClaim(
        id=claim_id,
        text=said(view.claim.text, 280),
        by=rows.owner(entry.actor, names),
        on=wording.day(day_of(entry.occurred_at, zone)),
        version=entry.version,
    )

"""Claims that may say the same, proposed to editors: beside one claim, and on one page for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, request

from service.access import guards
from service.changes import kept_apart
from service.changes.claims import Context
from service.changes.kept_apart import pair_of
from service.dashboard import frame, rows, writing
from service.dashboard.frame import Visitor
from service.dashboard.moments import Seen
from service.dashboard.narrowing import address
from service.dashboard.rows import Row
from service.dashboard.typed import said
from service.database import Connection, reading
from service.domain.duplicates import Proposal
from service.domain.refusals import not_allowed
from service.domain.roles import may_follow_up
from service.read_models import claim_board, duplicates
from service.read_models.claim_rows import ClaimView
from service.wiring import Wiring

#: Digits of the number behind which a page begins.
MOST_DIGITS = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """Two claims that may be one: which would be merged into which, and what speaks for it."""

    duplicate: Row
    survivor: Row
    says: str
    merge: str
    other_way: str


def add(pages: Blueprint, wiring: Wiring) -> None:
    """Put the page and what is pressed on it on their paths."""
    pages.add_url_rule("/duplicates", "duplicates", partial(show, wiring))
    pages.add_url_rule("/duplicates", "keep_apart", partial(decide, wiring), methods=["POST"])


def show(wiring: Wiring) -> Response:
    """Return the pairs among the newest claims, some claims at a time."""
    visitor, _caller = frame.person(wiring)
    _require_editor(visitor)
    before = _number(request.args.get("before"))
    with reading(wiring.engine) as connection:
        found = duplicates.pairs(connection, before=before)
        apart = kept_apart.among(connection, {pair.claim.id for pair in found.pairs})
        shown = [
            _proposed(pair.claim, pair.other, pair.proposal, visitor)
            for pair in found.pairs
            if pair_of(pair.claim.id, pair.other.id) not in apart
        ]
    following = None if found.last is None else address("/duplicates", [("before", str(found.last))])
    return frame.page(
        visitor,
        "duplicates.html",
        pairs=shown,
        next=following,
        is_first=before is None,
        then=address("/duplicates", [("before", str(before))] if before is not None else []),
        key=wiring.new_secret(),
        looked_at=found.looked_at,
    )


def decide(wiring: Wiring) -> Response:
    """Keep two claims apart, or let them be proposed again, and go back to where that was pressed."""
    _visitor, caller = frame.person(wiring)
    guards.require_csrf(wiring)
    given = writing.given()
    one, other, wish, then = (
        next(iter(given.get(name, ())), "") for name in ("one", "other", "wish", "then")
    )

    def change(connection: Connection, context: Context) -> tuple[None, str]:
        act = kept_apart.propose_again if wish == "again" else kept_apart.keep_apart
        act(connection, one, other, context)
        return None, frame.local_path(then) or "/duplicates"

    return writing.done(writing.send(wiring, caller, given, change, about=None))


def beside(connection: Connection, view: ClaimView, visitor: Visitor, seen: Seen) -> dict[str, Any]:
    """Return what may say the same as one claim, and what was kept apart from it, for whoever may merge."""
    if not _may_merge(visitor) or not seen.is_now:
        return {"duplicates": [], "kept_apart": []}
    apart = kept_apart.among(connection, [view.id])
    others = claim_board.many(connection, {one for pair in apart for one in pair} - {view.id})
    return {
        "duplicates": [
            _proposed(*_newer_first(view, other), proposal, visitor)
            for other, proposal in duplicates.proposed(connection, view)
            if pair_of(view.id, other.id) not in apart
        ],
        "kept_apart": [(other.id, said(other.claim.text, 280)) for other in others.values()],
    }


def _proposed(duplicate: ClaimView, survivor: ClaimView, proposal: Proposal, visitor: Visitor) -> Proposed:
    def merging(one: ClaimView, into: ClaimView) -> str:
        return address(f"/claims/{one.id}", [("answer", "merge"), ("into", into.id)], "follow-up")

    return Proposed(
        duplicate=rows.row(duplicate, {}, visitor.now, for_public=False),
        survivor=rows.row(survivor, {}, visitor.now, for_public=False),
        says=says(proposal),
        merge=merging(duplicate, survivor),
        other_way=merging(survivor, duplicate),
    )


def says(proposal: Proposal) -> str:
    """Return what speaks for two claims being one, and what speaks against it."""
    parts = [f"{round(proposal.likeness * 100)} % of their words in common"]
    parts += ["the same dates"] if proposal.same_dates else []
    parts += ["the same article"] if proposal.same_article else []
    parts += ["the same question"] if proposal.same_question else []
    return f"{', '.join(parts)}.{'' if proposal.same_dates else ' Other dates: perhaps they are rivals.'}"


def _newer_first(one: ClaimView, other: ClaimView) -> tuple[ClaimView, ClaimView]:
    return (one, other) if one.number > other.number else (other, one)


def _may_merge(visitor: Visitor) -> bool:
    caller = visitor.caller
    return caller is not None and may_follow_up(caller.actor, "merge", owns=False, wrote_it=False)


def _require_editor(visitor: Visitor) -> None:
    if not _may_merge(visitor):
        raise not_allowed("Only editors say whether two claims are one.")


def _number(asked: str | None) -> int | None:
    if asked is None:
        return None
    if not (asked.isascii() and asked.isdigit() and len(asked) <= MOST_DIGITS):
        abort(404)
    return int(asked)

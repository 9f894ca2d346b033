"""The message that stands on a page after an answer from a list: what was recorded, and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from service.access.accounts import Account
from service.changes import together
from service.dashboard import wording
from service.dashboard.frame import Visitor
from service.dashboard.typed import said
from service.database import Connection
from service.domain.claim import Claim, fold, versions_taken_back
from service.domain.events import (
    AnswerProposed,
    Assigned,
    Checked,
    Closed,
    Confirmed,
    Event,
    Refuted,
    Snoozed,
    Undone,
)
from service.ledger import log
from service.read_models import claim_board
from service.read_models.open_rivals import rivals_to_consider

#: How much of a claim the message shows.
SHOWN = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What one person recorded last, on one claim or several."""

    batch: str
    words: Markup
    #: The claims by id, each with the beginning of its text.
    claims: list[tuple[str, Markup]]
    may_be_undone: bool
    #: Where it stands what the answers mean for others on the same question, each with how many those are.
    others: list[tuple[str, str]]


def message(
    connection: Connection, visitor: Visitor, names: Mapping[str, Account], batch: str | None
) -> Saved | None:
    """Return the message about a batch of this person's own, or None where there is none."""
    if visitor.caller is None or not batch:
        return None
    found = together.entries(connection, batch, visitor.caller.actor.id)
    claims: list[tuple[str, Markup]] = []
    words, stands = Markup(), bool(found)
    others: list[tuple[str, str]] = []
    for claim_id, version in found.items():
        entries = [one.entry for one in log.read(connection, claim_id)]
        claim = fold(entries)
        event = next(entry.event for entry in entries if entry.version == version)
        if claim is None:
            raise AssertionError("what was answered is there")
        stands = stands and version not in versions_taken_back(entries) and not isinstance(event, Undone)
        words = words or recorded_words(event, fold(entries[:version]) or claim, names)
        claims.append((claim_id, said(claim.text, SHOWN)))
        if isinstance(event, Confirmed | Refuted):
            others += _others(connection, claim_id, version)
    if not claims:
        return None
    return Saved(batch=batch, words=words, claims=claims, may_be_undone=stands, others=others)


def _others(connection: Connection, claim_id: str, version: int) -> list[tuple[str, str]]:
    view = claim_board.one(connection, claim_id)
    count = 0 if view is None else len(rivals_to_consider(connection, view))
    words = wording.counted(count, "other claim")
    return [(f"/claims/{claim_id}?recorded={version}#offered", words)] if count else []


def recorded_words(event: Event, claim: Claim, names: Mapping[str, Account]) -> Markup:
    """Return in a few words what was recorded: “Saved: came true in time”."""
    match event:
        case Undone():
            return Markup("Taken back; it stays in the history")
        case Confirmed() | Refuted() | Closed():
            words = wording.outcome_words(claim) or claim.status
        case AnswerProposed():
            return Markup("Proposed: it counts once another editor agrees")
        case Snoozed(until=until):
            words = f"snoozed until {wording.day(until)}"
        case Checked():
            words = "checked, nothing new"
        case Assigned(owner=None):
            words = "nobody is asked first any more"
        case Assigned(owner=str(owner)):
            account = names.get(owner)
            name = Markup("somebody") if account is None else said(account.name, 80)
            return Markup("Saved: {} is asked first").format(name)
        case _:
            words = "recorded"
    return Markup("Saved: {}").format(words)

"""What a link in a letter stands for, looked at again: whose it is, how its claim stands, what changed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from service.access import accounts, action_links, follows
from service.access.accounts import Account
from service.access.action_links import LASTS, Action, ActionKind, NoAction
from service.dashboard import answers
from service.database import Connection
from service.domain.claim import Claim, versions_taken_back
from service.domain.events import (
    AnswerProposed,
    Assigned,
    Checked,
    Closed,
    Confirmed,
    DeadlinePassed,
    Noted,
    Refuted,
    Snoozed,
    WindowMoved,
)
from service.domain.roles import Actor, Kind
from service.ledger import log
from service.ledger.log import Stored
from service.letters.letterhead import CHOICES, Choice, choices_for
from service.read_models import claim_board
from service.read_models.claim_rows import ClaimView
from service.wiring import Wiring, kept_secret_keys

#: What counts as having answered.
ANSWERS = (Checked, Noted, Confirmed, Refuted, AnswerProposed, Closed, WindowMoved, Snoozed, Assigned)
WhyNot = Literal["altered", "expired", "revoked"]


@dataclass(frozen=True, slots=True)
class NoGood:
    """A link that does nothing, and why."""

    why: WhyNot


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link that is good: what it stands for, and whose it is. It is no login."""

    token: str
    action: Action
    account: Account

    @property
    def actor(self) -> Actor:
        """Who acts by it; nothing that only admins may do can be done by a link."""
        return accounts.actor_of(self.account, frozenset({"read", "write"}))

    @property
    def version(self) -> int:
        """The entry that it is good for taking back."""
        return int(self.action.about or 0)

    @property
    def credential(self) -> str:
        """What the trail and the log name it by; nobody can make the link from this."""
        return f"lnk_{hashlib.sha256(self.token.encode()).hexdigest()[:24]}"

    @property
    def written_at(self) -> datetime:
        """When the letter was written."""
        return self.action.expires_at - LASTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The claim of a link as it stands now, for whoever has the link."""

    link: Link
    view: ClaimView
    stored: Sequence[Stored]
    #: This person wants no letters about the claim.
    is_muted: bool

    @property
    def claim(self) -> Claim:
        """The claim as it stands."""
        return self.view.claim

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What this person may answer now, in the order of the letters."""
        actor = self.link.actor
        may = set(choices_for(actor, self.claim)) | {"note"}
        takes = answers.open_kinds(self.claim, actor, wrote_last=False)
        if self._own_that_settled is not None:
            opened = replace(self.claim, status="rumored", resolution=None, closed=None)
            takes |= answers.open_kinds(opened, actor, wrote_last=False)
        return tuple(one for one in CHOICES if one in may and (one in takes or one == "stop"))

    @property
    def has_changed(self) -> bool:
        """Whether status or arming are others than when the letter was written."""
        action = self.link.action
        return (self.claim.status, self.claim.arming) != (action.status, action.arming)

    @property
    def since(self) -> list[Stored]:
        """What others recorded since the letter was written."""
        mine = self.link.account.id
        return [one for one in self._later if one.entry.actor != mine]

    @property
    def answered(self) -> Stored | None:
        """What this person recorded last since the letter was written, and did not take back."""
        taken_back = versions_taken_back([one.entry for one in self.stored])
        mine = [
            one
            for one in self._later
            if one.entry.actor == self.link.account.id
            and one.entry.version not in taken_back
            and isinstance(one.entry.event, ANSWERS)
        ]
        return mine[-1] if mine else None

    @property
    def may_take_back(self) -> bool:
        """Whether this person may take back what they answered."""
        return self.answered is not None and self.may_undo(self.answered.entry.version)

    def replaces_on(self, kind: Kind) -> int | None:
        """Return the entry that an answer takes back first: one's own that settled the claim and bars it."""
        open_kinds = answers.open_kinds(self.claim, self.link.actor, wrote_last=False)
        return None if kind in open_kinds else self._own_that_settled

    @property
    def _own_that_settled(self) -> int | None:
        entries = [one.entry for one in self.stored]
        settled_by = answers.settled_by(entries) if self.claim.is_settled else None
        own = self.answered
        if own is None or own.entry.version != settled_by or not self.may_take_back:
            return None
        return settled_by

    def may_undo(self, version: int) -> bool:
        """Say whether this person may take back an entry."""
        entries = [one.entry for one in self.stored]
        return self.link.actor.is_at_least("editor") or version in answers.own_last(
            entries, self.link.account.id
        )

    @property
    def _later(self) -> list[Stored]:
        return [
            one
            for one in self.stored
            if one.recorded_at >= self.link.written_at and not isinstance(one.entry.event, DeadlinePassed)
        ]


def opened(connection: Connection, wiring: Wiring, token: str, *kinds: ActionKind) -> Link | NoGood:
    """Return what a token stands for, if it is good and its person is still there.

    Args:
        kinds: what it has to be good for; a link of another kind was put together by somebody else.
    """
    action = action_links.verify(token, *kept_secret_keys(wiring.settings), now=wiring.now())
    if isinstance(action, NoAction):
        return NoGood(action.reason)
    if action.kind not in kinds:
        return NoGood("altered")
    account = accounts.by_id(connection, action.account)
    if account is None or not account.is_active or account.generation != action.generation:
        return NoGood("revoked")
    return Link(token=token, action=action, account=account)


def standing(connection: Connection, link: Link) -> Standing | None:
    """Return how the claim of a link stands; None where there is none."""
    claim_id = link.action.claim
    view = None if claim_id is None else claim_board.one(connection, claim_id)
    if view is None:
        return None
    followed = follows.one_of(connection, link.account.id, "claim", view.id)
    return Standing(
        link=link,
        view=view,
        stored=log.read(connection, view.id),
        is_muted=followed is not None and not followed.wants_letters,
    )


def undo_token(standing: Standing, version: int, key: str) -> str:
    """Return the token that takes one entry back; it lasts no longer than the link it was come by."""
    action = replace(
        standing.link.action,
        kind="undo",
        status=standing.claim.status,
        arming=standing.claim.arming,
        about=str(version),
    )
    return action_links.sign(action, key)


def form_key(token: str, choice: str, version: int | None) -> str:
    """Return the key of an answer: the same for the same link, answer and state of the claim.

    So a form that is sent twice counts once, also where two scripts send it at the same instant.
    """
    return hashlib.sha256(f"{token} {choice} {version}".encode()).hexdigest()

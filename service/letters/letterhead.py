"""What every letter is written with: where the service is, who reads it, and links that need no sign-in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from service.access import action_links
from service.access.accounts import Account, actor_of
from service.access.action_links import Action
from service.domain.claim import Claim
from service.domain.events import Expects
from service.domain.reminding import LetterKind
from service.domain.roles import Actor, Kind, may_follow_up

Choice = Literal["check", "note", "confirm", "refute", "move", "snooze", "assign", "stop"]
#: In the order in which letters offer them.
CHOICES: tuple[Choice, ...] = ("check", "note", "confirm", "refute", "move", "snooze", "assign", "stop")
#: What whoever may settle a claim is offered; all others may check and note.
_SETTLING: tuple[Choice, ...] = ("check", "confirm", "refute", "move", "snooze", "assign", "stop")
_OTHERS: tuple[Choice, ...] = ("check", "note")


@dataclass(frozen=True, slots=True)
class Offer:
    """One answer that a letter offers: its words and its address."""

    choice: Choice
    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """Who a letter is for and how its links are made."""

    base_url: str
    #: Signs links; nothing in a letter tells it.
    key: str
    reader: Account
    now: datetime
    #: The name of whoever is away and whose letter this is.
    stands_in_for: str | None = None
    #: Whether the reader keeps claims' words out of subject lines; None is as the claim's desk has it.
    hides_text: bool | None = None
    discreet_desks: frozenset[str] = frozenset()

    def hides(self, claim: Claim) -> bool:
        """Say whether a claim's words stay out of the subject."""
        if self.hides_text is not None:
            return self.hides_text
        return claim.desk is not None and claim.desk.strip().casefold() in self.discreet_desks

    def claim_url(self, claim_id: str) -> str:
        """Return the address of a claim's page."""
        return f"{self.base_url}/claims/{claim_id}"

    def answer_url(self, claim_id: str, claim: Claim, choice: Choice | None = None) -> str:
        """Return the address of the page that answers for this reader, with an answer chosen."""
        token = self._token("answer", claim_id, claim, None)
        return action_links.answer_url(self.base_url, token, choice)

    def undo_url(self, claim_id: str, claim: Claim, version: int) -> str:
        """Return the address of the page that takes one entry back."""
        token = self._token("undo", claim_id, claim, str(version))
        return action_links.answer_url(self.base_url, token, "undo")

    def stop_url(self, kind: LetterKind) -> str:
        """Return the address that stops one kind of letters to this reader."""
        return action_links.stop_url(self.base_url, self._token("stop", None, None, kind))

    def offers(self, claim_id: str, claim: Claim) -> list[Offer]:
        """Return the answers that this reader may record on a claim."""
        return [
            Offer(choice, label_of(choice, claim.expects), self.answer_url(claim_id, claim, choice))
            for choice in self.choices_on(claim)
        ]

    def choices_on(self, claim: Claim) -> Sequence[Choice]:
        """Return what this reader may answer; whoever may only read may answer nothing."""
        return choices_for(actor_of(self.reader), claim)

    def _token(
        self, kind: action_links.ActionKind, claim_id: str | None, claim: Claim | None, about: str | None
    ) -> str:
        action = Action(
            kind=kind,
            account=self.reader.id,
            generation=self.reader.generation,
            expires_at=self.now + action_links.LASTS,
            claim=claim_id,
            status=None if claim is None else claim.status,
            arming=None if claim is None else claim.arming,
            about=about,
        )
        return action_links.sign(action, self.key)


def choices_for(actor: Actor, claim: Claim) -> Sequence[Choice]:
    """Return what somebody may answer about a claim; whoever may only read may answer nothing."""
    owns = claim.owner == actor.id

    def may(kind: Kind) -> bool:
        return may_follow_up(actor, kind, owns=owns, wrote_it=False)

    if may("confirm") and may("assign"):
        return _SETTLING
    return _OTHERS if may("check") and may("note") else ()


def label_of(choice: Choice, expects: Expects) -> str:
    """Return what an answer is called, in letters and on the page that they lead to."""
    holds = expects == "holds_through"
    match choice:
        case "check":
            return "Checked, nothing new"
        case "note":
            return "Leave a note"
        case "confirm":
            return "It held" if holds else "It happened"
        case "refute":
            return "It did not hold" if holds else "It did not happen"
        case "move":
            return "The date was moved"
        case "snooze":
            return "Ask me in 7 days"
        case "assign":
            return "Hand over to …"
        case "stop":
            return "Stop asking me"

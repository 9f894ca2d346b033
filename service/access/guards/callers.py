"""Who asks: an account, and the credential by which it came in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from flask import g

from service.access.accounts import Account
from service.domain.roles import Actor

WhyNot = Literal["token_missing", "token_malformed", "token_not_valid"]


class NotSignedIn(Exception):
    """Nobody we know is asking. Send `Authorization: Bearer hs_…` with a token that is still good."""

    def __init__(self, code: WhyNot, detail: str) -> None:
        super().__init__(detail)
        self.code: WhyNot = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, with which account; `credential` is the id of the token or session, fit for a log."""

    actor: Actor
    account: Account
    credential: str


def remember(caller: Caller) -> None:
    """Let the rest of this request know who asks: its log line and the trail name them."""
    g.caller = caller
    g.credential = caller.credential


def remembered() -> Caller | None:
    """Return who asks, as far as this request has found out."""
    found = g.get("caller")
    return found if isinstance(found, Caller) else None

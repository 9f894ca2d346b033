"""The signed part of addresses in letters: who may do what with one claim, without signing in.

A token gives no login. It names one person, one kind of action and one claim as it stood when the letter
was written; whoever acts on it looks again at all of these. Nothing is kept here: a token is spent by what
changes, not by being used.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import quote

from service.database import from_microseconds, to_microseconds

#: What a token is good for: answering about a claim, taking an answer back, stopping a kind of letters.
ActionKind = Literal["answer", "undo", "stop"]
LASTS = timedelta(days=30)
#: No token of ours is longer.
MOST_CHARACTERS = 600
#: Set apart from everything else that is signed with the same key.
_PURPOSE = b"hearsay action link 1\0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What a token stands for."""

    kind: ActionKind
    #: The account it was written to, and its generation: switched off since, the token is revoked.
    account: str
    generation: int
    expires_at: datetime
    #: The claim as it stood; None for stopping letters of a kind.
    claim: str | None = None
    status: str | None = None
    arming: int | None = None
    #: The kind of letters to stop; for an undo the version of the entry.
    about: str | None = None


@dataclass(frozen=True, slots=True)
class NoAction:
    """A token that is no good, and why."""

    reason: Literal["altered", "expired"]


def sign(action: Action, key: str) -> str:
    """Return the token of an action; the same action always has the same one."""
    payload = json.dumps(
        [
            action.kind,
            action.account,
            action.generation,
            to_microseconds(action.expires_at) // 1_000_000,
            action.claim,
            action.status,
            action.arming,
            action.about,
        ],
        separators=(",", ":"),
        ensure_ascii=True,
    ).encode()
    return f"{_text(payload)}.{_text(_seal(payload, key))}"


def verify(token: str, *keys: str, now: datetime) -> Action | NoAction:
    """Return the action that a token stands for, or why it is no good; takes any text.

    The seal is compared in constant time, before anything in the token is looked at.

    Args:
        keys: a token signed with any of them is good: today's key, and the one before its last change.
    """
    payload_text, dot, seal_text = token.partition(".")
    if len(token) > MOST_CHARACTERS or not dot or not token.isascii():
        return NoAction("altered")
    try:
        payload, seal = _bytes(payload_text), _bytes(seal_text)
    except (binascii.Error, ValueError):
        return NoAction("altered")
    # The text is compared too: of two spellings of the same bytes only ours is good.
    is_ours = any(hmac.compare_digest(seal, _seal(payload, key)) for key in keys)
    if not is_ours or _text(payload) != payload_text or _text(seal) != seal_text:
        return NoAction("altered")
    kind, account, generation, seconds, claim, status, arming, about = json.loads(payload)
    action = Action(
        kind=kind,
        account=account,
        generation=generation,
        expires_at=from_microseconds(seconds * 1_000_000),
        claim=claim,
        status=status,
        arming=arming,
        about=about,
    )
    return action if now < action.expires_at else NoAction("expired")


def answer_url(base_url: str, token: str, choice: str | None = None) -> str:
    """Return the address of the page that answers by a token, with an answer chosen."""
    chosen = "" if choice is None else f"?choice={quote(choice)}"
    return f"{base_url}/answer/{token}{chosen}"


def stop_url(base_url: str, token: str) -> str:
    """Return the address that stops a kind of letters; by POST alone it does so at once (RFC 8058)."""
    return f"{base_url}/letters/stop/{token}"


def _seal(payload: bytes, key: str) -> bytes:
    return hmac.new(key.encode(), _PURPOSE + payload, hashlib.sha256).digest()


def _text(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)

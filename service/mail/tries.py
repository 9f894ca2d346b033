"""What one try does to a letter: at rest now, or again later, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from service.mail.outcomes import Dropped, Outcome, PutOff, Refused, Sent, Trouble, Unknown, Unwritable

State = Literal["due", "sending", "sent", "dead", "dropped"]
Via = Literal["smtp", "mailbox"]

#: How long a sender may be at one letter before another takes it over; well above the longest try.
LEASE = timedelta(minutes=5)
#: No wait is longer; a time farther ahead than this was written by a clock that was wrong.
MOST_WAIT = timedelta(hours=6)
FIRST_WAIT = timedelta(minutes=1)
#: A server that could not be used at all is tried again sooner: that says nothing about the letter.
MOST_WAIT_IN_TROUBLE = timedelta(minutes=15)
#: How often a server may put one letter off before it is given up: about three days of tries.
MOST_TIMES_PUT_OFF = 20
#: How often the answer to a letter may be lost before it is given up: each may be one more copy.
MOST_UNKNOWN_TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter of the outbox, as it stands."""

    id: str
    occasion: str
    recipient: str
    address: str | None
    queued_at: datetime
    state: State
    attempt: int
    lease_until: datetime | None
    next_try_at: datetime | None
    message_id: str
    subject: str | None
    raw: bytes | None
    sent_at: datetime | None
    reason: str | None
    via: Via | None
    put_off: int
    unknown_tries: int
    keeps_words: bool


def after(letter: Letter, outcome: Outcome, now: datetime, chance: float) -> dict[str, Any]:
    """Return the values of a letter's columns that a try changes.

    Args:
        chance: from 0 to 1, spreads the next tries of many letters.
    """
    match outcome:
        case Sent(words):
            return at_rest("sent", words) | {"sent_at": now}
        case Refused(words=words) | Unwritable(words):
            return at_rest("dead", words)
        case Dropped(reason):
            return at_rest("dropped", reason)
        case PutOff(words):
            times = letter.put_off + 1
            return _again(letter, words, now, chance, times >= MOST_TIMES_PUT_OFF) | {"put_off": times}
        case Unknown(words):
            tries = letter.unknown_tries + 1
            return _again(letter, words, now, chance, tries >= MOST_UNKNOWN_TRIES) | {"unknown_tries": tries}
        case Trouble(words):
            wait = min(MOST_WAIT_IN_TROUBLE, wait_before(letter.attempt, chance))
            return {"state": "due", "reason": words, "next_try_at": now + wait}


def at_rest(state: State, reason: str) -> dict[str, Any]:
    """Return the values of a letter that is not tried again."""
    return {"state": state, "reason": reason, "next_try_at": None}


def _again(letter: Letter, words: str, now: datetime, chance: float, is_given_up: bool) -> dict[str, Any]:
    if is_given_up:
        return at_rest("dead", f"given up after {letter.attempt} tries: {words}")
    return {"state": "due", "reason": words, "next_try_at": now + wait_before(letter.attempt, chance)}


def wait_before(times: int, chance: float) -> timedelta:
    """Return how long to wait after so many tries: doubling, with a quarter of play, at most 6 hours."""
    plain = min(MOST_WAIT, FIRST_WAIT * (1 << min(times - 1, 16)))
    return min(MOST_WAIT, plain * (0.75 + chance / 2))

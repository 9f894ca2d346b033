"""What became of one try to send a letter."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sent:
    """The letter was accepted; these were the server's words."""

    words: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The server will never take this letter. It is dead until somebody sends it again.

    `is_about_address`: there is no such mailbox, so that no other letter to it will be taken either.
    """

    words: str
    is_about_address: bool = False


@dataclass(frozen=True, slots=True)
class PutOff:
    """The server does not take this letter now. Try again later."""

    words: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The letter was handed over and the answer was lost. Try again under the same Message-ID."""

    words: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """The server could not be used at all, which says nothing about the letter. Try again later."""

    words: str


@dataclass(frozen=True, slots=True)
class Unwritable:
    """The letter could not be written, or not to this address. It is dead; the others go on."""

    words: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """At the moment of sending there was no reason left to send it."""

    reason: str


Outcome = Sent | Refused | PutOff | Unknown | Trouble | Unwritable | Dropped

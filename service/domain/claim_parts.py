"""What a claim is made of beside plain fields: moves, its answer, and how the claims it waits for stood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from service.domain.events import (
    AnswerProposed,
    CountsAs,
    Evidence,
    Extent,
    Happened,
    RefuteReason,
    Standing,
)
from service.domain.window import Window

ConditionStanding = Literal["open", "met", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One change of the predicted date: the window that was left, and who left it when."""

    window: Window
    version: int
    moved_at: datetime
    actor: str
    #: The report that the window which was left rested on, where it was one of the claim's.
    report: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """The answer a claim got, and what it rests on."""

    status: Literal["confirmed", "refuted"]
    version: int
    by: str
    known_on: date
    evidence: tuple[Evidence, ...]
    happened: Happened | None = None
    extent: Extent = "whole"
    extent_note: str | None = None
    reason: RefuteReason | None = None
    counts_as: CountsAs | None = None
    #: Who proposed it, where somebody else agreed to it.
    proposed_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An answer that waits for somebody else to agree to it."""

    version: int
    by: str
    answer: AnswerProposed


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """How another claim stood when this one last took it into account."""

    standing: Standing
    #: The entry of that claim by which it came to stand so.
    version: int
    #: While it is open, the day its date asks. Once it is not, the day on which that came about, where this
    #: claim is to be looked at for it and nobody has looked yet.
    asks_on: date | None = None


def moves_with_their_ends(moves: Sequence[Move], window: Window) -> list[tuple[Move, Window, int | None]]:
    """Return each move with the window it led to, and by how many days the latest day moved, oldest first.

    Days count up for a later date; None where one of the two has no latest day.

    Args:
        window: the one that stands now, where the last move led.
    """
    led_to = [*(move.window for move in moves[1:]), window]
    return [(move, to, _days_between(move.window, to)) for move, to in zip(moves, led_to, strict=False)]


def _days_between(left: Window, to: Window) -> int | None:
    if left.latest is None or to.latest is None:
        return None
    return (to.latest - left.latest).days

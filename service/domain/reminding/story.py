"""What a rehearsal of the scheduler is given, and what it tells."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from service.domain.claim import Claim, fold
from service.domain.events import DeadlinePassed, Entry
from service.domain.reminding.choices import Person
from service.domain.reminding.deciding import Newsroom
from service.domain.reminding.digesting import Turn
from service.domain.reminding.ladder import Asked
from service.domain.reminding.readers import editors_among
from service.domain.reminding.steps import Step

What = Literal["flag", "letter", "digest", "escalation", "no_letter"]


@dataclass(frozen=True, slots=True)
class Known:
    """An entry of a history, and the pretended instant from which this ledger holds it."""

    entry: Entry
    known_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A claim for a rehearsal: its history, who listens, and what people were asked before the span."""

    id: str
    number: int
    history: Sequence[Known]
    followers: Collection[str] = ()
    muted: Collection[str] = ()
    asked: Mapping[int, Mapping[str, Sequence[Asked]]] = field(default_factory=dict)
    told: Mapping[int, Collection[Step]] = field(default_factory=dict)
    #: Armings whose moved date people were told of before.
    told_of_moves: Collection[int] = ()
    #: By arming, when its ladder is looked at again, None where nothing but news wakes it; an arming that is
    #: not here is looked at at once.
    look_again_at: Mapping[int, datetime | None] = field(default_factory=dict)
    #: By arming, the steps that somebody was written to about, for whomever: nobody is twice for one step.
    written: Mapping[int, Collection[tuple[Step, str]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One thing that the scheduler would do."""

    at: datetime
    what: What
    reason: str
    #: None for a digest, and for one letter about many claims.
    claim: str | None = None
    step: Step | None = None
    recipient: str | None = None
    claims: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The people, as they are at the beginning, and what the newsroom has set."""

    people: Mapping[str, Person]
    zone: str
    tell_editors_after: int
    holidays: frozenset[date] = frozenset()
    #: By account, the last digest before the beginning, whether it was made or left out: its local day, and
    #: when that was.
    last_digests: Mapping[str, Turn] = field(default_factory=dict)

    def at(self, now: datetime) -> Newsroom:
        """Return whom letters may go to at an instant."""
        return Newsroom(
            people=self.people,
            editors=tuple(editors_among(self.people, now=now)),
            zone=self.zone,
            tell_editors_after=self.tell_editors_after,
            holidays=self.holidays,
        )


def claim_at(story: Story, now: datetime) -> Claim | None:
    """Return a claim as it stands at an instant of pretend time, whatever the scheduler noted of its date."""
    return fold(
        [
            one.entry
            for one in story.history
            if one.known_at <= now and not isinstance(one.entry.event, DeadlinePassed)
        ]
    )

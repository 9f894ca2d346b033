"""The numbers of a track record: counts first, rates only where there are enough, medians of days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import get_args

from service.domain.rates import Rate, median
from service.domain.track_record import FateName, Role, outcome_mark

FATES: tuple[FateName, ...] = (
    "open",
    "came_true",
    "late",
    "early",
    "in_part",
    "day_not_known",
    "held",
    "did_not_hold",
    "did_not_happen",
    "shown_untrue",
    "confirmed",
    "refuted",
    "closed",
)
#: What is no answer: nobody knows yet, or nobody will ask any more.
UNANSWERED: tuple[FateName, ...] = ("open", "closed")
#: The answers to a claim that something will have happened in a window.
ANSWERS_IN_TIME: tuple[FateName, ...] = (
    "came_true",
    "late",
    "early",
    "in_part",
    "day_not_known",
    "did_not_happen",
    "shown_untrue",
)
#: The answers to a claim of fact, which has no date.
ANSWERS_OF_FACT: tuple[FateName, ...] = ("confirmed", "in_part", "refuted", "shown_untrue", "did_not_happen")
ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True, slots=True)
class Numbers:
    """One tally with all that is told of it: how often each thing is there, by what it is and its value."""

    counted: Mapping[tuple[str, int], int] = field(default_factory=dict)
    #: Open claims whose date has passed without an answer; they are among the open ones.
    past_due: int = 0

    def became(self, *names: FateName, is_dated: bool) -> int:
        """Return of how many claims one of these things became."""
        marked = {outcome_mark(name, is_dated=is_dated) for name in names}
        return sum(count for (what, _), count in self.counted.items() if what in marked)

    def claims(self, *, is_dated: bool) -> int:
        """Return how many claims there are with a date, or without one."""
        return self.became(*FATES, is_dated=is_dated)

    def settled(self, *, is_dated: bool) -> int:
        """Return how many have an answer; those closed without one are not among them."""
        return self.became(*(name for name in FATES if name not in UNANSWERED), is_dated=is_dated)

    @property
    def all_claims(self) -> int:
        """How many claims there are."""
        return self.claims(is_dated=True) + self.claims(is_dated=False)

    @property
    def late_days(self) -> dict[int, int]:
        """How many claims came true late by how many days."""
        return self._values(outcome_mark("late", is_dated=True))

    @property
    def moved_days(self) -> dict[int, int]:
        """How often a date moved by how many days, where both the old one and the new one end."""
        return self._values("moved_days")

    @property
    def moved_claims(self) -> int:
        """How many claims had their date moved at least once."""
        return sum(self._values("moved_claims").values())

    @property
    def moves(self) -> int:
        """How often a date moved."""
        return sum(self.moved_days.values()) + sum(self._values("moved_unmeasured").values())

    @property
    def days_moved(self) -> int:
        """By how many days dates moved in all; a day earlier takes one away."""
        return sum(days * count for days, count in self.moved_days.items())

    @property
    def retracted(self) -> int:
        """How many claims were taken back by who carried them."""
        return sum(self._values("retracted").values())

    @property
    def median_late(self) -> float | None:
        """By how many days the middle one of the late ones was late."""
        return median(self.late_days)

    @property
    def median_move(self) -> float | None:
        """By how many days a date moved in the middle case."""
        return median(self.moved_days)

    @property
    def came_true(self) -> Rate:
        """Of dated claims with an answer that something would have happened, those that came true in time."""
        of = self.became(*ANSWERS_IN_TIME, is_dated=True)
        return Rate(self.became("came_true", is_dated=True), of)

    @property
    def held(self) -> Rate:
        """Of claims with an answer that something would last, those where it did."""
        both = (self.became("held", "did_not_hold", is_dated=dated) for dated in (True, False))
        return Rate(sum(self.became("held", is_dated=dated) for dated in (True, False)), sum(both))

    @property
    def confirmed(self) -> Rate:
        """Of claims of fact with an answer, those that were confirmed as a whole."""
        of = self.became(*ANSWERS_OF_FACT, is_dated=False)
        return Rate(self.became("confirmed", is_dated=False), of)

    @property
    def silent(self) -> Rate:
        """Of dated claims that have an answer or whose date has passed, those that passed in silence."""
        return Rate(self.past_due, self.settled(is_dated=True) + self.past_due)

    def _values(self, what: str) -> dict[int, int]:
        return {value: count for (name, value), count in self.counted.items() if name == what}


@dataclass(frozen=True, slots=True)
class Record:
    """A track record in both roles together and in each of them."""

    both: Numbers = field(default_factory=Numbers)
    originated: Numbers = field(default_factory=Numbers)
    repeated: Numbers = field(default_factory=Numbers)

    def in_role(self, role: Role) -> Numbers:
        """Return the numbers of one role."""
        return self.originated if role == "originated" else self.repeated


#: How often something is there, by role, what it is and its value; and past-due claims by role.
ByRole = Mapping[tuple[Role, str, int], int]


def record_of(counted: ByRole, past_due: Mapping[Role, int]) -> Record:
    """Return the record that tallies make up."""
    by_role: dict[Role, Counter[tuple[str, int]]] = {role: Counter() for role in ROLES}
    for (role, what, value), count in counted.items():
        if count:
            by_role[role][what, value] += count
    both: Counter[tuple[str, int]] = sum(by_role.values(), Counter())
    found = {role: Numbers(by_role[role], past_due.get(role, 0)) for role in ROLES}
    return Record(Numbers(both, sum(past_due.values())), found["originated"], found["repeated"])

"""Runs contestants in turns, round after round, so that whatever disturbs the machine disturbs them all."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median

#: Does `count` units of work and returns nothing; what it needs is there already.
Work = Callable[[int], None]


@dataclass(frozen=True)
class Contestant:
    """One way to do the work; `count` units of it make a round long enough to be timed."""

    name: str
    work: Work
    count: int
    #: How many things (events, rows) one unit of work writes or reads.
    things: int = 1


@dataclass(frozen=True)
class Turn:
    """What one contestant took in one round."""

    per_second: float
    cpu_microseconds: float


@dataclass(frozen=True)
class Result:
    """All turns of all contestants, round by round."""

    turns: Mapping[str, list[Turn]]

    def per_second(self, name: str) -> float:
        """Return the median rate of one contestant."""
        return median(turn.per_second for turn in self.turns[name])

    def cpu_microseconds(self, name: str) -> float:
        """Return the median time this process spent computing for one thing."""
        return median(turn.cpu_microseconds for turn in self.turns[name])

    def ratios(self, ours: str, theirs: str) -> list[float]:
        """Return our rate over theirs, round by round."""
        pairs = zip(self.turns[ours], self.turns[theirs], strict=True)
        return [our.per_second / their.per_second for our, their in pairs]

    def ratio(self, ours: str, theirs: str) -> float:
        """Return the median of the rounds' ratios."""
        return median(self.ratios(ours, theirs))


def race(contestants: list[Contestant], *, rounds: int) -> Result:
    """Let every contestant have a turn in each round, in alternating order, after a short warm-up."""
    for contestant in contestants:
        contestant.work(max(1, contestant.count // 5))
    turns: dict[str, list[Turn]] = {contestant.name: [] for contestant in contestants}
    for number in range(rounds):
        for contestant in contestants if number % 2 == 0 else reversed(contestants):
            turns[contestant.name].append(_turn(contestant))
    return Result(turns)


def _turn(contestant: Contestant) -> Turn:
    cpu, wall = time.process_time(), time.perf_counter()
    contestant.work(contestant.count)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    things = contestant.count * contestant.things
    return Turn(things / wall, cpu / things * 1e6)

"""Where each outlet stands on a claim: by the latest of its reports, with where it stood before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from itertools import groupby
from typing import get_args

from service.domain.attribution import Report, Stance
from service.domain.source import folded_name

STANCES: tuple[Stance, ...] = get_args(Stance)


@dataclass(frozen=True, slots=True)
class OutletStance:
    """What one outlet has published on a claim, the earliest first; there is at least one report."""

    outlet: str
    reports: tuple[Report, ...]

    @property
    def latest(self) -> Stance:
        """Where it stands."""
        return self.reports[-1].stance

    @property
    def steps(self) -> tuple[Report, ...]:
        """The reports by which it came to stand otherwise than before, its first one among them."""
        return tuple(next(group) for _, group in groupby(self.reports, key=lambda one: one.stance))

    @property
    def has_turned(self) -> bool:
        """Whether it ever stood otherwise."""
        return len(self.steps) > 1


def outlet_stances(
    reports: Sequence[Report], *, same: Callable[[str], str] = folded_name
) -> tuple[OutletStance, ...]:
    """Return where each outlet stands, in the order in which outlets first reported.

    Args:
        reports: in the order they were recorded.
        same: what is equal for two names of one outlet; their words without case and accents unless said.
    """
    by_outlet: dict[str, list[Report]] = {}
    for report in reports:
        by_outlet.setdefault(same(report.outlet), []).append(report)
    return tuple(OutletStance(found[-1].outlet, _as_published(found)) for found in by_outlet.values())


def counted(reports: Sequence[Report], *, same: Callable[[str], str] = folded_name) -> Mapping[Stance, int]:
    """Return how many outlets stand in each way; those ways in which none does count 0."""
    found = dict.fromkeys(STANCES, 0)
    for one in outlet_stances(reports, same=same):
        found[one.latest] += 1
    return found


def _as_published(reports: Sequence[Report]) -> tuple[Report, ...]:
    """Return reports of one outlet in the order they came out, as far as it is known.

    One without a day stays behind what was recorded before it. Of one day, hours decide only where all name
    one: else two orders would contradict each other.
    """
    latest = date.min
    days: list[date] = []
    for report in reports:
        day = _published_on(report) or latest
        latest = max(latest, day)
        days.append(day)
    timed = dict.fromkeys(days, True)
    for day, report in zip(days, reports, strict=True):
        timed[day] &= report.article.published_at is not None
    keys = [
        (day, _hour(report) if timed[day] else 0.0, number)
        for number, (day, report) in enumerate(zip(days, reports, strict=True))
    ]
    return tuple(reports[number] for _day, _hour_of_it, number in sorted(keys))


def _published_on(report: Report) -> date | None:
    article = report.article
    if article.published_at is not None:
        return article.published_at.astimezone(UTC).date()
    return article.published_on


def _hour(report: Report) -> float:
    at = report.article.published_at
    return 0.0 if at is None else at.timestamp()

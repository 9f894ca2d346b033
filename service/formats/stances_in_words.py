"""How outlets stand on a claim, in words: “2 outlets carry it, 1 took it back”; what one published when."""

from __future__ import annotations

from collections.abc import Sequence

from service.domain.attribution import Report
from service.domain.stance import OutletStance, counted
from service.domain.window import day_of
from service.formats.days_in_words import counted as number_of
from service.formats.days_in_words import day
from service.formats.telling import STANCES_COUNTED, STANCES_THEN


def is_worth_saying(reports: Sequence[Report]) -> bool:
    """Say whether more is to be said than that outlets carry or relay it."""
    return any(report.stance not in ("for", "relays") for report in reports)


def in_one_line(reports: Sequence[Report]) -> str:
    """Return how many outlets stand in which way, by the latest report of each."""
    found = [(count, STANCES_COUNTED[stance]) for stance, count in counted(reports).items() if count]
    parts = [f"{count} {one if count == 1 else many}" for count, (one, many) in found[1:]]
    first = [
        f"{number_of(count, 'outlet')} {one if count == 1 else many}" for count, (one, many) in found[:1]
    ]
    return ", ".join([*first, *parts])


def steps(stands: OutletStance, zone: str) -> str:
    """Return how an outlet came to stand as it does: “carried it on Mon 26 Sep 2022, took it back on …”."""
    return ", ".join(f"{STANCES_THEN[one.stance]}{_on(one, zone)}" for one in stands.steps)


def _on(report: Report, zone: str) -> str:
    article = report.article
    if article.published_at is not None:
        return f" on {day(day_of(article.published_at, zone))}"
    return "" if article.published_on is None else f" on {day(article.published_on)}"

"""Figures for Prometheus: requests as all web processes counted them; claims, letters, rounds."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from service.database import Connection
from service.domain.due import Due
from service.ledger import log
from service.read_models import due_calendar
from service.rounds import record
from service.rounds.record import Figures

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
#: With several web processes their parent names a folder here, and each counts into it.
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_counted = CollectorRegistry()
_requests = Counter(
    "hearsay_requests", "Requests answered.", ("method", "route", "status"), registry=_counted
)
_seconds = Histogram(
    "hearsay_request_seconds",
    "Time to answer, in seconds.",
    ("route",),
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0),
    registry=_counted,
)
#: Open claims by due; each is in one of these.
_OPEN: tuple[Due, ...] = ("no_date", "later", "this_week", "today", "to_check", "past_due")


def count(*, method: str, route: str, status: int, seconds: float) -> None:
    """Count one answered request."""
    _requests.labels(method, route, str(status)).inc()
    _seconds.labels(route).observe(seconds)


def exposition(connection: Connection, now: datetime) -> bytes:
    """Return all figures in Prometheus' text format."""
    registry = CollectorRegistry()
    if os.environ.get(FOLDER):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        counted = generate_latest(registry)
    else:
        counted = generate_latest(_counted)
    return counted + generate_latest(_of_the_moment(connection, now))


class _Ready(Collector):
    """Hands out figures that are there already."""

    def __init__(self, metrics: Iterable[Metric]) -> None:
        self._metrics = list(metrics)

    def collect(self) -> Iterable[Metric]:
        return self._metrics


def _of_the_moment(connection: Connection, now: datetime) -> CollectorRegistry:
    by_due = {due: due_calendar.counted(connection, due, now) for due in _OPEN}
    found = record.figures(connection, now)
    claims = _labelled("hearsay_claims", "Open claims by due.", "due", by_due.items())
    letters = _labelled("hearsay_letters", "Letters by state.", "state", found.letters.items())
    position = _plain("hearsay_ledger_position", "Events in the ledger.", log.head(connection))
    registry = CollectorRegistry()
    registry.register(_Ready([claims, letters, position, *_of_rounds(found)]))
    return registry


def _of_rounds(found: Figures) -> Iterable[Metric]:
    waits, age = found.oldest_letter_waits, found.last_round_age
    yield _plain(
        "hearsay_oldest_letter_seconds",
        "How long the oldest letter that is still to go out has waited.",
        0.0 if waits is None else waits.total_seconds(),
    )
    yield _plain(
        "hearsay_paused_addresses",
        "Addresses that a mail server has refused for good.",
        found.paused_addresses,
    )
    yield _plain("hearsay_reminders_planned", "Reminders not in a letter yet.", found.reminders_planned)
    yield _plain(
        "hearsay_rounds_with_errors", "Rounds of the last hour that met an error.", found.rounds_with_errors
    )
    if age is not None:
        yield _plain(
            "hearsay_last_round_age_seconds",
            "Time since the scheduler finished a round; missing until it has.",
            age.total_seconds(),
        )


def _labelled(name: str, says: str, label: str, values: Iterable[tuple[str, int]]) -> Metric:
    family = GaugeMetricFamily(name, says, labels=(label,))
    for value, count in values:
        family.add_metric((value,), count)
    return family


def _plain(name: str, says: str, value: float) -> Metric:
    return GaugeMetricFamily(name, says, value=value)

"""Whether the service lives, whether it is ready, and its figures for Prometheus."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from service.api import metrics
from service.api.calls import Call, Operation, Reply
from service.database import Unavailable, newest_revision, reading, revision_of
from service.domain.refusals import Fault
from service.formats import problem
from service.formats.json_text import instant
from service.rounds import record
from service.rounds.record import Round
from service.settings import Settings
from service.wiring import Wiring

#: The scheduler is late after this many pauses between rounds, and this long for the round itself.
PAUSES, GRACE = 3, timedelta(seconds=30)


def alive(_call: Call) -> Reply:
    """Say that this process answers; touches nothing."""
    return Reply(200, {"status": "ok"})


def ready(call: Call, *, started_at: datetime) -> Reply:
    """Say whether requests can be served and the scheduler is at work."""
    missing = faults(call.wiring, call.now, started_at)
    if not missing:
        return Reply(200, {"status": "ready"})
    body = problem.document(
        status=503,
        code="not_ready",
        detail=" ".join(one.detail for one in missing),
        base_url=call.settings.base_url,
        request_id=call.request_id,
        faults=missing,
    )
    return Reply(503, body, {"Retry-After": "2"}, problem.MEDIA_TYPE)


def faults(wiring: Wiring, now: datetime, started_at: datetime) -> list[Fault]:
    """Return what stands in the way of being ready."""
    try:
        with reading(wiring.engine) as connection:
            revision = revision_of(connection)
            if revision != newest_revision():
                detail = f"The schema is at {revision or 'nothing'}, not at {newest_revision()}."
                return [Fault("schema", "not_ready", detail, "Run hearsay migrate.")]
            last = record.last(connection)
    except Unavailable:
        return [Fault("database", "not_ready", "The database does not answer.")]
    late = round_fault(last, now, started_at, wiring.settings)
    return [] if late is None else [late]


def round_fault(last: Round | None, now: datetime, started_at: datetime, settings: Settings) -> Fault | None:
    """Return what is wrong with the scheduler's last finished round, if anything."""
    hint = "Is the scheduler running? hearsay scheduler"
    finished_at = None if last is None else last.finished_at
    if finished_at is None or finished_at < started_at:
        detail = f"No round of the scheduler has finished since the start at {instant(started_at)}."
        return Fault("scheduler", "not_ready", detail, hint)
    if now - finished_at > PAUSES * settings.round_every + GRACE:
        detail = f"The last round of the scheduler finished at {instant(finished_at)}, too long ago."
        return Fault("scheduler", "not_ready", detail, hint)
    return None


def figures(call: Call) -> Reply:
    """Return the figures of all processes, and those of the database at this moment."""
    with reading(call.wiring.engine) as connection:
        text = metrics.exposition(connection, call.now)
    return Reply(200, text, {}, metrics.MEDIA_TYPE)


def operations(started_at: datetime) -> tuple[Operation, ...]:
    """Return what stands outside the API's own path.

    Args:
        started_at: when the parent of all web processes started; a round has to finish after it.
    """
    outside = partial(Operation, method="GET", is_outside=True)
    return (
        outside(
            path="/healthz",
            name="show_health",
            summary="Whether this process lives",
            view=alive,
            door="everyone",
            gives="Status",
        ),
        outside(
            path="/readyz",
            name="show_readiness",
            summary="Whether requests can be served and the scheduler is at work",
            about="Needs a database that answers, the newest schema, and a round of the scheduler that "
            "finished after the start and not too long ago.",
            view=partial(ready, started_at=started_at),
            door="everyone",
            gives="Status",
            problems=(503,),
        ),
        outside(
            path="/metrics",
            name="show_metrics",
            summary="Figures for Prometheus",
            view=figures,
            door="callers",
            gives="Metrics",
            media_type="text/plain",
        ),
    )

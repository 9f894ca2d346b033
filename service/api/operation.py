"""Whether the service lives, whether it is ready, and its figures for Prometheus."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from service.api import metrics
from service.api.calls import Call, Operation, Reply
from service.database import Connection, Unavailable, newest_revision, reading, revision_of
from service.domain.refusals import Fault
from service.formats import problem
from service.formats.json_text import instant
from service.mail import outbox
from service.rounds import record
from service.rounds.record import Round
from service.settings import Settings
from service.wiring import Wiring

#: The scheduler is late after this many pauses between rounds, and this long for the round itself.
PAUSES, GRACE = 3, timedelta(seconds=30)
#: Letters that are due and do not go out for so long are worth a look.
SILENT_AFTER = timedelta(minutes=15)


def alive(_call: Call) -> Reply:
    """Say that this process answers; touches nothing."""
    return Reply(200, {"status": "ok"})


def ready(call: Call, *, started_at: datetime) -> Reply:
    """Say whether requests can be served and the scheduler is at work."""
    missing = faults(call.wiring, call.now, started_at)
    if not missing:
        with reading(call.wiring.engine) as connection:
            found = [mail_fault(connection, call.now, call.settings), clock_fault(connection, call.now)]
        warnings = [problem.shape(one) for one in found if one is not None]
        return Reply(200, {"status": "ready", "warnings": warnings})
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
            last = record.last(connection, now)
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


def mail_fault(connection: Connection, now: datetime, settings: Settings) -> Fault | None:
    """Say whether letters that are due have not gone out for long; that stops no request."""
    found = record.figures(connection, now)
    waits = found.oldest_letter_waits
    if waits is None or waits < SILENT_AFTER + PAUSES * settings.round_every:
        return None
    last_sent_at = outbox.last_sent_at(connection)
    if last_sent_at is not None and now - last_sent_at < SILENT_AFTER:
        return None
    error = found.last_round.error if found.last_round is not None else None
    # Everybody may read this; what the mail server said is for admins.
    server = " The mail server cannot be used." if error is not None and "mail: " in error else ""
    since = "ever" if last_sent_at is None else f"since {instant(last_sent_at)}"
    detail = (
        f"Letters are due, the oldest for {int(waits.total_seconds() // 60)} minutes; none went out {since}."
    )
    return Fault("mail", "nothing_goes_out", f"{detail}{server}", "An admin sees why: GET /deliveries.")


def clock_fault(connection: Connection, now: datetime) -> Fault | None:
    """Say whether a scheduler finished a round in the future of this process: one of the clocks is wrong."""
    ahead = record.ahead(connection, now)
    if ahead is None:
        return None
    minutes = int(ahead.total_seconds() // 60)
    detail = f"A round of the scheduler is on record {minutes:,} minutes in the future of this process."
    return Fault("clock", "clocks_differ", detail, "Set the clocks of all machines by the same time server.")


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
            "finished after the start and not too long ago. Letters that are due and do not go out are a "
            "warning: requests are served all the same.",
            view=partial(ready, started_at=started_at),
            door="everyone",
            gives="Readiness",
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

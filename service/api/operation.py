"""Whether the service lives, whether it is ready, and its figures for Prometheus."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from service.api import metrics
from service.api.calls import Call, Operation, Reply
from service.database import CommitUnknown, Unavailable, newest_revision, reading, revision_of
from service.domain.refusals import Fault
from service.formats import problem
from service.formats.json_text import instant
from service.rounds import record
from service.rounds.record import Round
from service.wiring import Wiring

#: The environment variable in which the parent of all web processes says when it started.
STARTED_AT = "HEARSAY_STARTED_AT"
#: A round is late after this many pauses between rounds, and this long for the round itself.
PAUSES, GRACE = 3, timedelta(seconds=30)
_HINT = "hearsay scheduler runs the rounds; hearsay migrate brings the schema up."


def alive(_call: Call) -> Reply:
    """Say that this process answers; touches nothing."""
    return Reply(200, {"status": "ok"})


def ready(call: Call) -> Reply:
    """Say whether requests can be served and the scheduler is at work."""
    missing = faults(call.wiring, call.now, started_at(call.wiring.settings.started_at, call.now))
    if not missing:
        return Reply(200, {"status": "ready"})
    body = problem.document(
        status=503,
        code="not_ready",
        detail="; ".join(one.detail for one in missing),
        base_url=call.settings.base_url,
        request_id=call.request_id,
        faults=missing,
    )
    return Reply(503, body, {"Retry-After": "2"}, problem.MEDIA_TYPE)

"""The web processes: granian over `service.doors.wsgi`, with everything loaded before workers fork."""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

from service.doors import processes
from service.doors.processes import die_with, make_private
from service.doors.turns import Turns
from service.settings import Settings

#: The header by which a server shows which start of the command it belongs to.
INSTANCE_HEADER = "X-Hearsay-Instance"
#: Where the web processes end by themselves they are started anew after this long; so many ends within so
#: many seconds of their start, one after the other, and something is wrong that no start mends.
START_AGAIN_SECONDS, QUICK_END_SECONDS, MOST_QUICK_ENDS = 0.2, 10.0, 10
#: Requests at work at once in one process. SQLite lets go of the interpreter at every row: more threads only
#: cost (docs/performance.md). Beside them stand as many threads as requests may wait for news.
AT_WORK = 2


def prepare(settings: Settings) -> str:
    """Put into the environment what web processes inherit, and return the name of this start.

    Must come before anything is imported that counts: counters of several processes meet in a folder that is
    read from the environment once.
    """
    instance = secrets.token_hex(8)
    os.environ["HEARSAY_INSTANCE"] = instance
    os.environ["HEARSAY_STARTED_AT"] = datetime.now(UTC).isoformat()
    metrics = settings.data_dir / "metrics"
    shutil.rmtree(metrics, ignore_errors=True)
    make_private(metrics)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(metrics)
    return instance


def preload() -> None:
    """Load what every worker needs, so that it is loaded once; nothing is opened or started."""
    import granian  # noqa: F401

    import service.doors.app  # noqa: F401


def serve(settings: Settings, *, end_patience_seconds: int, log_level: str = "warning") -> None:
    """Answer requests in worker processes until TERM or INT; workers that die are replaced.

    Granian gives up once a worker dies twice within seconds, as when memory is short: then all are started
    anew. It ends with granian's exit code where that comes again and again at once.
    """
    quick_ends = 0
    while True:
        began, server = time.monotonic(), _server(settings, end_patience_seconds, log_level)
        try:
            server.serve(target_loader=partial(load, os.getpid()), wrap_loader=False)
        except SystemExit:
            quick_ends = quick_ends + 1 if time.monotonic() - began < QUICK_END_SECONDS else 0
            if server.interrupt_signal or quick_ends > MOST_QUICK_ENDS:
                raise
        else:
            return
        time.sleep(START_AGAIN_SECONDS)


def _server(settings: Settings, end_patience_seconds: int, log_level: str) -> Any:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from service.api import waiting

    logging.getLogger("_granian").addFilter(_is_no_news)
    return Granian(
        "service.doors.wsgi:application",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.web_processes,
        blocking_threads=AT_WORK + waiting.MOST,
        respawn_failed_workers=True,
        workers_kill_timeout=end_patience_seconds,
        log_access=False,
        log_level=LogLevels(log_level),
    )


def _is_no_news(record: logging.LogRecord) -> bool:
    """Leave out what the server says of the number of threads: most of them only ever wait."""
    return "Python threads" not in record.getMessage()


def load(parent: int) -> Callable[..., Any]:
    """Return the application; runs in every worker, where its engine is made."""
    die_with(parent)
    from service.api import waiting
    from service.doors.wsgi import application

    processes.when_asked_to_stop(partial(waiting.end, application))
    return Turns(application, AT_WORK)

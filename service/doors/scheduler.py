"""The scheduler's door: wakes a round at its pace until it is told to end; everything else is the round's."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from service.mail.messages import sender_of
from service.mail.smtp import server_at
from service.rounds.round import run_round
from service.settings import Settings
from service.wiring import Wiring

logger = logging.getLogger(__name__)

#: How soon an asked-for end is noticed.
LOOK_SECONDS = 0.2
#: A round that is this many rests late was forgotten, as when the machine's clock was set back.
LATE_AFTER_RESTS = 3
_JOB = "round"


class Pace:
    """Runs rounds one after the other and knows, by a clock nobody sets, when the last one ended."""

    def __init__(self, wiring: Wiring, stop: threading.Event, monotonic: Callable[[], float]) -> None:
        self._wiring = wiring
        self._stop = stop
        self._monotonic = monotonic
        self._worker = f"{socket.gethostname()}:{os.getpid()}"
        self._rests_since: float | None = monotonic()

    def round(self) -> None:
        """Run one round; one that fails is logged, and the next one runs all the same."""
        self._rests_since = None
        try:
            tally = run_round(self._wiring, worker=self._worker, should_stop=self._stop.is_set)
        except Exception:
            logger.exception("a round failed; the next one will do its work")
        else:
            if tally.flagged or tally.reminded or tally.sent or tally.failed or tally.error:
                logger.info("round: %s", tally)
        finally:
            self._rests_since = self._monotonic()

    @property
    def is_late(self) -> bool:
        """Whether the next round should have begun long ago."""
        since = self._rests_since
        rest_seconds = self._wiring.settings.round_every.total_seconds()
        return since is not None and self._monotonic() - since > LATE_AFTER_RESTS * rest_seconds


def main(
    wiring: Wiring,
    *,
    stop: threading.Event | None = None,
    monotonic: Callable[[], float] = time.monotonic,
) -> int:
    """Run rounds until SIGTERM or SIGINT, or until `stop` is set; return the exit code.

    The first round runs at once. At the end the letter that is under way is finished, not the round.

    Raises:
        MailSettingsError: the mail settings cannot be used; nothing was started.
    """
    require_mail_settings(wiring.settings)
    stop = stop or threading.Event()
    pace = Pace(wiring, stop, monotonic)
    scheduler = _scheduler(wiring, pace)
    with _ending_on_signals() as is_asked_to_end:
        scheduler.start()
        while not stop.wait(LOOK_SECONDS) and not is_asked_to_end():
            if pace.is_late:
                logger.warning("no round began in time; was the clock set? One runs now.")
                scheduler.modify_job(_JOB, next_run_time=datetime.now(UTC))
        stop.set()
        scheduler.shutdown(wait=True)
    return 0


def require_mail_settings(settings: Settings) -> None:
    """Say at once, before anything starts, what no letter could be sent with.

    Raises:
        MailSettingsError: names the setting and what to give.
    """
    sender_of(settings.mail_from)
    if settings.smtp_url is not None:
        server_at(settings.smtp_url)


def _scheduler(wiring: Wiring, pace: Pace) -> BackgroundScheduler:
    # In UTC and in memory: a wake-up and nothing else. Rounds missed for any reason become one, however late.
    defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    scheduler = BackgroundScheduler(timezone=UTC, job_defaults=defaults)
    scheduler.add_listener(_log_event, EVENT_JOB_ERROR | EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES)
    every = IntervalTrigger(seconds=wiring.settings.round_every.total_seconds(), timezone=UTC)
    scheduler.add_job(pace.round, every, id=_JOB, next_run_time=datetime.now(UTC))
    return scheduler


def _log_event(event: JobExecutionEvent) -> None:
    match event.code:
        case code if code == EVENT_JOB_MAX_INSTANCES:
            logger.info("a round takes longer than its rest; the next one follows it")
        case code if code == EVENT_JOB_MISSED:
            logger.warning("a round was missed; the next one does its work")
        case _:
            logger.error("a round failed outside itself", exc_info=event.exception)


@contextmanager
def _ending_on_signals() -> Iterator[Callable[[], bool]]:
    """Give a question that is answered yes once SIGTERM or SIGINT came; only the main thread can ask it."""
    asked: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return

    def note(number: int, _frame: Any) -> None:
        asked.append(number)

    before = {number: signal.signal(number, note) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

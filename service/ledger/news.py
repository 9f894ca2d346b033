"""Waiting for the next event of the ledger, whichever process writes it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from sqlalchemy import Engine

from service.database import Unavailable, reading
from service.ledger import log

#: How often the head of the ledger is looked at while anybody waits: news is at most so old, plus the look.
LOOK_EVERY_SECONDS = 0.2


class News:
    """Lets any number of threads wait for one thing: that the ledger goes past a position.

    One thread of its own looks at the head for all of them, and only while somebody waits. Looking works on
    every engine and for every process that writes; nobody holds a connection while waiting.
    """

    def __init__(self, look: Callable[[], int], *, every_seconds: float = LOOK_EVERY_SECONDS) -> None:
        """Take what looks at the head: it returns the newest position."""
        self._look, self._every_seconds = look, every_seconds
        self._changed = threading.Condition()
        self._looker: threading.Thread | None = None
        self._waiting = 0
        self._head = -1
        self._failure: Exception | None = None
        self._is_over = False

    def wait_past(self, position: int, seconds: float) -> bool:
        """Wait until the ledger holds an event behind a position; False: it did not, or waiting was ended.

        Raises:
            Unavailable: the database does not answer.
        """
        until = time.monotonic() + seconds
        with self._changed:
            self._waiting += 1
            try:
                if self._looker is None and not self._is_over:
                    self._start_looking()
                while self._head <= position and not self._is_over and self._failure is None:
                    left_seconds = until - time.monotonic()
                    if left_seconds <= 0:
                        return False
                    self._changed.wait(left_seconds)
                if self._failure is not None:
                    raise Unavailable("the ledger cannot be looked at") from self._failure
                return self._head > position
            finally:
                self._waiting -= 1

    def end(self) -> None:
        """Let everybody who waits go on at once, and nobody wait or look any more: this process is to end."""
        with self._changed:
            self._is_over = True
            looker = self._looker
            self._changed.notify_all()
        if looker is not None:
            looker.join()

    def _start_looking(self) -> None:
        self._failure = None
        self._looker = threading.Thread(target=self._keep_looking, name="hearsay news", daemon=True)
        self._looker.start()

    def _keep_looking(self) -> None:
        while self._is_to_go_on():
            head, failure = self._head, None
            try:
                head = self._look()
            except Exception as error:  # noqa: BLE001 - whatever it is, those who wait are to hear of it
                failure = error
            with self._changed:
                if head > self._head or failure is not None:
                    self._head, self._failure = head, failure
                    self._changed.notify_all()
            time.sleep(self._every_seconds)

    def _is_to_go_on(self) -> bool:
        """Say whether somebody waits who has not been told how the looking failed; else nobody looks now."""
        with self._changed:
            if self._waiting and self._failure is None and not self._is_over:
                return True
            self._looker = None
            return False


def news_of(engine: Engine) -> News:
    """Return what waits for the events of a database."""

    def look() -> int:
        with reading(engine) as connection:
            return log.head(connection)

    return News(look)

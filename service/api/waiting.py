"""Requests that wait for news: how many may wait at once, and what they hold meanwhile, which is nothing."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field

from flask import Flask, current_app, g, request

from service.ledger.news import News, news_of
from service.wiring import Wiring

#: Requests that wait in one process: each holds a thread, which the server has beside those that work.
#: Keep in step with service.doors.web, which makes the threads.
MOST = 16
#: Of one account, or of the public from one address, in one process: nobody takes all the places.
MOST_OF_ONE = 4
#: Whoever finds no place asks again after this long.
RETRY_AFTER_SECONDS = 5
#: Where the server says how to let go of the turn. Keep in step with service.doors.turns.TURN.
TURN = "hearsay.turn"
_EXTENSION = "hearsay.waiting"


class NoPlace(Exception):
    """As many requests wait in this process already as may. Ask again after RETRY_AFTER_SECONDS."""


@dataclass(slots=True)
class Places:
    """Who waits in this process, and for what."""

    news: News
    waiting: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def taken(self, subject: str) -> Iterator[None]:
        """Hold a place for somebody.

        Raises:
            NoPlace: all are taken, or this one has their share.
        """
        with self.lock:
            if self.waiting.total() >= MOST or self.waiting[subject] >= MOST_OF_ONE:
                raise NoPlace
            self.waiting[subject] += 1
        try:
            yield
        finally:
            with self.lock:
                self.waiting[subject] -= 1
                self.waiting += Counter()  # forgets those who wait no more


def wait_past(wiring: Wiring, position: int, seconds: int, *, subject: str) -> bool:
    """Wait until the ledger holds an event behind a position; False: it did not in this time.

    The time spent waiting counts as nobody's work: figures and log show what the answer took besides.

    Args:
        subject: who waits.

    Raises:
        NoPlace: too many wait already.
        Unavailable: the database does not answer.
    """
    places = _places(wiring)
    began = time.monotonic()
    with places.taken(subject), _turn_let_go():
        found = places.news.wait_past(position, seconds)
    g.began += time.monotonic() - began
    return found


def end(application: Flask) -> None:
    """Let all requests that wait in this process be answered now, as it is to end."""
    if _EXTENSION in application.extensions:
        application.extensions[_EXTENSION].news.end()


def _turn_let_go() -> AbstractContextManager[None]:
    aside: Callable[[], AbstractContextManager[None]] = request.environ.get(TURN, nullcontext)
    return aside()


def _places(wiring: Wiring) -> Places:
    with _making:
        if _EXTENSION not in current_app.extensions:
            current_app.extensions[_EXTENSION] = Places(news_of(wiring.engine))
    found: Places = current_app.extensions[_EXTENSION]
    return found


_making = threading.Lock()

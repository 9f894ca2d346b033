"""So many requests at work in a process at once, and beside them some that only wait.

Threads that work at the same time only cost (docs/performance.md), and a thread that waits for news costs
nothing: the server has threads for both, and a request that goes to wait lets go of its turn.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
#: Where a request finds its turn in what the server hands to the application.
#: Keep in step with service.api.waiting.TURN.
TURN = "hearsay.turn"


class Turns:
    """An application of which so many requests are answered at once; the others wait for their turn.

    The turn ends when the answer is begun: what a long list still sends piece by piece, it sends beside the
    others, so that a reader who takes nothing away keeps nobody waiting.
    """

    def __init__(self, application: Application, at_once: int) -> None:
        self._application = application
        self._free = threading.Semaphore(at_once)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request when its turn has come."""
        with self._free:
            return self._application({**environ, TURN: self._aside}, start_response)

    @contextmanager
    def _aside(self) -> Iterator[None]:
        """Let somebody else work while the request that has a turn waits, and take a turn again after it."""
        self._free.release()
        try:
            yield
        finally:
            self._free.acquire()

"""Clients that write and keep their own account of what they were told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Literal, Protocol

from tests.api_newsroom import claim_body

#: What a client knows: the write stands, it does not, or nobody told.
Told = Literal["done", "refused", "unknown"]


@dataclass(slots=True)
class Write:
    """One write with words of its own, by which it is found again, and what its client was told."""

    words: str
    path: str
    body: dict[str, Any]
    key: str
    told: Told = "unknown"
    #: The claim and the version that were promised.
    place: tuple[str, int] | None = None
    statuses: list[int] = field(default_factory=list)


class Post(Protocol):
    """Sends one request; the status is 0 where no answer came."""

    def __call__(self, path: str, body: dict[str, Any], key: str) -> tuple[int, dict[str, Any]]: ...


@dataclass
class Clients:
    """Some clients who write one thing after the other, as long as they are let."""

    post: Post
    many: int = 4
    #: Stands in what they write.
    name: str = "write"
    writes: list[Write] = field(default_factory=list)
    _numbers: Any = field(default_factory=lambda: count(1))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def while_they_write(self, fault: Callable[[], None], *, first: int = 3) -> None:
        """Let all write; once each had some answers bring about the fault, then let them end."""
        stop = threading.Event()
        ready = threading.Barrier(self.many + 1)
        with ThreadPoolExecutor(self.many) as pool:
            ended = [pool.submit(self._one_client, stop, ready, first) for _ in range(self.many)]
            try:
                ready.wait(60)
                fault()
            finally:
                stop.set()
                ready.abort()
            for one in ended:
                one.result()

    def ask_again(self) -> None:
        """Send what is unknown again under its key, until there is an answer that says something."""
        for write in self.writes:
            for _ in range(20):
                if write.told != "unknown":
                    break
                self._send(write)

    def told(self) -> dict[Told, int]:
        """Count the writes by what their clients were told."""
        found: dict[Told, int] = {"done": 0, "refused": 0, "unknown": 0}
        for write in self.writes:
            found[write.told] += 1
        return found

    def statuses(self) -> set[int]:
        """Return every status that was answered; 0 is no answer."""
        return {status for write in self.writes for status in write.statuses}

    def _one_client(self, stop: threading.Event, ready: threading.Barrier, first: int) -> None:
        claim: str | None = None
        done = 0
        while not stop.is_set():
            write = self._next(claim)
            self._send(write)
            claim = claim if write.place is None else write.place[0]
            done += 1
            if done == first:
                ready.wait(60)

    def _next(self, claim: str | None) -> Write:
        """Make the next write: a claim first, then notes on it, and now and then what is to be refused."""
        with self._lock:
            number = next(self._numbers)
            words, key = f"{self.name} {number}", f"{self.name}-{number}"
            if claim is None or number % 5 == 0:
                write = Write(words, "/api/v1/claims", claim_body(text=words), key)
            else:
                body = {"kind": "note", "note": words}
                if number % 7 == 0:
                    body = {"kind": "confirm", "note": words}  # without evidence
                write = Write(words, f"/api/v1/claims/{claim}/follow-ups", body, key)
            self.writes.append(write)
            return write

    def _send(self, write: Write) -> None:
        status, answer = self.post(write.path, write.body, write.key)
        write.statuses.append(status)
        if status in (200, 201):
            write.told = "done"
            is_new = write.path.endswith("/claims")
            write.place = (answer["id"], 1) if is_new else (write.path.split("/")[4], answer["version"])
        elif 400 <= status < 500 and status != 429:
            write.told = "refused"

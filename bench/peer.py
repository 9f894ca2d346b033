"""The nearest peer: the `eventsourcing` library, on the same engines, with rows of the same length."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from sqlalchemy import make_url

from bench.bare import STREAM, THREADS, in_threads
from bench.sample import WORDS


class Claim(Aggregate):
    """A claim that can be checked; its event holds about as much text as ours."""

    @event("Reported")
    def __init__(self, text: str) -> None:
        self.text = text
        self.checks = 0
        self.note = ""

    @event("Checked")
    def check(self, looked_on: str, note: str) -> None:
        """Note that somebody looked."""
        self.checks += 1
        self.note = note


class Log(Application[UUID]):
    """An application whose log is read in pages as large as ours."""

    log_section_size = 1000


class Peer:
    """The library with its defaults, in a database of its own."""

    def __init__(self, url: str) -> None:
        self._application = Log(env=_environment(url))
        self._written = [self._new(1) for _ in range(THREADS)]
        self._held: list[UUID] = []

    def append(self, count: int) -> None:
        """One event per commit: a command on an aggregate at hand, and save."""
        self._append(self._written[0], count)

    def append_in_threads(self, count: int) -> None:
        """The same in four threads, each on its own aggregate."""
        in_threads(lambda thread: self._append(self._written[thread], count // THREADS))

    def append_hundreds(self, count: int) -> None:
        """A hundred events of one aggregate per commit."""
        for _ in range(count):
            for _ in range(100):
                self._written[0].check("2022-09-29", WORDS)
            self._application.save(self._written[0])

    def hold(self, aggregates: int) -> None:
        """Store aggregates with twenty events each, to be read and commanded."""
        self._held += [self._new(STREAM).id for _ in range(aggregates)]

    def command(self, count: int) -> None:
        """Get, command, save, on one aggregate after the other."""
        for number in range(count):
            claim: Any = self._application.repository.get(self._held[number % len(self._held)])
            claim.check("2022-09-30", WORDS)
            self._application.save(claim)

    def load(self, count: int) -> None:
        """Get one aggregate after the other."""
        for number in range(count):
            claim: Any = self._application.repository.get(self._held[number % len(self._held)])
            assert claim.version >= STREAM

    def fill(self, events: int) -> None:
        """Store as many events as are missing to that number."""
        newest = self._application.recorder.max_notification_id() or 0
        for _ in range(events - newest):
            self._written[0].check("2022-09-29", WORDS)
        self._application.save(self._written[0])

    def replay(self, count: int) -> None:
        """Read the whole log and make typed events of it."""
        for _ in range(count):
            seen = 0
            while found := self._application.notification_log.select(seen + 1, 1000):
                for notification in found:
                    self._application.mapper.to_domain_event(notification)
                seen = found[-1].id

    def close(self) -> None:
        """Let go of the database."""
        self._application.close()

    def _new(self, events: int) -> Claim:
        claim = Claim(text=WORDS)
        for _ in range(events - 1):
            claim.check("2022-09-29", WORDS)
        self._application.save(claim)
        return claim

    def _append(self, claim: Claim, count: int) -> None:
        for _ in range(count):
            claim.check("2022-09-29", WORDS)
            self._application.save(claim)


def _environment(url: str) -> dict[str, str]:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": parsed.database or ""}
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": parsed.database or "",
        "POSTGRES_HOST": parsed.host or "",
        "POSTGRES_PORT": str(parsed.port),
        "POSTGRES_USER": parsed.username or "",
        "POSTGRES_PASSWORD": str(parsed.password),
    }

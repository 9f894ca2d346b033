"""Writers that race and a reader that tails: which events does it pass over?"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from sqlalchemy import Connection, Engine

from service import database

#: Returns the next positions behind one, in their order.
ReadAfter = Callable[[Connection, int], list[int]]
#: Appends a batch of events for a writer; the transaction around it is not its own.
WriteBatch = Callable[[Connection, int, int], None]


class ChangedMind(Exception):
    """The writer rolls back what it has written."""


@dataclass
class Race:
    """Four writers, batches of 1 and of 20, a fourth of them rolled back; one reader behind them all."""

    engine: Engine
    write: WriteBatch
    read_after: ReadAfter
    writers: int = 4
    #: How many batches each writer tries.
    batches: int = 40
    seen: list[int] = field(default_factory=list)
    committed: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self) -> list[int]:
        """Run it and return the positions that the reader passed over."""
        stop = threading.Event()
        reader = threading.Thread(target=self._tail, args=(stop,))
        writers = [threading.Thread(target=self._write, args=(number,)) for number in range(self.writers)]
        for thread in (reader, *writers):
            thread.start()
        for thread in writers:
            thread.join()
        stop.set()
        reader.join()
        with database.reading(self.engine) as connection:
            stored = self.read_after(connection, 0)
        return sorted(set(stored) - set(self.seen))

    def _tail(self, stop: threading.Event) -> None:
        last, is_last_look = 0, False
        while True:
            with database.reading(self.engine) as connection:
                found = self.read_after(connection, last)
            self.seen += found
            last = max([last, *found])
            if is_last_look and not found:
                return
            is_last_look = stop.is_set()

    def _write(self, number: int) -> None:
        random = Random(number)
        for _ in range(self.batches):
            size, gives_up = random.choice((1, 20)), random.random() < 0.25
            pause_seconds = random.choice((0, 0, 0.002))

            def work(
                connection: Connection,
                size: int = size,
                gives_up: bool = gives_up,
                pause: float = pause_seconds,
            ) -> None:
                self.write(connection, number, size)
                time.sleep(pause)
                if gives_up:
                    raise ChangedMind

            try:
                database.transact(self.engine, work)
            except (ChangedMind, database.Unavailable):
                continue  # nothing was written, by choice or because others kept coming first
            with self._lock:
                self.committed += size

"""Hearsay's own ledger and commands, called as the house calls them, below the doors."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import count as numbers
from typing import Any

from sqlalchemy import Connection

from bench.bare import STREAM, THREADS, in_threads
from bench.sample import WORDS
from service.changes import claims
from service.database import create_engine, reading, transact
from service.domain.attribution import Article, Report, SaidBy
from service.domain.claim import Claim, fold
from service.domain.events import Checked, ClaimReported, NewEvent
from service.domain.roles import Actor
from service.domain.window import window_of_dates
from service.ledger import keys, log, verify
from service.ledger.log import Append, Circumstances
from service.read_models import claim_board, rebuild
from service.read_models.claim_rows import row_of
from service.wiring import new_id

BEGAN_AT = datetime(2022, 9, 26, 9, tzinfo=UTC)
EDITOR = Actor("acc_0192f0a1b2c3d4e5f60718293a4b5c6d", "editor")


class Ours:
    """A migrated database, claims to follow up, and a clock that moves a second per call."""

    def __init__(self, url: str) -> None:
        self.engine = create_engine(url)
        self._seconds = numbers()
        self._names = numbers()
        self._written = [self._report() for _ in range(THREADS)]
        self._versions = [1] * THREADS
        self._rows = [row_of(claim_id, claim) for claim_id, claim in self._written]
        self._held: list[str] = []

    def append(self, count: int) -> None:
        """One event per commit: key, expected version, words, read-model row, head, hash, event."""
        self._append(0, count)

    def append_in_threads(self, count: int) -> None:
        """The same in four threads, each on its own claim."""
        in_threads(lambda thread: self._append(thread, count // THREADS))

    def append_hundreds(self, count: int) -> None:
        """A hundred events of one claim per commit."""
        for _ in range(count):
            transact(self.engine, lambda connection: self._append_one(connection, 0, events=100))
            self._versions[0] += 100

    def hold(self, wanted: int) -> None:
        """Store claims with twenty entries each, to be read and followed up."""
        for _ in range(wanted):
            claim_id, _ = self._report()
            for day in range(STREAM - 1):
                self._follow_up(claim_id, date(2022, 8, 1) + timedelta(days=day))
            self._held.append(claim_id)

    def held(self) -> list[str]:
        """Return the ids of the claims that are held."""
        return list(self._held)

    def command(self, count: int) -> None:
        """Read, fold, decide, append, project: a whole follow-up on one claim after the other."""
        for number in range(count):
            self._follow_up(self._held[number % len(self._held)], date(2022, 9, 26))

    def load(self, count: int) -> None:
        """Read and fold one claim after the other, within one transaction."""
        with reading(self.engine) as connection:
            for number in range(count):
                history = log.read(connection, self._held[number % len(self._held)])
                claim = fold([stored.entry for stored in history])
                assert claim is not None
                assert claim.version >= STREAM

    def replay(self, count: int) -> None:
        """Read the whole log and make typed events of it."""
        for _ in range(count):
            with reading(self.engine) as connection:
                seen = 0
                while found := log.read_after(connection, seen, most=1000):
                    seen = found[-1].position

    def verify(self, count: int) -> None:
        """Hash everything anew."""
        for _ in range(count):
            with reading(self.engine) as connection:
                assert verify.verify(connection).is_clean

    def rebuild(self, count: int) -> None:
        """Make the read models anew."""
        for _ in range(count):
            transact(self.engine, rebuild.rebuild)

    def events(self) -> int:
        """Return how many events the ledger holds."""
        with reading(self.engine) as connection:
            return log.head(connection)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def _append(self, thread: int, count: int) -> None:
        for _ in range(count):
            transact(self.engine, lambda connection: self._append_one(connection, thread, events=1))
            self._versions[thread] += 1

    def _append_one(self, connection: Connection, thread: int, *, events: int) -> None:
        claim_id, _ = self._written[thread]
        now, version = self._now(), self._versions[thread]
        keys.take(connection, keys.Key(EDITOR.id, f"key-{next(self._names)}", b"h" * 32), now)
        new = NewEvent(Checked(looked_on=date(2022, 9, 26), note=WORDS), now)

        def project(connection: Connection, stream_ids: Mapping[str, int]) -> None:
            row: dict[str, Any] = {**self._rows[thread], "version": version + events}
            claim_board.put(connection, stream_ids[claim_id], row, is_new=False)

        log.append(
            connection,
            [Append(claim_id, "claim", version, [(new, "rumored")] * events)],
            Circumstances(EDITOR.id, now, "req_0192f0a1b2c3d4e5f60718293a4b5c6d"),
            project=project,
        )

    def _report(self) -> tuple[str, Claim]:
        written = transact(
            self.engine, lambda connection: claims.report_claim(connection, CLAIM, self._context())
        )
        return written.claim_id, written.claim

    def _follow_up(self, claim_id: str, looked_on: date) -> None:
        proposed = Checked(looked_on=looked_on, note=WORDS)
        transact(
            self.engine,
            lambda connection: claims.follow_up(connection, claim_id, proposed, self._context()),
        )

    def _now(self) -> datetime:
        return BEGAN_AT + timedelta(seconds=next(self._seconds))

    def _context(self) -> claims.Context:
        request_id = "req_0192f0a1b2c3d4e5f60718293a4b5c6d"
        return claims.Context(
            actor=EDITOR, now=self._now(), zone="Europe/Moscow", new_id=new_id, request_id=request_id
        )


CLAIM = ClaimReported(
    text="The border closes for men of military age on Sept. 28.",
    report=Report(
        id="rep_0192f0a1b2c3d4e5f60718293a4b5c6d",
        outlet="Meduza",
        said_by=SaidBy(label="two government sources", kind="unnamed", count="2+"),
        wording="The most likely date is Sept. 28, two sources say.",
        hedge="most likely",
        article=Article(published_at=datetime(2022, 8, 1, 6, tzinfo=UTC)),
    ),
    window=window_of_dates(date(2022, 9, 28), date(2022, 9, 28), zone="Europe/Moscow", phrase="Sept. 28"),
    owner=EDITOR.id,
)

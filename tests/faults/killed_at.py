"""Runs work in a child process that is killed (SIGKILL) at its n-th turn to the database.

It reads lines from standard input, `<work> <n> <arguments…>`, and answers each with a line: `killed`, or
`done` where the work had ended before. What all children need is loaded once, before the first fork. Each
statement is a turn, also those that the ledger runs past SQLAlchemy, and so are the moment before each COMMIT
and the moment after it.
"""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Pool, event

from service import wiring
from service.database import upgrade
from service.doors.app import create_app
from service.imports import importing
from service.ledger import fast_log
from service.rounds.round import run_round
from service.settings import Settings
from tests.api_newsroom import claim_body
from tests.builders import actor, context
from tests.imports.desk import claim_row, ndjson, report_row

#: Rows that are written at once by the child that imports.
ROWS_OF_A_PART = 7
ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Do as standard input says, until it ends."""
    for line in sys.stdin:
        work, turn, *arguments = line.split()
        child = os.fork()
        if child == 0:
            _kill_at(int(turn))
            WORKS[work](*arguments)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        was_killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        answer = "killed" if was_killed else "done" if status == 0 else f"failed {status}"
        sys.stdout.write(answer + "\n")
        sys.stdout.flush()


def _kill_at(last: int) -> None:
    turns = iter(range(1, 1_000_000))

    def count(*_args: Any, **_kwargs: Any) -> None:
        if next(turns) == last:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", count)
    event.listen(Engine, "commit", count)
    event.listen(Pool, "checkin", count)
    for name in ("rows", "run_all", "insert"):
        _count_first(fast_log.Statement, name, count)


def _count_first(owner: Any, name: str, count: Any) -> None:
    plain = getattr(owner, name)

    def counted(*args: Any, **kwargs: Any) -> Any:
        count()
        return plain(*args, **kwargs)

    setattr(owner, name, counted)


def _house(url: str, folder: str, now: str, smtp_url: str | None = None) -> wiring.Wiring:
    settings = Settings(
        data_dir=Path(folder),
        database_url=url,
        base_url="https://hearsay.example.org",
        mail_from="Hearsay <hearsay@example.org>",
        smtp_url=smtp_url,
        round_every=timedelta(minutes=5),
    )
    at = datetime.fromisoformat(now)
    return replace(wiring.wire(settings), now=lambda: at)


def _migrate(url: str) -> None:
    upgrade(url)


def _round(url: str, folder: str, now: str, smtp_url: str) -> None:
    tally = run_round(_house(url, folder, now, smtp_url))
    if tally.error:
        sys.stderr.write(tally.error + "\n")


def _claim(url: str, folder: str, now: str, token: str, key: str) -> None:
    house = _house(url, folder, now)
    house = replace(house, settings=replace(house.settings, base_url="http://localhost"))
    app = create_app(house, started_at=house.now())
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
    response = app.test_client().post("/api/v1/claims", json=claim_body(text=key), headers=headers)
    if response.status_code != 201:
        sys.stderr.write(response.text + "\n")
    response.close()


def _import(url: str, folder: str, now: str, name: str) -> None:
    """Bring in a file that is too large for one transaction; how large that is, is cut down here."""
    vars(importing).update(ROWS_AT_ONCE=ROWS_OF_A_PART, ROWS_OF_A_PART=ROWS_OF_A_PART)
    house = _house(url, folder, now)
    order = importing.Order(source=io.BytesIO(ndjson(rows_to_import(name))))
    by = context(actor("editor"), now=house.now(), new_id=house.new_id)
    found = importing.bring_in(house, by, order)
    if found.state != "done":
        sys.stderr.write(f"{found.report}\n")


def rows_to_import(name: str) -> list[dict[str, Any]]:
    """Return the rows of a file of six claims with two reports each, under keys of its own."""
    claims = [claim_row(f"{name}-{number}") for number in range(6)]
    reports = [
        report_row(f"{name}-{number}-{day}", f"{name}-{number}", f"2022-09-2{day}")
        for number in range(6)
        for day in (1, 2)
    ]
    return [*reports, *claims]


WORKS: dict[str, Any] = {"migrate": _migrate, "round": _round, "claim": _claim, "import": _import}


class Killer:
    """The process that forks and kills, from a test's side."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def __call__(self, work: str, turn: int, *arguments: object) -> str:
        """Run the work, kill it at this turn, and return what became of it: `killed` or `done`."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(" ".join(map(str, (work, turn, *arguments))) + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()


@contextmanager
def killer() -> Iterator[Killer]:
    """Give what runs work and kills it."""
    command = [sys.executable, "-m", "tests.faults.killed_at"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Killer(process)
        assert process.stdin is not None
        process.stdin.close()


if __name__ == "__main__":
    main()

"""The web processes as people run them, on a free port, to be killed by their process ids."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.access import accounts, tokens
from service.database import create_engine, transact
from service.wiring import new_id
from tests.api_newsroom import Newsroom

ROOT = Path(__file__).resolve().parents[2]
#: Generous: the machine may be busy with other tests.
PATIENCE_SECONDS = 90.0


@dataclass
class House:
    """One `hearsay web` with two workers, and a token to write with."""

    url: str
    folder: Path
    token: str
    port: int
    process: subprocess.Popen[bytes] | None = None

    def start(self, *, within: tuple[str, ...] = ()) -> None:
        """Start the master and wait until it answers; `within` is put before the command."""
        words = (self.folder / "words.txt").open("ab")
        command = [*within, sys.executable, "-m", "service.doors", "web"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=self._environment(), stdout=words, stderr=words
        )
        words.close()
        self.wait_for(200)

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HEARSAY_")}
        return {
            **kept,
            "HEARSAY_DATABASE_URL": self.url,
            "HEARSAY_DATA_DIR": str(self.folder),
            "HEARSAY_PORT": str(self.port),
            "HEARSAY_WRITES_A_MINUTE": "0",
            "HEARSAY_READS_A_MINUTE": "0",
        }

    def wait_for(self, status: int, path: str = "/api/v1/claims?limit=1") -> None:
        """Ask until the answer is of this status."""
        until = time.monotonic() + PATIENCE_SECONDS
        while (found := self.send("GET", path)[0]) != status:
            assert self.process is not None
            has_time = time.monotonic() < until and self.process.poll() is None
            assert has_time, f"it answers {found}; it said:\n{self.said()}"
            time.sleep(0.05)

    def send(
        self, method: str, path: str, body: object = None, key: str | None = None
    ) -> tuple[int, dict[str, Any]]:
        """Send one request; the status is 0 where no whole answer came."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        if key is not None:
            headers["Idempotency-Key"] = key
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"{}")
        except (OSError, http.client.HTTPException, ValueError):
            return 0, {}
        finally:
            connection.close()

    def post(self, path: str, body: dict[str, Any], key: str) -> tuple[int, dict[str, Any]]:
        """Write; where nobody listens a client rests a moment before it goes on."""
        status, answer = self.send("POST", path, body, key)
        if status == 0:
            time.sleep(0.05)
        return status, answer

    def workers(self) -> list[int]:
        """Return the ids of the processes that answer requests."""
        assert self.process is not None
        return _children(self.process.pid)

    def kill_a_worker(self, number: int = 0) -> None:
        """Kill (SIGKILL) one process that answers requests."""
        _kill(self.workers()[number : number + 1])

    def kill_all(self) -> None:
        """Kill the master and all its workers at once."""
        assert self.process is not None
        workers = self.workers()
        _kill([self.process.pid, *workers])
        self.process.wait()
        _wait_until_gone(workers)

    def end(self, number: int = signal.SIGTERM, *, seconds: float = PATIENCE_SECONDS) -> int:
        """Ask the master to end, and return its exit code."""
        assert self.process is not None
        workers = self.workers()
        self.process.send_signal(number)
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        _wait_until_gone(workers)
        return code

    def said(self) -> str:
        """Return the end of what the processes said."""
        return (self.folder / "words.txt").read_text(errors="replace")[-3000:]


@contextmanager
def running_house(url: str, folder: Path, **given: Any) -> Iterator[House]:
    """Give a house on a database that is there already, with one admin; what is left of it is killed."""
    folder.mkdir(exist_ok=True)
    with socket.create_server(("127.0.0.1", 0)) as chosen:
        port = chosen.getsockname()[1]
    house = House(url, folder, _a_token(url, folder), port)
    try:
        house.start(**given)
        yield house
    finally:
        if house.process is not None and house.process.poll() is None:
            house.kill_all()


def through_the_app(room: Newsroom, *, by: str = "rita") -> Any:
    """Return how clients write to the application in this very process."""

    def post(path: str, body: dict[str, Any], key: str) -> tuple[int, dict[str, Any]]:
        headers = {"Authorization": f"Bearer {room.tokens[by]}", "Idempotency-Key": key}
        response = room.app.test_client().post(path, json=body, headers=headers)
        answer = response.get_json(force=True)
        response.close()
        return response.status_code, answer

    return post


def _a_token(url: str, folder: Path) -> str:
    from datetime import UTC, datetime

    engine, now = create_engine(url), datetime.now(UTC)

    def work(connection: Any) -> str:
        ann = accounts.add(
            connection, email="ann@example.org", name="Ann", role="admin", now=now, new_id=new_id
        )
        _, plain = tokens.issue(
            connection,
            account_id=ann.id,
            name="tests",
            scopes=("read", "write"),
            now=now,
            new_id=new_id,
            secret="s" * 43,
            expires_at=None,
        )
        return str(plain)

    token = transact(engine, work)
    engine.dispose()
    return token


def _children(parent: int) -> list[int]:
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,stat="], capture_output=True, text=True, check=True)
    rows = [line.split() for line in listed.stdout.splitlines()]
    return [int(pid) for pid, ppid, state in rows if int(ppid) == parent and not state.startswith("Z")]


def _kill(pids: list[int]) -> None:
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def _wait_until_gone(pids: list[int]) -> None:
    until = time.monotonic() + 30
    while any(Path(f"/proc/{pid}/cmdline").exists() and _is_alive(pid) for pid in pids):
        assert time.monotonic() < until, "workers outlive their master"
        time.sleep(0.02)


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False

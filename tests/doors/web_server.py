"""One web process over a SQLite file, as the command starts it, and what is sent to it byte by byte."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from service.database import upgrade

#: A server that does not answer within this hangs; nothing is measured by it.
HANGS_AFTER = 30.0


@dataclass
class Server:
    """A web process on a port of this machine."""

    port: int
    process: subprocess.Popen[bytes]

    def connected(self) -> socket.socket:
        """Return a new connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=HANGS_AFTER)

    def answer(self, raw: bytes) -> bytes:
        """Send bytes on a connection of their own and return all that comes back until it is closed."""
        with self.connected() as connection:
            with suppress(OSError):  # refused before all of it was sent
                connection.sendall(raw)
            return _all_of(connection)

    def status(self, raw: bytes) -> int | None:
        """Return the status of the first answer; None where the connection was closed without one."""
        line = self.answer(raw).split(b"\r\n", 1)[0].split()
        return int(line[1]) if len(line) > 1 else None

    def is_well(self) -> bool:
        """Whether health is answered on a new connection."""
        return self.status(request("GET", "/healthz")) == 200

    def memory(self) -> int:
        """Return the bytes that the server and its workers hold."""
        pages = 0
        for process in (self.process.pid, *_children(self.process.pid)):
            pages += int(Path(f"/proc/{process}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")


def request(method: str, path: str, *headers: str, body: bytes = b"") -> bytes:
    """Return a request that asks for the connection to be closed behind it."""
    head = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close", *headers]
    return "\r\n".join([*head, "", ""]).encode() + body


@contextmanager
def running(folder: Path, **more: str) -> Iterator[Server]:
    """Give a running web process over a fresh SQLite file, with more settings."""
    upgrade(f"sqlite:///{folder / 'hearsay.db'}")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        "HEARSAY_DATA_DIR": str(folder),
        "HEARSAY_DATABASE_URL": f"sqlite:///{folder / 'hearsay.db'}",
        "HEARSAY_PORT": str(port),
        "HEARSAY_WEB_PROCESSES": "1",
        "HEARSAY_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz",
        **more,
    }
    command = [sys.executable, "-m", "service.doors", "web"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, env={**os.environ, **settings}, stdout=subprocess.DEVNULL, stderr=log
        )
    made = Server(port, process)
    try:
        _wait_for(made, folder)
        yield made
    finally:
        process.terminate()
        process.wait(HANGS_AFTER)


def _all_of(connection: socket.socket) -> bytes:
    pieces = []
    try:
        while piece := connection.recv(65_536):
            pieces.append(piece)
    except ConnectionError:
        pass  # closed while we were still sending
    return b"".join(pieces)


def _children(parent: int) -> list[int]:
    found = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    return [int(one) for one in found.split()]


def _wait_for(server: Server, folder: Path) -> None:
    for _ in range(600):
        try:
            if server.is_well():
                return
        except OSError:
            pass
        assert server.process.poll() is None, f"the server ended; see {folder}/log"
        time.sleep(0.1)
    raise AssertionError(f"the server does not answer; see {folder}/log")

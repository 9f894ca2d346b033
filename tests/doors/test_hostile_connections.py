"""What comes over the wire and is no proper request: the running server refuses it and goes on answering."""

import gzip
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from service.database import upgrade

#: A server that does not answer within this hangs; nothing is measured by it.
HANGS_AFTER = 30.0
#: Threads that answer, of the one web process that runs here.
THREADS = 2

pytestmark = pytest.mark.no_cover


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


def post(*headers: str, body: bytes = b"") -> bytes:
    """Return a request with a body for which nobody has signed in."""
    return request("POST", "/api/v1/claims", "Content-Type: application/json", *headers, body=body)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return a running web process over a fresh SQLite file."""
    folder = tmp_path_factory.mktemp("server")
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


def test_a_body_that_never_ends_is_cut_off(server):
    chunk = b"10000\r\n" + b" " * 65_536 + b"\r\n"

    assert server.status(post("Transfer-Encoding: chunked", body=chunk * 200)) in (401, 413, None)
    assert server.is_well()


def test_64_megabytes_are_refused_and_not_kept(server):
    assert server.is_well()
    before = server.memory()

    statuses = {server.status(post("Content-Length: 67108864", body=b" " * 67_108_864)) for _ in range(3)}

    assert statuses <= {401, 413, None}
    assert server.memory() - before < 20_000_000
    assert server.is_well()


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"GET\r\n\r\n", id="half a line"),
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 32, id="TLS"),
        pytest.param(b"GET / HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n", id="a version there is none of"),
        pytest.param(b"GET /healthz HTTP/1.1\r\nHo st: x\r\n\r\n", id="a space in a header's name"),
        pytest.param(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nA: b\0c\r\n\r\n", id="NUL in a header"),
        pytest.param(request("GET", "/" + "a" * 100_000), id="an address of 100 kB"),
        pytest.param(request("GET", "/healthz", *(f"X-{n}: a" for n in range(2000))), id="2,000 headers"),
        pytest.param(post("Content-Length: 2", "Content-Length: 3", body=b"{}x"), id="two lengths"),
        pytest.param(post("Content-Length: -1"), id="a length below nothing"),
        pytest.param(post("Content-Length: 1e3", body=b"{}"), id="a length that is no number"),
        pytest.param(post("Transfer-Encoding: chunked", body=b"zz\r\n{}\r\n0\r\n\r\n"), id="a chunk of zz"),
    ],
)
def test_what_is_no_request_is_refused(server, raw):
    status = server.status(raw)

    assert status is None or 400 <= status < 500
    assert server.is_well()


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(("Content-Length: 4", "Transfer-Encoding: chunked"), id="length first"),
        pytest.param(("Transfer-Encoding: chunked", "Content-Length: 4"), id="chunks first"),
        pytest.param(("Transfer-Encoding: xchunked", "Content-Length: 4"), id="an unknown coding"),
        pytest.param(("Transfer-Encoding : chunked", "Content-Length: 4"), id="a space before the colon"),
    ],
)
def test_a_second_request_hidden_in_a_body_is_not_answered(server, headers):
    hidden = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    raw = post(*headers, body=b"0\r\n\r\n" + hidden)

    answers = server.answer(raw.replace(b"Connection: close\r\n", b"", 1) + b"\r\n")

    assert answers.count(b"HTTP/1.1 200") == 0
    assert server.is_well()


def test_a_cookie_of_8_kilobytes_lets_nobody_in(server):
    assert server.status(request("GET", "/account", f"Cookie: hearsay={'a' * 8000}")) in (303, 400, 431)


def test_a_compressed_body_is_not_unpacked(server):
    bomb = gzip.compress(b" " * 10_000_000)

    status = server.status(post("Content-Encoding: gzip", f"Content-Length: {len(bomb)}", body=bomb))

    assert status in (401, 415)


def test_half_sent_requests_keep_nobody_from_the_health(server):
    waiting = [server.connected() for _ in range(4 * THREADS * 5)]
    try:
        for connection in waiting:
            connection.sendall(b"POST /api/v1/claims HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Ty")

        assert server.is_well()
    finally:
        for connection in waiting:
            connection.close()


def test_clients_that_go_away_take_nothing_with_them(server):
    for number in range(200):
        with server.connected() as connection:
            half = request("GET", "/sign-in")[: 10 + number % 60]
            connection.sendall(request("GET", "/sign-in") if number % 2 else half)

    assert server.is_well()
    assert server.status(request("GET", "/sign-in")) == 200


def test_no_answer_tells_the_version_of_the_server(server):
    for raw in (request("GET", "/healthz"), request("GET", "/" + "a" * 100_000), b"GET\r\n\r\n"):
        head = server.answer(raw).split(b"\r\n\r\n", 1)[0].lower()

        assert b"granian/" not in head
        assert b"python" not in head


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


def _wait_for(server: Server, folder: object) -> None:
    for _ in range(600):
        try:
            if server.is_well():
                return
        except OSError:
            pass
        assert server.process.poll() is None, f"the server ended; see {folder}/log"
        time.sleep(0.1)
    raise AssertionError(f"the server does not answer; see {folder}/log")

"""What comes over the wire and is no proper request: the running server refuses it and goes on answering."""

import gzip
from collections.abc import Iterator

import pytest

from tests.doors.web_server import Server, request, running

#: Requests at work at once in the one web process that runs here.
THREADS = 2

pytestmark = pytest.mark.no_cover


def post(*headers: str, body: bytes = b"") -> bytes:
    """Return a request with a body for which nobody has signed in."""
    return request("POST", "/api/v1/claims", "Content-Type: application/json", *headers, body=body)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return a running web process over a fresh SQLite file."""
    with running(tmp_path_factory.mktemp("server")) as made:
        yield made


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

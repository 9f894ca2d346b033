"""Requests that wait for news on a running server: they starve nobody, hear of every process, end with it."""

import json
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from service.api import waiting
from service.changes import claims
from service.database import create_engine, reading, transact
from service.doors import web
from service.ledger import log
from tests.builders import context, reported
from tests.doors.web_server import HANGS_AFTER, Server, request, running

#: Whoever reads from one address may wait so often; the proxy's word is believed here.
BELIEVED = {"HEARSAY_PUBLIC_READ": "1", "HEARSAY_PROXY_HOPS": "1", "HEARSAY_READS_A_MINUTE": "0"}
MOST_SECONDS = 25

pytestmark = pytest.mark.no_cover


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Return a web process that lets the public read."""
    with running(tmp_path, **BELIEVED) as made:
        yield made


class Waiter(threading.Thread):
    """A client that waits for news, from an address of its own unless told."""

    def __init__(self, server: Server, number: int, after: int = 0) -> None:
        super().__init__(daemon=True)
        head = f"X-Forwarded-For: 10.0.0.{number}"
        self.ask = partial(
            server.answer, request("GET", f"/api/v1/changes?after={after}&wait={MOST_SECONDS}", head)
        )
        self.heard = b""
        self.start()

    def run(self) -> None:
        """Ask, and keep what is answered."""
        self.heard = self.ask()

    @property
    def status(self) -> int:
        """The answer's status, once it is there."""
        self.join(HANGS_AFTER)
        return int(self.heard.split()[1])

    @property
    def body(self) -> dict:
        """The answer's body."""
        self.join(HANGS_AFTER)
        return json.loads(self.heard.partition(b"\r\n\r\n")[2])


def test_all_the_places_taken_everybody_else_is_answered_as_ever(server):
    waiters = [Waiter(server, number) for number in range(waiting.MOST)]
    time.sleep(1)

    one_more = Waiter(server, 200)

    assert one_more.status == 503
    assert b"retry-after: 5" in one_more.heard.lower()
    for _ in range(3 * web.AT_WORK):
        assert server.is_well()
        assert server.status(request("GET", "/api/v1/claims")) == 200
    assert [waiter.is_alive() for waiter in waiters] == [True] * waiting.MOST


def test_one_reader_does_not_take_all_the_places(server):
    waiters = [Waiter(server, 7) for _ in range(waiting.MOST_OF_ONE + 2)]
    time.sleep(1)

    other = Waiter(server, 8)
    time.sleep(0.5)

    assert sorted(waiter.is_alive() for waiter in waiters) == [False] * 2 + [True] * waiting.MOST_OF_ONE
    assert {waiter.status for waiter in waiters if not waiter.is_alive()} == {503}
    assert other.is_alive()


def test_what_another_process_writes_is_heard_at_once(server, tmp_path):
    waiters = [Waiter(server, number) for number in range(3)]
    time.sleep(0.5)
    here = create_engine(f"sqlite:///{tmp_path / 'hearsay.db'}")

    transact(here, lambda connection: claims.report_claim(connection, reported(), context()))

    with reading(here) as connection:
        head = log.head(connection)
    assert head > 0
    assert [waiter.body["last_position"] for waiter in waiters] == [head] * 3
    here.dispose()


def test_who_waits_does_not_keep_the_server_from_ending(server):
    waiters = [Waiter(server, number) for number in range(3)]
    time.sleep(0.5)

    began = time.monotonic()
    server.process.terminate()
    server.process.wait(HANGS_AFTER)

    assert time.monotonic() - began < MOST_SECONDS / 2
    assert [waiter.status for waiter in waiters] == [200, 200, 200]
    assert waiters[0].body["items"] == []

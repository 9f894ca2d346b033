"""Races the API against constant answers of the same server: follow-ups posted, one claim read."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bench.generator import Generator, request
from bench.ours import Ours
from bench.places import Places
from bench.sample import WORDS
from bench.table import Row, rate
from bench.timing import Contestant, Result, race
from service.access import accounts, tokens
from service.database import create_engine, transact
from service.settings import from_environment
from service.wiring import wire

ROUNDS = 7
#: Follow-ups go to so many claims in turn, of twenty entries each at first.
CLAIMS = 100
START_SECONDS = 30


def measured(places: Places) -> Iterator[Row]:
    """Serve on both engines and give a row for each ratio."""
    for engine in places.engines:
        with places.fresh(engine) as url:
            ours = Ours(url)
            ours.hold(CLAIMS)
            claims = ours.held()
            ours.close()
            environment = _environment(places, engine, url)
            token = _token(environment)
            with _serving(environment) as port:
                generator = Generator("127.0.0.1", port)
                try:
                    yield from _rows(engine, _raced(generator, claims, token))
                finally:
                    generator.close()


def _raced(generator: Generator, claims: list[str], token: str) -> Result:
    follow_up = json.dumps({"kind": "check", "looked_on": "2022-09-29", "note": WORDS}).encode()
    posts = [
        request("POST", f"/api/v1/claims/{claim}/follow-ups", token=token, body=follow_up) for claim in claims
    ]
    gets = [request("GET", f"/api/v1/claims/{claim}", token=token) for claim in claims]

    def send(requests: list[bytes], status: int, count: int) -> None:
        generator.send(count, lambda number: requests[number % len(requests)], status=status)

    def constant(method: str, path: str, count: int) -> Contestant:
        body = follow_up if method == "POST" else b""
        one = [request(method, path, token=token, body=body)]
        return Contestant(f"{method} {path}", partial(send, one, 200), count)

    return race(
        [
            Contestant("POST", partial(send, posts, 201), 200),
            Contestant("GET", partial(send, gets, 200), 400),
            *(constant(method, path, 800) for method in ("POST", "GET") for path in CONSTANTS),
        ],
        rounds=ROUNDS,
    )


#: By path: how the constant answer is called in the table, and the goals of POST and GET over it.
CONSTANTS = {"/bench/flask": "constant JSON, Flask", "/bench/wsgi": "constant JSON, bare WSGI"}
GOALS = {("POST", "/bench/flask"): 0.25, ("GET", "/bench/flask"): 0.5}
NAMES = {"POST": "POST of a follow-up", "GET": "GET of one claim"}


def _rows(engine: str, result: Result) -> Iterator[Row]:
    for method in ("POST", "GET"):
        for path, name in CONSTANTS.items():
            theirs = f"{method} {path}"
            yield Row(
                NAMES[method], engine, name, result.ratio(method, theirs), GOALS.get((method, path)),
                worst=min(result.ratios(method, theirs)),
                ours=rate(result.per_second(method)), theirs=rate(result.per_second(theirs)),
            )  # fmt: skip


def _environment(places: Places, engine: str, url: str) -> dict[str, str]:
    with socket.create_server(("127.0.0.1", 0)) as chosen:
        port = chosen.getsockname()[1]
    folder = places.folder / f"data-{engine}"
    folder.mkdir(mode=0o700)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HEARSAY_")}
    ours = {
        "HEARSAY_DATABASE_URL": url,
        "HEARSAY_DATA_DIR": str(folder),
        "HEARSAY_PORT": str(port),
        "HEARSAY_ZONE": "UTC",
        # One account asks as fast as it can: that is what is measured.
        "HEARSAY_WRITES_A_MINUTE": "0",
        "HEARSAY_READS_A_MINUTE": "0",
    }
    return kept | ours


def _token(environment: dict[str, str]) -> str:
    """Make an editor with a token, and return its plain text."""
    wiring = wire(from_environment(environment))
    engine, now = create_engine(environment["HEARSAY_DATABASE_URL"]), datetime.now(UTC)
    account = transact(
        engine,
        lambda connection: accounts.add(
            connection, email="bench@example.org", name="Bench", role="editor", now=now, new_id=wiring.new_id
        ),
    )
    _, plain = transact(
        engine,
        lambda connection: tokens.issue(
            connection,
            account_id=account.id,
            name="bench",
            scopes={"read", "write"},
            now=now,
            new_id=wiring.new_id,
            secret=wiring.new_secret(),
        ),
    )
    engine.dispose()
    wiring.engine.dispose()
    return plain


@contextmanager
def _serving(environment: dict[str, str]) -> Iterator[int]:
    """Start the web processes and give their port; they are gone afterwards."""
    port = int(environment["HEARSAY_PORT"])
    root = Path(__file__).resolve().parent.parent
    process = subprocess.Popen([sys.executable, "-m", "bench.server"], env=environment, cwd=root)
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise TimeoutError("the web processes did not start")

"""PostgreSQL stops, restarts, or its line is cut, while many write: 503 meanwhile, and nothing is lost."""

import gc
import os
import subprocess
import threading
import time
import warnings
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text

from service import database
from service.database import Unavailable, create_engine
from service.rounds.round import run_round
from tests import postgres
from tests.api_newsroom import claim_body, newsroom
from tests.faults.house import through_the_app
from tests.faults.invariants import broken
from tests.faults.restarts import AT_ONCE, IMMEDIATELY, OwnPostgres, own_postgres
from tests.faults.test_files import fill
from tests.faults.writes import Clients
from tests.ledger.proxy import Proxy
from tests.postgres_binaries import unprivileged_account

# Lines that were lost in the middle are let go of by the garbage collector, which psycopg remarks upon.
pytestmark = [pytest.mark.faults, pytest.mark.filterwarnings("ignore::ResourceWarning")]
CLAIMS = "/api/v1/claims"
#: Nothing but these may ever be answered: done, refused for its content, try again.
HONEST = {201, 422, 503}


@pytest.fixture(autouse=True)
def lost_lines_are_let_go():
    """Let the garbage collector have them before the next test, which would be blamed."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.fixture(scope="module")
def server() -> Iterator[OwnPostgres]:
    with own_postgres() as server:
        yield server


@pytest.fixture
def own_engine(server):
    engine = create_engine(server.url)
    yield engine
    engine.dispose()


@pytest.fixture
def own_room(own_engine, clock, tmp_path):
    """Return a newsroom on the server that this test may stop."""
    with own_engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("DELETE FROM tokens"))
        connection.execute(text("DELETE FROM accounts"))
    return newsroom(own_engine, clock, tmp_path, writes_a_minute=0, reads_a_minute=0)


def test_a_server_that_crashes_again_and_again_loses_nothing_it_acknowledged(server, own_room, own_engine):
    clients = Clients(through_the_app(own_room), name="crash")

    def crash():
        for _ in range(3):
            server.stop(IMMEDIATELY)
            server.start()
            time.sleep(1.0)

    clients.while_they_write(crash)
    clients.ask_again()

    assert clients.told()["unknown"] == 0
    assert clients.statuses() <= HONEST
    assert 503 in clients.statuses()
    assert broken(own_engine, writes=clients.writes) == []


def test_while_the_server_is_away_the_service_says_so_and_goes_on_by_itself(server, own_room, own_engine):
    claim = own_room.claim(text="it stops")
    server.stop(AT_ONCE)

    alive, ready = own_room.get("/healthz", by=None), own_room.get("/readyz", by=None)
    refused = own_room.post(CLAIMS, claim_body(text="while it was away"), by="rita", Idempotency_Key="away")
    with pytest.raises(Unavailable):
        run_round(own_room.wiring)
    server.start()
    again = own_room.post(CLAIMS, claim_body(text="while it was away"), by="rita", Idempotency_Key="away")
    own_room.clock.advance(timedelta(days=3))
    tally = run_round(own_room.wiring)

    assert (alive.status_code, ready.status_code, refused.status_code) == (200, 503, 503)
    assert int(refused.headers["Retry-After"]) > 0
    assert again.status_code == 201
    assert (tally.error, tally.flagged >= 2) == (None, True)
    assert own_room.get(f"{CLAIMS}/{claim['id']}").status_code == 200
    assert broken(own_engine, rounds_ran_at=own_room.clock()) == []


@pytest.fixture
def small_disk(server):
    """Give the address of a migrated database on a disk with 2 MB of room, and a way to enlarge the disk."""
    home = server.server.home
    assert home is not None
    disk = home / "small"
    disk.mkdir()
    # A disk of its own needs the right to mount one, as in a container with that right or for root.
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200m", "tmpfs", disk], check=True)
    try:
        account = unprivileged_account()
        if account is not None:
            os.chown(disk, account.pw_uid, account.pw_gid)
        with postgres.connect(server.url) as connection:
            connection.execute(f"CREATE TABLESPACE small LOCATION '{disk}'")
            connection.execute("CREATE DATABASE small TABLESPACE small")
        url = server.url.rpartition("/")[0] + "/small"
        database.upgrade(url)
        used = os.statvfs(disk)
        size = (used.f_blocks - used.f_bfree) * used.f_frsize + 2_000_000
        subprocess.run(["mount", "-o", f"remount,size={size}", disk], check=True)
        yield url, lambda: subprocess.run(["mount", "-o", "remount,size=200m", disk], check=True)
        with postgres.connect(server.url) as connection:
            connection.execute("DROP DATABASE small WITH (FORCE)")
            connection.execute("DROP TABLESPACE small")
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_full_disk_of_the_server_is_answered_with_try_again_and_goes_on_once_it_is_larger(
    small_disk, clock, tmp_path
):
    url, enlarge = small_disk
    engine = create_engine(url)
    room = newsroom(engine, clock, tmp_path, writes_a_minute=0, reads_a_minute=0)

    claim, writes, refused = fill(room)
    read = room.get(f"{CLAIMS}/{claim}")
    enlarge()
    again = room.post(f"{CLAIMS}/{claim}/follow-ups", {"kind": "note", "note": "there is room"})

    assert (refused.status_code, read.status_code, again.status_code) == (503, 200, 201)
    assert int(refused.headers["Retry-After"]) > 0
    assert broken(engine, writes=writes) == []
    engine.dispose()


@pytest.mark.engines("postgresql")
@pytest.mark.parametrize("mode", ["cut_after_commit", "cut_before_commit"])
def test_lines_cut_around_one_commit_after_another_make_no_write_twice_or_a_ghost(
    mode, engine, database_url, clock, tmp_path
):
    with Proxy(database_url) as line:
        through = create_engine(line.url)
        room = newsroom(through, clock, tmp_path, writes_a_minute=0, reads_a_minute=0)
        clients = Clients(through_the_app(room))

        def cut():
            until = time.monotonic() + 60
            while line.cuts < 6 and time.monotonic() < until:
                line.mode = mode
                time.sleep(0.1)
            line.mode = "pass"

        clients.while_they_write(cut)
        clients.ask_again()
        through.dispose()

    assert line.cuts >= 6
    assert clients.told()["unknown"] == 0
    assert clients.statuses() <= HONEST
    assert broken(engine, writes=clients.writes) == []


@pytest.mark.engines("postgresql")
def test_sessions_that_the_server_ends_all_the_time_are_replaced_and_nothing_is_lost(room, engine):
    clients = Clients(through_the_app(room))
    stop = threading.Event()
    killer = create_engine(engine.url.render_as_string(hide_password=False))
    end_all = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid() AND pid <> ALL(:not_ours)"
    )
    engine.dispose()
    with killer.connect() as connection:
        query = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
        not_ours = list(connection.execute(text(query)).scalars())

    def end_sessions():
        with killer.connect() as connection:
            for _ in range(15):
                connection.execute(end_all, {"not_ours": not_ours})
                connection.commit()
                stop.wait(0.2)

    clients.while_they_write(end_sessions)
    clients.ask_again()
    killer.dispose()

    assert clients.told()["unknown"] == 0
    assert clients.told()["done"] > 10
    assert clients.statuses() <= HONEST
    assert broken(engine, writes=clients.writes) == []

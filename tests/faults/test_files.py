"""The file or the disk is full, held, limited or read for long; copies are made while many write."""

import os
import shutil
import subprocess
import sys
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, make_url

from service import database
from service.database import create_engine, engines, reading, transactions
from service.ledger import log
from tests.api_newsroom import claim_body, newsroom
from tests.faults.house import ROOT, running_house, through_the_app
from tests.faults.invariants import broken, digest
from tests.faults.writes import Clients, Write

CLAIMS = "/api/v1/claims"


def fill(room, *, most=4000):
    """Write long notes until something else than 201 is answered; return the writes and the last answer."""
    claim = room.claim(text="filled")["id"]
    writes = []
    for number in range(most):
        words = f"{number} " + "x" * 1500
        body = {"kind": "note", "note": words}
        response = room.post(f"{CLAIMS}/{claim}/follow-ups", body, Idempotency_Key=f"fill-{number}")
        if response.status_code != 201:
            writes.append(Write(words, "", {}, "", "unknown"))
            return claim, writes, response
        writes.append(Write(words, "", {}, "", "done", (claim, response.get_json()["version"])))
    raise AssertionError("it was never full")


@pytest.mark.engines("sqlite")
def test_a_full_file_is_answered_with_try_again_and_goes_on_once_there_is_room(room, engine):
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    limit(engine, pages + 60)

    claim, writes, refused = fill(room)
    read = room.get(f"{CLAIMS}/{claim}")
    limit(engine, 1_000_000)
    again = room.post(f"{CLAIMS}/{claim}/follow-ups", {"kind": "note", "note": "there is room"})

    assert (refused.status_code, read.status_code, again.status_code) == (503, 200, 201)
    assert int(refused.headers["Retry-After"]) > 0
    assert broken(engine, writes=writes) == []


def limit(engine, pages):
    """Let no connection make the file larger than so many pages."""
    engine.dispose()

    @event.listens_for(engine, "connect")
    def _limit(connection, _record):
        connection.execute(f"PRAGMA max_page_count={pages}")


@pytest.mark.faults
def test_a_full_disk_is_answered_with_try_again_and_goes_on_once_it_is_larger(clock, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    # A disk of its own needs the right to mount one, as in a container with that right or for root.
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk], check=True)
    try:
        url = f"sqlite:///{disk / 'hearsay.db'}"
        database.upgrade(url)
        engine = create_engine(url)
        room = newsroom(engine, clock, tmp_path, writes_a_minute=0, reads_a_minute=0)

        claim, writes, refused = fill(room)
        read = room.get(f"{CLAIMS}/{claim}")
        subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
        again = room.post(f"{CLAIMS}/{claim}/follow-ups", {"kind": "note", "note": "there is room"})

        assert (refused.status_code, read.status_code, again.status_code) == (503, 200, 201)
        assert broken(engine, writes=writes) == []
        engine.dispose()
    finally:
        subprocess.run(["umount", disk], check=True)


@pytest.mark.faults
@pytest.mark.engines("sqlite")
def test_workers_that_may_write_no_larger_files_acknowledge_nothing_they_do_not_keep(
    database_url, engine, tmp_path
):
    with running_house(database_url, tmp_path / "data") as house:
        before = Path(str(make_url(database_url).database)).stat().st_size
        for pid in house.workers():
            subprocess.run(["prlimit", "--pid", str(pid), f"--fsize={before + 300_000}:"], check=True)
        clients = Clients(house.post, many=2)
        enough = threading.Event()

        def wait():
            while not enough.wait(0.1):
                if 503 in clients.statuses() or len(clients.writes) > 2000:
                    enough.set()

        clients.while_they_write(wait)
        for pid in house.workers():
            subprocess.run(["prlimit", "--pid", str(pid), "--fsize=unlimited:"], check=True)
        clients.ask_again()

    assert 503 in clients.statuses()
    assert clients.statuses() <= {0, 201, 422, 503}
    assert clients.told()["unknown"] == 0
    assert broken(engine, writes=clients.writes) == []


@pytest.mark.engines("sqlite")
def test_a_file_that_another_program_holds_is_answered_with_try_again_and_then_goes_on(
    room, engine, database_url, monkeypatch
):
    monkeypatch.setattr(engines, "BUSY_TIMEOUT", timedelta(milliseconds=50))
    monkeypatch.setattr(transactions, "KEEPS_TRYING_FOR", timedelta(milliseconds=200))
    engine.dispose()
    impatient = create_engine(database_url)
    room = newsroom_on(room, impatient)
    room.get(CLAIMS)
    body = claim_body(text="held")

    with closing(database.sqlite_driver().connect(make_url(database_url).database)) as stranger:
        stranger.isolation_level = None
        stranger.execute("BEGIN EXCLUSIVE")
        held = room.post(CLAIMS, body, by="rita", Idempotency_Key="held")
        stranger.execute("ROLLBACK")
    free = room.post(CLAIMS, body, by="rita", Idempotency_Key="held")
    impatient.dispose()

    assert (held.status_code, free.status_code) == (503, 201)
    assert int(held.headers["Retry-After"]) > 0
    write = Write("held", "", {}, "held", "done", (free.get_json()["id"], 1))
    assert broken(engine, writes=[write]) == []


def newsroom_on(room, engine):
    """Return the same newsroom, whose application goes through another engine."""
    from dataclasses import replace

    from service.doors.app import create_app

    wiring = replace(room.wiring, engine=engine)
    return replace(room, engine=engine, wiring=wiring, app=create_app(wiring, started_at=room.clock()))


WRITER = """
import sys
from service import database
from service.domain.events import Noted
from tests.newsroom import Newsroom
newsroom = Newsroom(database.create_engine(sys.argv[1]))
number = 0
while number < 20:
    try:
        newsroom.follow_up(sys.argv[2], Noted(note=f"{sys.argv[3]} {number}"))
    except database.Unavailable:
        continue  # others kept coming first: nothing was written
    number += 1
"""


@pytest.mark.faults
def test_eight_processes_that_write_to_one_claim_all_come_through(room, engine, database_url):
    claim = room.claim(text="one for all")["id"]
    command = [sys.executable, "-c", WRITER, database_url, claim]
    writers = [
        subprocess.Popen([*command, f"writer {number}"], cwd=ROOT, stderr=subprocess.PIPE, text=True)
        for number in range(8)
    ]
    said = [writer.communicate(timeout=240)[1] for writer in writers]

    assert said == [""] * 8
    with reading(engine) as connection:
        words = [str(getattr(one.entry.event, "note", None)) for one in log.read(connection, claim)[1:]]
    assert sorted(words) == sorted(f"writer {n} {m}" for n in range(8) for m in range(20))
    assert broken(engine) == []


@pytest.mark.faults
@pytest.mark.engines("sqlite")
def test_the_journal_shrinks_back_to_use_once_a_long_reader_is_gone(room, engine, database_url):
    journal = Path(f"{make_url(database_url).database}-wal")
    claim = room.claim(text="read for long")["id"]

    def write(count):
        for number in range(count):
            body = {"kind": "note", "note": f"{number} " + "x" * 1500}
            assert room.post(f"{CLAIMS}/{claim}/follow-ups", body).status_code == 201
        return journal.stat().st_size

    with reading(engine) as connection:
        seen = log.head(connection)
        held = write(300)
        assert log.head(connection) == seen
    write(20)
    after = write(300)

    # The pages of before are used again: the journal has not grown by as much once more.
    assert after < held * 1.5
    assert broken(engine) == []


def command(url, folder, *arguments):
    environment = {**os.environ, "HEARSAY_DATABASE_URL": url, "HEARSAY_DATA_DIR": str(folder)}
    return subprocess.run(
        [sys.executable, "-m", "service.doors", *arguments],
        cwd=ROOT, env=environment, capture_output=True, text=True,
    )  # fmt: skip


@pytest.mark.faults
def test_a_backup_made_while_many_write_holds_all_that_was_acknowledged_before_and_is_sound(
    room, engine, database_url, databases, engine_name, tmp_path
):
    clients = Clients(through_the_app(room))
    file = tmp_path / "backup.gz"
    before: list[Write] = []

    def back_up():
        before.extend(one for one in clients.writes if one.told == "done")
        ended = command(database_url, tmp_path, "backup", str(file))
        assert ended.returncode == 0, ended.stderr

    clients.while_they_write(back_up)
    with databases.fresh(engine_name) as url:
        ended = command(url, tmp_path, "restore", str(file))
        restored = create_engine(url)

        assert ended.returncode == 0, ended.stderr
        assert broken(restored, writes=before) == []
        position, seal = digest(restored)
        assert digest(engine, until=position) == (position, seal)
        restored.dispose()
    assert before != []
    assert broken(engine, writes=clients.writes) == []


@pytest.mark.engines("sqlite")
def test_a_plain_copy_of_a_file_in_use_is_told_from_a_backup(room, engine, database_url, tmp_path):
    """The check can fail: the copy lacks what stands in the journal alone."""
    response = room.post(CLAIMS, claim_body(text="in the journal"), by="rita")
    write = Write("in the journal", "", {}, "", "done", (response.get_json()["id"], 1))
    copy = tmp_path / "copy.db"
    shutil.copy(str(make_url(database_url).database), copy)
    copied = create_engine(f"sqlite:///{copy}")

    found = broken(copied, writes=[write])
    copied.dispose()

    assert any(one.startswith("LOST") for one in found)
    assert broken(engine, writes=[write]) == []

"""The parent and its children: who may start, and that nobody is left behind."""

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from service.doors import processes, web
from service.doors.exits import Stop
from service.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
#: A parent with one child that only sleeps; prints both ids.
PARENT = """
import os, signal, sys, time
from service.doors import processes

def work():
    {work}
    time.sleep(60)

stopping = processes.Stopping()
child = processes.start("sleeper", work, closing=stopping.handles)
time.sleep(0.3)
print(child.pid, flush=True)
while not stopping.asked:
    stopping.wait([child], seconds=60)
processes.END_PATIENCE_SECONDS = 0.5
processes.end([child])
print("ended", child.exitcode, flush=True)
"""


@pytest.fixture
def parent():
    """Give a function that starts such a parent; what is left of it is ended."""
    started = []

    def start(work="pass"):
        process = subprocess.Popen(
            [sys.executable, "-c", PARENT.format(work=work)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert process.stdout is not None
        started.append(process)
        return process, int(process.stdout.readline())

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def is_gone(pid):
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


def test_a_new_data_folder_is_for_its_owner_alone(tmp_path):
    folder = tmp_path / "a" / "data"

    processes.make_private(folder)

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_that_is_there_stays_as_it_is(tmp_path):
    tmp_path.chmod(0o750)

    processes.make_private(tmp_path)

    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o750


def test_a_file_is_no_data_folder(tmp_path):
    (tmp_path / "data").touch()

    with pytest.raises(Stop, match="is a file"):
        processes.make_private(tmp_path / "data")


def test_a_data_folder_has_one_holder_at_a_time(tmp_path):
    handle = processes.hold(tmp_path)
    with pytest.raises(Stop, match="Another hearsay run works on"):
        processes.hold(tmp_path)

    os.close(handle)

    os.close(processes.hold(tmp_path))


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(processes, "PORT_PATIENCE_SECONDS", 0.0)


def test_a_port_that_is_taken_is_refused(impatient):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(Stop, match=f"Cannot listen on 127.0.0.1, port {port}") as stopped:
            processes.require_free("127.0.0.1", port)

    assert "HEARSAY_PORT" in stopped.value.what_to_do
    processes.require_free("127.0.0.1", port)


def test_an_address_this_machine_does_not_have_is_refused(impatient):
    with pytest.raises(Stop, match=r"Cannot listen on 203\.0\.113\.1"):
        processes.require_free("203.0.113.1", 8000)


def test_asked_to_stop_the_parent_ends_its_child(parent):
    process, child = parent()

    process.send_signal(signal.SIGTERM)

    assert process.wait(30) == 0
    assert process.stdout.read() == f"ended {-signal.SIGTERM}\n"
    assert is_gone(child)


def test_a_child_that_will_not_end_is_made_to(parent):
    process, child = parent("signal.signal(signal.SIGTERM, signal.SIG_IGN)")

    process.send_signal(signal.SIGINT)

    assert process.wait(30) == 0
    assert process.stdout.read() == f"ended {-signal.SIGKILL}\n"
    assert is_gone(child)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children that their parent is gone")
def test_a_child_ends_when_its_parent_is_killed(parent):
    process, child = parent()

    process.kill()

    assert is_gone(child)


def test_ctrl_c_on_the_terminal_reaches_the_parent_alone(parent):
    process, child = parent()

    assert os.getpgid(child) != os.getpgid(process.pid)


def test_web_processes_are_told_when_they_started_and_where_to_count(tmp_path, monkeypatch):
    for name in ("HEARSAY_INSTANCE", "HEARSAY_STARTED_AT", "PROMETHEUS_MULTIPROC_DIR"):
        monkeypatch.setenv(name, "before")
    (tmp_path / "metrics").mkdir()
    (tmp_path / "metrics" / "counter_1.db").touch()

    instance = web.prepare(Settings(data_dir=tmp_path, database_url="sqlite://"))

    assert os.environ["HEARSAY_INSTANCE"] == instance
    assert os.environ["HEARSAY_STARTED_AT"].endswith("+00:00")
    assert os.environ["PROMETHEUS_MULTIPROC_DIR"] == str(tmp_path / "metrics")
    assert list((tmp_path / "metrics").iterdir()) == []

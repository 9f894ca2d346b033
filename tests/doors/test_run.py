"""The parent of `hearsay run`: when it is ready, what it starts again, what ends it."""

import http.server
import json
import os
import stat
import threading

import pytest

from service.doors import exits, first_start, processes, run, web
from service.settings import Settings


class FakeProcess:
    """A child that lives until a test says otherwise."""

    def __init__(self, name):
        self.name, self.exitcode = name, None

    def is_alive(self):
        return self.exitcode is None


class FakeStopping:
    """Counts how often the parent slept; asks it to stop after some times."""

    def __init__(self, most=3):
        self.slept, self.most, self.seconds = 0, most, []
        self.at_sleep = lambda: None

    @property
    def asked(self):
        return self.slept >= self.most

    def wait(self, children, *, seconds):
        self.slept += 1
        self.seconds.append(seconds)
        self.at_sleep()


@pytest.fixture
def started(monkeypatch):
    """The children that were started, in order."""
    children = []

    def start(name, work, *, closing):
        children.append(FakeProcess(name))
        return children[-1]

    monkeypatch.setattr(processes, "start", start)
    monkeypatch.setattr(web, "preload", lambda: None)
    return children


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path, database_url="sqlite://")


def house(settings, stopping):
    made = run._House(settings, stopping, ())
    made.start()
    return made


def test_it_runs_until_it_is_asked_to_stop(started, settings, capsys):
    stopping = FakeStopping(most=3)

    assert house(settings, stopping).keep_running() == exits.OK

    assert stopping.slept == 3
    assert [child.name for child in started] == ["hearsay scheduler", "hearsay web"]
    assert capsys.readouterr().err == "Stopping.\n"


def test_a_scheduler_that_died_is_started_again_after_a_pause(started, settings, capsys):
    stopping = FakeStopping(most=4)
    running = house(settings, stopping)
    started[0].exitcode = -9

    running.keep_running()

    assert [child.name for child in started].count("hearsay scheduler") == 2
    assert running.children[1] is started[2]
    assert "The scheduler ended (exit code -9); it is started again." in capsys.readouterr().err


def test_a_scheduler_that_keeps_dying_is_started_ever_more_rarely(started, settings):
    stopping = FakeStopping(most=16)
    running = house(settings, stopping)

    def die():
        running.children[1].exitcode = 1

    stopping.at_sleep = die
    running.keep_running()

    pauses = [seconds for seconds in stopping.seconds if seconds != 1.0]
    assert pauses == [2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0]


def test_it_ends_when_the_web_processes_do(started, settings):
    running = house(settings, FakeStopping(most=50))
    started[1].exitcode = 1

    with pytest.raises(exits.Stop, match=r"ended by themselves \(exit code 1\)") as stopped:
        running.keep_running()

    assert stopped.value.code == exits.FAILED


def test_asked_to_stop_before_it_is_ready_it_is_no_failure(started, settings):
    assert house(settings, FakeStopping(most=0)).wait_until_ready("a") is False


@pytest.fixture
def whole_run(started, settings, monkeypatch):
    """Give a function that plays `hearsay run` with children that do nothing, until it is asked to stop."""
    monkeypatch.setenv("HEARSAY_REQUEST_LOG", "")
    monkeypatch.setattr(processes, "require_free", lambda host, port: None)
    monkeypatch.setattr(processes, "end", lambda children: None)
    monkeypatch.setattr(web, "prepare", lambda settings: "a")
    monkeypatch.setattr(run, "_prepared", lambda settings, samples: first_start.WayIn("link", "token"))
    monkeypatch.setattr(run, "_what_is_missing", lambda settings, instance: None)

    def play(stopping):
        stopping.handles = ()
        monkeypatch.setattr(processes, "Stopping", lambda: stopping)
        return run.run(settings, samples=False)

    return play


def test_its_address_is_kept_privately_as_long_as_it_runs(whole_run, settings):
    path = settings.data_dir / "address"
    stopping, seen = FakeStopping(most=1), []
    stopping.at_sleep = lambda: seen.append((path.read_text(), stat.S_IMODE(path.stat().st_mode)))

    assert whole_run(stopping) == exits.OK

    assert seen == [("http://127.0.0.1:8000\n", 0o600)]
    assert not path.exists()


def test_its_web_processes_log_requests_into_a_private_file(whole_run, settings):
    whole_run(FakeStopping(most=1))

    path = settings.data_dir / "requests.log"
    assert os.environ["HEARSAY_REQUEST_LOG"] == str(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_it_gives_up_with_the_reason_when_it_does_not_get_ready(started, settings, monkeypatch):
    monkeypatch.setattr(run, "READY_PATIENCE_SECONDS", 0.05)
    monkeypatch.setattr(run, "_what_is_missing", lambda settings, instance: "no round has finished")

    with pytest.raises(exits.Stop, match="no round has finished"):
        house(settings, FakeStopping(most=10**9)).wait_until_ready("a")


class Readiness(http.server.BaseHTTPRequestHandler):
    """Answers as the test says."""

    status, instance, body = 200, "a", b"{}"

    def do_GET(self):
        self.send_response(self.status)
        self.send_header("X-Hearsay-Instance", self.instance)
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *arguments):
        """Say nothing."""


@pytest.fixture
def server(settings):
    """A server, and the settings that lead to it."""

    class Mine(Readiness):
        """The answers of one test."""

    with http.server.HTTPServer(("127.0.0.1", 0), Mine) as listening:
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        port = listening.server_address[1]
        found = Settings(data_dir=settings.data_dir, database_url="sqlite://", port=port)
        yield Mine, found
        listening.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("status", "instance", "body", "missing"),
    [
        pytest.param(200, "a", b"{}", None, id="ready"),
        pytest.param(200, "b", b"{}", "another server answers on port {port}", id="somebody else's server"),
        pytest.param(503, "a", {"detail": "No round has finished."}, "No round has finished.", id="not yet"),
        pytest.param(503, "a", b"<html>", "an answer that is not JSON", id="no JSON"),
    ],
)
def test_it_is_ready_when_its_own_server_says_so(server, status, instance, body, missing):
    answers, settings = server
    missing = missing and missing.format(port=settings.port)
    answers.status, answers.instance = status, instance
    answers.body = body if isinstance(body, bytes) else json.dumps(body).encode()

    found = run._what_is_missing(settings, "a")

    assert found == missing


def test_a_server_that_does_not_answer_yet_is_not_ready(settings):
    closed = Settings(data_dir=settings.data_dir, database_url="sqlite://", port=9)

    assert "no answer" in (run._what_is_missing(closed, "a") or "")

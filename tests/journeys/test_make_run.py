"""The first journey: one command, the sample story on the board, an answer, and a second start."""

import html
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: Generous: the machine may be busy with other tests.
PATIENCE_SECONDS = 120
PAST_DUE = {"clm_sample_01", "clm_sample_02", "clm_sample_04", "clm_sample_13"}
TO_CHECK = {f"clm_sample_{number:02}" for number in (3, 5, 6, 7, 8, 10, 12)}
STOP_LIST = "Men eligible for the mobilisation are put on a stop list."


class Running:
    """A `hearsay run` of its own folder and port, from its first line to its end."""

    def __init__(self, folder, port):
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("HEARSAY_")},
            "HEARSAY_DATA_DIR": str(folder / "data"),
            "HEARSAY_PORT": str(port),
        }
        self.words = (folder / "words.txt").open("a+")
        self.process = self._start("run", stdout=subprocess.PIPE, stderr=self.words)
        self.lines = self._read_lines()

    def _start(self, *arguments, **streams):
        command = [sys.executable, "-m", "service.doors", *arguments]
        return subprocess.Popen(command, cwd=ROOT, env=self.environment, text=True, **streams)

    def _read_lines(self):
        """Return the lines up to the one that says how to stop."""
        lines: list[str] = []
        assert self.process.stdout is not None
        too_late = threading.Timer(PATIENCE_SECONDS, self.process.kill)
        too_late.start()
        while not lines or not lines[-1].startswith("Stop with"):
            line = self.process.stdout.readline()
            if not line:
                break
            lines.append(line.rstrip("\n"))
        too_late.cancel()
        if len(lines) < 4:
            said = self.said()
            self.close()
            pytest.fail(f"hearsay run did not get ready; it said:\n{said}")
        return lines

    @property
    def base_url(self):
        return self.lines[0].removeprefix("Hearsay is ready at ")

    @property
    def link(self):
        return self.lines[1].removeprefix("Open: ")

    @property
    def token(self):
        return self.lines[2].removeprefix("Token: ")

    def api(self, path, body=None):
        """Send a request with the token that was printed; return the JSON of the answer."""
        request = urllib.request.Request(
            f"{self.base_url}/api/v1{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
            return json.load(answer)

    def verify(self):
        """Run `hearsay verify` beside it and return its exit code."""
        return self._start("verify", stdout=subprocess.DEVNULL, stderr=self.words).wait(PATIENCE_SECONDS)

    def children(self):
        """Return the ids of all processes below this one."""
        listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True)
        pairs = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
        found, waiting = [], [self.process.pid]
        while waiting:
            parent = waiting.pop()
            below = [pid for pid, above in pairs if above == parent]
            found += below
            waiting += below
        return found

    def press_ctrl_c(self):
        """Stop it as a person does, and return its exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE_SECONDS)

    def said(self):
        self.words.seek(0)
        return self.words.read()

    def kill(self):
        self.process.kill()
        self.process.wait()

    def close(self):
        if self.process.poll() is None:
            self.kill()
        if self.process.stdout is not None:
            self.process.stdout.close()
        self.words.close()


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def start(tmp_path):
    """Give a function that starts Hearsay in the same folder, on the same port, each time."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    started = []

    def run():
        started.append(Running(tmp_path, port))
        return started[-1]

    yield run
    for one in started:
        one.close()


def ids(items):
    return {item["id"] for item in items}


def signed_in(running):
    """Open the printed link, press its one button, and return a browser that is signed in."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    page = browser.open(running.link, timeout=PATIENCE_SECONDS).read().decode()
    action = re.search(r'<form method="post" action="(/sign-in/[^"]+)"', page)
    assert action is not None
    browser.open(running.base_url + action[1], data=b"", timeout=PATIENCE_SECONDS).read()
    return browser


def read(browser, address):
    return html.unescape(browser.open(address, timeout=PATIENCE_SECONDS).read().decode())


def test_from_nothing_to_an_answer_and_a_second_start(start):
    running = start()
    assert re.fullmatch(r"Open: http://127\.0\.0\.1:\d+/sign-in/\S+", running.lines[1])
    assert re.fullmatch(r"Token: hs_\S+", running.lines[2])

    # The board: what passed without an answer is flagged; the rest is time to check.
    due = running.api("/due")
    assert ids(due["items"]["past_due"]) == PAST_DUE
    assert all(claim["flagged_at"] for claim in due["items"]["past_due"])
    assert ids(due["items"]["to_check"]) == TO_CHECK

    # The person at the machine sees it, and the letter.
    browser = signed_in(running)
    assert STOP_LIST in read(browser, f"{running.base_url}/")
    letters = running.api("/deliveries?claim=clm_sample_01")["items"]
    assert [letter["state"] for letter in letters] == ["sent"]
    assert letters[0]["subject"] in read(browser, f"{running.base_url}/mailbox")

    # An answer over the API shows at once.
    answered = running.api(
        "/claims/clm_sample_01/follow-ups",
        {
            "kind": "refute",
            "known_on": "2022-09-29",
            "evidence": [{"note": "Nobody was put on a list that day; public record, no link kept."}],
        },
    )
    assert answered["status"] == "refuted"
    assert ids(running.api("/due")["items"]["past_due"]) == PAST_DUE - {"clm_sample_01"}
    page = read(browser, f"{running.base_url}/claims/clm_sample_01")
    assert re.search(r"did not happen by \w*\s*28 Sep", page, re.IGNORECASE)

    # Ctrl-C ends everything.
    children, sent = running.children(), len(running.api("/deliveries")["items"])
    assert children
    assert running.press_ctrl_c() == 0
    assert [pid for pid in children if is_running(pid)] == []
    assert "Traceback" not in running.said()

    # A second start keeps everything and doubles nothing.
    again = start()
    assert again.token == running.token
    assert again.link != running.link
    assert len(again.api("/claims?limit=200")["items"]) == 13
    history = again.api("/claims/clm_sample_01/history")["items"]
    assert [entry["kind"] for entry in history].count("deadline_passed") == 1
    assert history[-1]["kind"] == "refuted"
    assert len(again.api("/deliveries")["items"]) == sent == 4
    assert again.verify() == 0
    assert again.press_ctrl_c() == 0

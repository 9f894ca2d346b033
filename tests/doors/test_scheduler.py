"""The scheduler's door: a round at once, then more at its pace, whatever goes wrong, until told to end."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from service.database import reading
from service.doors import scheduler
from service.mail.messages import MailSettingsError
from service.rounds import record
from service.rounds.round import run_round
from tests.mail.faulty import FaultyServer
from tests.rounds.newsroom import a_newsroom


@pytest.fixture
def newsroom(engine, clock, tmp_path):
    """Return a newsroom whose scheduler rests a second between rounds."""
    newsroom = a_newsroom(engine, clock, tmp_path)
    return replace(newsroom, wiring=with_settings(newsroom, round_every=timedelta(seconds=1)))


def with_settings(newsroom, **settings):
    return replace(newsroom.wiring, settings=replace(newsroom.wiring.settings, **settings))


class Running:
    """A scheduler in a thread of its own."""

    def __init__(self, wiring, **given):
        self.stop = threading.Event()
        self.codes: list[int] = []
        self._thread = threading.Thread(
            target=lambda: self.codes.append(scheduler.main(wiring, stop=self.stop, **given))
        )

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        self._thread.join(timeout=30)
        assert not self._thread.is_alive()


def wait_for(question, seconds=20.0):
    """Ask until the answer is yes."""
    until = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < until, "it did not come true in time"
        time.sleep(0.02)


def rounds(newsroom):
    with reading(newsroom.engine) as connection:
        return [one for one in record.every(connection) if one.finished_at is not None]


def test_the_first_round_runs_at_once_and_others_follow_at_the_pace_that_is_set(newsroom):
    newsroom.logs(owner=newsroom.has("Anna"))
    newsroom.days_pass(3)

    with Running(newsroom.wiring) as running:
        wait_for(lambda: len(newsroom.mails()) == 1)
        wait_for(lambda: len(rounds(newsroom)) >= 3)

    assert running.codes == [0]
    assert sum(one.flagged for one in rounds(newsroom)) == 1
    assert {one.worker for one in rounds(newsroom)} == {f"{os.uname().nodename}:{os.getpid()}"}


def test_a_round_that_fails_is_logged_and_the_next_one_runs(newsroom, monkeypatch, caplog):
    real, failures = run_round, iter([RuntimeError("the database is gone")] * 2)

    def fail_twice(*given, **named):
        for failure in failures:
            raise failure
        return real(*given, **named)

    monkeypatch.setattr(scheduler, "run_round", fail_twice)
    with caplog.at_level(logging.ERROR), Running(newsroom.wiring):
        wait_for(lambda: len(rounds(newsroom)) >= 1)

    assert caplog.text.count("a round failed; the next one will do its work") == 2


def test_a_round_that_was_forgotten_is_woken(newsroom, monkeypatch, caplog):
    wiring = with_settings(newsroom, round_every=timedelta(hours=1))
    hours = [0.0]

    with caplog.at_level(logging.WARNING), Running(wiring, monotonic=lambda: hours[0]):
        wait_for(lambda: len(rounds(newsroom)) == 1)
        # As when the machine's clock was set back: by the clock that nobody sets, the next round is late.
        hours[0] = 4 * 3600.0
        wait_for(lambda: len(rounds(newsroom)) == 2)

    assert "no round began in time" in caplog.text


def test_an_end_that_is_asked_for_comes_within_a_second(newsroom):
    with Running(newsroom.wiring) as running:
        wait_for(lambda: len(rounds(newsroom)) == 1)
        began = time.monotonic()

    assert running.codes == [0]
    assert time.monotonic() - began < 20


def test_an_end_that_is_asked_for_waits_for_the_letter_that_is_under_way_and_no_more(newsroom):
    for name in ("Anna", "Boris", "Clara"):
        newsroom.logs(owner=newsroom.has(name))
    newsroom.days_pass(3)
    newsroom.runs_without_delivering()

    with FaultyServer("eod", "slow") as server:
        with Running(with_settings(newsroom, smtp_url=server.url)) as running:
            wait_for(lambda: len(server.letters) == 1)
        assert len(server.letters) == 1

    assert running.codes == [0]
    assert sorted(one.state for one in newsroom.letters()) == ["due", "due", "sent"]


@pytest.mark.parametrize(
    ("settings", "words"),
    [({"smtp_url": "imap://h"}, "HEARSAY_SMTP_URL"), ({"mail_from": "nobody"}, "HEARSAY_MAIL_FROM")],
)
def test_mail_settings_that_cannot_be_used_are_said_before_anything_starts(newsroom, settings, words):
    with pytest.raises(MailSettingsError, match=words):
        scheduler.main(with_settings(newsroom, **settings))

    assert rounds(newsroom) == []


PROCESS = """
import sys
from service import wiring
from service.doors import scheduler
from service.settings import from_environment
sys.exit(scheduler.main(wiring.wire(from_environment())))
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_a_signal_ends_the_process_cleanly(newsroom, database_url, tmp_path, number):
    environment = {
        **os.environ,
        "HEARSAY_DATABASE_URL": database_url,
        "HEARSAY_DATA_DIR": str(tmp_path),
        "HEARSAY_ROUND_SECONDS": "1",
    }
    process = subprocess.Popen(
        [sys.executable, "-c", PROCESS], env=environment, stderr=subprocess.PIPE, text=True
    )
    wait_for(lambda: len(rounds(newsroom)) >= 1, seconds=60)

    process.send_signal(number)
    _, errors = process.communicate(timeout=20)

    assert (process.returncode, errors) == (0, "")

"""Mail servers that fail now and then, die and come back, and a sender that sleeps with a letter in hand."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from service.mail.tries import LEASE
from tests.faults.house import ROOT
from tests.faults.invariants import broken
from tests.mail_server import MailServer, Postbox


def message_ids(server):
    return [letter.message["Message-ID"] for letter in server.letters]


@dataclass
class OneInFive(Postbox):
    """Puts every fifth letter off."""

    asked: int = 0

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        self.asked += 1
        if self.asked % 5 == 0:
            return "451 not now"
        self.keep(envelope)
        return "250 taken"


def test_a_server_that_puts_every_fifth_letter_off_gets_each_letter_once(newsroom, engine):
    for number in range(12):
        newsroom.logs(owner=newsroom.has(f"Anna{number}"))
    newsroom.days_pass(3)

    with MailServer(OneInFive()) as server:
        newsroom = newsroom.with_mail_server(server.url)
        for _ in range(6):
            newsroom.runs()
            newsroom.clock.advance(timedelta(minutes=5))
        arrived = message_ids(server)

    assert len(arrived) == 12
    assert broken(engine, rounds_ran_at=newsroom.clock(), arrived=arrived) == []


@dataclass
class TakesTen(Postbox):
    """Takes ten letters and none after them until it is mended."""

    is_mended: bool = False

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        if len(self.letters) >= 10 and not self.is_mended:
            return "421 closing"
        self.keep(envelope)
        return "250 taken"


def test_a_server_that_dies_for_an_hour_gets_the_rest_without_a_storm(newsroom, engine):
    for number in range(15):
        newsroom.logs(owner=newsroom.has(f"Anna{number}"))
    newsroom.days_pass(3)
    postbox = TakesTen()
    newsroom = replace(
        newsroom,
        wiring=replace(newsroom.wiring, settings=replace(newsroom.wiring.settings, letters_a_minute=4)),
    )

    with MailServer(postbox) as server:
        newsroom = newsroom.with_mail_server(server.url)
        for _ in range(5):
            newsroom.runs()
            newsroom.clock.advance(timedelta(minutes=15))
        during = len(server.letters)
        postbox.is_mended = True
        each_round = []
        for _ in range(8):
            before = len(server.letters)
            newsroom.runs()
            each_round.append(len(server.letters) - before)
            newsroom.clock.advance(timedelta(minutes=3))
        arrived = message_ids(server)

    assert during == 10
    assert len(arrived) == 15
    assert max(each_round) <= 4
    assert broken(engine, rounds_ran_at=newsroom.clock(), arrived=arrived) == []


@dataclass
class WaitsAtTheFirst(Postbox):
    """Keeps the sender of the first letter waiting for its answer."""

    go_on: threading.Event = field(default_factory=threading.Event)
    has_one: threading.Event = field(default_factory=threading.Event)

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        self.keep(envelope)
        if len(self.letters) == 1:
            self.has_one.set()
            await asyncio.to_thread(self.go_on.wait, 60)
        return "250 taken"


SCHEDULER = """
import sys
from datetime import datetime
from dataclasses import replace
from service import wiring
from service.rounds.round import run_round
from service.settings import from_environment
at = datetime.fromisoformat(sys.argv[1])
run_round(replace(wiring.wire(from_environment()), now=lambda: at))
"""


@pytest.mark.faults
def test_a_scheduler_stopped_with_a_letter_in_hand_has_no_say_once_it_wakes(
    newsroom, engine, database_url, tmp_path
):
    claims = [newsroom.logs(owner=newsroom.has(name)) for name in ("Anna", "Boris", "Clara")]
    newsroom.days_pass(3)
    postbox = WaitsAtTheFirst()
    with MailServer(postbox) as server:
        environment = {
            **os.environ,
            "HEARSAY_DATABASE_URL": database_url,
            "HEARSAY_DATA_DIR": str(tmp_path),
            "HEARSAY_SMTP_URL": server.url,
        }
        command = [sys.executable, "-c", SCHEDULER, newsroom.clock().isoformat()]
        with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE) as asleep:
            assert postbox.has_one.wait(60)
            asleep.send_signal(signal.SIGSTOP)
            newsroom.clock.advance(LEASE + timedelta(seconds=10))
            tally = newsroom.with_mail_server(server.url).runs()
            asleep.send_signal(signal.SIGCONT)
            postbox.go_on.set()
            said = asleep.communicate(timeout=60)[1].decode()
        arrived = message_ids(server)

    letters = newsroom.letters()
    assert (tally.sent, asleep.returncode) == (3, 0)
    assert "somebody else has it now" in said
    assert sorted(one.unknown_tries for one in letters) == [0, 0, 1]
    assert len(arrived) == 4
    assert newsroom.flags() == sorted((claim, 1) for claim in claims)
    assert broken(engine, rounds_ran_at=newsroom.clock(), arrived=arrived) == []

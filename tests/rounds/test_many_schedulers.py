"""Several schedulers at once, with nobody leading: each claim flagged once, each letter sent once."""

import os
import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from service.database import create_engine, reading, transact
from service.domain.events import Noted
from service.ledger import log
from service.mail import outbox
from service.mail.outcomes import Sent
from service.mail.tries import LEASE
from service.rounds import delivering, flagging, ladders, queueing, reminding
from service.rounds.round import run_round

PEOPLE = ("Anna", "Boris", "Clara", "Dmitri", "Elena", "Fyodor", "Galina", "Hugo", "Irina", "Jakob")


def flag_counts(newsroom):
    """Return how often each claim's deadline was recorded as passed."""
    with reading(newsroom.engine) as connection:
        return Counter(
            connection.execute(
                select(log.events.c.stream_id).where(log.events.c.kind == "deadline_passed")
            ).scalars()
        )


def in_parallel(*works):
    """Start all works at the same moment and return what they give."""
    together = threading.Barrier(len(works))

    def run(work):
        together.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(run, work) for work in works]]


@pytest.mark.no_cover
def test_two_schedulers_flag_each_claim_once_and_send_each_letter_once(
    newsroom, smtp_server, database_url, engine_name
):
    newsroom = newsroom.with_mail_server(smtp_server.url)
    # A file has one writer at a time: there is less to be found out, and it takes longer.
    few, many = (PEOPLE[:5], PEOPLE[5:10]) if engine_name == "postgresql" else (PEOPLE[:2], PEOPLE[2:3])
    alone = [claim for name in few for claim in newsroom.logs_all(20, owner=newsroom.has(name))]
    together = [claim for name in many for claim in newsroom.logs_all(40, owner=newsroom.has(name))]
    newsroom.days_pass(3)
    other_engine = create_engine(database_url)
    other = replace(newsroom.wiring, engine=other_engine)

    tallies = in_parallel(lambda: run_round(newsroom.wiring), lambda: run_round(other))
    tallies.append(newsroom.runs())
    other_engine.dispose()

    assert [one.error for one in tallies] == [None] * 3
    assert sum(one.flagged for one in tallies) == len(alone) + len(together)
    assert sum(one.sent for one in tallies) == len(alone) + len(many)
    assert set(flag_counts(newsroom).values()) == {1}
    assert newsroom.flags() == sorted((claim, 1) for claim in alone + together)
    sent = Counter(letter.message["X-Hearsay-Claim"] for letter in smtp_server.letters)
    assert sent == Counter(alone) + Counter({None: len(many)})
    assert len({letter.message["Message-ID"] for letter in smtp_server.letters}) == len(smtp_server.letters)
    assert {(one.state, one.unknown_tries) for one in newsroom.letters()} == {("sent", 0)}


def test_two_schedulers_make_one_letter_of_what_one_person_gets(newsroom, database_url):
    newsroom.logs_all(120, owner=newsroom.has("Anna"))
    newsroom.days_pass(3)
    other_engine = create_engine(database_url)
    other = replace(newsroom.wiring, engine=other_engine)

    in_parallel(lambda: run_round(newsroom.wiring), lambda: run_round(other))
    newsroom.runs()
    other_engine.dispose()

    assert [mail.subject for mail in newsroom.mails()] == ["The dates of 120 claims have passed"]


def test_people_go_on_writing_while_claims_are_flagged(newsroom):
    claims = newsroom.logs_all(120, owner=newsroom.has("Anna"))
    newsroom.days_pass(3)

    def write_notes():
        for claim in claims[::3]:
            newsroom.follows_up(claim, Noted(note="Asked the border guard."))

    in_parallel(lambda: run_round(newsroom.wiring), write_notes)
    newsroom.runs()

    assert newsroom.flags() == sorted((claim, 1) for claim in claims)
    assert set(flag_counts(newsroom).values()) == {1}
    with reading(newsroom.engine) as connection:
        events = connection.execute(select(func.count()).select_from(log.events)).scalar_one()
    assert events == 120 + 120 + 40 + 1  # and the outlet


SCHEDULER = """
import sys
from datetime import datetime, UTC
from service import wiring
from service.rounds.round import run_round
from service.settings import from_environment
from dataclasses import replace
house = replace(wiring.wire(from_environment()), now=lambda: datetime(2022, 9, 29, 12, tzinfo=UTC))
print("ready", flush=True)
sys.stdin.readline()
tally = run_round(house)
print(tally.flagged, tally.sent, tally.error)
"""


def start_scheduler(database_url, smtp_url, folder):
    environment = {
        **os.environ,
        "HEARSAY_DATABASE_URL": database_url,
        "HEARSAY_DATA_DIR": str(folder),
        "HEARSAY_SMTP_URL": smtp_url,
        # A round delivers for as long as this: on a busy machine a test should not run out of it.
        "HEARSAY_ROUND_SECONDS": "300",
    }
    process = subprocess.Popen(
        [sys.executable, "-c", SCHEDULER],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def test_two_scheduler_processes_share_the_work(newsroom, smtp_server, database_url, tmp_path):
    claims = [claim for name in PEOPLE[:3] for claim in newsroom.logs_all(20, owner=newsroom.has(name))]
    processes = [start_scheduler(database_url, smtp_server.url, tmp_path) for _ in range(2)]

    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=60)[0].split() for process in processes]

    assert [answer[2] for answer in answers] == ["None", "None"]
    assert sum(int(answer[0]) for answer in answers) == 60
    assert newsroom.flags() == sorted((claim, 1) for claim in claims)
    sent = Counter(letter.message["X-Hearsay-Claim"] for letter in smtp_server.letters)
    assert sent == Counter(claims)


def test_a_sender_that_slept_through_its_lease_has_no_say_any_more(newsroom):
    newsroom.logs(owner=newsroom.has("Anna"))
    newsroom.days_pass(3)
    newsroom.runs_without_delivering()
    asleep = transact(newsroom.engine, lambda c: outbox.take(c, newsroom.clock()))
    newsroom.clock.advance(LEASE)
    awake = transact(newsroom.engine, lambda c: outbox.take(c, newsroom.clock()))

    assert asleep is not None
    assert awake is not None
    late = transact(
        newsroom.engine,
        lambda c: outbox.mark(c, asleep, Sent("250"), written=None, now=newsroom.clock(), chance=0.5),
    )
    fresh = transact(
        newsroom.engine,
        lambda c: outbox.mark(c, awake, Sent("250"), written=None, now=newsroom.clock(), chance=0.5),
    )

    assert late is None
    assert fresh is not None
    assert (fresh.state, fresh.attempt, fresh.unknown_tries) == ("sent", 2, 1)


@pytest.mark.parametrize("step", ["flagging", "queueing", "taking", "handing over", "writing down"])
def test_a_scheduler_killed_at_any_step_loses_nothing_and_doubles_nothing(
    newsroom, smtp_server, monkeypatch, step
):
    newsroom = newsroom.with_mail_server(smtp_server.url)
    claims = newsroom.logs_all(3, owner=newsroom.has("Anna"))
    newsroom.days_pass(3)

    with pytest.raises(KilledHere):
        run_until_killed(newsroom, monkeypatch, step)
    for _ in range(3):
        newsroom.clock.advance(LEASE)
        newsroom.runs()

    assert newsroom.flags() == sorted((claim, 1) for claim in claims)
    assert set(flag_counts(newsroom).values()) == {1}
    assert [newsroom.reminders(claim) for claim in claims] == [[(1, "sent", None)]] * 3
    letters = newsroom.letters()
    assert {one.state for one in letters} == {"sent"}
    copies = Counter(letter.message["Message-ID"] for letter in smtp_server.letters)
    assert all(copies[one.message_id] <= 1 + one.unknown_tries for one in letters)
    assert set(copies) == {one.message_id for one in letters}
    # Nobody can know about a letter that was on its way; all the others went out exactly once.
    assert sum(copies.values()) == (4 if step == "writing down" else 3)


class KilledHere(BaseException):
    """Stands for kill -9: nothing catches it."""


def run_until_killed(newsroom, monkeypatch, step):
    """Run the steps of a round and end them for good right after one has taken effect."""

    def then_die(done):
        def work(*args, **kwargs):
            done(*args, **kwargs)
            raise KilledHere(step)

        return work

    with monkeypatch.context() as patch:
        if step == "taking":
            patch.setattr(delivering, "_made_ready", then_die(lambda *_: None))
        if step == "handing over":
            patch.setattr(delivering, "_handed_over", then_die(lambda *_: None))
        if step == "writing down":
            real = delivering._handed_over
            patch.setattr(delivering, "_handed_over", then_die(real))
        flagging.flag(newsroom.wiring, should_stop=lambda: False)
        if step == "flagging":
            raise KilledHere(step)
        ladders.climb(newsroom.wiring, should_stop=lambda: False)
        queueing.remind(newsroom.wiring, should_stop=lambda: False)
        if step == "queueing":
            raise KilledHere(step)
        delivering.deliver(newsroom.wiring, should_stop=lambda: False)


@pytest.mark.parametrize("table", ["flagged_armings", "reminders", "outbox"])
def test_a_scheduler_killed_inside_a_transaction_leaves_nothing_of_it(newsroom, monkeypatch, table):
    claims = newsroom.logs_all(3, owner=newsroom.has("Anna"))
    newsroom.days_pass(3)

    def die(*_args, **_kwargs):
        raise KilledHere(table)

    places = {
        "flagged_armings": (flagging, "is_old_import"),
        "reminders": (ladders, "_set_next"),
        "outbox": (reminding, "set_all"),
    }
    with monkeypatch.context() as patch:
        patch.setattr(*places[table], die)
        with pytest.raises(KilledHere):
            run_round(newsroom.wiring)
    half_done = (newsroom.letters(), [newsroom.reminders(claim) for claim in claims])
    newsroom.runs()

    assert half_done[0] == []
    assert half_done[1] == [[(1, "planned", None)]] * 3 if table == "outbox" else [[]] * 3
    assert newsroom.flags() == sorted((claim, 1) for claim in claims)
    assert len(newsroom.mails()) == 3

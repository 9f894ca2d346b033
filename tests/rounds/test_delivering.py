"""Delivering against mail servers that misbehave, and letters that cannot be written."""

import logging
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from service.access import accounts
from service.database import Unavailable, reading, transact
from service.domain.events import Closed, Reopened
from service.letters import reminder
from service.mail import mailbox, outbox, paused
from service.mail.tries import LEASE
from service.rounds import delivering, record
from service.rounds.round import run_round
from tests.mail.faulty import FaultyServer
from tests.mail_server import MailServer


def one_due_letter(newsroom):
    newsroom.logs(owner=newsroom.has("Anna"))
    newsroom.days_pass(3)


def test_a_letter_that_is_put_off_arrives_later_and_once(newsroom):
    one_due_letter(newsroom)
    with FaultyServer("mail", "451 come back later", times=2) as server:
        newsroom = newsroom.with_mail_server(server.url)

        tallies = []
        for _ in range(6):
            tallies.append(newsroom.runs())
            newsroom.clock.advance(timedelta(minutes=1))

        assert len(server.letters) == 1
    [letter] = newsroom.letters()
    assert (letter.state, letter.attempt, letter.put_off, letter.unknown_tries) == ("sent", 3, 2, 0)
    assert sum(tally.sent for tally in tallies) == 1
    assert sum(tally.failed for tally in tallies) == 2


def test_a_letter_that_is_refused_for_good_is_dead_with_the_servers_words_and_the_others_go(newsroom):
    newsroom.logs(owner=newsroom.has("Anna"))
    newsroom.logs(owner=newsroom.has("Boris"))
    newsroom.days_pass(3)
    with FaultyServer("rcpt", "550 5.1.1 no such user", times=1) as server:
        newsroom = newsroom.with_mail_server(server.url)

        tally = newsroom.runs()
        newsroom.days_pass(1)
        newsroom.runs()

        assert len(server.letters) == 1
    assert (tally.sent, tally.failed) == (1, 1)
    assert sorted((one.state, one.reason) for one in newsroom.letters()) == [
        ("dead", "550 5.1.1 no such user"),
        ("sent", "250 taken"),
    ]


def test_a_dead_letter_can_be_sent_again(newsroom):
    one_due_letter(newsroom)
    with FaultyServer("rcpt", "550 no such user", times=1) as server:
        newsroom = newsroom.with_mail_server(server.url)
        newsroom.runs()
        [dead] = newsroom.letters()

        transact(newsroom.engine, lambda c: outbox.send_again(c, dead.id, newsroom.clock()))
        newsroom.runs()

        assert len(server.letters) == 1
    assert [one.state for one in newsroom.letters()] == ["sent"]


@pytest.mark.parametrize(
    ("fault", "copies"), [pytest.param("drop", 2, id="taken"), pytest.param("lost", 1, id="not taken")]
)
def test_an_answer_that_was_lost_is_an_unknown_try_and_the_same_letter_goes_again(newsroom, fault, copies):
    one_due_letter(newsroom)
    with FaultyServer("eod", fault, times=1) as server:
        newsroom = newsroom.with_mail_server(server.url)

        newsroom.runs()
        [unknown] = newsroom.letters()
        newsroom.clock.advance(timedelta(minutes=2))
        newsroom.runs()

        letters = server.letters
    [sent] = newsroom.letters()
    assert (unknown.state, unknown.unknown_tries) == ("due", 1)
    assert (sent.state, sent.unknown_tries, sent.message_id) == ("sent", 1, unknown.message_id)
    assert len(letters) == copies <= 1 + sent.unknown_tries
    assert all(f"Message-ID: {sent.message_id}".encode() in letter for letter in letters)


@pytest.mark.parametrize(
    ("at", "fault"),
    [
        pytest.param("quit", "421 closing", id="an odd goodbye"),
        pytest.param("quit", "drop", id="no goodbye"),
        pytest.param("eod", "reset", id="a reset"),
    ],
)
def test_trouble_after_a_letter_was_taken_counts_as_sent(newsroom, at, fault):
    for name in ("Anna", "Boris", "Clara"):
        newsroom.logs(owner=newsroom.has(name))
    newsroom.days_pass(3)
    with FaultyServer(at, fault) as server:
        newsroom = newsroom.with_mail_server(server.url)

        tally = newsroom.runs()
        newsroom.days_pass(1)
        newsroom.runs()

        assert len(server.letters) == 3
    assert (tally.sent, tally.error) == (3, None)
    assert {(one.state, one.unknown_tries) for one in newsroom.letters()} == {("sent", 0)}


def test_a_server_that_is_down_ends_the_round_and_is_named_and_nothing_is_lost(newsroom):
    with MailServer() as gone:
        url = gone.url
    for name in ("Anna", "Boris", "Clara"):
        newsroom.logs(owner=newsroom.has(name))
    newsroom.days_pass(3)

    newsroom = newsroom.with_mail_server(url.replace("smtp://", "smtp://hearsay:s3cret@"))
    tally = newsroom.runs()
    with reading(newsroom.engine) as connection:
        last = record.last(connection, newsroom.clock())

    assert (tally.flagged, tally.reminded, tally.sent, tally.failed) == (3, 3, 0, 1)
    assert last is not None
    assert last.error is not None
    assert last.error.startswith("mail: ")
    assert "s3cret" not in last.error
    assert Counter(one.state for one in newsroom.letters()) == {"due": 3}


def test_after_an_outage_every_letter_goes_once(newsroom):
    for name in ("Anna", "Boris", "Clara"):
        newsroom.logs(owner=newsroom.has(name))
    newsroom.days_pass(3)
    with FaultyServer("greet", "421 too busy", times=12) as server:
        newsroom = newsroom.with_mail_server(server.url)

        for _ in range(24):
            newsroom.runs()
            newsroom.clock.advance(timedelta(minutes=10))

        assert len(server.letters) == 3
    assert {one.state for one in newsroom.letters()} == {"sent"}


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        pytest.param({"smtp_url": "http://mail"}, "HEARSAY_SMTP_URL", id="no mail server"),
        pytest.param({"mail_from": "nobody"}, "HEARSAY_MAIL_FROM", id="no sender"),
    ],
)
def test_settings_that_nothing_can_be_sent_with_are_named_and_the_claims_flagged_all_the_same(
    newsroom, settings, words
):
    one_due_letter(newsroom)
    wiring = replace(newsroom.wiring, settings=replace(newsroom.wiring.settings, **settings))

    tally = run_round(wiring)
    repaired = newsroom.runs()

    assert tally.flagged == 1
    assert words in (tally.error or "")
    assert repaired.sent == 1


def test_a_letter_that_cannot_be_written_is_parked_and_the_others_go(newsroom, monkeypatch):
    poison = newsroom.logs(owner=newsroom.has("Anna"), text="The poison")
    newsroom.logs(owner=newsroom.has("Boris"))
    newsroom.days_pass(3)
    real = reminder.one_claim

    def fail_on_poison(view, **given):
        if view.id == poison:
            raise KeyError("a template asked for what is not there")
        return real(view, **given)

    monkeypatch.setattr(reminder, "one_claim", fail_on_poison)
    tallies = [newsroom.runs(), newsroom.runs()]

    assert [(one.sent, one.failed) for one in tallies] == [(1, 1), (0, 0)]
    [dead] = [one for one in newsroom.letters() if one.state == "dead"]
    assert dead.reason == "The letter cannot be written: KeyError"


def test_an_address_that_no_letter_can_carry_is_parked_and_the_others_go(newsroom, smtp_server):
    def add(connection):
        return accounts.add(
            connection,
            email="анна@example.org",
            name="Anna\u00a0X",
            role="reporter",
            now=newsroom.clock(),
            new_id=newsroom.wiring.new_id,
        ).id

    newsroom.logs(owner=transact(newsroom.engine, add))
    newsroom.logs(owner=newsroom.has("Boris"))
    newsroom.days_pass(3)

    newsroom.with_mail_server(smtp_server.url).runs()

    assert [letter.recipients for letter in smtp_server.letters] == [("boris@example.org",)]
    assert sorted(one.state for one in newsroom.letters()) == ["dead", "sent"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Men\r\nBcc: eve@example.org", id="CR LF"),
        pytest.param("\u202eevil", id="turned about"),
        pytest.param("=?utf-8?q?a=0D=0ABcc:_eve@example.org?=", id="an encoded word"),
        pytest.param("x" * 4000, id="a long word"),
        pytest.param("<script>alert(1)</script> {{ 7*7 }}", id="markup"),
    ],
)
def test_no_text_of_a_claim_breaks_its_letter_or_reaches_another_reader(newsroom, smtp_server, text):
    newsroom.logs(owner=newsroom.has("Anna"), text=text)
    newsroom.days_pass(3)

    newsroom.with_mail_server(smtp_server.url).runs()

    [letter] = smtp_server.letters
    assert letter.recipients == ("anna@example.org",)
    assert letter.message["Bcc"] is None
    assert letter.message["To"] == "Anna <anna@example.org>"
    assert not letter.message.defects
    assert len(str(letter.message["Subject"])) <= 60
    assert "<script>" not in mailbox.opened(letter.raw).html


def test_letters_of_one_claim_are_one_thread(newsroom, smtp_server):
    newsroom = newsroom.with_mail_server(smtp_server.url)
    claim = newsroom.logs(owner=newsroom.has("Anna"))
    newsroom.days_pass(3)
    newsroom.runs()
    newsroom.follows_up(claim, Closed(reason="too_vague"))
    newsroom.follows_up(claim, Reopened(reason="another border"))
    newsroom.runs()

    heads = [letter.message for letter in smtp_server.letters]
    assert [head["References"] for head in heads] == [f"<{claim}@example.org>"] * 2
    assert len({head["Message-ID"] for head in heads}) == 2


def test_a_slow_server_does_not_keep_the_next_round_waiting(newsroom, smtp_server):
    for name in ("Anna", "Boris", "Clara"):
        newsroom.logs(owner=newsroom.has(name))
    newsroom.days_pass(3)
    newsroom = newsroom.with_mail_server(smtp_server.url)
    seconds = iter(range(0, 10_000, 280))
    newsroom.runs_without_delivering()

    first = delivering.deliver(
        newsroom.wiring, should_stop=lambda: False, monotonic=lambda: float(next(seconds))
    )
    rest = newsroom.runs()

    assert (first.sent, rest.sent) == (1, 2)


def test_an_end_that_is_asked_for_is_heeded_between_two_letters(newsroom, smtp_server):
    for name in ("Anna", "Boris", "Clara"):
        newsroom.logs(owner=newsroom.has(name))
    newsroom.days_pass(3)
    newsroom = newsroom.with_mail_server(smtp_server.url)
    newsroom.runs_without_delivering()

    delivered = delivering.deliver(newsroom.wiring, should_stop=lambda: len(smtp_server.letters) >= 2)

    assert delivered.sent == 2
    assert Counter(one.state for one in newsroom.letters()) == {"sent": 2, "due": 1}


def test_a_lease_that_ran_out_before_the_sending_sends_nothing(newsroom, smtp_server, monkeypatch, caplog):
    one_due_letter(newsroom)
    newsroom = newsroom.with_mail_server(smtp_server.url)
    newsroom.runs_without_delivering()
    real = delivering._made_ready

    def made_ready_slowly(*given):
        newsroom.clock.advance(LEASE)
        return real(*given)

    with monkeypatch.context() as patch, caplog.at_level(logging.WARNING):
        patch.setattr(delivering, "_made_ready", made_ready_slowly)
        delivering.deliver(newsroom.wiring, should_stop=lambda: len(caplog.records) > 0)
    unsent = list(smtp_server.letters)
    newsroom.runs()

    assert unsent == []
    assert len(smtp_server.letters) == 1


def test_an_outcome_that_could_not_be_written_down_at_once_is_tried_again(newsroom, smtp_server, monkeypatch):
    one_due_letter(newsroom)
    newsroom = newsroom.with_mail_server(smtp_server.url)
    newsroom.runs_without_delivering()
    real, failures = delivering._mark, iter([Unavailable("the database is away"), None])

    def fail_once(*given):
        failure = next(failures)
        if failure is not None:
            raise failure
        return real(*given)

    pauses: list[float] = []
    monkeypatch.setattr(delivering, "_mark", fail_once)
    delivering.deliver(newsroom.wiring, should_stop=lambda: False, pause=pauses.append)

    assert pauses == [1.0]
    assert [one.state for one in newsroom.letters()] == ["sent"]
    assert len(smtp_server.letters) == 1


def test_an_address_that_is_refused_for_good_is_paused_and_nothing_more_is_tried_there(newsroom):
    anna = newsroom.has("Anna", last_day=False)
    newsroom.logs(owner=anna)
    with FaultyServer("rcpt", "550 5.1.1 no such user", times=1) as server:
        newsroom = newsroom.with_mail_server(server.url)
        newsroom.days_pass(3)
        newsroom.runs()
        newsroom.days_pass(10)
        newsroom.runs()
        unsent = len(server.letters)
        with reading(newsroom.engine) as connection:
            [found] = paused.every(connection)

        transact(newsroom.engine, lambda c: paused.resume(c, anna))
        newsroom.days_pass(10)
        newsroom.runs()

        assert (unsent, len(server.letters)) == (0, 1)
    assert (found.account, found.address, found.words) == (anna, "anna@example.org", "550 5.1.1 no such user")
    assert [(one.state, one.reason) for one in newsroom.letters()] == [
        ("dead", "550 5.1.1 no such user"),
        ("dropped", "address_paused"),
        ("sent", "250 taken"),
    ]


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("450 4.2.2 mailbox full", id="a full mailbox"),
        pytest.param("550 5.7.1 not from you", id="a refusal for another reason"),
        pytest.param("550 no", id="a refusal without a reason"),
    ],
)
def test_a_refusal_that_says_nothing_of_the_address_pauses_nothing(newsroom, words):
    one_due_letter(newsroom)
    with FaultyServer("rcpt", words, times=1) as server:
        newsroom.with_mail_server(server.url).runs()

    with reading(newsroom.engine) as connection:
        assert paused.every(connection) == []


def test_all_senders_together_send_no_more_than_the_cap_lets_them(newsroom, smtp_server):
    newsroom = newsroom.with_mail_server(smtp_server.url)
    settings = replace(newsroom.wiring.settings, letters_a_minute=4)
    newsroom = replace(newsroom, wiring=replace(newsroom.wiring, settings=settings))
    for number in range(10):
        newsroom.logs(owner=newsroom.has(f"Anna{number}"))
    newsroom.days_pass(3)

    sent = []
    for _ in range(5):
        newsroom.runs()
        newsroom.runs()
        sent.append(len(smtp_server.letters))
        newsroom.clock.advance(timedelta(minutes=1))

    assert sent == [4, 8, 10, 10, 10]
    assert {one.unknown_tries for one in newsroom.letters()} == {0}


def test_a_letter_that_was_given_up_does_not_end_the_ladder_and_can_still_be_sent(newsroom):
    one_due_letter(newsroom)
    with FaultyServer("eod", "554 no", times=1) as server:
        newsroom = newsroom.with_mail_server(server.url)
        newsroom.runs()
        newsroom.days_pass(8)
        newsroom.runs()
        [dead] = [one for one in newsroom.letters() if one.state == "dead"]
        transact(newsroom.engine, lambda c: outbox.send_again(c, dead.id, newsroom.clock()))
        newsroom.runs()

        assert len(server.letters) == 2
    assert {one.state for one in newsroom.letters()} == {"sent"}

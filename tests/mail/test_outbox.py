"""The outbox: one try at a time, growing waits, leases that only their holder can end, words that can go."""

from datetime import UTC, datetime, timedelta

import pytest

from service.database import reading, transact
from service.mail import mailbox, outbox
from service.mail.outbox import Written
from service.mail.outcomes import Dropped, PutOff, Refused, Sent, Trouble, Unknown, Unwritable
from service.mail.tries import LEASE, MOST_TIMES_PUT_OFF, MOST_UNKNOWN_TRIES, MOST_WAIT, wait_before

NOW = datetime(2022, 9, 29, 12, tzinfo=UTC)
WRITTEN = Written(address="anna@example.org", subject="Date passed", raw=b"the bytes", via="smtp")


@pytest.fixture
def box(engine):
    """Return the outbox of a fresh database."""
    return Box(engine)


class Box:
    """The outbox, each call in a transaction of its own."""

    def __init__(self, engine):
        self.engine = engine

    def queue(self, letter_id, *, claims=("clm_1",), now=NOW):
        transact(
            self.engine,
            lambda c: outbox.queue(
                c,
                letter_id=letter_id,
                occasion="date_passed",
                recipient="acc_anna",
                claims=claims,
                message_id=f"<{letter_id}@example.org>",
                now=now,
            ),
        )

    def take(self, now=NOW):
        return transact(self.engine, lambda c: outbox.take(c, now))

    def mark(self, letter, outcome, now=NOW, written=WRITTEN):
        return transact(
            self.engine, lambda c: outbox.mark(c, letter, outcome, written=written, now=now, chance=0.5)
        )

    def one(self, letter_id):
        with reading(self.engine) as connection:
            return outbox.one(connection, letter_id)


def test_letters_are_taken_in_the_order_in_which_they_became_due(box):
    box.queue("let_2", now=NOW - timedelta(minutes=1))
    box.queue("let_1", now=NOW)
    box.queue("let_3", now=NOW + timedelta(seconds=1))

    assert [letter and letter.id for letter in (box.take(), box.take(), box.take())] == [
        "let_2",
        "let_1",
        None,
    ]


def test_a_letter_that_was_sent_is_kept_with_its_bytes_and_the_servers_words(box):
    box.queue("let_1")

    box.mark(box.take(), Sent("250 taken"))

    kept = box.one("let_1")
    assert (kept.state, kept.sent_at, kept.reason, kept.via) == ("sent", NOW, "250 taken", "smtp")
    assert (kept.address, kept.subject, kept.raw) == ("anna@example.org", "Date passed", b"the bytes")
    assert (kept.attempt, kept.unknown_tries, kept.lease_until, kept.next_try_at) == (1, 0, None, None)
    assert box.take(NOW + timedelta(days=400)) is None


@pytest.mark.parametrize(
    ("outcome", "state", "reason"),
    [
        pytest.param(Refused("550 no such user"), "dead", "550 no such user", id="refused"),
        pytest.param(Unwritable("no such letter"), "dead", "no such letter", id="cannot be written"),
        pytest.param(Dropped("answered"), "dropped", "answered", id="nothing left to say"),
    ],
)
def test_a_letter_at_rest_is_not_tried_again(box, outcome, state, reason):
    box.queue("let_1")

    box.mark(box.take(), outcome, written=None)

    assert (box.one("let_1").state, box.one("let_1").reason) == (state, reason)
    assert box.take(NOW + timedelta(days=400)) is None


@pytest.mark.parametrize(
    ("outcome", "waits_minutes"),
    [
        pytest.param(PutOff("451 later"), [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360], id="put off"),
        pytest.param(Unknown("lost"), [1, 2, 4, 8], id="unknown"),
        pytest.param(Trouble("down"), [1, 2, 4, 8, 15, 15], id="the server is down"),
    ],
)
def test_waits_between_tries_grow_to_a_limit(box, outcome, waits_minutes):
    box.queue("let_1")
    now, waits = NOW, []

    for _ in waits_minutes:
        marked = box.mark(box.take(now), outcome, now=now)
        waits.append((marked.next_try_at - now) / timedelta(minutes=1))
        assert box.take(marked.next_try_at - timedelta(microseconds=1)) is None
        now = marked.next_try_at

    assert waits == waits_minutes
    assert box.one("let_1").message_id == "<let_1@example.org>"


def test_waits_are_spread_by_chance():
    assert wait_before(3, 0.0) == timedelta(minutes=3)
    assert wait_before(3, 1.0) == timedelta(minutes=5)
    assert wait_before(1000, 1.0) == MOST_WAIT


@pytest.mark.parametrize(
    ("outcome", "most"),
    [
        pytest.param(PutOff("451 later"), MOST_TIMES_PUT_OFF, id="put off"),
        pytest.param(Unknown("lost"), MOST_UNKNOWN_TRIES, id="unknown"),
    ],
)
def test_a_letter_is_given_up_after_so_many_tries_and_can_be_sent_again(box, outcome, most):
    box.queue("let_1")
    now = NOW
    for _ in range(most):
        box.mark(box.take(now), outcome, now=now)
        now += MOST_WAIT
    dead = box.one("let_1")

    again = transact(box.engine, lambda c: outbox.send_again(c, "let_1", now))

    assert (dead.state, dead.reason) == ("dead", f"given up after {most} tries: {outcome.words}")
    assert again
    assert box.take(now).message_id == dead.message_id


def test_a_server_that_is_down_for_long_costs_no_letter(box):
    box.queue("let_1")
    now = NOW
    for _ in range(2 * MOST_TIMES_PUT_OFF):
        box.mark(box.take(now), Trouble("down"), now=now)
        now += MOST_WAIT

    assert box.one("let_1").state == "due"


def test_only_a_dead_letter_can_be_sent_again(box):
    box.queue("let_1")
    box.mark(box.take(), Sent("250"))

    assert not transact(box.engine, lambda c: outbox.send_again(c, "let_1", NOW))
    assert box.one("let_1").state == "sent"


def test_a_lease_that_ran_out_passes_to_the_next_sender_as_an_unknown_try(box):
    box.queue("let_1")
    first = box.take()
    too_early = box.take(NOW + LEASE - timedelta(microseconds=1))
    second = box.take(NOW + LEASE)

    late = box.mark(first, Sent("250 from the sleeper"), now=NOW + LEASE)
    in_time = box.mark(second, Sent("250"), now=NOW + LEASE)

    assert too_early is None
    assert late is None
    assert (in_time.attempt, in_time.unknown_tries, in_time.reason) == (2, 1, "250")


def test_a_letter_that_ends_each_of_its_senders_is_parked_and_the_others_go_on(box):
    box.queue("let_1", now=NOW - timedelta(days=1))
    now = NOW
    for _ in range(MOST_UNKNOWN_TRIES):
        assert box.take(now).id == "let_1"
        now += LEASE
    box.queue("let_2", now=now)

    taken = box.take(now)

    assert taken.id == "let_2"
    assert (box.one("let_1").state, box.one("let_1").unknown_tries) == ("dead", MOST_UNKNOWN_TRIES)


@pytest.mark.parametrize("ahead", [timedelta(days=400), timedelta(days=1)])
def test_what_a_wrong_clock_put_far_ahead_heals(box, ahead):
    box.queue("let_1", now=NOW + ahead)
    box.queue("let_2", now=NOW)
    box.take(NOW)

    assert box.take(NOW).id == "let_1"


@pytest.mark.engines("postgresql")
def test_a_letter_that_is_just_being_taken_is_passed_over(box, engine):
    box.queue("let_1")
    box.queue("let_2")

    with engine.connect() as connection, connection.begin():
        mine = outbox.take(connection, NOW)
        theirs = box.take()

    assert mine is not None
    assert (mine.id, theirs.id) == ("let_1", "let_2")


def test_one_message_id_is_one_letter_for_good(box):
    box.queue("let_1")

    with pytest.raises(Exception, match=r"(?i)unique"):
        box.queue("let_1")


def test_letters_are_counted_by_state(box):
    for number in range(4):
        box.queue(f"let_{number}")
    box.mark(box.take(), Sent("250"))
    box.mark(box.take(), Refused("550"))
    box.take()

    with reading(box.engine) as connection:
        counts, since = outbox.counts(connection), outbox.waiting_since(connection)
        dead = outbox.every(connection, state="dead")

    assert counts == {"due": 1, "sending": 1, "sent": 1, "dead": 1, "dropped": 0}
    assert since == NOW
    assert [letter.reason for letter in dead] == ["550"]


def keep_in_mailbox(box, letter):
    kept = mailbox.Kept(
        letter=letter.id,
        message_id=letter.message_id,
        recipient="acc_anna",
        address="anna@example.org",
        subject="Date passed",
        raw=b"the bytes",
        received_at=NOW,
    )
    transact(box.engine, lambda c: mailbox.put(c, kept))


def test_words_of_a_claim_go_from_every_letter_that_holds_them(box):
    box.queue("let_1", claims=["clm_1", "clm_2"])
    box.queue("let_2", claims=["clm_2"])
    for _ in range(2):
        keep_in_mailbox(box, box.mark(box.take(), Sent("250")))

    transact(box.engine, lambda c: outbox.destroy_words(c, "clm_1"))

    with reading(box.engine) as connection:
        copies = {kept.letter: (kept.subject, kept.raw) for kept in mailbox.every(connection)}
    assert (box.one("let_1").subject, box.one("let_1").raw) == (None, None)
    assert (box.one("let_2").subject, box.one("let_2").raw) == ("Date passed", b"the bytes")
    assert copies == {"let_1": (None, None), "let_2": ("Date passed", b"the bytes")}


def test_words_destroyed_while_a_letter_is_on_its_way_are_not_kept_afterwards(box):
    box.queue("let_1")
    on_its_way = box.take()
    transact(box.engine, lambda c: outbox.destroy_words(c, "clm_1"))

    marked = box.mark(on_its_way, Sent("250"))

    assert (marked.state, marked.keeps_words) == ("sent", False)
    assert (box.one("let_1").subject, box.one("let_1").raw) == (None, None)


def test_a_letter_that_is_still_to_be_written_after_a_redaction_keeps_its_new_bytes(box):
    box.queue("let_1")
    transact(box.engine, lambda c: outbox.destroy_words(c, "clm_1"))

    box.mark(box.take(), Sent("250"))

    assert box.one("let_1").raw == b"the bytes"

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise
from threading import Barrier, Event, Thread
from time import monotonic, sleep

import pytest
from sqlalchemy import text

from service import database
from service.domain.events import DeadlinePassed, NewEvent, Noted, Tagged
from service.ledger import log
from service.ledger.log import Append, Circumstances, ConcurrentChange
from tests.builders import NOW, at, reported
from tests.ledger.writing import append_notes, everything, notes, verified, write_notes

HOSTILE_WORDS = [
    "граница 🙂",
    "'; DROP TABLE events; --",
    'a "quoted" \\ text\n\twith breaks',
    "50 % of_all ? :name $1 {}",
    "\u2028\u202e\ufeff\x01\x7f",
    "",
    "x" * 100_000,
]


def test_what_was_appended_is_read_as_it_was_stored(ledger):
    stored = write_notes(ledger, "clm_1", 0, "first", "second")

    with database.reading(ledger) as connection:
        assert log.read(connection, "clm_1") == stored
        assert log.read_after(connection, 0, most=10) == stored
        assert log.head(connection) == 2
    assert [(one.position, one.entry.version, one.kind) for one in stored] == [
        (1, 1, "noted"),
        (2, 2, "noted"),
    ]
    assert [one.entry.event for one in stored] == [Noted(note="first"), Noted(note="second")]


@pytest.mark.parametrize("words", HOSTILE_WORDS, ids=range(len(HOSTILE_WORDS)))
def test_any_text_is_read_back_as_it_was_written(ledger, words):
    write_notes(ledger, "clm_1", 0, words)

    assert everything(ledger)[0].entry.event == Noted(note=words)
    assert verified(ledger).is_clean


def test_every_field_of_an_entry_is_kept(ledger):
    new = NewEvent(reported(), at("1600-01-01T00:00:00.000001"))
    circumstances = Circumstances("acc_7", NOW, "req_1")

    (written,) = database.transact(
        ledger, lambda c: log.append(c, [Append("clm_1", "claim", 0, [(new, "rumored")])], circumstances)
    )

    (read,) = everything(ledger)
    assert read == written[0]
    assert (read.stream, read.stream_kind, read.status, read.request_id) == (
        "clm_1",
        "claim",
        "rumored",
        "req_1",
    )
    assert (read.entry.actor, read.entry.occurred_at) == ("acc_7", at("1600-01-01T00:00:00.000001"))
    assert read.recorded_at == NOW


@pytest.mark.parametrize("expected", [0, 1, 3, -1])
def test_a_stream_that_is_elsewhere_takes_nothing(ledger, expected):
    write_notes(ledger, "clm_1", 0, "first", "second")

    with pytest.raises(ConcurrentChange):
        write_notes(ledger, "clm_1", expected, "third")

    assert len(everything(ledger)) == 2
    assert verified(ledger).is_clean


def test_a_stream_that_does_not_exist_takes_no_later_version(ledger):
    with pytest.raises(ConcurrentChange):
        write_notes(ledger, "clm_1", 1, "second")

    assert everything(ledger) == []


def test_positions_are_dense_over_streams_and_batches(ledger):
    write_notes(ledger, "clm_b", 0, *["n"] * 20)
    write_notes(ledger, "clm_a", 0, "n")
    write_notes(ledger, "clm_b", 20, "n", "n")

    assert [one.position for one in everything(ledger)] == list(range(1, 24))
    assert [one.stream for one in everything(ledger)[20:]] == ["clm_a", "clm_b", "clm_b"]


def test_one_append_writes_to_many_streams_and_answers_in_their_order(ledger):
    appends = [Append(name, "claim", 0, notes(name, name)) for name in ("clm_c", "clm_a", "clm_b")]

    stored = database.transact(ledger, lambda c: log.append(c, appends, Circumstances("acc_1", NOW)))

    assert [[one.stream for one in entries] for entries in stored] == [
        ["clm_c", "clm_c"],
        ["clm_a", "clm_a"],
        ["clm_b", "clm_b"],
    ]
    assert sorted(one.position for entries in stored for one in entries) == [1, 2, 3, 4, 5, 6]
    assert verified(ledger).is_clean


def test_one_stale_stream_of_many_stops_them_all(ledger):
    write_notes(ledger, "clm_b", 0, "n")
    appends = [Append(name, "claim", 0, notes("n")) for name in ("clm_a", "clm_b", "clm_c")]

    with pytest.raises(ConcurrentChange):
        database.transact(ledger, lambda c: log.append(c, appends, Circumstances("acc_1", NOW)))

    assert [one.stream for one in everything(ledger)] == ["clm_b"]


def test_a_rollback_leaves_no_hole(ledger):
    write_notes(ledger, "clm_1", 0, "first")

    with pytest.raises(RuntimeError):
        database.transact(ledger, lambda c: _then_fail(append_notes(c, "clm_2", 0, ["lost"] * 20)))
    write_notes(ledger, "clm_1", 1, "second")

    assert [one.position for one in everything(ledger)] == [1, 2]
    assert verified(ledger).is_clean


def _then_fail(_done):
    raise RuntimeError("changed my mind")


@pytest.mark.parametrize(
    "clock",
    [
        pytest.param([NOW, NOW, NOW], id="stands still"),
        pytest.param([NOW, NOW - timedelta(days=400), NOW], id="goes back"),
        pytest.param([NOW, NOW + timedelta(days=400), NOW], id="jumps ahead and back"),
    ],
)
def test_the_time_of_recording_rises_strictly_though_the_clock(ledger, clock):
    for version, now in enumerate(clock):
        write_notes(ledger, f"clm_{version}", 0, "a", "b", "c", now=now)

    recorded = [one.recorded_at for one in everything(ledger)]
    assert all(earlier < later for earlier, later in pairwise(recorded))
    assert recorded[2] == NOW
    assert verified(ledger).is_clean


def test_pages_behind_a_position_follow_each_other(ledger):
    write_notes(ledger, "clm_1", 0, *["n"] * 7)

    with database.reading(ledger) as connection:
        pages = [log.read_after(connection, after, most=3) for after in (0, 3, 6, 7)]

    assert [[one.position for one in page] for page in pages] == [[1, 2, 3], [4, 5, 6], [7], []]


def test_what_does_not_exist_is_read_as_nothing(ledger):
    with database.reading(ledger) as connection:
        assert log.read(connection, "clm_1") == []
        assert log.id_of(connection, "clm_1") is None
        assert log.head(connection) == 0


def test_read_models_are_filled_in_the_same_transaction(ledger):
    given = {}

    def project(connection, stream_ids):
        given.update(stream_ids)
        assert log.head(connection) == 0  # the head is taken last
        raise RuntimeError("a read model broke")

    with pytest.raises(RuntimeError):
        write_notes(ledger, "clm_1", 0, "n", project=project)

    assert list(given) == ["clm_1"]
    assert everything(ledger) == []


def test_words_stand_apart_from_the_payload_under_a_salt_of_their_own(ledger):
    write_notes(ledger, "clm_1", 0, "the same secret", "the same secret")

    with database.reading(ledger) as connection:
        payloads = connection.execute(text("SELECT payload FROM events ORDER BY position")).scalars().all()
        salts = connection.execute(text("SELECT salt FROM event_words ORDER BY version")).scalars().all()
    assert not any(b"secret" in bytes(payload) for payload in payloads)
    assert bytes(payloads[0]) != bytes(payloads[1])
    assert len({bytes(salt) for salt in salts}) == 2
    assert {len(salt) for salt in salts} == {16}


def test_a_stream_is_read_up_to_a_moment_of_recording(ledger):
    write_notes(ledger, "clm_1", 0, "a", now=NOW)
    write_notes(ledger, "clm_1", 1, "b", now=NOW + timedelta(hours=1))

    with database.reading(ledger) as connection:
        then = [one.position for _, one in log.read_streams(connection, recorded_by=NOW)]
        later = [one.position for _, one in log.read_streams(connection)]

    assert (then, later) == ([1], [1, 2])


@pytest.mark.no_cover
def test_thousands_of_events_go_into_one_append(ledger):
    write_notes(ledger, "clm_1", 0, *["n" * 500] * 5000)

    with database.reading(ledger) as connection:
        assert log.head(connection) == 5000
    assert len(everything(ledger)) == 5000


def test_one_of_sixty_four_writers_who_saw_the_same_version_wins(ledger):
    write_notes(ledger, "clm_1", 0, "first")
    together = Barrier(16)

    def write(number):
        if number < 16:
            together.wait(10)
        try:
            write_notes(ledger, "clm_1", 1, f"writer {number}")
        except ConcurrentChange:
            return "late"
        return "won"

    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(write, range(64)))

    assert sorted(answers) == ["late"] * 63 + ["won"]
    assert len(everything(ledger)) == 2
    assert verified(ledger).is_clean


@pytest.mark.engines("postgresql")
def test_a_writer_that_waits_for_another_stops_nobody_else(ledger):
    """A thread that held the interpreter while it waits for a row lock would stop the one it waits for."""
    write_notes(ledger, "clm_1", 0, "first")
    holds, ticks = Event(), []

    def hold(connection):
        append_notes(connection, "clm_1", 1, ["holder"])
        holds.set()
        for _ in range(10):
            sleep(0.02)
            ticks.append(monotonic())

    def wait():
        holds.wait(10)
        with pytest.raises(ConcurrentChange):
            write_notes(ledger, "clm_1", 1, "waiter")

    waiter = Thread(target=wait)
    waiter.start()
    database.transact(ledger, hold)
    waiter.join(30)

    assert not waiter.is_alive()
    assert len(ticks) == 10
    assert ticks[-1] - ticks[0] < 2


def test_an_event_without_words_has_none_stored(ledger):
    passed = NewEvent(DeadlinePassed(arming=1, closes_at=NOW), NOW)
    untagged = NewEvent(Tagged(tags=()), NOW)
    append = Append("clm_1", "claim", 0, [(passed, "rumored"), (untagged, "rumored")])

    database.transact(ledger, lambda c: log.append(c, [append], Circumstances("system:scheduler", NOW)))

    assert [one.entry.event for one in everything(ledger)] == [passed.event, untagged.event]
    with database.reading(ledger) as connection:
        assert connection.execute(text("SELECT count(*) FROM event_words")).scalar() == 0

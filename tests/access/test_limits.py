"""Limits: exact over all processes where the database counts, per process where memory does."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from service.access import limits
from service.access.limits import Buckets, OverLimit, TooMany
from service.database import reading, transact
from service.domain.roles import Actor

NOON = datetime(2022, 9, 26, 12, tzinfo=UTC)
ANN, BOB = Actor("acc_1", "admin"), Actor("acc_2", "reporter")


def counted(engine, now, subject="acc_1", kind="writes"):
    return transact(engine, lambda c: limits.count(c, kind, subject, now, limits.MINUTE))


def test_attempts_are_counted_by_kind_subject_and_window(engine):
    found = [
        counted(engine, NOON),
        counted(engine, NOON + timedelta(seconds=59)),
        counted(engine, NOON, "acc_2"),
        counted(engine, NOON, kind="codes_for"),
        counted(engine, NOON + timedelta(seconds=60)),
    ]

    assert found == [1, 2, 1, 1, 1]


def test_a_clock_that_is_behind_begins_no_new_window(engine):
    counted(engine, NOON)

    assert [counted(engine, NOON - timedelta(seconds=1)), counted(engine, NOON)] == [2, 3]


def test_of_many_at_once_each_gets_a_number_of_its_own(engine):
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: counted(engine, NOON), range(60)))

    assert sorted(found) == list(range(1, 61))


def test_counters_of_windows_long_over_are_forgotten(engine):
    counted(engine, NOON, "one")
    counted(engine, NOON + timedelta(hours=1), "two")

    transact(engine, lambda c: limits.forget_old(c, NOON + timedelta(hours=1)))

    with reading(engine) as connection:
        assert [row.subject for row in connection.execute(limits.table.select())] == ["two"]


def test_an_account_that_is_over_is_refused_until_its_window_ends():
    known = OverLimit()

    refused = known.met(ANN, NOON + timedelta(seconds=50))
    with pytest.raises(TooMany) as again:
        known.require_under(ANN, NOON + timedelta(seconds=55, milliseconds=1))
    known.require_under(BOB, NOON + timedelta(seconds=55))
    known.require_under(ANN, NOON + timedelta(seconds=60))

    assert (refused.wait_seconds, again.value.wait_seconds) == (10, 5)


def test_a_bucket_empties_and_fills_steadily():
    buckets = Buckets(60)
    for _ in range(60):
        buckets.take("acc_1", NOON)

    with pytest.raises(TooMany) as refused:
        buckets.take("acc_1", NOON)
    buckets.take("acc_2", NOON)
    buckets.take("acc_1", NOON + timedelta(seconds=2))

    assert refused.value.wait_seconds == 1


def test_without_a_limit_nothing_is_counted():
    buckets = Buckets(0)

    for _ in range(1000):
        buckets.take("acc_1", NOON)

    assert not buckets.left


def test_a_process_keeps_no_more_buckets_than_it_can_hold(monkeypatch):
    monkeypatch.setattr(limits, "MOST_BUCKETS", 3)
    buckets = Buckets(60)

    for number in range(5):
        buckets.take(f"from 192.0.2.{number}", NOON)

    assert list(buckets.left) == [f"from 192.0.2.{number}" for number in (2, 3, 4)]

from datetime import UTC, datetime, timedelta, timezone

import pytest

from tests.clock import Clock


def test_a_clock_stands_still_until_it_is_moved():
    clock = Clock(datetime(2022, 9, 28, 23, 59, tzinfo=UTC))
    before = (clock(), clock())

    clock.advance(timedelta(minutes=1))

    assert before == (datetime(2022, 9, 28, 23, 59, tzinfo=UTC),) * 2
    assert clock() == datetime(2022, 9, 29, tzinfo=UTC)


def test_a_clock_shows_utc_whatever_it_was_set_to():
    clock = Clock(datetime(2022, 9, 28, tzinfo=timezone(timedelta(hours=3))))

    assert clock().isoformat() == "2022-09-27T21:00:00+00:00"


def test_a_clock_refuses_an_instant_without_a_zone():
    with pytest.raises(ValueError, match="names no time zone"):
        Clock(datetime(2022, 9, 28))  # noqa: DTZ001 - the point of the test

"""Dates and instants as text."""

from datetime import UTC, date, datetime

import pytest

from service.intake.dates import day_in, day_or_instant_in, instant_in
from service.intake.faulting import Wrong


@pytest.mark.parametrize(
    ("text", "day"),
    [("2024-02-29", date(2024, 2, 29)), ("1600-01-01", date(1600, 1, 1)), ("2400-12-31", date(2400, 12, 31))],
)
def test_a_day_is_read(text, day):
    assert day_in(text) == day
    assert day_or_instant_in(text) == day


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2023-02-29", "bad_date"),
        ("2022-9-28", "bad_date"),
        ("20220928", "bad_date"),
        ("2022-W39-3", "bad_date"),
        ("2022-09-28 ", "bad_date"),
        ("２０２２-09-28", "bad_date"),
        ("-2022-09-28", "bad_date"),
        ("1599-12-31", "year_out_of_range"),
        ("2401-01-01", "year_out_of_range"),
        ("0000-00-00", "year_out_of_range"),
    ],
)
def test_what_is_no_day_is_named(text, code):
    found = day_in(text)

    assert isinstance(found, Wrong)
    assert found.code == code


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2022-09-28T09:00:00+03:00", datetime(2022, 9, 28, 6, tzinfo=UTC)),
        ("2022-09-28T09:00Z", datetime(2022, 9, 28, 9, tzinfo=UTC)),
        ("2022-09-28T09:00:00.000001-00:30", datetime(2022, 9, 28, 9, 30, 0, 1, tzinfo=UTC)),
        ("1600-01-01T00:00:00Z", datetime(1600, 1, 1, tzinfo=UTC)),
        ("2400-12-31T23:59:59Z", datetime(2400, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_an_instant_is_read_as_utc(text, instant):
    assert instant_in(text) == instant
    assert day_or_instant_in(text) == instant


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2022-09-28T09:00:00", "offset_needed"),
        ("2022-09-28T09:00:00 03:00", "offset_needed"),
        ("2022-09-28T09:00:00+0300", "bad_instant"),
        ("2022-09-28T24:00:00Z", "bad_instant"),
        ("2022-09-28T09:00:60Z", "bad_instant"),
        ("2022-09-28T09:00:00+24:00", "bad_instant"),
        ("2022-09-28T09:00:00.1234567Z", "bad_instant"),
        ("2022-09-28t09:00:00z", "bad_instant"),
        ("2022-02-30T09:00:00Z", "bad_instant"),
        ("2022-09-28", "bad_instant"),
        ("2401-01-01T00:00:00Z", "year_out_of_range"),
        ("1600-01-01T00:00:00+00:01", "year_out_of_range"),
        ("2400-12-31T23:59:59-00:01", "year_out_of_range"),
        ("9999-12-31T23:59:59-14:00", "year_out_of_range"),
        ("0001-01-01T00:00:00+14:00", "year_out_of_range"),
    ],
)
def test_what_is_no_instant_is_named(text, code):
    found = instant_in(text)

    assert isinstance(found, Wrong)
    assert found.code == code

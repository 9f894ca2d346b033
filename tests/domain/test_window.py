from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.refusals import Refusal
from service.domain.window import (
    Window,
    closes_at,
    day_of,
    end_of_day,
    opens_at,
    precision_of,
    start_of_day,
    window_of_dates,
    zone_named,
)
from tests.builders import at, on, window


@pytest.mark.parametrize(
    ("day", "zone", "starts", "ends"),
    [
        pytest.param("2022-09-28", "UTC", "2022-09-28T00:00", "2022-09-29T00:00", id="a day in UTC"),
        pytest.param(
            "2022-09-28", "Europe/Moscow", "2022-09-27T21:00", "2022-09-28T21:00", id="east of Greenwich"
        ),
        pytest.param(
            "2022-09-28", "America/Los_Angeles", "2022-09-28T07:00", "2022-09-29T07:00", id="west of it"
        ),
        pytest.param(
            "2022-09-28", "Asia/Kathmandu", "2022-09-27T18:15", "2022-09-28T18:15", id="a quarter of an hour"
        ),
        pytest.param(
            "2022-09-28", "Pacific/Kiritimati", "2022-09-27T10:00", "2022-09-28T10:00", id="14 h ahead"
        ),
        pytest.param("2022-09-28", "Etc/GMT+12", "2022-09-28T12:00", "2022-09-29T12:00", id="12 h behind"),
        pytest.param(
            "2026-03-29", "Europe/Berlin", "2026-03-28T23:00", "2026-03-29T22:00", id="a day of 23 hours"
        ),
        pytest.param(
            "2026-10-25", "Europe/Berlin", "2026-10-24T22:00", "2026-10-25T23:00", id="a day of 25 hours"
        ),
        pytest.param(
            "2023-10-01", "Australia/Lord_Howe", "2023-09-30T13:30", "2023-10-01T13:00", id="23 and a half"
        ),
        pytest.param(
            "2023-04-02", "Australia/Lord_Howe", "2023-04-01T13:00", "2023-04-02T13:30", id="24 and a half"
        ),
        pytest.param(
            "2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00", "2018-11-05T02:00", id="no midnight, west"
        ),
        pytest.param(
            "2018-11-03", "America/Sao_Paulo", "2018-11-03T03:00", "2018-11-04T03:00", id="before no midnight"
        ),
        pytest.param(
            "2023-03-30", "Asia/Beirut", "2023-03-29T21:00", "2023-03-30T21:00", id="no midnight, east"
        ),
        pytest.param(
            "2022-03-27", "Asia/Beirut", "2022-03-26T22:00", "2022-03-27T21:00", id="23 h, no midnight"
        ),
        pytest.param(
            "2018-02-17", "America/Sao_Paulo", "2018-02-17T02:00", "2018-02-18T03:00", id="23 o'clock twice"
        ),
        pytest.param(
            "2013-11-02", "America/Havana", "2013-11-02T04:00", "2013-11-03T04:00", id="midnight twice"
        ),
        pytest.param(
            "2013-11-03", "America/Havana", "2013-11-03T04:00", "2013-11-04T05:00", id="a second midnight"
        ),
        pytest.param(
            "2010-11-06",
            "America/St_Johns",
            "2010-11-06T02:30",
            "2010-11-07T03:30",
            id="a day that comes back",
        ),
        pytest.param(
            "2011-12-29", "Pacific/Apia", "2011-12-29T10:00", "2011-12-30T10:00", id="before no day"
        ),
        pytest.param(
            "2011-12-30", "Pacific/Apia", "2011-12-30T10:00", "2011-12-30T10:00", id="a day that was not"
        ),
        pytest.param("2011-12-31", "Pacific/Apia", "2011-12-30T10:00", "2011-12-31T10:00", id="after no day"),
        pytest.param("2024-02-29", "UTC", "2024-02-29T00:00", "2024-03-01T00:00", id="a leap day"),
        pytest.param("2023-02-28", "UTC", "2023-02-28T00:00", "2023-03-01T00:00", id="no leap day"),
        pytest.param("1900-02-28", "UTC", "1900-02-28T00:00", "1900-03-01T00:00", id="a century without one"),
        pytest.param("1600-01-01", "UTC", "1600-01-01T00:00", "1600-01-02T00:00", id="the first year"),
        pytest.param("2400-12-31", "UTC", "2400-12-31T00:00", "2401-01-01T00:00", id="the last year"),
        pytest.param(
            "1600-01-01", "Etc/GMT-14", "1599-12-31T10:00", "1600-01-01T10:00", id="first year, east"
        ),
    ],
)
def test_a_window_of_one_day_opens_and_closes_at_local_midnight(day, zone, starts, ends):
    one_day = window(day, day, zone=zone)

    assert opens_at(one_day) == at(starts)
    assert closes_at(one_day) == at(ends)


@pytest.mark.parametrize(
    "zone", ["Europe/Kyiv", "America/Sao_Paulo", "Pacific/Apia", "America/St_Johns", "Asia/Gaza"]
)
@given(day=st.dates(date(1970, 1, 1), date(2037, 12, 30)))
def test_a_day_starts_with_itself_and_never_shows_again_once_it_is_over(zone, day):
    starts, ends = start_of_day(day, zone), end_of_day(day, zone)
    moment = timedelta(microseconds=1)

    assert day_of(starts - moment, zone) < day <= day_of(starts, zone)
    assert day_of(ends - moment, zone) <= day < day_of(ends, zone)
    assert all(day_of(ends + timedelta(minutes=15 * step), zone) > day for step in range(16))


@pytest.mark.parametrize(
    ("earliest", "latest", "zone", "opens", "closes"),
    [
        pytest.param(
            "2026-10-01", "2026-10-31", "Europe/Kyiv", "2026-09-30T21:00", "2026-10-31T22:00", id="a month"
        ),
        pytest.param("2022-09-26", None, "Europe/Moscow", "2022-09-25T21:00", None, id="no end"),
        pytest.param(None, "2022-09-30", "Europe/Moscow", None, "2022-09-30T21:00", id="no beginning"),
        pytest.param(None, None, "Europe/Moscow", None, None, id="no date"),
        pytest.param(
            "2024-01-01", "2024-12-31", "UTC", "2024-01-01T00:00", "2025-01-01T00:00", id="a leap year"
        ),
    ],
)
def test_a_window_is_half_open_in_utc(earliest, latest, zone, opens, closes):
    said = window(earliest, latest, zone=zone)

    assert opens_at(said) == (None if opens is None else at(opens))
    assert closes_at(said) == (None if closes is None else at(closes))


@pytest.mark.parametrize(
    ("earliest", "latest", "precision"),
    [
        pytest.param("2022-09-28", "2022-09-28", "day", id="a day"),
        pytest.param("2022-09-01", "2022-09-30", "month", id="a month"),
        pytest.param("2024-02-01", "2024-02-29", "month", id="a leap February"),
        pytest.param("2024-02-01", "2024-02-28", "range", id="a leap February without its last day"),
        pytest.param("2022-01-01", "2022-12-31", "year", id="a year"),
        pytest.param("2022-01-01", "2023-12-31", "range", id="two years"),
        pytest.param("2022-09-26", "2022-10-02", "range", id="a week"),
        pytest.param("2022-09-02", "2022-09-30", "range", id="a month without its first day"),
        pytest.param("2022-01-01", "2022-01-01", "day", id="the first of a year"),
        pytest.param("2022-09-28", None, "open_end", id="as early as"),
        pytest.param(None, "2022-09-28", "open_start", id="by"),
        pytest.param(None, None, "none", id="nothing"),
    ],
)
def test_precision_names_how_finely_the_ends_speak(earliest, latest, precision):
    ends = [None if day is None else on(day) for day in (earliest, latest)]

    assert precision_of(*ends) == precision


@pytest.mark.parametrize(
    ("earliest", "latest", "given", "code", "pointer"),
    [
        pytest.param("2022-09-28", "2022-09-27", {}, "window_reversed", "/latest", id="the end first"),
        pytest.param("1599-12-31", None, {}, "year_out_of_range", "/earliest", id="before 1600"),
        pytest.param(None, "2401-01-01", {}, "year_out_of_range", "/latest", id="after 2400"),
        pytest.param("0001-01-01", None, {}, "year_out_of_range", "/earliest", id="the first day there is"),
        pytest.param(None, "9999-12-31", {}, "year_out_of_range", "/latest", id="the last day there is"),
        pytest.param(
            None, None, {"said_on": date(1599, 1, 1)}, "year_out_of_range", "/said_on", id="said then"
        ),
        pytest.param(None, None, {"said_zone": "Europe/Nowhere"}, "unknown_zone", "", id="said nowhere"),
    ],
)
def test_days_that_make_no_window_are_refused(earliest, latest, given, code, pointer):
    with pytest.raises(Refusal) as refused:
        window(earliest, latest, **given)

    assert (refused.value.code, refused.value.faults[0].pointer) == (code, pointer)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("Europe/Nowhere", id="no such place"),
        pytest.param("", id="empty"),
        pytest.param("Europe", id="a folder"),
        pytest.param("../../etc/passwd", id="a way out"),
        pytest.param("/etc/localtime", id="a file"),
        pytest.param("Europe/Kyiv\n", id="a line break"),
        pytest.param("Europe/Kyiv\x00", id="NUL"),
        pytest.param("Europe//Kyiv", id="two slashes"),
        pytest.param("UTC+3", id="an offset"),
        pytest.param("Еurope/Kyiv", id="a Cyrillic letter"),
        pytest.param("\ud800", id="a lone surrogate"),
        pytest.param("A" * 5000, id="very long"),
        pytest.param("localtime", id="whatever this machine has"),
        pytest.param("posixrules", id="a machine's rules"),
        pytest.param("right/UTC", id="with leap seconds"),
        pytest.param("Factory", id="a zone that was never set"),
    ],
)
def test_a_bad_name_of_a_zone_is_refused(name):
    with pytest.raises(Refusal) as refused:
        zone_named(name)

    assert refused.value.code == "unknown_zone"


@pytest.mark.parametrize(
    "name", ["UTC", "Europe/Kyiv", "America/Argentina/Buenos_Aires", "Etc/GMT+12", "Asia/Ust-Nera"]
)
def test_a_good_name_of_a_zone_is_taken(name):
    assert zone_named(name) == ZoneInfo(name)


def test_the_day_is_the_one_on_the_wall_there():
    moment = datetime.combine(date(2022, 9, 27), time(22), UTC)

    assert day_of(moment, "Asia/Tokyo") == date(2022, 9, 28)
    assert day_of(moment, "America/New_York") == date(2022, 9, 27)


def test_a_window_of_days_keeps_the_words_beside_them():
    kept = window_of_dates(
        on("2022-09-28"),
        on("2022-09-28"),
        zone="Europe/Moscow",
        phrase="Sept. 28",
        said_on=on("2022-09-26"),
        said_zone="Europe/Oslo",
    )

    assert kept == Window(
        earliest=on("2022-09-28"),
        latest=on("2022-09-28"),
        zone="Europe/Moscow",
        precision="day",
        phrase="Sept. 28",
        said_on=on("2022-09-26"),
        said_zone="Europe/Oslo",
        rule="dates_given",
        certainty="exact",
    )

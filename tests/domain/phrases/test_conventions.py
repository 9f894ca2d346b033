"""What a newsroom can choose changes what its words mean, and nothing else."""

from datetime import date

import pytest

from service.domain.phrases import AsksAfter, Conventions, read

ZONE = "Europe/Moscow"
SAID_ON = date(2022, 9, 26)


def reading(phrase, conventions, said_on=SAID_ON):
    return read(phrase, said_on=said_on, said_zone=ZONE, zone=ZONE, conventions=conventions)


def window(phrase, conventions, said_on=SAID_ON):
    found = reading(phrase, conventions, said_on).window
    assert found is not None
    return str(found.earliest), str(found.latest)


@pytest.mark.parametrize(
    ("phrase", "said_on", "north", "south"),
    [
        ("this winter", "2022-09-26", ("2022-12-01", "2023-02-28"), ("2023-06-01", "2023-08-31")),
        ("this summer", "2022-11-10", None, ("2022-12-01", "2023-02-28")),
        ("this summer", "2023-01-10", ("2023-06-01", "2023-08-31"), ("2022-12-01", "2023-02-28")),
        ("autumn 2023", "2022-09-26", ("2023-09-01", "2023-11-30"), ("2023-03-01", "2023-05-31")),
        ("by spring", "2022-06-10", ("2022-06-10", "2023-05-31"), ("2022-06-10", "2022-11-30")),
        ("summer 2023", "2022-09-26", ("2023-06-01", "2023-08-31"), ("2023-12-01", "2024-02-29")),
    ],
)
def test_in_the_south_seasons_are_turned_round(phrase, said_on, north, south):
    day = date.fromisoformat(said_on)

    if north is not None:
        assert window(phrase, Conventions(), day) == north
    if phrase != "this winter":
        assert window(phrase, Conventions(southern=True), day) == south


def test_what_is_past_in_the_north_can_be_ahead_in_the_south():
    said_on = date(2022, 11, 10)

    assert reading("this summer", Conventions(), said_on).rule == "past"
    assert reading("this winter", Conventions(southern=True), said_on).rule == "past"


def test_holidays_are_no_working_days():
    holidays = Conventions(holidays=frozenset([date(2022, 9, 27), date(2022, 10, 1)]))

    assert window("within two working days", Conventions()) == ("2022-09-26", "2022-09-28")
    assert window("within two working days", holidays) == ("2022-09-26", "2022-09-29")
    assert window("in two working days", holidays) == ("2022-09-29", "2022-09-29")


@pytest.mark.parametrize(("day_first", "day"), [(True, "2022-12-05"), (False, "2022-05-12")])
def test_a_newsroom_that_writes_dates_one_way_is_not_asked(day_first, day):
    found = reading("5/12/2022", Conventions(day_first=day_first), date(2022, 4, 1))

    assert found.window is not None
    assert (str(found.window.earliest), found.certainty) == (day, "exact")


def test_what_can_be_a_date_one_way_only_is_read_that_way_whatever_the_newsroom_writes():
    assert window("28/9/2022", Conventions(day_first=False)) == ("2022-09-28", "2022-09-28")
    assert window("9/28/2022", Conventions(day_first=True)) == ("2022-09-28", "2022-09-28")


def test_the_week_of_a_day_can_begin_on_sunday():
    sundays = Conventions(week_begins_on=6)

    assert window("the week of Oct. 12", Conventions()) == ("2022-10-10", "2022-10-16")
    assert window("the week of Oct. 12", sundays) == ("2022-10-09", "2022-10-15")
    assert window("the week of Oct. 9", sundays) == window("the week of Oct. 9", Conventions())


def test_early_and_mid_end_where_the_newsroom_says():
    halves = Conventions(early_until=7, mid_until=23)

    assert str(reading("early October", halves).ask_on) == "2022-10-08"
    assert window("mid-October", halves) == ("2022-10-08", "2022-10-31")
    assert window("late October", halves) == ("2022-10-24", "2022-10-31")


@pytest.mark.parametrize(
    ("phrase", "asked_on"),
    [
        ("soon", "2022-09-29"),
        ("in the coming days", "2022-09-29"),
        ("within hours", "2022-09-28"),
        ("in a few weeks", "2022-10-06"),
        ("in the coming months", "2022-10-26"),
        ("in the coming years", "2022-12-25"),
        ("eventually", "2022-11-05"),
    ],
)
def test_vague_words_are_asked_about_when_the_newsroom_says(phrase, asked_on):
    asks = AsksAfter(hours=2, days=3, weeks=10, months=30, years=90, eventually=40)

    found = reading(phrase, Conventions(asks_after=asks))

    assert str(found.ask_on) == asked_on
    assert found.window is not None
    assert found.window.latest is None

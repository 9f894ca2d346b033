"""Digests: on which local days, at which instants, and what stands in them."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest

from service.domain.due import Deadlines
from service.domain.reminding import Choices
from service.domain.reminding.digesting import Listed, last_turn, next_turn, sections_of
from service.domain.window import day_of, start_of_day

NOON = datetime(2022, 10, 3, 12, tzinfo=UTC)


def instants(choices, after, count):
    found = []
    last_day = None
    for _ in range(count):
        turn = next_turn(choices, after, last_day=last_day)
        assert turn is not None
        found.append(turn.at.strftime("%m-%d %H:%M"))
        after, last_day = turn.at, turn.day
    return found


@pytest.mark.parametrize(
    ("choices", "after", "expected"),
    [
        pytest.param(
            Choices(digest="daily", zone="Europe/Berlin"),
            datetime(2022, 10, 28, 12, tzinfo=UTC),
            ["10-29 05:00", "10-30 06:00", "10-31 06:00"],
            id="daily, over the end of summer time",
        ),
        pytest.param(
            Choices(digest="daily", digest_at=time(2, 30), zone="Europe/Berlin"),
            datetime(2022, 3, 25, 12, tzinfo=UTC),
            ["03-26 01:30", "03-27 01:30", "03-28 00:30"],
            id="at a time that clocks jump over",
        ),
        pytest.param(
            Choices(digest="daily", digest_at=time(2, 30), zone="Europe/Berlin"),
            datetime(2022, 10, 29, 12, tzinfo=UTC),
            ["10-30 00:30", "10-31 01:30"],
            id="at a time that comes twice: the first time alone",
        ),
        pytest.param(
            Choices(digest="weekdays"),
            datetime(2022, 9, 30, 6, tzinfo=UTC),
            ["09-30 07:00", "10-03 07:00", "10-04 07:00"],
            id="weekdays",
        ),
        pytest.param(
            Choices(digest="mondays"),
            datetime(2022, 9, 26, 7, tzinfo=UTC),
            ["10-03 07:00", "10-10 07:00"],
            id="mondays",
        ),
        pytest.param(
            Choices(digest="daily", zone="Pacific/Apia"),
            datetime(2011, 12, 29, 0, tzinfo=UTC),
            ["12-29 17:00", "12-30 17:00"],
            id="over a day that the date line left out",
        ),
        pytest.param(
            Choices(digest="daily", zone="Australia/Lord_Howe"),
            datetime(2022, 9, 30, 12, tzinfo=UTC),
            ["09-30 20:30", "10-01 20:00"],
            id="where summer time is half an hour",
        ),
    ],
)
def test_a_digest_is_due_at_the_chosen_time_by_local_clocks_once_a_day(choices, after, expected):
    assert instants(choices, after, len(expected)) == expected


def test_nobody_gets_a_digest_who_wants_none():
    assert next_turn(Choices(digest="off"), NOON) is None
    assert last_turn(Choices(digest="off"), NOON) is None


def test_a_day_that_had_its_digest_has_no_second_one_after_a_move_to_another_zone():
    turn = next_turn(
        Choices(digest="daily", zone="America/New_York"),
        NOON - timedelta(hours=2),
        last_day=date(2022, 10, 3),
    )

    assert turn is not None
    assert turn.day == date(2022, 10, 4)


def test_after_days_without_a_scheduler_the_last_turn_alone_counts():
    turn = last_turn(Choices(), datetime(2022, 10, 9, 12, tzinfo=UTC))

    assert turn is not None
    assert (turn.day, turn.at) == (date(2022, 10, 7), datetime(2022, 10, 7, 7, tzinfo=UTC))


def listed(number, *, closes=None, checks=None, **more) -> Listed:
    """Return a claim whose window closes, or that is to be checked, so many days from now."""
    closes_at = None if closes is None else NOON + timedelta(days=closes)
    deadlines = Deadlines(
        week_at=None if closes_at is None else closes_at - timedelta(days=7),
        last_day_at=None if closes_at is None else closes_at - timedelta(days=1),
        closes_at=closes_at,
        next_check_at=None if checks is None else NOON + timedelta(days=checks),
        has_date=True,
    )
    return Listed(id=f"clm_{number}", number=number, deadlines=deadlines, **more)


def names(sections):
    return {section.name: [item.id for item in section.items] for section in sections}


def test_each_claim_stands_once_in_the_first_part_that_it_belongs_to():
    found = sections_of(
        [
            listed(1, closes=-1, has_changed=True),
            listed(2, closes=-40),
            listed(3, closes=0.5),
            listed(4, closes=5),
            listed(5, closes=50),
            listed(6, checks=-1),
            listed(7, closes=50, has_changed=True),
            listed(8, closes=-1, is_asleep=True),
            listed(9, is_settled=True, has_changed=True),
        ],
        NOON,
    )

    assert names(found) == {
        "past_due": ["clm_1", "clm_2"],
        "today": ["clm_3"],
        "this_week": ["clm_4"],
        "to_check": ["clm_6"],
        "changed": ["clm_7", "clm_9"],
    }


def test_claims_on_one_question_stand_together_at_the_place_of_the_most_pressing():
    found = sections_of(
        [
            listed(1, closes=-1, question="qst_1"),
            listed(2, closes=-2),
            listed(3, closes=-3, question="qst_1"),
        ],
        NOON,
    )

    assert names(found) == {"past_due": ["clm_1", "clm_3", "clm_2"]}


def test_forty_are_listed_over_all_parts_and_the_rest_is_counted():
    found = sections_of(
        [listed(number, closes=-1) for number in range(39)]
        + [listed(number, closes=0.5) for number in range(39, 5000)],
        NOON,
    )

    assert [(one.name, len(one.items), one.count, one.left_out) for one in found] == [
        ("past_due", 39, 39, 0),
        ("today", 1, 4961, 4960),
    ]


#: Where clocks jump at midnight, by half an hour, over a whole day, or jumped for the last time; each with
#: the days around it.
JUMPS = [
    ("America/Sao_Paulo", date(2018, 11, 1), date(2019, 3, 1)),
    ("Europe/Moscow", date(2010, 10, 1), date(2011, 4, 10)),
    ("Europe/Moscow", date(2014, 10, 20), date(2014, 11, 2)),
    ("Australia/Lord_Howe", date(2022, 3, 25), date(2022, 10, 10)),
    ("Pacific/Apia", date(2011, 12, 20), date(2012, 4, 10)),
    ("Africa/Casablanca", date(2022, 3, 20), date(2022, 5, 15)),
    ("America/St_Johns", date(2006, 10, 20), date(2007, 4, 10)),
]


@pytest.mark.parametrize(
    "digest_at", [time(0, 0), time(0, 1), time(1, 45), time(2, 30), time(23, 59)], ids=str
)
@pytest.mark.parametrize(
    ("zone", "first", "last"), [pytest.param(*one, id=f"{one[0]} from {one[1]}") for one in JUMPS]
)
def test_each_local_day_there_was_has_one_digest_whatever_clocks_do(zone, first, last, digest_at):
    choices = Choices(digest="daily", zone=zone, digest_at=digest_at)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    there_was = [day for day in days if start_of_day(day, zone) < start_of_day(day + timedelta(days=1), zone)]

    turns = []
    after, last_day = start_of_day(first, zone) - timedelta(seconds=1), None
    while (turn := next_turn(choices, after, last_day=last_day)) is not None and turn.day <= last:
        turns.append(turn)
        after, last_day = turn.at, turn.day

    assert [turn.day for turn in turns] == there_was
    assert all(day_of(turn.at, zone) == turn.day for turn in turns)
    # Whenever a round comes by until the next one is due, this is the one that it finds.
    for turn, following in pairwise(turns):
        assert last_turn(choices, turn.at) == turn
        assert last_turn(choices, following.at - timedelta(microseconds=1)) == turn

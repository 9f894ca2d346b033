"""The ladder: what a person is asked about a claim at a moment, from plain values alone."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from service.domain.claim import Claim
from service.domain.events import Condition
from service.domain.reminding import Ask, Asked, Choices, Later, Over, editors_hear_at, next_rung
from service.domain.window import Window, window_of_dates

MOSCOW = "Europe/Moscow"
#: In Moscow, midnight is 21:00 UTC of the day before.
LOGGED = datetime(2022, 9, 20, 12, tzinfo=UTC)
EVERYTHING = Choices(day_before=True)


def at(day: int, hour: int = 12, month: int = 9) -> datetime:
    return datetime(2022, month, day, hour, tzinfo=UTC)


def a_claim(**changes) -> Claim:
    """Return a claim with a window of 28 September in Moscow, which closes on the 28th at 21:00 UTC."""
    window = window_of_dates(date(2022, 9, 28), date(2022, 9, 28), zone=MOSCOW)
    claim = Claim(
        version=2,
        text="The border closes",
        window=window,
        reported_at=LOGGED,
        actor="acc_anna",
        owner="acc_anna",
    )
    return replace(claim, **changes)


def rung(now, *asked, claim=None, choices=EVERYTHING, armed_at=LOGGED):
    return next_rung(claim or a_claim(), choices, asked, armed_at=armed_at, now=now)


PASSED = Asked("date_passed", at(28, 22))
BEFORE = Asked("day_before", at(26, 22))
LAST = Asked("last_day", at(27, 22))


@pytest.mark.parametrize(
    ("now", "asked", "expected"),
    [
        pytest.param(at(25), (), Later(at(26, 21), "not_reached"), id="days ahead"),
        pytest.param(at(26, 21), (), Ask("day_before"), id="the day before begins"),
        pytest.param(at(27), (BEFORE,), Later(at(27, 21), "not_reached"), id="told the day before"),
        pytest.param(at(27, 21), (BEFORE,), Ask("last_day"), id="the last day begins"),
        pytest.param(at(27, 21), (), Ask("last_day"), id="down the day before: the higher step alone"),
        pytest.param(at(28, 20), (LAST,), Over("until_it_passes"), id="told on the last day"),
        pytest.param(at(28, 21), (LAST,), Ask("date_passed"), id="it has passed"),
        pytest.param(
            at(29), (Asked("date_passed", None),), Later(at(29, 21), "still_in_the_post"), id="in the post"
        ),
        pytest.param(at(29), (PASSED,), Later(at(5, 21, 10), "not_reached"), id="asked"),
        pytest.param(at(5, 21, 10), (PASSED,), Ask("again_1"), id="seven days after the first letter"),
        pytest.param(at(19, 12, 10), (), Ask("again_2"), id="down for three weeks: the highest step alone"),
        pytest.param(at(30, 12, 12), (), Ask("again_4"), id="down for months: never beyond the last step"),
        pytest.param(at(28, 12, 10), (PASSED,), Ask("again_4"), id="down after the first letter"),
        pytest.param(
            at(30, 12, 12),
            (PASSED, Asked("again_4", at(27, 22, 10))),
            Over("only_in_the_digest"),
            id="the end",
        ),
    ],
)
def test_one_step_is_asked_when_it_is_reached_and_the_highest_one_after_a_pause(now, asked, expected):
    assert rung(now, *asked) == expected


@pytest.mark.parametrize(
    ("choices", "now", "expected"),
    [
        pytest.param(Choices(), at(27), Later(at(27, 21), "not_reached"), id="no day before unless chosen"),
        pytest.param(Choices(last_day=False), at(28), Over("until_it_passes"), id="no last day"),
        pytest.param(
            Choices(date_passed=False), at(29), Over("unsubscribed"), id="no letters once it passed"
        ),
        pytest.param(Choices(again_every_days=3), at(2, 12, 10), Ask("again_1"), id="every three days"),
        pytest.param(Choices(again_times=0), at(30, 12, 12), Ask("date_passed"), id="asked once only"),
    ],
)
def test_the_steps_are_by_choice(choices, now, expected):
    assert rung(now, choices=choices) == expected


@pytest.mark.parametrize(
    ("changes", "now", "asked", "expected"),
    [
        pytest.param({"status": "refuted"}, at(29), (), Over("answered"), id="answered"),
        pytest.param({"window": Window(zone=MOSCOW)}, at(29), (), Over("date_does_not_ask"), id="no date"),
        pytest.param(
            {"condition": Condition(text="if it rains")},
            at(29),
            (),
            Over("date_does_not_ask"),
            id="on a condition",
        ),
        pytest.param(
            {"last_checked_on": date(2022, 10, 2)},
            at(5, 22, 10),
            (PASSED,),
            Later(at(8, 21, 10), "checked"),
            id="a check pushes the next step",
        ),
        pytest.param(
            {"last_checked_on": date(2022, 10, 2)},
            at(8, 21, 10),
            (PASSED,),
            Ask("again_1"),
            id="a week after it",
        ),
        pytest.param(
            {"last_checked_on": date(2022, 9, 28)},
            at(28, 12),
            (),
            Over("until_it_passes"),
            id="checked that day",
        ),
        pytest.param(
            {"snoozed_until": date(2022, 10, 20)},
            at(10, 12, 10),
            (PASSED,),
            Later(at(19, 21, 10), "snoozed"),
            id="a snooze hides",
        ),
        pytest.param(
            {"snoozed_until": date(2022, 10, 1)},
            at(30, 21),
            (PASSED,),
            Ask("again_1"),
            id="until its day comes",
        ),
        pytest.param(
            {"snoozed_until": date(2022, 10, 20)},
            at(19, 21, 10),
            (),
            Ask("date_passed"),
            id="never asked before it",
        ),
    ],
)
def test_what_happens_to_the_claim_ends_or_pushes_the_next_step(changes, now, asked, expected):
    assert rung(now, *asked, claim=a_claim(**changes)) == expected


def test_steps_count_from_when_the_claim_was_logged_where_its_date_had_passed_long_before():
    armed_at = at(20, 12, 10)

    assert rung(at(20, 13, 10), armed_at=armed_at) == Ask("date_passed")
    assert rung(at(27, 13, 10), Asked("date_passed", at(20, 13, 10)), armed_at=armed_at) == Ask("again_1")


def test_whoever_logs_a_claim_on_its_last_day_is_not_told_so_at_once():
    assert rung(at(28, 12), armed_at=at(28, 9)) == Over("until_it_passes")


@pytest.mark.parametrize(
    ("zone", "before", "passes"),
    [
        pytest.param("Pacific/Kiritimati", (28, 9), (28, 10), id="east of the date line"),
        pytest.param("Pacific/Pago_Pago", (29, 10), (29, 11), id="west of it"),
        pytest.param("Australia/Lord_Howe", (28, 13), (28, 14), id="half an hour off"),
    ],
)
def test_a_date_passes_with_its_own_days_wherever_that_is(zone, before, passes):
    claim = a_claim(window=window_of_dates(None, date(2022, 9, 28), zone=zone))

    assert rung(at(*before), LAST, claim=claim) == Over("until_it_passes")
    assert rung(at(*passes), LAST, claim=claim) == Ask("date_passed")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        # 29 September 2022 is a Thursday: Friday, Monday, Tuesday, Wednesday, Thursday.
        pytest.param({}, datetime(2022, 10, 6, tzinfo=UTC), id="five working days after it passed"),
        pytest.param(
            {"last_checked_on": date(2022, 10, 3)},
            datetime(2022, 10, 10, tzinfo=UTC),
            id="after the last check",
        ),
        pytest.param(
            {"snoozed_until": date(2022, 10, 14)}, datetime(2022, 10, 21, tzinfo=UTC), id="after a snooze"
        ),
        pytest.param({"status": "confirmed"}, None, id="answered"),
    ],
)
def test_editors_hear_of_it_after_so_many_working_days_without_an_answer(changes, expected):
    found = editors_hear_at(a_claim(**changes), armed_at=LOGGED, working_days=5, zone="UTC")

    assert found == expected


def test_holidays_of_the_newsroom_are_no_working_days():
    # The Monday after, and a Saturday, which was no working day before either.
    holidays = {date(2022, 10, 3), date(2022, 10, 1)}

    found = editors_hear_at(a_claim(), armed_at=LOGGED, working_days=5, zone="UTC", holidays=holidays)

    assert found == datetime(2022, 10, 7, tzinfo=UTC)


def test_editors_never_hear_of_it_where_the_newsroom_wants_none():
    assert editors_hear_at(a_claim(), armed_at=LOGGED, working_days=0, zone="UTC") is None

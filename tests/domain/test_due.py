from dataclasses import replace
from datetime import timedelta

import pytest

from service.domain.due import ask_on, deadlines, due, is_snoozed, next_check_on
from service.domain.events import (
    Amended,
    Checked,
    Closed,
    Condition,
    Confirmed,
    DeadlinePassed,
    Refuted,
    Reopened,
    ReportAdded,
    Snoozed,
    Undone,
    WindowMoved,
)
from tests.builders import EVIDENCE, MOSCOW, at, claim_after, no_date, on, report, reported, window

MOMENT = timedelta(microseconds=1)
REFUTED = Refuted(evidence=EVIDENCE, known_on=on("2022-09-30"), reason="did_not_happen")


def due_at(claim, moment):
    return due(deadlines(claim), moment, is_settled=claim.is_settled)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        pytest.param("2022-09-25T20:59:59.999999", "later", id="the last moment before its week"),
        pytest.param("2022-09-25T21:00", "this_week", id="Monday begins in Moscow"),
        pytest.param("2022-09-27T20:59:59.999999", "this_week", id="the last moment before its day"),
        pytest.param("2022-09-27T21:00", "today", id="its day begins in Moscow"),
        pytest.param("2022-09-28T20:59:59.999999", "today", id="the last moment of its day"),
        pytest.param("2022-09-28T21:00", "past_due", id="its day is over"),
        pytest.param("2022-10-28T20:59:59.999999", "past_due", id="the last moment of thirty days"),
        pytest.param("2022-10-28T21:00", "long_past_due", id="thirty days later"),
        pytest.param("2032-10-28T21:00", "long_past_due", id="ten years later"),
    ],
)
def test_a_day_becomes_due_by_the_microsecond_in_the_zone_of_the_event(moment, expected):
    claim = claim_after(reported(window("2022-09-28", "2022-09-28", zone=MOSCOW)))

    assert due_at(claim, at(moment)) == expected


@pytest.mark.parametrize(
    ("said", "moment", "expected"),
    [
        pytest.param(window("2022-10-01", "2022-10-31"), "2022-10-30T23:59:59.999999", "later", id="a month"),
        pytest.param(
            window("2022-10-01", "2022-10-31"), "2022-10-31T00:00", "today", id="a month's last day"
        ),
        pytest.param(
            window("2022-10-01", "2022-10-31"), "2022-11-01T00:00", "past_due", id="a month is over"
        ),
        pytest.param(window("2022-10-01", "2022-10-31"), "2022-10-15T00:00", "later", id="inside a month"),
        pytest.param(window(None, "2022-09-30"), "2022-09-29T12:00", "this_week", id="only an end, its week"),
        pytest.param(window(None, "2022-09-30"), "2022-10-01T00:00", "past_due", id="only an end, over"),
        pytest.param(
            window("2022-10-02", "2022-10-02"), "2022-09-26T00:00", "this_week", id="Sunday ends a week"
        ),
        pytest.param(window("2022-10-03", "2022-10-03"), "2022-10-02T23:59", "later", id="Monday begins one"),
        pytest.param(window("2022-10-03", "2022-10-03"), "2022-10-03T00:00", "today", id="Monday itself"),
        pytest.param(
            window("2011-12-30", "2011-12-30", zone="Pacific/Apia"),
            "2011-12-30T09:59:59.999999",
            "this_week",
            id="just before the day that was not",
        ),
        pytest.param(
            window("2011-12-30", "2011-12-30", zone="Pacific/Apia"),
            "2011-12-30T10:00",
            "past_due",
            id="the day that was not is over as it begins",
        ),
        pytest.param(
            window("2026-03-29", "2026-03-29", zone="Europe/Berlin"),
            "2026-03-29T22:00",
            "past_due",
            id="a day of 23 hours",
        ),
        pytest.param(
            window("2026-10-25", "2026-10-25", zone="Europe/Berlin"),
            "2026-10-25T22:59:59.999999",
            "today",
            id="a day of 25 hours",
        ),
        pytest.param(
            window("2018-11-04", "2018-11-04", zone="America/Sao_Paulo"),
            "2018-11-04T03:00",
            "today",
            id="a day without midnight",
        ),
        pytest.param(
            window("2400-12-31", "2400-12-31"), "2401-01-01T00:00", "past_due", id="the last day of all"
        ),
    ],
)
def test_a_window_that_ends_is_due_by_its_end(said, moment, expected):
    assert due_at(claim_after(reported(said)), at(moment)) == expected


@pytest.mark.parametrize(
    ("said", "moment", "expected"),
    [
        pytest.param(
            window("2022-09-26", None, zone=MOSCOW),
            "2022-09-26T20:59:59.999999",
            "later",
            id="as early as today",
        ),
        pytest.param(
            window("2022-09-26", None, zone=MOSCOW),
            "2022-09-26T21:00",
            "to_check",
            id="the day after earliest",
        ),
        pytest.param(window("2022-09-26", None), "2122-09-26T00:00", "to_check", id="it never passes"),
        pytest.param(
            no_date(said_on="2022-09-20"), "2022-09-26T23:59:59.999999", "no_date", id="no date, not yet"
        ),
        pytest.param(
            no_date(said_on="2022-09-20"), "2022-09-27T00:00", "to_check", id="no date, seven days on"
        ),
        pytest.param(
            no_date(), "2022-10-02T23:59:59.999999", "no_date", id="from when it was published, not yet"
        ),
        pytest.param(no_date(), "2022-10-03T00:00", "to_check", id="from when it was published"),
        pytest.param(no_date(zone="Asia/Tokyo"), "2022-10-02T15:00", "to_check", id="in the event's zone"),
    ],
)
def test_what_has_no_end_is_to_check_and_never_past_due(said, moment, expected):
    assert due_at(claim_after(reported(said)), at(moment)) == expected


def test_a_claim_that_hangs_on_words_asks_as_if_it_had_no_date():
    claim = claim_after(reported(window(), condition=Condition(text="if Moscow recognises them")))

    assert due_at(claim, at("2022-10-02T23:59:59.999999")) == "no_date"
    assert due_at(claim, at("2022-10-03T00:00")) == "to_check"
    assert due_at(claim, at("2023-10-03T00:00")) == "to_check"


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        pytest.param("2023-03-10T23:59:59.999999", "later", id="early March is not over"),
        pytest.param("2023-03-11T00:00", "to_check", id="the day after early March"),
        pytest.param("2023-03-31T12:00", "to_check", id="the month's last day"),
        pytest.param("2023-04-01T00:00", "past_due", id="March is over"),
    ],
)
def test_a_part_of_a_period_is_to_check_before_it_is_past_due(moment, expected):
    early_march = replace(window("2023-03-01", "2023-03-31"), asks_on=on("2023-03-11"))

    assert due_at(claim_after(reported(early_march)), at(moment)) == expected


def test_a_window_of_hours_closes_within_its_day():
    by_noon = replace(window("2022-09-28", "2022-09-28"), ends_at=at("2022-09-28T12:00"))
    claim = claim_after(reported(by_noon))

    assert due_at(claim, at("2022-09-28T11:59:59.999999")) == "today"
    assert due_at(claim, at("2022-09-28T12:00")) == "past_due"
    assert ask_on(by_noon, asked_from=None) == on("2022-09-28")


@pytest.mark.parametrize(
    ("events", "asked_on"),
    [
        pytest.param([], "2022-09-27", id="the day after the earliest"),
        pytest.param([Checked(looked_on=on("2022-09-29"))], "2022-10-06", id="a check pushes by seven days"),
        pytest.param([Checked(looked_on=on("2022-09-10"))], "2022-09-27", id="an early check pushes nothing"),
        pytest.param(
            [Checked(looked_on=on("2022-09-29")), Checked(looked_on=on("2022-09-27"))],
            "2022-10-06",
            id="the latest look counts, not the last recorded",
        ),
        pytest.param([Snoozed(until=on("2022-11-01"))], "2022-11-01", id="a snooze pushes"),
        pytest.param(
            [Snoozed(until=on("2022-10-01")), Checked(looked_on=on("2022-09-29"))],
            "2022-10-06",
            id="the later of check and snooze",
        ),
        pytest.param(
            [Snoozed(until=on("2022-11-01")), ReportAdded(report=report("rep_2"))],
            "2022-09-27",
            id="a new report wakes it",
        ),
        pytest.param(
            [Checked(looked_on=on("2022-09-29")), Undone(version=2)], "2022-09-27", id="a check taken back"
        ),
        pytest.param(
            [WindowMoved(window=window("2022-10-05", None))], "2022-10-06", id="another date to start from"
        ),
        pytest.param(
            [Snoozed(until=on("2022-11-01")), Amended(reason="typo", window=window("2022-10-05", None))],
            "2022-11-01",
            id="an amendment wakes nobody",
        ),
    ],
)
def test_the_next_question_about_an_open_end_is_the_latest_of_three_days(events, asked_on):
    claim = claim_after(reported(window("2022-09-26", None)), *events)

    assert next_check_on(claim) == on(asked_on)
    assert due_at(claim, at(f"{asked_on}T00:00") - MOMENT) == "later"
    assert due_at(claim, at(f"{asked_on}T00:00")) == "to_check"


def test_a_check_does_not_hide_that_the_date_has_passed():
    claim = claim_after(reported(), Checked(looked_on=on("2022-09-29")))

    assert due_at(claim, at("2022-09-29T00:00")) == "past_due"
    assert next_check_on(claim) == on("2022-10-06")


@pytest.mark.parametrize(
    "events",
    [
        pytest.param([REFUTED], id="refuted"),
        pytest.param([Closed(reason="too_vague")], id="closed"),
        pytest.param(
            [Confirmed(evidence=EVIDENCE, happened=None, known_on=on("2022-09-26"))], id="confirmed"
        ),
    ],
)
def test_a_settled_claim_is_never_asked_about(events):
    claim = claim_after(reported(), *events)

    assert due_at(claim, at("2022-09-30T00:00")) == "settled"
    assert next_check_on(claim) is None
    assert deadlines(claim).closes_at is None


@pytest.mark.parametrize(
    "event",
    [pytest.param(Reopened(reason="too early"), id="reopened"), pytest.param(Undone(version=2), id="undone")],
)
def test_a_claim_that_is_open_again_is_past_due_again(event):
    claim = claim_after(reported(), REFUTED, event)

    assert due_at(claim, at("2022-09-29T00:00")) == "past_due"


def test_a_flag_changes_nothing_about_what_is_due():
    claim = claim_after(reported(), DeadlinePassed(arming=1, closes_at=at("2022-09-29T00:00")))

    assert due_at(claim, at("2022-09-29T00:00")) == "past_due"


def test_a_snooze_ends_with_the_first_moment_of_its_day_in_the_claims_zone():
    claim = claim_after(reported(window(zone=MOSCOW)), Snoozed(until=on("2022-10-03")))

    assert is_snoozed(claim, at("2022-10-02T20:59:59.999999"))
    assert not is_snoozed(claim, at("2022-10-02T21:00"))
    assert not is_snoozed(claim_after(reported()), at("2022-10-02T21:00"))


@pytest.mark.parametrize(
    ("said", "asked_from", "asked_on"),
    [
        pytest.param(window("2022-09-26", "2022-10-02"), None, "2022-10-03", id="the day after the latest"),
        pytest.param(window("2022-09-26", None), None, "2022-09-27", id="the day after the earliest"),
        pytest.param(
            no_date(said_on="2022-09-20"), "2022-09-26", "2022-09-27", id="seven days after it was said"
        ),
        pytest.param(no_date(), "2022-09-26", "2022-10-03", id="seven days after it came out"),
        pytest.param(no_date(), None, None, id="nobody knows"),
        pytest.param(window("2023-02-28", "2023-02-28"), None, "2023-03-01", id="over the end of February"),
        pytest.param(window("2024-02-28", "2024-02-28"), None, "2024-02-29", id="in a leap year"),
    ],
)
def test_the_day_we_first_ask(said, asked_from, asked_on):
    asked = ask_on(said, asked_from=None if asked_from is None else on(asked_from))

    assert asked == (None if asked_on is None else on(asked_on))

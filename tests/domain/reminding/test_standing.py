"""Reminding: who is written to about a flagged claim, and whether that still stands when it is sent."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from service.domain.claim import Claim
from service.domain.events import Condition
from service.domain.reminding import (
    Drop,
    Reminder,
    Send,
    Standing,
    Wait,
    heir_of,
    is_old_import,
    letters_of,
    reminder_of,
    verdict,
)
from service.domain.window import Window, window_of_dates

MOSCOW = "Europe/Moscow"
NOON_AFTER = datetime(2022, 9, 29, 12, tzinfo=UTC)
LOGGED = datetime(2022, 9, 26, 12, tzinfo=UTC)
REMINDER = Reminder("clm_1", 1, "date_passed", "acc_anna")


def a_claim(**changes) -> Claim:
    """Return Anna's claim with a window of 28 September in Moscow."""
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


def test_the_owner_is_reminded_of_the_present_arming():
    assert reminder_of("clm_1", a_claim(arming=3)) == Reminder("clm_1", 3, "date_passed", "acc_anna")


@pytest.mark.parametrize(
    ("changes", "logged_at", "is_old"),
    [
        pytest.param({}, NOON_AFTER, False, id="logged by hand after its date"),
        pytest.param({"imported": True}, LOGGED, False, id="imported before its date"),
        pytest.param({"imported": True}, NOON_AFTER, True, id="imported after its date"),
        pytest.param(
            {"imported": True},
            datetime(2022, 9, 28, 21, tzinfo=UTC),
            True,
            id="imported in the instant it closed",
        ),
        pytest.param(
            {"imported": True},
            datetime(2022, 9, 28, 20, 59, 59, tzinfo=UTC),
            False,
            id="imported in the last second",
        ),
        pytest.param(
            {"imported": True, "arming": 2}, NOON_AFTER, False, id="imported, then asked about anew"
        ),
    ],
)
def test_nobody_is_written_to_about_old_imports(changes, logged_at, is_old):
    assert is_old_import(a_claim(**changes), logged_at=logged_at) is is_old


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({}, Send(), id="still open"),
        pytest.param({"status": "refuted"}, Drop("answered"), id="refuted"),
        pytest.param({"status": "confirmed"}, Drop("answered"), id="confirmed"),
        pytest.param({"closed": "too_vague"}, Drop("answered"), id="closed"),
        pytest.param({"arming": 2}, Drop("asked_anew"), id="moved or reopened"),
        pytest.param({"owner": "acc_boris"}, Drop("owner_changed"), id="handed over"),
        pytest.param({"owner": None}, Drop("owner_changed"), id="owned by nobody any more"),
        pytest.param({"window": Window(zone=MOSCOW)}, Drop("date_does_not_ask"), id="without a date now"),
        pytest.param(
            {"condition": Condition(text="if the regions are recognised")},
            Drop("date_does_not_ask"),
            id="hangs on a condition now",
        ),
        pytest.param(
            {"window": window_of_dates(None, date(2022, 9, 29), zone=MOSCOW)},
            Drop("date_does_not_ask"),
            id="its date is still to pass",
        ),
        pytest.param(
            {"snoozed_until": date(2022, 10, 6)},
            Wait(datetime(2022, 10, 5, 21, tzinfo=UTC), "snoozed"),
            id="snoozed until a day in its zone",
        ),
        pytest.param({"snoozed_until": date(2022, 9, 29)}, Send(), id="the snooze is over"),
        pytest.param(
            {"last_checked_on": date(2022, 9, 29)},
            Wait(datetime(2022, 10, 5, 21, tzinfo=UTC), "checked"),
            id="checked since the date passed",
        ),
        pytest.param({"last_checked_on": date(2022, 9, 28)}, Send(), id="checked on its last day"),
    ],
)
def test_a_reminder_is_weighed_against_the_claim_as_it_stands(changes, expected):
    found = verdict(REMINDER, a_claim(**changes), Standing(), now=NOON_AFTER)

    assert found == expected


def test_a_check_answers_for_seven_days():
    claim = a_claim(last_checked_on=date(2022, 9, 29))

    last_second = datetime(2022, 10, 5, 20, 59, 59, tzinfo=UTC)
    over = datetime(2022, 10, 5, 21, tzinfo=UTC)

    assert verdict(REMINDER, claim, Standing(), now=last_second) == Wait(over, "checked")
    assert verdict(REMINDER, claim, Standing(), now=over) == Send()


@pytest.mark.parametrize(
    ("is_active", "expected"),
    [
        pytest.param(None, Drop("unknown_account"), id="no such account"),
        pytest.param(False, Drop("account_inactive"), id="switched off"),
    ],
)
def test_who_is_not_there_is_not_written_to(is_active, expected):
    found = verdict(REMINDER, a_claim(), Standing(is_active=is_active), now=NOON_AFTER)

    assert found == expected


def test_a_claim_that_is_gone_is_not_asked_about():
    found = verdict(REMINDER, None, Standing(), now=NOON_AFTER)

    assert found == Drop("claim_gone")


def test_a_claim_handed_over_in_time_asks_its_new_owner():
    claim = a_claim(owner="acc_boris")
    found = verdict(REMINDER, claim, Standing(), now=NOON_AFTER)

    assert heir_of(REMINDER, claim, found) == Reminder("clm_1", 1, "date_passed", "acc_boris")


@pytest.mark.parametrize(
    ("claim", "found"),
    [
        pytest.param(a_claim(owner=None), Drop("owner_changed"), id="nobody owns it"),
        pytest.param(a_claim(status="refuted", owner="acc_boris"), Drop("answered"), id="answered"),
        pytest.param(a_claim(), Send(), id="it stands"),
        pytest.param(None, Drop("claim_gone"), id="gone"),
    ],
)
def test_otherwise_nobody_inherits_the_question(claim, found):
    assert heir_of(REMINDER, claim, found) is None


@pytest.mark.parametrize(
    ("count", "letters"),
    [(0, []), (1, [1]), (20, [1] * 20), (21, [21]), (5000, [5000])],
    ids=["none", "one", "twenty", "twenty-one", "five thousand"],
)
def test_up_to_twenty_are_a_letter_each_and_more_are_one(count, letters):
    reminders = [Reminder(f"clm_{number}", 1, "date_passed", "acc_anna") for number in range(count)]

    found = letters_of(reminders)

    assert [len(group) for group in found] == letters
    assert [one for group in found for one in group] == reminders

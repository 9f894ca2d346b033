"""How words hang on something else; what they hang on is for a person to say."""

from datetime import date

import pytest

from service.domain.as_said import Choice, window_said
from service.domain.hanging import hangs_in
from service.domain.refusals import Refusal
from service.domain.window import HangsOn


@pytest.mark.parametrize(
    ("phrase", "how", "days"),
    [
        ("once the law is passed", "from_that_day", None),
        ("as soon as the decree is signed", "from_that_day", None),
        ("after the vote", "from_that_day", None),
        ("not until the law is passed", "from_that_day", None),
        ("not expected before the vote", "from_that_day", None),
        ("upon approval by the Federation Council", "from_that_day", None),
        ("48 hours after the vote", "about", 2),
        ("36 hours after the vote", "about", 2),
        ("two weeks after the announcement", "about", 14),
        ("a couple of days after the vote", "about", 2),
        ("the day after the vote", "about", 1),
        ("the following day", "about", 1),
        ("two days later", "about", 2),
        ("within 48 hours of the vote", "within", 2),
        ("within a month of taking office", "within", 31),
        ("Within Two Weeks of the vote", "within", 14),
        ("on the eve of the vote", "eve", None),
        ("the day before the vote", "eve", None),
        ("by the time the votes are counted", "by", None),
        ("before the election", "by", None),
        ("ahead of the summit", "by", None),
    ],
)
def test_words_say_where_the_days_lie(phrase, how, days):
    assert hangs_in(phrase) == HangsOn(how=how, days=days)


@pytest.mark.parametrize("phrase", ["", "the " * 20_000, "a a a of of " * 5_000, "9" * 10_000])
def test_hostile_words_are_read_quickly_and_hang_from_that_day_on(phrase):
    assert hangs_in(phrase).how == "from_that_day"


def said(phrase, **choice):
    return window_said(
        phrase, said_on=date(2022, 9, 26), said_zone="UTC", zone="UTC", choice=Choice(**choice)
    )


def test_words_that_hang_keep_no_date_and_name_no_claim_by_themselves():
    window = said("after the vote")

    assert (window.has_dates, window.rule, window.phrase) == (False, "hangs_on", "after the vote")
    assert window.hangs_on == HangsOn(how="from_that_day")


def test_a_person_says_which_claim_they_hang_on():
    window = said("48 hours after the vote", hangs_on="clm_vote")

    assert window.hangs_on == HangsOn(how="about", days=2, claim="clm_vote")


def test_words_that_are_not_read_can_hang_on_a_claim_too():
    window = said("would not say when", hangs_on="clm_vote")

    assert window.hangs_on == HangsOn(how="from_that_day", claim="clm_vote")


def test_words_that_name_a_date_hang_on_nothing():
    with pytest.raises(Refusal) as refused:
        said("2022-09-28", hangs_on="clm_vote")

    assert refused.value.code == "hangs_on_nothing"

"""Every reading says in one sentence what it did, and where an hour or a zone was open, which was taken."""

from datetime import UTC, date, datetime

import pytest

from service.domain.phrases import read
from service.domain.window import closes_at

SAID_ON = date(2022, 9, 26)


def reading(phrase, *, zone="Europe/Moscow", said_zone=None):
    return read(phrase, said_on=SAID_ON, said_zone=said_zone or zone, zone=zone)


@pytest.mark.parametrize(
    ("phrase", "sentence"),
    [
        (
            "by Friday",
            "Up to and with the end of what is named: Mon 26 Sep 2022 to Fri 30 Sep 2022, in Moscow.",
        ),
        (
            "as early as Monday",
            "From that day on, no end: from Mon 26 Sep 2022, no end date, in Moscow.",
        ),
        (
            "6 p.m. Friday",
            (
                "The first Friday on or after the day it was said: Fri 30 Sep 2022, closing 18:00 on "
                "Fri 30 Sep 2022, in Moscow."
            ),
        ),
        (
            "by March",
            (
                "Up to and with the end of what is named: Mon 26 Sep 2022 to Fri 31 Mar 2023, in "
                "Moscow. The coming one, for these words look ahead."
            ),
        ),
        ("Sept. 12", "It lies before the day it was said (Mon 12 Sep 2022)."),
        ("Sept. 31", "The calendar has no such day."),
        ("Feb. 29", "The calendar has no such day: not in 2022."),
        ("would not say when", "Kept as it was said, with no date: it says that nobody says when."),
        ("2022-13", "Kept as it was said, with no date: There is no such day or month in the calendar."),
        (
            "told reporters on Wednesday",
            "Kept as it was said, with no date: the day that is named is the day of the saying.",
        ),
    ],
)
def test_the_sentence_names_rule_and_days(phrase, sentence):
    assert reading(phrase).explanation == sentence


def test_an_abbreviation_of_several_zones_is_asked_about_zone_by_zone():
    found = reading("by 5 p.m. IST on Sept. 30")

    assert found.certainty == "ambiguous"
    closings = {
        one.explanation.rpartition("the time of ")[2]: closes_at(one.window) for one in found.alternatives
    }
    assert closings == {
        "India.": datetime(2022, 9, 30, 11, 30, tzinfo=UTC),
        "Israel.": datetime(2022, 9, 30, 14, tzinfo=UTC),
        "Ireland.": datetime(2022, 9, 30, 16, tzinfo=UTC),
    }
    assert found.window is not None
    assert closes_at(found.window) == datetime(2022, 9, 30, 16, tzinfo=UTC)


def test_the_words_that_were_used_and_left_are_told_apart():
    found = reading("Russia could close its border by Friday, two outlets report")

    assert found.used == "by Friday"
    assert found.unread == "Russia could close its border , two outlets report"


def test_used_words_are_cut_from_the_phrase_as_it_stands():
    assert reading("“as\u00a0early as Monday”").used == "as\u00a0early as Monday"
    assert reading("٢٨ September").used == "٢٨ September"
    assert reading("on Sept. 28 – probably").used == "on Sept. 28"


def test_the_window_closes_in_the_zone_of_the_event_wherever_the_words_were_said():
    here = reading("by Friday", zone="Europe/Moscow", said_zone="Europe/Moscow").window
    abroad = reading("by Friday", zone="Europe/Moscow", said_zone="America/New_York").window

    assert here is not None
    assert abroad is not None
    assert (here.earliest, here.latest) == (abroad.earliest, abroad.latest)
    assert closes_at(abroad) == datetime(2022, 9, 30, 21, tzinfo=UTC)
    assert abroad.said_zone == "America/New_York"

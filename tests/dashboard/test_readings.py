"""What a form says of words about when: how they read, why, when we ask, and what does not fit."""

from datetime import UTC, datetime

import pytest

from service.dashboard.readings import DAY_FIRST, asked_in, shown

LONG_AFTER = datetime(2026, 1, 1, tzinfo=UTC)


def read(now=LONG_AFTER, **fields):
    given = {"report.article.published_at": "2022-09-23", **fields}
    return shown(asked_in(given, zone="Europe/London", now=now))


def test_words_are_read_from_the_day_of_publication_and_never_from_today():
    found = read(when="as early as Monday", now=datetime(2022, 9, 24, 12, tzinfo=UTC))

    assert found.reads_as == "Reads as: from Mon 26 Sep 2022, no end date."
    assert found.asks == "We first ask Tue 27 Sep 2022, then every 7 days."
    assert "Said on Fri 23 Sep 2022" in found.why


def test_an_instant_of_publication_gives_the_day_it_was_where_it_was_said():
    found = read(
        **{"report.article.published_at": "2022-09-22T23:30:00Z", "said_zone": "Europe/Kyiv"},
        when="tomorrow",
    )

    assert found.reads_as == "Reads as: Sat 24 Sep 2022."


def test_a_day_of_asking_that_is_over_is_said_so():
    assert read(when="by Sept. 28").asks == "We first ask Thu 29 Sep 2022. That day has come already."


def test_the_day_of_publication_is_asked_for_first():
    assert read(**{"report.article.published_at": ""}, when="this week").reads_as == DAY_FIRST


def test_a_full_date_needs_no_day_of_publication():
    found = read(**{"report.article.published_at": ""}, when="28 September 2022")

    assert found.reads_as == "Reads as: Wed 28 Sep 2022."


def test_words_with_several_fair_readings_are_asked_about():
    found = read(**{"report.article.published_at": "2022-09-26"}, when="next Tuesday")

    assert found.must_choose
    assert found.choices == (
        ("1", "Tue 4 Oct 2022 (that weekday of the next calendar week)"),
        ("2", "Tue 27 Sep 2022 (the first such weekday after the day it was said)"),
    )


def test_words_that_are_not_read_are_kept_without_a_date():
    found = read(when="when the cows come home", now=datetime(2022, 9, 24, 12, tzinfo=UTC))

    assert found.reads_as == "Not read as a date: kept as it was said, with no date."
    assert found.asks == "We first ask Fri 30 Sep 2022, then every 7 days."


@pytest.mark.parametrize(
    ("earliest", "latest", "warns"),
    [
        pytest.param("2022-09-24", "2022-09-28", False, id="inside the words"),
        pytest.param("2022-09-24", "2022-10-05", True, id="beyond their end"),
        pytest.param("2022-09-24", "", True, id="without the end they have"),
        pytest.param("2022-09-01", "2022-09-28", True, id="before their beginning"),
        pytest.param("", "", False, id="no days set"),
    ],
)
def test_days_that_do_not_fit_the_words_are_warned_about(earliest, latest, warns):
    found = read(when="by Sept. 28", **{"window.earliest": earliest, "window.latest": latest})

    assert bool(found.warning) is warns


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "soon", "2022-09-31"])
def test_a_day_of_publication_that_is_none_counts_as_not_given(day):
    assert read(**{"report.article.published_at": day}, when="this week").reads_as == DAY_FIRST


def test_a_zone_that_is_none_counts_as_not_given():
    assert read(when="by Sept. 28", zone="Mars/Phobos").reads_as.startswith("Reads as: Fri 23 Sep")

from datetime import UTC, date, datetime

import pytest

from service.domain.attribution import Article, Report, SaidBy
from service.domain.window import Window, window_of_dates
from service.letters.wording import (
    cut,
    filled,
    link_or_none,
    passed_in_words,
    published_in_words,
    said_by_in_words,
    window_in_words,
)


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        pytest.param("short", 5, "short", id="it fits"),
        pytest.param("two words", 8, "two…", id="at a word"),
        pytest.param("two words", 4, "two…", id="right behind a word"),
        pytest.param("one, two", 6, "one…", id="no comma is left hanging"),
        pytest.param("abcdefghij", 5, "abcd…", id="one long word"),
        pytest.param("", 5, "", id="nothing"),
    ],
)
def test_texts_are_cut_at_a_word(text, most, expected):
    assert cut(text, most) == expected
    assert len(cut(text, most)) <= most


@pytest.mark.parametrize(
    ("earliest", "latest", "expected"),
    [
        (date(2022, 9, 28), date(2022, 9, 28), "Wed 28 Sep 2022"),
        (date(2022, 9, 26), date(2022, 10, 2), "Mon 26 Sep 2022 to Sun 2 Oct 2022"),
        (None, date(2022, 10, 2), "to Sun 2 Oct 2022"),
        (date(2022, 9, 26), None, "from Mon 26 Sep 2022, no end"),
        (None, None, "no date"),
    ],
)
def test_a_window_is_told_in_days(earliest, latest, expected):
    assert window_in_words(window_of_dates(earliest, latest, zone="UTC")) == expected


@pytest.mark.parametrize(
    ("zone", "now", "expected"),
    [
        pytest.param(
            "Europe/Moscow", datetime(2022, 9, 28, 20, 59, tzinfo=UTC), "today", id="its last minute"
        ),
        pytest.param(
            "Europe/Moscow", datetime(2022, 9, 28, 21, tzinfo=UTC), "yesterday", id="the minute after"
        ),
        pytest.param("Pacific/Honolulu", datetime(2022, 9, 29, 9, tzinfo=UTC), "today", id="far in the west"),
        pytest.param(
            "Europe/Berlin", datetime(2022, 10, 31, 22, 30, tzinfo=UTC), "33 days ago", id="clocks changed"
        ),
    ],
)
def test_how_long_ago_is_counted_in_days_of_the_zone(zone, now, expected):
    window = window_of_dates(None, date(2022, 9, 28), zone=zone)

    assert passed_in_words(window, now) == expected


def test_a_window_without_an_end_has_not_passed():
    assert passed_in_words(Window(), datetime(2022, 9, 28, tzinfo=UTC)) == "today"


@pytest.mark.parametrize(
    ("said_by", "expected"),
    [
        (
            SaidBy(label="government sources", kind="unnamed", count="2+"),
            "government sources (unnamed, 2 or more)",
        ),
        (SaidBy(label="an FSB officer", kind="unnamed", count="1"), "an FSB officer (unnamed, 1)"),
        (SaidBy(kind="unnamed"), "unnamed (number not stated)"),
        (SaidBy(label="Dmitry Peskov", kind="named", count="1"), "Dmitry Peskov"),
        (SaidBy(label="FSB", kind="institution"), "FSB"),
        (SaidBy(kind="own_voice"), "the outlet itself"),
        (SaidBy(), "not stated"),
        (SaidBy(label="line\r\nbreak", kind="named"), "line break"),
    ],
)
def test_who_said_it_is_told_as_far_as_it_was_published(said_by, expected):
    assert said_by_in_words(said_by) == expected


@pytest.mark.parametrize(
    ("article", "expected"),
    [
        (Article(published_on=date(2022, 9, 26)), "Mon 26 Sep 2022"),
        (Article(published_at=datetime(2022, 9, 26, 22, 30, tzinfo=UTC)), "Tue 27 Sep 2022"),
        (Article(), None),
    ],
)
def test_the_day_of_publication_is_that_of_the_readers_zone(article, expected):
    report = Report(id="rep_1", outlet="Meduza", article=article)

    assert published_in_words(report, "Europe/Moscow") == expected


@pytest.mark.parametrize(
    ("url", "is_link"),
    [
        ("https://example.org/a?b=c", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("https://", False),
        ("//example.org", False),
        ("https://example.org/\r\nx", False),
        ("https://[half", False),
        ("https://example.org/" + "a" * 500, False),
        (None, False),
    ],
)
def test_only_plain_web_addresses_become_links(url, is_link):
    assert link_or_none(url) == (url if is_link else None)


def test_text_is_filled_to_72_columns_and_addresses_stay_whole():
    address = "https://example.org/" + "a-b" * 40

    lines = filled("word " * 30 + address, "  ").splitlines()

    assert all(len(line) <= 72 for line in lines[:-1])
    assert lines[-1] == f"  {address}"

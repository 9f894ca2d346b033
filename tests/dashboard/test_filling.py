"""What fields are filled in with: from an address, and from the claim's own words."""

from datetime import UTC, datetime

import pytest

from service.dashboard.filling import filled, from_address, from_words
from service.dashboard.readings import asked_in

NOW = datetime(2022, 9, 26, 12, tzinfo=UTC)


def found_in(**fields):
    given = {name.replace("__", "."): value for name, value in fields.items()}
    return from_words(given, asked_in(given, zone="UTC", now=NOW))


def test_an_address_fills_in_what_a_bookmark_knows():
    found = from_address(
        {
            "url": "https://example.org/a",
            "title": "Title",
            "text": "“It closes this week”",
            "published": "2022-09-26T10:00",
            "outlet": "Meduza",
        }
    )

    assert found == {
        "report.article.url": "https://example.org/a",
        "report.article.title": "Title",
        "text": "It closes this week",
        "report.article.published_at": "2022-09-26",
        "report.outlet": "Meduza",
    }


def test_a_phone_shares_the_address_inside_the_text():
    found = from_address({"text": "It closes this week https://example.org/a", "title": "", "url": ""})

    assert found == {"report.article.url": "https://example.org/a", "text": "It closes this week"}


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param({"url": "javascript:alert(1)"}, id="no address of the web"),
        pytest.param({"published": "Friday"}, id="no day"),
        pytest.param({"published": "2022-02-31"}, id="a day that is none"),
        pytest.param({"csrf_token": "x", "key": "y", "then": "open"}, id="fields that no address fills"),
    ],
)
def test_what_is_no_such_thing_fills_in_nothing(asked):
    assert from_address(asked) == {}


def test_a_sentence_says_who_said_it_and_when():
    found = found_in(
        text="It closes as early as Monday, two people familiar said",
        report__article__published_at="2022-09-23",
        report__article__url="https://www.dailyexample.test/a",
    )

    assert found == {
        "report.said_by.label": "two people familiar",
        "report.said_by.kind": "unnamed",
        "report.said_by.count": "2+",
        "when": "as early as Monday",
        "report.outlet": "dailyexample.test",
    }


def test_the_label_that_was_typed_tells_more_than_the_sentence():
    found = found_in(
        text="It closes, two people familiar said", report__said_by__label="the Interior Ministry"
    )

    assert found == {"report.said_by.kind": "institution"}


def test_what_stands_there_from_the_sentence_is_still_known_to_be_from_it():
    text = "It closes as early as Monday, two people familiar said"
    first = found_in(text=text, report__article__published_at="2022-09-23")

    again = found_in(text=text, report__article__published_at="2022-09-23", **first)

    assert again == first


def test_words_about_when_that_somebody_typed_are_not_taken_for_the_sentences_own():
    assert (
        found_in(text="It closes by Sept. 28", when="soon", report__article__published_at="2022-09-23") == {}
    )


def test_what_somebody_filled_in_is_left_alone():
    given = {"when": ["Friday"], "report.said_by.kind": ["not_stated"], "report.outlet": [""]}

    kept = filled(given, {"when": "Monday", "report.said_by.kind": "unnamed", "report.outlet": "x"})

    assert kept == {"when": ["Friday"], "report.said_by.kind": ["unnamed"], "report.outlet": ["x"]}

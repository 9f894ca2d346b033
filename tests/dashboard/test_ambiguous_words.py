"""Words about when that have two fair readings: the form asks which, and keeps what was typed."""

import pytest

from tests.builders import on
from tests.dashboard.browser import words

FIELDS = {
    "text": "Men are put on a stop list",
    "report__outlet": "Meduza",
    "report__article__published_at": "2022-09-26",
}


@pytest.fixture
def page(eve):
    return eve.open("/claims/new")


def asked(page):
    """Return the readings the form offers, by their number; setting the days oneself is none of them."""
    labels = page.soup.select("input[name=reading]:not([value=days]) + label")
    return {label["for"].removeprefix("reading-"): words(label) for label in labels}


def test_the_readings_are_offered_and_what_was_typed_is_kept(newsroom, eve, page):
    again = eve.send(page, "/claims/new", **FIELDS, when="next Tuesday")

    assert again.status == 422
    assert len(asked(again)) == 2
    assert not again.soup.select("input[name=reading][checked]")
    assert again.soup.find(id="when")["value"] == "next Tuesday"
    assert again.soup.find(id="text").get_text().strip() == FIELDS["text"]
    assert newsroom.head() == 0


@pytest.mark.parametrize("day", ["2022-09-27", "2022-10-04"])
def test_the_reading_that_is_chosen_is_recorded(newsroom, eve, page, day):
    again = eve.send(page, "/claims/new", **FIELDS, when="next Tuesday")
    wanted = {"2022-09-27": "27 Sep", "2022-10-04": "4 Oct"}[day]
    number = next(number for number, said in asked(again).items() if wanted in said)

    saved = eve.submit(again, "/claims/new", reading=number, then="open")

    claim = newsroom.claim(saved.address.removeprefix("/claims/").partition("?")[0])
    assert (claim.window.latest, claim.window.phrase) == (on(day), "next Tuesday")


def test_a_reading_that_was_chosen_for_other_words_does_not_count(newsroom, eve, page):
    again = eve.send(page, "/claims/new", **FIELDS, when="next Tuesday")

    saved = eve.submit(again, "/claims/new", reading="1", when="Sept. 30", then="open")

    claim = newsroom.claim(saved.address.removeprefix("/claims/").partition("?")[0])
    assert claim.window.latest == on("2022-09-30")

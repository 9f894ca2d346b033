"""Merging on pages: the form, where addresses lead, what each page says of it, and the way back."""

import pytest

from service.domain.events import Merged
from tests.builders import at, report
from tests.dashboard.following_up import form_of, send, submit


@pytest.fixture
def pair(newsroom):
    """Return the ids of a claim and of one that repeats it."""
    survivor = newsroom.logged("The border is closed on Wednesday")
    duplicate = newsroom.logged("On Wednesday the border closes", report=report(outlet="Vyorstka"))
    newsroom.clock.set(at("2022-10-03T09:00"))
    return survivor, duplicate


def merged(newsroom, pair):
    survivor, duplicate = pair
    newsroom.followed_up(duplicate, Merged(into=survivor))
    return pair


def test_an_editor_merges_and_lands_on_the_claim_that_goes_on(newsroom, eve, pair):
    survivor, duplicate = pair

    page = submit(eve, duplicate, "merge", into=f"http://127.0.0.1:8000/claims/{survivor}")

    assert page.all("h1") == ["The border is closed on Wednesday"]
    assert (
        "Merged. The claim On Wednesday the border closes was merged into this one by Eve, "
        "Mon 3 Oct 2022. Its own page · Take it back" in page.main
    )
    assert "Vyorstka carries it" in page.main
    assert "came with a claim that was merged into this one" in page.main
    assert newsroom.claim(duplicate).merged_into == survivor


def test_the_address_of_a_merged_claim_leads_to_the_other_at_the_same_moment(newsroom, eve, pair):
    survivor, duplicate = merged(newsroom, pair)

    newsroom.clock.set(at("2022-10-04T09:00"))

    now = eve.open(f"/claims/{duplicate}")
    then = eve.open(f"/claims/{duplicate}?as_of=2022-10-03T10:00:00Z")
    before = eve.open(f"/claims/{duplicate}?as_of=2022-09-30")

    assert (now.status, now.headers["Location"]) == (303, f"/claims/{survivor}?merged={duplicate}#merged")
    assert (
        then.headers["Location"]
        == f"/claims/{survivor}?merged={duplicate}&as_of=2022-10-03T10%3A00%3A00Z#merged"
    )
    assert (before.status, before.all("h1")) == (200, ["On Wednesday the border closes"])


def test_the_page_of_a_merged_claim_itself_says_so_and_takes_the_merging_back(newsroom, eve, pair):
    survivor, duplicate = merged(newsroom, pair)

    page = eve.open(f"/claims/{duplicate}?itself=yes")
    back = submit(eve, duplicate, "undo", version="2")

    assert page.all(".tag")[0].endswith("Merged")
    assert "This claim was merged into another one, which goes on: The border is closed" in page.main
    assert "Eve merged it into a claim that says the same." in page.main
    assert page.all("nav.kinds a") == ["Note", "Take an entry back"]
    assert (back.status, back.all("h1")) == (200, ["On Wednesday the border closes"])
    assert newsroom.claim(duplicate).merged_into is None
    assert [one.outlet for one in newsroom.claim(survivor).reports] == ["Meduza"]


def test_what_came_along_is_not_offered_to_be_taken_back_alone(newsroom, eve, pair):
    survivor, _ = merged(newsroom, pair)

    page = eve.open(f"/claims/{survivor}")

    assert "took over a report by Vyorstka, which carries it, from a claim that was merged" in page.main
    assert not [one for one in page.all(".acts a") if one.startswith("Take back")]


def test_a_merging_that_is_refused_says_why_beside_the_field(newsroom, eve, pair):
    _, duplicate = pair

    page = send(eve, duplicate, "merge", into=duplicate)

    assert page.status == 422
    assert "There is no such other claim." in page.main


def test_a_note_on_a_merged_claim_stays_on_its_own_page(newsroom, eve, pair):
    _, duplicate = merged(newsroom, pair)

    page = submit(eve, duplicate, "note", note="asked the author")

    assert (page.status, page.all("h1")) == (200, ["On Wednesday the border closes"])
    assert "Recorded." in page.main


def test_a_merged_claim_stands_in_no_list(newsroom, eve, pair):
    survivor, duplicate = merged(newsroom, pair)

    for path in ("/", "/claims", "/search?q=border"):
        assert eve.open(path).soup.select(f"main a[href^='/claims/{survivor}']"), path
        assert not eve.open(path).soup.select(f"main a[href^='/claims/{duplicate}']"), path
    assert eve.open("/claims?merged=true").all(".claim-link") == ["On Wednesday the border closes"]


def test_the_public_is_led_on_and_told_no_name(public_newsroom):
    survivor = public_newsroom.logged("The border is closed on Wednesday")
    duplicate = public_newsroom.logged("On Wednesday the border closes", report=report(outlet="Vyorstka"))
    public_newsroom.followed_up(duplicate, Merged(into=survivor, note="ask Rob"))
    anyone = public_newsroom.browser()

    page = anyone.follow(f"/claims/{duplicate}")
    own = anyone.open(f"/claims/{duplicate}?itself=yes")

    assert "was merged into this one by A newsroom editor" in page.main
    assert "Take it back" not in page.main
    assert "ask Rob" not in own.main


def test_reporters_are_not_offered_to_merge(newsroom, pair):
    survivor, _ = pair

    page = form_of(newsroom.signed_in("Rob"), survivor, "note")

    assert "Merge into another claim" not in page.all("nav.kinds a")

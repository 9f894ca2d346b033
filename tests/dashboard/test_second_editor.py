"""On the pages: an answer that waits for a second editor is seen, agreed to, declined, taken back."""

import pytest

from tests.dashboard.browser import words
from tests.dashboard.conftest import newsroom_with
from tests.dashboard.following_up import LATER, NOTE, form_of, send, submit


@pytest.fixture
def newsroom(engine, clock, tmp_path):
    return newsroom_with(engine, clock, tmp_path, second_editor=True)


@pytest.fixture
def claim_id(newsroom):
    """Return an open claim about a private person, whose date passed a week ago."""
    claim_id = newsroom.logged(private_person=True)
    newsroom.clock.set(LATER)
    return claim_id


def test_an_answer_is_proposed_and_another_editor_agrees_to_it(newsroom, claim_id):
    eve, ada = newsroom.signed_in("Eve"), newsroom.signed_in("Ada")

    proposed = submit(eve, claim_id, "refute", **NOTE)
    offered = ada.open(f"/claims/{claim_id}")
    agreed = submit(ada, claim_id, "second")

    assert "It counts once another editor agrees." in proposed.main
    assert words(proposed.one("#waiting strong")) == "This answer waits for a second editor."
    assert not proposed.soup.select('a[href*="answer=second"], a[href*="answer=decline"]')
    assert "the decree is in force" in words(offered.one("#waiting"))
    assert offered.soup.select('#waiting a[href*="answer=second"]')
    assert not offered.soup.select('.kinds a[href*="answer=refute"]')
    assert words(agreed.one("#v3 .what > p")) == "Ada agreed to entry 2 and refuted it: did not happen."
    assert not agreed.soup.select("#waiting")
    assert newsroom.claim(claim_id).status == "refuted"


def test_a_declined_answer_says_why_and_the_claim_stays_open(newsroom, claim_id):
    eve, ada = newsroom.signed_in("Eve"), newsroom.signed_in("Ada")
    submit(eve, claim_id, "confirm", happened__earliest="2022-09-28", **NOTE)

    refused = send(ada, claim_id, "decline")
    page = submit(ada, claim_id, "decline", reason="That page speaks of somebody else")

    assert refused.status == 422
    assert words(page.one("#v3 .what > p")) == "Ada did not agree to the answer in entry 2."
    assert "That page speaks of somebody else" in page.main
    assert newsroom.claim(claim_id).status == "rumored"


def test_whoever_proposed_an_answer_takes_it_back(newsroom, claim_id):
    eve = newsroom.signed_in("Eve")
    submit(eve, claim_id, "refute", **NOTE)

    page = submit(eve, claim_id, "undo", version="2")

    assert not page.soup.select("#waiting")
    assert newsroom.claim(claim_id).proposal is None


def test_today_tells_other_editors_and_marks_the_row(newsroom, claim_id):
    submit(newsroom.signed_in("Eve"), claim_id, "refute", **NOTE)
    ada = newsroom.signed_in("Ada")

    today = ada.open("/")
    listed = ada.open("/claims?waits_for_second=true")

    assert "1 answer waits for a second editor" in today.main
    assert "waits for a second editor" in words(today.one("#past_due tbody tr"))
    assert not today.soup.select(f'a[href*="answer=refute&claim={claim_id}"]')
    assert len(listed.all(".claim-link")) == 1
    for name in ("Eve", "Rob", "Vic"):
        assert "1 answer waits" not in newsroom.signed_in(name).open("/").main


def test_an_answer_from_today_is_said_to_wait(newsroom, claim_id):
    eve = newsroom.signed_in("Eve")
    form = eve.open(f"/answers?answer=refute&claim={claim_id}")

    page = eve.submit(form, "/answers", **NOTE)

    assert "Proposed: it counts once another editor agrees." in page.main
    assert newsroom.claim(claim_id).status == "rumored"


def test_the_mark_is_set_where_a_claim_is_logged_and_where_it_is_amended(newsroom):
    eve = newsroom.signed_in("Eve")
    form = eve.open("/claims/new")

    eve.submit(
        form,
        "/claims/new",
        text="She left the country",
        report__outlet="Axle News",
        private_person="yes",
        then="open",
    )
    claim_id = newsroom.logged("another one")
    page = form_of(eve, claim_id, "amend")
    amended = eve.submit(page, f"/claims/{claim_id}", reason="It names her", private_person="yes")

    assert newsroom.claim(claim_id).private_person
    assert "it is about a named private person" in words(amended.one("#v2 .what > p"))
    marked = [one for one in eve.open("/claims").soup.select(".claim-link") if "She left" in one.text]
    assert "It is about a named private person." in eve.open(str(marked[0]["href"])).main

"""Proposals on pages: beside the claim, on one page for editors, merged or kept apart by a press."""

import pytest

from tests.builders import report
from tests.dashboard.following_up import form_of

TEXT = "Russia closes the border to men of military age on Wednesday"


@pytest.fixture
def pair(newsroom):
    older = newsroom.logged(TEXT)
    newer = newsroom.logged(f"{TEXT}!", report=report("rep_2", outlet="Vyorstka"))
    return older, newer


def test_a_pair_stands_on_the_page_and_beside_each_claim(eve, pair):
    older, newer = pair

    page = eve.open("/duplicates")

    assert page.all("h1") == ["Perhaps the same claim"]
    assert "100 % of their words in common, the same dates, the same article" in page.main
    for claim in pair:
        assert "Perhaps the same claim (1)" in eve.open(f"/claims/{claim}").all("h2")
    assert eve.open("/claims").soup.select_one("a[href='/duplicates']")
    link = page.soup.select_one("ul.notes a.button")["href"]
    assert link == f"/claims/{newer}?answer=merge&into={older}#follow-up"


def test_the_link_leads_to_a_form_that_merges_once_it_is_sent(newsroom, eve, pair):
    older, newer = pair

    form = form_of(eve, newer, "merge", into=older)
    assert newsroom.claim(newer).merged_into is None
    eve.submit(form, f"/claims/{newer}")

    assert newsroom.claim(newer).merged_into == older
    assert "No two claims that look like one" in eve.open("/duplicates").main


def test_two_that_are_two_are_proposed_no_more_until_somebody_wishes_it(eve, pair):
    older, newer = pair

    page = eve.submit(eve.open(f"/claims/{older}"), "/duplicates")

    assert page.address == f"/claims/{older}"
    assert "Perhaps the same claim" not in page.main
    assert "No two claims that look like one" in eve.open("/duplicates").main
    assert "Looked alike, and are two" in eve.open(f"/claims/{newer}").all("h2")

    again = eve.submit(page, "/duplicates")

    assert "Perhaps the same claim (1)" in again.all("h2")


def test_a_page_without_a_pair_counts_the_claims_that_were_looked_at(newsroom, eve):
    newsroom.logged("The ferry stops")

    assert "Among 1 claim, none has" in eve.open("/duplicates").main


def test_reporters_and_readers_are_offered_no_merging(newsroom, pair):
    for name in ("Rob", "Vic"):
        browser = newsroom.signed_in(name)
        assert browser.open("/duplicates").status == 403
        assert "Perhaps the same claim" not in browser.open(f"/claims/{pair[0]}").main


def test_a_page_that_looks_back_proposes_nothing(eve, pair):
    assert "Perhaps the same claim" not in eve.open(f"/claims/{pair[0]}?as_of=2022-09-26").main


def test_an_address_that_names_no_place_is_missing(eve):
    assert eve.open("/duplicates?before=x").status == 404

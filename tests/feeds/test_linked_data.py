"""Linked data: the same in the head of a claim's page and under its own address."""

import json

from service.domain.events import Confirmed, Evidence, Noted
from tests.builders import on
from tests.dashboard.conftest import newsroom_with

EVIDENCE = (Evidence(url="https://example.org/decree", note="a friend in the ministry"),)


def in_head(page):
    (script,) = page.soup.select("head script[type='application/ld+json']")
    return json.loads(script.string)


def test_a_claims_page_and_its_own_address_say_the_same(public_newsroom):
    claim_id = public_newsroom.logged("</script><script>alert(1)</script>")
    anybody = public_newsroom.browser()
    open_one = anybody.open(f"/claims/{claim_id}.jsonld")
    public_newsroom.followed_up(
        claim_id, Confirmed(evidence=EVIDENCE, happened=None, known_on=on("2022-09-26")), Noted(note="secret")
    )

    page, settled = anybody.open(f"/claims/{claim_id}"), anybody.open(f"/claims/{claim_id}.jsonld")

    assert json.loads(open_one.source)["@type"] == "Claim"
    assert json.loads(settled.source) == in_head(page)
    assert in_head(page)["@type"] == "ClaimReview"
    assert settled.headers["Content-Type"] == "application/ld+json; charset=utf-8"
    assert [one.get("src", "data") for one in page.soup.select("head script")][1:] == ["data"]
    for hidden in ("secret", "friend", "acc_", "Eve"):
        assert hidden not in settled.source
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]


def test_the_newsroom_is_named_as_it_wants_to_be(engine, clock, tmp_path):
    room = newsroom_with(
        engine, clock, tmp_path, newsroom_name="Example Times", newsroom_url="https://times.example/"
    )
    claim_id = room.logged()
    room.followed_up(claim_id, Confirmed(evidence=EVIDENCE, happened=None, known_on=on("2022-09-26")))
    eve = room.signed_in("Eve")

    found = json.loads(eve.open(f"/claims/{claim_id}.jsonld").source)

    assert found["author"] == {
        "@type": "Organization",
        "name": "Example Times",
        "url": "https://times.example/",
    }
    assert "<name>Example Times</name>" in eve.open("/claims.atom").source


def test_a_page_of_the_past_is_no_review_of_today(public_newsroom):
    claim_id = public_newsroom.logged()

    page = public_newsroom.browser().open(f"/claims/{claim_id}?as_of=2022-09-26")

    assert page.soup.select("head script[type='application/ld+json']") == []


def test_it_is_for_programs_that_walk_through_pages_and_not_for_members(public_newsroom):
    claim_id = public_newsroom.logged()

    page = public_newsroom.signed_in("Eve").open(f"/claims/{claim_id}")

    assert page.soup.select("head script[type='application/ld+json']") == []

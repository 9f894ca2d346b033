"""The same statement from the same article: whoever logs it again is told, and may do so all the same."""

from datetime import timedelta

import pytest

from tests.dashboard.browser import words

#: The link is that of the claims which the newsroom logs for tests.
FIELDS = {
    "text": "Men are put on the stop list.",
    "report__outlet": "Meduza",
    "report__article__url": "https://www.example.org/stop-list?utm_source=x",
}


@pytest.fixture
def logged(newsroom):
    claim_id = newsroom.logged("Men are put on a stop list", by="Rob")
    newsroom.clock.advance(timedelta(minutes=20))
    return claim_id


def test_whoever_logs_it_again_is_led_to_the_first_one(newsroom, eve, logged):
    before = newsroom.head()

    sent = eve.send(eve.open("/claims/new"), "/claims/new", **FIELDS)

    assert sent.status == 409
    notice = sent.one("#there")
    assert words(notice).startswith("Rob logged this 20 minutes ago: Men are put on a stop list")
    assert [link["href"] for link in notice.select("a")] == [
        f"/claims/{logged}",
        f"/claims/{logged}?answer=report#follow-up",
    ]
    assert newsroom.head() == before


def test_whoever_has_seen_it_may_log_it_all_the_same(newsroom, eve, logged):
    sent = eve.send(eve.open("/claims/new"), "/claims/new", **FIELDS)

    saved = eve.submit(sent, "/claims/new", then="open")

    assert saved.all("h1") == ["Men are put on the stop list."]


def test_another_statement_or_another_article_is_logged_at_once(eve, logged):
    for changed in (
        {"text": "The travel ban is put in place"},
        {"report__article__url": "https://example.org/other"},
        {"report__article__url": ""},
    ):
        assert eve.send(eve.open("/claims/new"), "/claims/new", **FIELDS | changed).status == 303

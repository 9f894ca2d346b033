"""The list of claims: filtered, searched, paged, by the address alone."""

import pytest

from service.domain.events import Refuted
from tests.builders import EVIDENCE, on, report, window


def shown(page):
    return page.all(".claim-link")


@pytest.fixture
def story(newsroom):
    newsroom.logged("border closes", report=report(outlet="Meduza"), tags=("border",))
    newsroom.logged(
        "visas come", report=report(outlet="Axle News"), window=window("2022-09-20", "2022-09-20")
    )
    settled = newsroom.logged("sanctions follow", report=report(outlet="Axle News"))
    newsroom.followed_up(settled, Refuted(evidence=EVIDENCE, known_on=on("2022-09-26"), reason="called_off"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param("", ["sanctions follow", "visas come", "border closes"], id="all"),
        pytest.param("q=BORDER", ["border closes"], id="words"),
        pytest.param("outlet=axle+news", ["sanctions follow", "visas come"], id="outlet"),
        pytest.param("status=refuted", ["sanctions follow"], id="status"),
        pytest.param("due=past_due", ["visas come"], id="due"),
        pytest.param("tag=border", ["border closes"], id="tag"),
        pytest.param("q=&due=&status=&tag=border&sort=", ["border closes"], id="blank fields are not asked"),
        pytest.param("sort=recorded_at", ["border closes", "visas come", "sanctions follow"], id="sorted"),
    ],
)
@pytest.mark.usefixtures("story")
def test_claims_are_listed_as_asked(eve, query, found):
    page = eve.open(f"/claims?{query}")

    assert page.status == 200
    assert shown(page) == found


@pytest.mark.usefixtures("story")
def test_what_was_asked_stays_in_the_form(eve):
    page = eve.open("/claims?q=visas&due=past_due")

    kept = page.fields("/claims")
    assert (kept["q"], kept["due"]) == (["visas"], ["past_due"])


@pytest.mark.usefixtures("story")
def test_settled_claims_show_status_and_outcome_together(eve):
    assert eve.open("/claims?status=refuted").all(".c-status")[1:] == ["✕Refuted called off"]


def test_pages_follow_one_another_without_a_claim_twice(newsroom, eve):
    for number in range(5):
        newsroom.logged(f"claim {number}")

    first = eve.open("/claims?limit=3")
    second = eve.open(first.one(".pager a")["href"])

    assert shown(first) == ["claim 4", "claim 3", "claim 2"]
    assert shown(second) == ["claim 1", "claim 0"]
    assert second.all(".pager a") == ["First page"]
    assert second.all("caption") == ["5 claims"]


def test_no_claim_that_fits_is_said_plainly(newsroom, eve):
    newsroom.logged()

    assert eve.open("/claims?q=nothing+like+it").all("main h2") == ["No claim fits"]
    assert not eve.open("/claims?q=nothing+like+it").soup.select("table")


@pytest.mark.parametrize("query", ["due=soon", "cursor=x", "colour=red", "status=false", "q=%00", "limit=0"])
def test_what_cannot_be_asked_is_refused_in_words(eve, query):
    page = eve.open(f"/claims?{query}")

    assert page.status in (400, 422)
    assert page.all("[role=alert] h2") == ["This cannot be listed"]

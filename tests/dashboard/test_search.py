"""The search page: what was found is marked and inert, filters are kept, nothing typed breaks it."""

from urllib.parse import urlencode

import pytest

from service.domain.attribution import Article, SaidBy
from service.domain.events import ReportAdded
from tests.builders import at, report, window


@pytest.fixture
def story(newsroom):
    newsroom.logged("Border closes for men", report=report(outlet="Meduza", wording="<b>border</b> & gates"))
    deputy = newsroom.logged(
        "Deputy leaves his post",
        report=report(
            outlet="Axle News",
            said_by=SaidBy(label="border guard sources", kind="unnamed"),
            wording="The deputy goes " + "and goes " * 60 + "to the border town.",
        ),
        window=window("2022-09-20", "2022-09-20"),
    )
    named = SaidBy(label="Zoë Pétrova", kind="named")
    newsroom.followed_up(deputy, ReportAdded(report=report("rep_2", outlet="Vyorstka", said_by=named)))


def searched(browser, **asked):
    return browser.open(f"/search?{urlencode(asked)}")


@pytest.mark.usefixtures("story")
def test_what_was_found_stands_first_where_the_claim_says_it_and_is_marked(eve):
    page = searched(eve, q="BORDER")

    assert page.status == 200
    assert page.title == "2 claims – Search – Hearsay"
    assert page.all(".claim-link") == ["Border closes for men", "Deputy leaves his post"]
    assert page.all(".found mark") == ["Border", "border"]
    (passage,) = page.all(".found-passage")
    assert passage.startswith("Wording: … ")
    assert passage.endswith("to the border town.")
    assert "sources" not in passage


@pytest.mark.usefixtures("story")
def test_a_name_is_found_with_whose_it_is(eve):
    page = searched(eve, q='deputy "zoe petrova" vyor*')

    assert page.all(".found mark") == ["Deputy", "Vyorstka", "Zoë Pétrova"]
    assert page.all(".found-passage") == ["Outlet: Vyorstka", "Said by: Zoë Pétrova"]


@pytest.mark.usefixtures("story")
def test_what_was_typed_and_narrowed_to_is_kept_and_can_be_let_go(eve):
    page = searched(eve, q="border", due="past_due", outlet="Meduza", as_of="2022-09-26")

    kept = page.fields("/search")
    assert kept["q"] == ["border"]
    assert page.all(".empty h2") == ["No claim fits"]
    assert page.all(".empty a") == ["Search all claims"]
    assert page.one(".empty a")["href"] == "/search?q=border"
    assert page.one("input[name=as_of][type=hidden]")["value"] == "2022-09-26"


@pytest.mark.usefixtures("story")
def test_the_past_is_searched_as_it_was_known(newsroom, eve):
    newsroom.clock.now = at("2022-10-03T12:00")
    later = Article(published_at=at("2022-10-02T12:00"))
    newsroom.logged("A new border post", report=report(article=later))

    now, then = searched(eve, q="border"), searched(eve, q="border", as_of="2022-09-27")

    assert len(now.all(".claim-link")) == 3
    assert len(then.all(".claim-link")) == 2
    assert "Changing facts is off" in then.main
    assert "as_of=2022-09-27" in str(then.soup.select(".claim-link")[0]["href"])


@pytest.mark.usefixtures("story")
@pytest.mark.parametrize(
    ("q", "heading"),
    [
        pytest.param("nothing like it", "No claim holds all of these words", id="not there"),
        pytest.param("😀 % _ * ( ) \\ ' ;", "Nothing to search for", id="no word"),
        pytest.param(
            '"border OR (NEAR *', "No claim holds all of these words", id="operators, a quote left open"
        ),
        pytest.param("\x00\ufdd0border\u202e x", "No claim holds all of these words", id="NUL and marks"),
        pytest.param("w" * 200_000, "No claim holds all of these words", id="200 kB"),
        pytest.param("<script>alert(1)</script>", "No claim holds all of these words", id="an element"),
    ],
)
def test_whatever_is_typed_gets_an_answer_with_one_way_on(eve, q, heading):
    page = searched(eve, q=q)

    assert page.status == 200
    assert page.all(".empty h2") == [heading]
    assert len(page.soup.select(".empty a")) == 1
    assert not page.soup.select("main script")


def test_an_empty_search_asks_for_words_and_a_missing_page_offers_it(newsroom, eve):
    newsroom.logged("Border closes")

    assert searched(eve).status == searched(eve, q=" ").status == 200
    assert not searched(eve).soup.select(".empty, .found")
    assert eve.open("/no-such-page").one("main form")["action"] == "/search"


def test_pages_of_a_search_follow_one_another(newsroom, eve):
    for number in range(3):
        newsroom.logged(f"claim {number}")

    page = searched(eve, q="claim", limit=2)
    following = eve.open(page.one(".pager a")["href"])

    assert page.all(".claim-link") + following.all(".claim-link") == ["claim 2", "claim 1", "claim 0"]
    assert searched(eve, q="claim", cursor="nonsense").status == 422


def test_the_public_searches_where_it_may_read(public_newsroom):
    public_newsroom.logged("Border closes")

    assert public_newsroom.browser().open("/search?q=border&owner=acc_0001").all(".claim-link") == [
        "Border closes"
    ]


def test_nobody_else_searches_where_reading_is_not_public(newsroom):
    assert newsroom.browser().open("/search?q=border").status == 303

"""Articles on their pages: versions with what changed, copies confirmed, rejected and taken back."""

from random import Random

import pytest

from service.domain.attribution import Article
from service.domain.events import ReportAdded
from tests.builders import report
from tests.dashboard.browser import words
from tests.domain.made_up_articles import Matter, text_of

URL = "https://example.org/a"


@pytest.fixture
def text():
    return text_of(Matter(Random(3)).article())


def added(browser, **fields):
    """Add an article by the form, and return its page."""
    return browser.submit(browser.open("/articles"), "/articles", **fields)


def pressed(browser, page, button):
    """Press one button of a page and go where it leads."""
    form = next(
        one.find_parent("form") for one in page.soup.select("button") if words(one).startswith(button)
    )
    fields = {str(one["name"]): str(one["value"]) for one in form.select("input[type=hidden]")}
    sent = browser.post(str(form["action"]), fields)
    assert sent.status == 303, sent.text
    return browser.open(str(sent.headers["Location"]).split("#")[0])


def test_an_article_is_added_by_its_form_and_stands_in_the_list(eve, text):
    page = added(eve, outlet="Meduza", title="Stop list", address=f"{URL}?utm_source=x", text=text)

    assert page.all("h1") == ["Stop list"]
    assert "Found under" in page.main
    assert "Stop list" in eve.open("/articles").main


def test_a_form_that_is_refused_keeps_what_was_typed(eve):
    sent = eve.send(eve.open("/articles"), "/articles", title="Stop list")

    assert sent.status == 422
    assert sent.one("#title")["value"] == "Stop list"
    assert sent.title.startswith("Error: ")


def test_a_pair_is_confirmed_by_an_editor_and_taken_back(newsroom, eve, text):
    added(eve, outlet="A", title="First", text=text)
    added(eve, outlet="B", title="Second", text=f"Headline\n\n{text}")

    pairs = eve.open("/copies")
    assert "Second" in pairs.main
    assert "may be a copy of First" in pairs.main
    after = pressed(eve, pairs, "It is a copy")
    assert "Nothing to decide" in after.main

    page = eve.open(eve.open("/articles").soup.find("a", string="Second")["href"])
    assert "Republished from First" in page.main
    page = pressed(eve, page, "Take it back")
    assert "May be a copy of" in page.main


def test_a_pair_that_was_rejected_says_so(eve, text):
    added(eve, outlet="A", title="First", text=text)
    page = added(eve, outlet="B", title="Second", text=text)

    page = pressed(eve, page, "It is no copy")

    assert "Said to be no copy." in page.main
    assert "Nothing to decide" in eve.open("/copies").main


def test_a_reporter_sees_pairs_and_decides_none(newsroom, eve, text):
    added(eve, outlet="A", text=text)
    added(eve, outlet="B", title="Second", text=text)
    rob = newsroom.signed_in("Rob")

    page = rob.open("/copies")

    assert page.soup.select("main button") == []
    path = page.soup.select("main a")[0]["href"]
    assert "Nobody has decided yet" in rob.open(str(path)).main


def test_a_new_version_shows_what_changed_in_what_claims_quote(newsroom, eve):
    quoted = report(
        "rep_1",
        outlet="A",
        wording="Russia could close its border this week.",
        when="this week",
        article=Article(url=URL),
    )
    claim_id = newsroom.logged(report=quoted)
    link = eve.open(f"/claims/{claim_id}").one('.chain a[href^="/articles/"]')
    assert (link.text, link.find("a")) == ("versions and copies of the article by A", None)
    path = str(link["href"])

    page = eve.submit(
        eve.open(path), path, text="More. Russia could close its border as soon as this week. And on."
    )

    assert "Version 2" in page.main
    assert "the date’s wording" in page.main
    assert page.all("blockquote.compared ins") == ["as soon as"]
    public = newsroom.browser()
    assert public.open(path).status == 303


def test_numbers_on_a_claim_lead_to_what_they_count(newsroom, eve):
    claim_id = newsroom.logged(report=report("rep_1", outlet="A", credit="AP"))
    newsroom.followed_up(
        claim_id,
        ReportAdded(report=report("rep_2", outlet="B", credit="The Associated Press")),
        ReportAdded(report=report("rep_3", outlet="C", credit="AFP")),
        ReportAdded(report=report("rep_4", outlet="D", cites=("rep_1",))),
    )

    page = eve.open(f"/claims/{claim_id}")

    assert "4 outlets, 1–2 origins, independence not known." in page.main
    outlets = page.one("#outlets-behind").find_next_sibling("dd")
    origins = page.one("#origins-behind").find_next_sibling("dd")
    assert words(outlets) == "A B C D"
    assert words(origins) == (
        "Associated Press, run by A, B Agence France-Presse, run by C "
        "Adding none, because they have it from these: D"
    )


def test_an_article_that_is_not_there_is_missing(eve):
    for path in ("/articles/art_none", "/articles/nothing", "/articles?cursor=art_none"):
        assert eve.open(path).status == 404

"""Logging a claim: the fewest fields that do, all that a form holds, the next one at once."""

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


def logged_id(sent):
    return sent.address.removeprefix("/claims/").partition("?")[0]


def test_a_claim_needs_no_more_than_its_sentence(newsroom, eve, page):
    saved = eve.submit(page, "/claims/new", text="Men are put on a stop list", then="open")

    assert saved.all("h1") == ["Men are put on a stop list"]
    claim = newsroom.claim(logged_id(saved))
    assert claim.reports[0].outlet == "Outlet not named"
    assert claim.owner == newsroom.people["Eve"].id
    assert not claim.window.has_dates


def test_everything_the_form_holds_is_kept(newsroom, eve, page):
    saved = eve.submit(
        page,
        "/claims/new",
        **FIELDS,
        report__article__url="https://example.org/a",
        report__article__title="Title",
        report__said_by__label="government sources",
        report__said_by__kind="unnamed",
        report__said_by__count="2+",
        report__wording="first line\r\nsecond line",
        report__hedge="most likely date",
        when="Sept. 28",
        reading="days",
        window__latest="2022-09-28",
        zone="Europe/Moscow",
        said_zone="Asia/Tokyo",
        question="When is it closed?",
        condition__text="the decree is signed",
        expects="holds_through",
        tags="border, army, border",
        desk="Politics",
        then="open",
    )

    claim = newsroom.claim(logged_id(saved))
    report = claim.reports[0]
    assert (report.outlet, report.hedge, report.wording) == (
        "Meduza",
        "most likely date",
        "first line\nsecond line",
    )
    assert (report.said_by.label, report.said_by.kind, report.said_by.count) == (
        "government sources",
        "unnamed",
        "2+",
    )
    assert (report.article.url, report.article.published_on) == ("https://example.org/a", on("2022-09-26"))
    window = claim.window
    assert (window.phrase, window.earliest, window.latest) == ("Sept. 28", None, on("2022-09-28"))
    assert (window.zone, window.said_zone, window.said_on) == (
        "Europe/Moscow",
        "Asia/Tokyo",
        on("2022-09-26"),
    )
    assert (claim.expects, claim.tags, claim.desk) == ("holds_through", ("army", "border"), "Politics")
    assert claim.condition is not None
    assert claim.condition.text == "the decree is signed"
    assert "When is it closed?" in saved.main


def test_a_question_that_is_there_can_be_chosen(newsroom, eve):
    newsroom.logged("the first one", ask="When is it closed?")
    page = eve.open("/claims/new")
    offered = [one["value"] for one in page.soup.select("#questions option")]

    saved = eve.submit(page, "/claims/new", **FIELDS, question=offered[0], then="open")

    assert offered == ["When is it closed?"]
    assert saved.all("#rivals") == ["Other dates reported (1)"]


def test_the_next_claim_starts_with_the_same_article(newsroom, eve, page):
    after = eve.submit(
        page, "/claims/new", **FIELDS, tags="border", report__article__title="Title", then="next"
    )

    assert "Logged: Men are put on a stop list" in after.main
    kept = after.fields("/claims/new")
    assert kept["report.outlet"] == ["Meduza"]
    assert kept["report.article.title"] == ["Title"]
    assert kept["report.article.published_at"] == ["2022-09-26"]
    assert kept["tags"] == ["border"]
    assert kept["text"] == [""]
    assert kept["key"] != page.fields("/claims/new")["key"]


def test_all_faults_are_shown_at_once_and_all_input_is_kept(newsroom, eve, page):
    before = newsroom.head()

    sent = eve.send(
        page,
        "/claims/new",
        report__article__url="example.org",
        report__wording="kept",
        when="this week",
        tags="x" * 61,
        zone="Mars/Phobos",
    )

    assert sent.status == 422
    assert sent.title == "Error: Log a claim – Hearsay"
    links = [link["href"] for link in sent.soup.select("[role=alert] a")]
    assert sorted(links) == ["#report.article.url", "#tags", "#text", "#zone"]
    kept = sent.fields("/claims/new")
    assert kept["report.wording"] == ["kept"]
    assert kept["when"] == ["this week"]
    assert kept["report.article.url"] == ["example.org"]
    assert newsroom.head() == before


def test_words_about_when_need_the_day_they_were_said(eve, page):
    sent = eve.send(page, "/claims/new", text="x", report__outlet="Meduza", when="this week")

    assert [(link["href"], words(link)) for link in sent.soup.select("[role=alert] a")] == [
        ("#when", "These words are read from the day they were said: give the day of publication too."),
        ("#report.article.published_at", "Give the day: the words about when are read from it."),
    ]


def test_a_fault_in_a_folded_part_unfolds_it(eve, page):
    sent = eve.send(page, "/claims/new", **FIELDS, tags="x" * 61)

    assert sent.soup.find(id="tags").find_parent("details").has_attr("open")


def test_a_double_click_logs_one_claim(newsroom, eve, page):
    first = eve.send(page, "/claims/new", **FIELDS)
    second = eve.send(page, "/claims/new", **FIELDS)

    assert first.headers["Location"] == second.headers["Location"]
    assert newsroom.head() == 2  # and its outlet


def test_a_form_sent_again_with_other_words_leads_to_the_claim_it_logged_first(newsroom, eve, page):
    first = eve.send(page, "/claims/new", **FIELDS)

    other = eve.send(page, "/claims/new", **FIELDS | {"text": "other words"})

    assert other.status == 422
    link = other.one("[role=alert] p a")["href"]
    assert link == first.headers["Location"].split("?")[0]
    assert newsroom.head() == 2  # and its outlet


def test_a_viewer_may_not_log(newsroom):
    vic = newsroom.signed_in("Vic")

    assert vic.open("/claims/new").status == 403
    token = vic.open("/").fields("/sign-out")["csrf_token"]
    assert vic.post("/claims/new", {"csrf_token": token, "text": "x", "report.outlet": "y"}).status == 403
    assert newsroom.head() == 0


def test_the_form_is_refused_without_the_token_of_the_session(newsroom, eve):
    assert eve.post("/claims/new", {"text": "x", "report.outlet": "y"}).status == 403
    assert newsroom.head() == 0


def test_source_fields_ask_for_published_words_only(page):
    for field in ("text", "report.said_by.label"):
        hint = page.soup.find(id=f"{field}-hint")
        assert "Record only what was published. Never a confidential name." in words(hint)


def test_the_reading_is_shown_before_anything_is_saved(newsroom, eve, page):
    before = newsroom.head()

    checked = eve.send(page, "/claims/new", **FIELDS, when="as early as Monday", then="check")

    assert checked.status == 200
    assert "Reads as: from Mon 26 Sep 2022, no end date. We first ask Tue 27 Sep 2022" in checked.main
    assert checked.fields("/claims/new")["text"] == [FIELDS["text"]]
    assert newsroom.head() == before


def test_what_the_sentence_says_is_filled_in_for_all_to_see(eve, page):
    text = "It closes as early as Monday, two people familiar said"

    checked = eve.send(page, "/claims/new", **FIELDS | {"text": text}, then="check")

    filled = checked.fields("/claims/new")
    assert filled["report.said_by.label"] == ["two people familiar"]
    assert filled["report.said_by.kind"] == ["unnamed"]
    assert filled["report.said_by.count"] == ["2+"]
    assert filled["when"] == ["as early as Monday"]
    shown = {one["data-from"] for one in checked.soup.select("[data-from]:not([hidden])")}
    assert shown == {"report.said_by.label", "report.said_by.kind", "report.said_by.count", "when"}


def test_the_days_that_a_person_sets_count_over_the_words(newsroom, eve, page):
    checked = eve.send(page, "/claims/new", **FIELDS, when="by Friday", then="check")

    saved = eve.submit(checked, "/claims/new", reading="days", window__latest="2022-10-05", then="open")

    window = newsroom.claim(logged_id(saved)).window
    assert (window.phrase, window.earliest, window.latest) == ("by Friday", None, on("2022-10-05"))
    assert "The days that were set reach beyond what the words say. The days are kept." in saved.main


def test_days_that_were_typed_and_not_chosen_do_not_count(newsroom, eve, page):
    checked = eve.send(page, "/claims/new", **FIELDS, when="by Friday", then="check")

    saved = eve.submit(checked, "/claims/new", reading="", window__latest="2022-10-05", then="open")

    assert newsroom.claim(logged_id(saved)).window.latest == on("2022-09-30")


def test_the_host_of_the_link_stands_for_the_outlet(newsroom, eve, page):
    link = "https://www.dailyexample.test/a"

    saved = eve.submit(page, "/claims/new", text="It closes", report__article__url=link, then="open")

    assert newsroom.claim(logged_id(saved)).reports[0].outlet == "dailyexample.test"


def test_an_address_fills_in_the_form_and_changes_nothing(newsroom, eve):
    before = newsroom.head()

    page = eve.open(
        "/claims/new?url=https://dailyexample.test/a&title=T&published=2022-09-23"
        "&text=It+closes+by+Sept.+28,+two+aides+said"
    )

    filled = page.fields("/claims/new")
    assert filled["report.article.url"] == ["https://dailyexample.test/a"]
    assert filled["report.article.published_at"] == ["2022-09-23"]
    assert filled["report.outlet"] == ["dailyexample.test"]
    assert filled["report.said_by.label"] == ["two aides"]
    assert "Reads as: Fri 23 Sep to Wed 28 Sep 2022." in page.main
    assert newsroom.head() == before


def test_somebody_who_was_signed_out_meanwhile_loses_nothing(newsroom, eve, page):
    fields = page.fields("/claims/new") | {"text": ["It closes"], "report.outlet": ["Meduza"]}
    signed_out = newsroom.browser()

    kept = signed_out.post("/claims/new", fields)

    assert kept.status == 401
    assert kept.fields("/claims/new")["text"] == ["It closes"]
    assert [link["href"] for link in kept.soup.select("main .message a.button")] == ["/sign-in"]
    path = f"/sign-in/{newsroom.link('Eve')}"
    signed_out.submit(signed_out.open(path), path)
    again = signed_out.post("/claims/new", kept.fields("/claims/new"))
    assert again.status == 403
    assert newsroom.head() == 0
    saved = signed_out.submit(again, "/claims/new", then="open")
    assert newsroom.claim(logged_id(saved)).text == "It closes"


def test_somebody_signed_out_is_shown_nothing_of_the_newsroom(newsroom):
    newsroom.logged("It closes", ask="When is it closed?")

    kept = newsroom.browser().post("/claims/new", {"text": "It closes"})

    assert kept.status == 401
    assert "When is it closed?" not in kept.source

"""What the script of the form is told while somebody types; and names that were used before."""

import json

ARTICLE = "report.article.published_at=2022-09-23"


def told(browser, query):
    page = browser.open(f"/claims/new/reading?{query}")
    assert page.status == 200
    assert page.headers["Content-Type"] == "application/json"
    return json.loads(page.source)


def test_words_are_read_as_the_form_reads_them(newsroom, eve):
    found = told(eve, f"when=as+early+as+Monday&{ARTICLE}")

    assert found["says"] == (
        "Reads as: from Mon 26 Sep 2022, no end date. We first ask Tue 27 Sep 2022, then every 7 days."
    )
    assert "Reads as: from Mon 26 Sep 2022" in found["reading"]
    assert newsroom.head() == 0


def test_what_the_sentence_says_is_told(eve):
    found = told(eve, f"text=It+closes+by+Sept.+28,+two+aides+said&{ARTICLE}")

    assert found["found"] == {
        "when": "by Sept. 28",
        "report.said_by.label": "two aides",
        "report.said_by.kind": "unnamed",
        "report.said_by.count": "2+",
    }


def test_words_about_when_wait_for_the_day_they_are_read_from(eve):
    found = told(eve, "text=It+closes+by+Friday,+two+aides+said")

    assert "when" not in found["found"]
    assert found["says"].startswith("“by Friday” is read once the day of publication is given.")


def test_a_field_that_somebody_emptied_stays_empty(eve):
    found = told(eve, f"text=It+closes+by+Sept.+28&left_blank=when&{ARTICLE}")

    assert found["found"] == {}
    assert found["says"].startswith("Nothing is said about when: no date.")


def test_nothing_typed_is_ever_an_error(eve):
    for query in (
        "",
        "when=this+week",
        "when=this+week&zone=Mars%2FPhobos&report.article.published_at=9999-12-31",
        "text=%00%1b%e2%80%ae&when=%00",
        "when=next+Tuesday&reading=999&window.latest=x",
    ):
        assert told(eve, query)["says"], query


def test_words_that_were_typed_are_inert_in_what_is_told(eve):
    found = told(eve, f"when=%3Cimg+src%3Dx%3E+by+Sept.+28&text=%3Cscript%3E&{ARTICLE}")

    assert "<img" not in found["reading"] + found["there"] + found["shared"]


def test_a_claim_like_others_is_offered_their_question(newsroom, eve):
    newsroom.logged("The border closes to men of military age", ask="When is it closed?")

    found = told(eve, "text=Russia+closes+its+border+to+men+of+military+age")

    assert "Same as “<bdi>When is it closed?</bdi>”: looks like 1 other claim" in found["shared"]


def test_nobody_else_is_told(newsroom):
    assert newsroom.browser().open("/claims/new/reading?when=x").status == 303
    assert newsroom.signed_in("Vic").open("/claims/new/reading?when=x").status == 403
    assert newsroom.browser().open("/suggestions?field=outlet&q=M").status == 303


def test_names_used_before_are_suggested_and_unnamed_sources_are_not(newsroom, eve):
    newsroom.logged(ask="When is it closed?")

    def suggested(query):
        return json.loads(eve.open(f"/suggestions?{query}").source)["items"]

    assert suggested("field=outlet&q=med") == ["Meduza"]
    assert suggested("field=question&q=closed") == ["When is it closed?"]
    assert suggested("field=source&q=gov") == []

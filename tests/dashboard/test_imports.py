"""The page for files: sent by editors, told row by row, listed, and everything taken out."""

import io

import pytest

from service.intake.limits import UPLOAD_BYTES

CSV = b"kind,key,text,report.outlet\nclaim,k,The border closes,The Example\n"


def send(browser, raw=CSV, *, name="claims.csv", **more):
    page = browser.open("/imports")
    fields = {**page.fields("/imports"), **more}
    fields["file"] = (io.BytesIO(raw), name)
    return browser.post("/imports", fields)


def followed(browser, sent):
    assert sent.status == 303
    return browser.open(sent.headers["Location"])


def test_a_file_is_checked_first_and_then_brought_in(newsroom, eve):
    checked = followed(eve, send(eve))
    before = newsroom.head()
    brought = followed(eve, send(eve, only="write"))

    assert "1 row would come in." in checked.text
    assert "1 row came in." in brought.text
    assert (before, newsroom.head()) == (0, 2)
    assert eve.open("/imports").all("tbody td")[:4][1:3] == ["Eve", "came in"]
    assert "The border closes" in eve.open("/claims").text


def test_what_is_wrong_stands_there_by_row(newsroom, eve):
    page = followed(eve, send(eve, CSV + b"claim,other,,<b>&\nnote,,x,\n", only="write"))

    assert page.all("tbody th") == ["2 line 3", "3 line 4"]
    assert "This is needed." in page.text
    assert newsroom.head() == 0


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"PK\x03\x04workbook", "a ZIP archive or a workbook"),
        ("kind\n".encode("utf-16"), "UTF-16"),
        (b"a,b\n1,2\n", "name the columns"),
    ],
)
def test_a_file_that_is_none_of_ours_says_what_to_do(eve, raw, words):
    page = followed(eve, send(eve, raw, name="../../etc/<b>claims.xlsx", only="write"))

    assert words in page.text
    assert page.one("h1").get_text() == "<b>claims.xlsx"


def test_without_a_file_nothing_is_tried(newsroom, eve):
    page = eve.open("/imports")

    refused = eve.post("/imports", page.fields("/imports"))

    assert (refused.status, refused.one(".message.error").get_text().strip()) == (422, "Choose a file.")
    assert eve.open("/imports").one(".empty")


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(eve):
    size = {"CONTENT_LENGTH": str(UPLOAD_BYTES * 2)}

    refused = eve.client.post("/imports", environ_overrides=size)

    assert (refused.status_code, "at most 64 MB" in refused.text) == (413, True)


def test_a_form_without_its_token_brings_nothing_in(newsroom, eve):
    assert eve.post("/imports", {"file": (io.BytesIO(CSV), "x.csv"), "only": "write"}).status == 403
    assert newsroom.head() == 0


def test_files_are_for_editors(newsroom, eve):
    rob = newsroom.signed_in("Rob")

    assert [rob.open(path).status for path in ("/imports", "/export.csv")] == [403, 403]
    assert "/imports" not in rob.open("/claims").source
    newsroom.logged()
    assert "/imports" in eve.open("/claims").source


def test_every_event_is_a_file(newsroom, eve):
    newsroom.logged()

    file = eve.client.get("/export.ndjson")

    assert file.headers["Content-Disposition"].startswith("attachment; filename=hearsay-events-")
    assert len(file.data.splitlines()) == newsroom.head()

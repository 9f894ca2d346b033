"""What every page has in common: headers, landmarks, labels, files that can be kept for good."""

import pytest

from service.dashboard import static_files
from tests.builders import window

PATHS = [
    "/",
    "/claims",
    "/claims/new",
    "/claims/{}",
    "/claims/{}?answer=confirm",
    "/answers?answer=confirm&claim={}",
    "/answers?answer=snooze&claim={}",
    "/changes-since",
    "/hand-over",
    "/views",
    "/mailbox",
    "/sign-in",
    "/none",
]


@pytest.fixture
def pages(newsroom):
    claim_id = newsroom.logged(window=window("2022-09-20", "2022-09-20"))
    ada = newsroom.signed_in("Ada")
    return [ada.open(path.format(claim_id)) for path in PATHS]


def test_no_page_lets_anything_run_or_come_from_elsewhere(pages):
    for page in pages:
        assert page.headers["Content-Security-Policy"] == (
            "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; "
            "manifest-src 'self'; form-action 'self'; frame-src 'self'; base-uri 'none'; "
            "frame-ancestors 'none'"
        )
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Content-Type"] == "text/html; charset=utf-8"
        assert not page.soup.select("style, [style], [onclick], script:not([src])")
        assert all(one["src"].startswith("/static/") for one in page.soup.select("script"))


def test_every_page_has_one_heading_landmarks_and_a_way_to_skip_to_its_content(pages):
    for page in pages:
        assert len(page.soup.select("h1")) == 1, page.address
        assert page.one("html")["lang"] == "en"
        skips_to = "#past_due" if page.address == "/" else "#main"
        assert page.one("body > a")["href"] == skips_to
        assert page.one("main")["id"] == "main"
        assert page.soup.select("header, footer")
        assert page.title.endswith("– Hearsay")


def test_every_control_has_a_label_and_every_id_stands_once(pages):
    for page in pages:
        ids = [element["id"] for element in page.soup.select("[id]")]
        assert len(ids) == len(set(ids)), page.address
        for control in page.soup.select("input:not([type=hidden]), select, textarea"):
            named = control.get("aria-label") or page.soup.find("label", attrs={"for": control["id"]})
            assert named, control
        for element in page.soup.select("[aria-describedby]"):
            assert set(element["aria-describedby"].split()) <= set(ids), element


def test_every_table_has_a_caption_and_headings_with_a_scope(pages):
    for page in pages:
        for table in page.soup.select("table"):
            assert table.caption is not None
            assert all(heading.has_attr("scope") for heading in table.select("th"))


def test_every_link_of_a_page_leads_somewhere(newsroom, pages):
    ada = newsroom.signed_in("Ada")
    links = {link["href"].partition("#")[0] for page in pages for link in page.soup.select('a[href^="/"]')}

    for link in sorted(links - {"/api/v1/docs"}):
        assert ada.open(link).status == 200, link
    for page in pages:
        for link in page.soup.select('a[href^="#"]'):
            assert page.soup.find(id=link["href"][1:]) is not None, link


def test_the_stylesheet_has_an_address_of_its_content_and_is_kept_for_good(newsroom, pages):
    address = pages[0].one("link[rel=stylesheet]")["href"]

    answer = newsroom.browser().open(address)

    assert address == static_files.ADDRESSES["pages.css"]
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"


@pytest.mark.parametrize(
    "name", ["pages.css", "pages.0000000000000000.css", "../frame.py", "..%2Fframe.py", "%00", ""]
)
def test_no_other_file_is_handed_out(newsroom, name):
    assert newsroom.browser().open(f"/static/{name}").status == 404


def test_a_page_weighs_little(newsroom):
    for number in range(50):
        newsroom.logged(f"claim {number} about the border", window=window("2022-09-20", "2022-09-20"))

    page = newsroom.signed_in("Eve").open("/")

    assert len(page.soup.select(".claim-link")) == 50
    assert len(page.soup.find_all()) < 1500
    assert len(page.source.encode()) < 100_000


def test_pages_say_when_the_database_does_not_answer(newsroom, eve, monkeypatch):
    from service.dashboard import board
    from service.database import Unavailable

    def unavailable(*_arguments, **_options):
        raise Unavailable("the database does not answer")

    monkeypatch.setattr(board, "reading", unavailable)

    page = eve.open("/")

    assert page.status == 503
    assert page.headers["Retry-After"] == "5"
    assert page.all("h1") == ["Try again in a moment"]

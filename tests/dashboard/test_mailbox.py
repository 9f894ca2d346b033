"""The built-in mailbox: for admins; a letter's HTML is shut in."""

from datetime import timedelta

import pytest

from tests.builders import at


@pytest.fixture
def letter(newsroom):
    """Let a claim's date pass, so that a letter to Eve lands in the mailbox; return its path."""
    newsroom.logged("Men are put on <b>a</b> stop list")
    newsroom.clock.set(at("2022-10-01T09:00"))
    newsroom.run_round()
    return newsroom.signed_in("Ada").open("/mailbox").one("tbody a")["href"]


def test_an_empty_mailbox_says_when_letters_come(newsroom):
    page = newsroom.signed_in("Ada").open("/mailbox")

    assert page.all("main h2") == ["No letters yet"]


@pytest.mark.usefixtures("letter")
def test_letters_are_listed_with_subject_recipient_and_time(newsroom):
    page = newsroom.signed_in("Ada").open("/mailbox")

    assert page.title == "Mailbox (1) – Hearsay"
    assert page.all("tbody td") == ["eve@example.org", "Sat 1 Oct 2022, 10:00"]
    assert "stop list" in page.all("tbody th")[0]


def test_a_letter_shows_its_html_its_text_its_heads_and_its_source(newsroom, letter):
    ada = newsroom.signed_in("Ada")

    shown = {look: ada.open(f"{letter}?look={look}") for look in ("html", "text", "headers", "source")}
    source = ada.open(f"{letter}/source")

    assert shown["html"].one("iframe")["src"] == f"{letter}/html"
    assert "Men are put on" in shown["text"].one("pre").get_text()
    assert "Message-ID" in shown["headers"].all(".facts dt")
    assert "List-Unsubscribe-Post" in shown["source"].one("pre").get_text()
    assert source.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "Auto-Submitted: auto-generated" in source.source


def test_a_letters_html_is_shut_in(newsroom, letter):
    ada = newsroom.signed_in("Ada")

    frame = ada.open(letter).one("iframe")
    html = ada.open(f"{letter}/html")

    # Its links open in windows of their own, as they do in a mail program; nothing else is allowed.
    assert frame["sandbox"] == ["allow-popups", "allow-popups-to-escape-sandbox"]
    policy = [part.strip() for part in html.headers["Content-Security-Policy"].split(";")]
    assert "sandbox allow-popups allow-popups-to-escape-sandbox" in policy
    assert '<base target="_blank">' in html.source
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert not any("script-src" in part for part in policy)
    assert html.headers["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("name", ["Vic", "Rob", "Eve"])
def test_the_mailbox_is_for_admins(newsroom, letter, name):
    browser = newsroom.signed_in(name)

    for path in ("/mailbox", letter, f"{letter}/html", f"{letter}/source"):
        assert browser.open(path).status == 403
    assert not browser.open("/").soup.select('a[href="/mailbox"]')


@pytest.mark.parametrize(
    "path", ["/mailbox/none", "/mailbox/none/html", "/mailbox/%00", "/mailbox/none/source"]
)
def test_a_letter_that_is_not_there_is_missing(newsroom, path):
    assert newsroom.signed_in("Ada").open(path).status == 404


def test_a_letter_is_checked_and_says_what_it_weighs(newsroom, letter):
    page = newsroom.signed_in("Ada").open(letter)

    assert page.all("#checks") == ["Checks: 11 of 11 pass"]
    assert "Every link leads somewhere" in page.main
    assert " of 20 KB" in page.main


def test_a_link_that_no_longer_works_fails_its_check(newsroom, letter):
    newsroom.clock.advance(timedelta(days=31))

    page = newsroom.signed_in("Ada").open(letter)

    assert page.all("#checks") == ["Checks: 10 of 11 pass"]
    assert "Fails: Every link leads somewhere" in page.main

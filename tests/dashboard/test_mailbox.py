"""The built-in mailbox: for admins; a letter's HTML is shut in."""

from datetime import timedelta

import pytest

from tests.builders import at, window
from tests.dashboard.conftest import newsroom_with


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
    to, kind_and_size, received = page.all("tbody td")
    kind, size = kind_and_size.split(" ", 1)
    assert (to, kind, received) == ("eve@example.org", "Reminder", "Sat 1 Oct 2022, 10:00")
    assert 3 < float(size.removesuffix(" KB")) < 20
    assert "stop list" in page.all("tbody th")[0]


def test_a_letter_shows_its_html_its_text_its_heads_and_its_source(newsroom, letter):
    ada = newsroom.signed_in("Ada")

    shown = {look: ada.open(f"{letter}?look={look}") for look in ("html", "text", "headers", "source")}
    source = ada.open(f"{letter}/source")

    assert shown["html"].one("iframe")["class"] == ["letter-frame"]
    phone = ada.open(f"{letter}?width=320&theme=dark")
    assert phone.one("iframe")["class"] == ["letter-frame", "wide-320", "dark"]
    assert phone.all(".choices [aria-current]") == ["320 pixels", "Dark"]
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


@pytest.mark.usefixtures("letter")
def test_letters_are_narrowed_to_one_person_and_to_one_kind(newsroom):
    newsroom.logged("The bridge opens", by="Rob", window=window("2022-10-01", "2022-10-02"))
    newsroom.clock.set(at("2022-10-03T09:00"))
    newsroom.run_round()
    ada = newsroom.signed_in("Ada")

    page = ada.open("/mailbox")
    rob, eve = newsroom.people["Rob"].id, newsroom.people["Eve"].id
    to_rob = ada.open(f"/mailbox?to={rob}")
    digests = ada.open(f"/mailbox?to={eve}&kind=digest")
    nothing = ada.open(f"/mailbox?to={rob}&kind=receipt")

    assert [option.get_text() for option in page.soup.select("#to option")][1:] == ["Eve (2)", "Rob (2)"]
    assert [option.get_text() for option in page.soup.select("#kind option")][1:] == [
        "Digest (2)",
        "Reminder (2)",
    ]
    assert set(to_rob.all("tbody td[data-label=To]")) == {"rob@example.org"}
    assert len(to_rob.all("tbody tr")) == 2
    [kind] = digests.all("tbody td[data-label=Kind]")
    assert kind.startswith("Digest ")
    assert digests.one("#kind option[selected]")["value"] == "digest"
    assert nothing.all("main h2") == ["No such letters"]


def test_what_is_due_is_sent_at_the_press_of_a_button_and_once(newsroom):
    newsroom.logged("Men are put on a stop list")
    newsroom.clock.set(at("2022-10-01T09:00"))
    ada = newsroom.signed_in("Ada")
    page = ada.open("/mailbox")
    before = page.all("tbody tr")

    first = ada.submit(page, "/mailbox/send-due", send="due")
    second = ada.submit(first, "/mailbox/send-due", send="due")

    assert before == []
    assert first.all("#saved") == ["1 letter landed here."]
    assert "stop list" in first.all("tbody th")[0]
    assert second.all("#saved") == ["Nothing was due."]
    assert len(second.all("tbody tr")) == 1


def test_nothing_is_sent_from_the_mailbox_where_letters_go_to_a_mail_server(
    engine, clock, tmp_path, smtp_server
):
    newsroom = newsroom_with(engine, clock, tmp_path, smtp_url=smtp_server.url)
    newsroom.logged("Men are put on a stop list")
    newsroom.clock.set(at("2022-10-01T09:00"))
    ada = newsroom.signed_in("Ada")

    page = ada.open("/mailbox")
    token = ada.open("/settings").fields("/settings")["csrf_token"]
    refused = ada.post("/mailbox/send-due", {"csrf_token": token, "send": "due"})

    assert not page.soup.select("form[action='/mailbox/send-due']")
    assert refused.status == 409
    assert smtp_server.letters == []


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

"""Signing in by a link that works once, and signing out."""

from datetime import timedelta

import pytest

from service.access import sign_in_links
from service.database import reading


def is_unspent(newsroom, secret):
    with reading(newsroom.wiring.engine) as connection:
        return sign_in_links.peek(connection, secret, newsroom.clock()) is not None


def test_the_page_of_a_link_has_one_button_and_spends_nothing(newsroom):
    secret, browser = newsroom.link("Eve"), newsroom.browser()

    page = browser.open(f"/sign-in/{secret}")
    browser.client.head(f"/sign-in/{secret}")

    assert page.all("main button") == ["Sign in"]
    assert "Eve" in page.main
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in page.headers
    assert is_unspent(newsroom, secret)


def test_the_button_signs_in_once(newsroom):
    path, browser = f"/sign-in/{newsroom.link('Eve')}", newsroom.browser()

    board = browser.submit(browser.open(path), path)
    again = newsroom.browser().post(path, {})

    assert board.address == "/"
    assert "Eve" in board.text
    assert again.status == 410
    assert "Set-Cookie" not in again.headers


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(newsroom):
    path = f"/sign-in/{newsroom.link('Eve')}"

    cookie = newsroom.browser().post(path, {}).headers["Set-Cookie"]

    assert cookie.startswith("hearsay=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize("wrong", ["x", "%00", "ä" * 43, "_" * 43])
def test_a_wrong_link_says_how_to_get_a_new_one(newsroom, wrong):
    for page in (
        newsroom.browser().open(f"/sign-in/{wrong}"),
        newsroom.browser().post(f"/sign-in/{wrong}", {}),
    ):
        assert page.status == 410
        assert page.all("h1") == ["This link no longer works"]
        assert "hearsay account link" in page.main


def test_an_expired_link_does_not_sign_in(newsroom):
    secret = newsroom.link("Eve")
    newsroom.clock.advance(timedelta(minutes=16))

    assert newsroom.browser().open(f"/sign-in/{secret}").status == 410
    assert newsroom.browser().post(f"/sign-in/{secret}", {}).status == 410


def test_a_link_cannot_be_spent_by_another_site(newsroom):
    secret = newsroom.link("Eve")

    page = newsroom.browser().post(f"/sign-in/{secret}", {}, headers={"Origin": "https://elsewhere.example"})

    assert page.status == 403
    assert is_unspent(newsroom, secret)


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        pytest.param("/", "/sign-in", id="board"),
        pytest.param(
            "/claims?due=today&q=a+b", "/sign-in?next=%2Fclaims%3Fdue%3Dtoday%26q%3Da%2Bb", id="list"
        ),
        pytest.param("/claims/clm_1", "/sign-in?next=%2Fclaims%2Fclm_1", id="claim"),
        pytest.param("/claims/new", "/sign-in?next=%2Fclaims%2Fnew", id="log a claim"),
        pytest.param("/mailbox", "/sign-in?next=%2Fmailbox", id="mailbox"),
        pytest.param("/mailbox/x/html", "/sign-in?next=%2Fmailbox%2Fx%2Fhtml", id="letter"),
    ],
)
def test_who_has_not_signed_in_is_led_to_signing_in(newsroom, path, wanted):
    page = newsroom.browser().open(path)

    assert (page.status, page.headers["Location"]) == (303, wanted)


def test_signing_in_goes_on_to_the_page_that_was_wanted(newsroom):
    path, browser = f"/sign-in/{newsroom.link('Eve')}?next=/claims%3Fq%3Dx", newsroom.browser()
    action = browser.open(path).one("main form")["action"]

    assert browser.post(action, {}).headers["Location"] == "/claims?q=x"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://e.example",
        "//e.example",
        "/\\e.example",
        "\\\\e.example",
        "/\te.example",
        "javascript:alert(1)",
        "e",
    ],
)
def test_signing_in_never_leads_elsewhere(newsroom, elsewhere):
    browser = newsroom.browser()

    explained = browser.open("/sign-in", query_string={"next": elsewhere})
    sent = browser.client.post(f"/sign-in/{newsroom.link('Eve')}", query_string={"next": elsewhere})

    assert elsewhere not in [link["href"] for link in explained.soup.select("a")]
    assert sent.headers["Location"] == "/"


def test_signing_out_ends_the_session_for_good(newsroom, eve):
    cookie = eve.client.get_cookie("hearsay").value

    out = eve.submit(eve.open("/"), "/sign-out")
    eve.client.set_cookie("hearsay", cookie)

    assert out.all("h1") == ["Sign in"]
    assert eve.open("/").status == 303


def test_signing_out_needs_a_form_of_this_session(newsroom, eve):
    assert eve.client.get("/sign-out").status_code == 405
    assert eve.post("/sign-out", {}).status == 403
    assert eve.open("/").status == 200


def test_an_account_that_was_switched_off_is_out_at_once(newsroom, eve):
    from service.access import accounts

    newsroom.write(
        lambda connection: accounts.set_active(connection, newsroom.people["Eve"].id, is_active=False)
    )

    assert eve.open("/").status == 303

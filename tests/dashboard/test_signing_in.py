"""Signing in by a link that works once, and signing out."""

import re
from datetime import timedelta

import pytest

from service.access import limits, sign_in_links
from service.database import reading
from service.mail import mailbox, outbox
from tests.dashboard.conftest import newsroom_with


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


# Asking for a link and a code.


@pytest.fixture
def mailing(engine, clock, tmp_path, smtp_server):
    """The newsroom with a mail server."""
    return newsroom_with(engine, clock, tmp_path, smtp_url=smtp_server.url)


def asked(newsroom, email, **more):
    return newsroom.browser().post("/sign-in", {"email": email, **more})


def letters(newsroom, smtp_server):
    """Send what waits and return the texts of all letters with a way in."""
    newsroom.run_round()
    found = [one.message for one in smtp_server.letters]
    return [(one["Subject"], one.get_body(("plain",)).get_content()) for one in found]


def in_letter(text):
    """Return the path of the link and the code that a letter holds."""
    return re.findall(r"/sign-in/\S+", text)[0], re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}", text)[0]


def test_a_letter_brings_a_link_and_a_code_and_either_signs_in(mailing, smtp_server):
    page = asked(mailing, "EVE@example.org", next="/claims?q=x")
    ((subject, text),) = letters(mailing, smtp_server)
    path, code = in_letter(text)

    by_code = mailing.browser()
    sent = by_code.send(page, "/sign-in/code", code=f" {code.lower().replace('-', ' ')} ")
    by_link = mailing.browser().open(path)

    assert subject == "Your sign-in link"
    assert page.one("#code")["autocomplete"] == "one-time-code"
    assert (sent.status, sent.headers["Location"]) == (303, "/claims?q=x")
    assert "Eve" in by_code.open("/account").text
    assert by_link.status == 410  # both are one way in, and it is spent


def test_a_code_can_be_typed_on_another_device(mailing, smtp_server):
    asked(mailing, "eve@example.org")
    ((_, text),) = letters(mailing, smtp_server)
    other = mailing.browser()

    other.submit(
        other.open("/sign-in/code"), "/sign-in/code", email="eve@example.org", code=in_letter(text)[1]
    )

    assert "Eve" in other.open("/account").text


def test_nothing_of_a_sign_in_letter_is_kept_once_it_is_out(mailing, smtp_server):
    asked(mailing, "eve@example.org")
    ((_, text),) = letters(mailing, smtp_server)

    with reading(mailing.wiring.engine) as connection:
        (letter,) = outbox.every(connection)
        kept = mailbox.every(connection)

    assert (letter.occasion, letter.state, letter.raw, letter.subject) == ("sign_in", "sent", None, None)
    assert kept == []
    assert in_letter(text)[0] not in repr(letter)


def test_without_a_mail_server_the_link_is_printed_and_lands_in_no_mailbox(newsroom, capsys):
    page = asked(newsroom, "eve@example.org")
    path, code = in_letter(capsys.readouterr().err)
    newsroom.run_round()

    assert "is printed where Hearsay runs" in page.main
    assert newsroom.browser().post("/sign-in/code", {"email": "eve@example.org", "code": code}).status == 303
    assert newsroom.signed_in("Ada").open("/mailbox").all("main h2") == ["No letters yet"]
    assert newsroom.browser().open(path).status == 410


def test_the_answer_does_not_tell_whether_an_address_is_a_members(mailing, smtp_server):
    known, unknown = asked(mailing, "eve@example.org"), asked(mailing, "foe@example.org")

    def wrong(email):
        return mailing.browser().post("/sign-in/code", {"email": email, "code": "2222-2222"})

    assert known.status == unknown.status == 200
    assert known.source.replace("eve@", "foe@") == unknown.source
    assert list(known.headers.keys()) == list(unknown.headers.keys())
    assert wrong("eve@example.org").source.replace("eve@", "foe@") == wrong("foe@example.org").source
    assert len(letters(mailing, smtp_server)) == 1


def test_letters_to_one_account_have_a_pace(mailing, smtp_server):
    for _ in range(2):
        asked(mailing, "eve@example.org")
    within_a_minute = len(letters(mailing, smtp_server))
    for _ in range(10):
        mailing.clock.advance(timedelta(seconds=61))
        asked(mailing, "eve@example.org")

    assert within_a_minute == 1
    assert len(letters(mailing, smtp_server)) == limits.LINKS_TO


def test_guessing_codes_stops_the_codes_and_leaves_the_owner_the_link(mailing, smtp_server):
    asked(mailing, "eve@example.org")
    ((_, text),) = letters(mailing, smtp_server)
    path, code = in_letter(text)
    for _ in range(limits.CODES_FOR):
        mailing.browser().post("/sign-in/code", {"email": "eve@example.org", "code": "2222-2222"})

    by_code = mailing.browser().post("/sign-in/code", {"email": "eve@example.org", "code": code})
    by_link = mailing.browser().post(path, {})

    assert (by_code.status, by_link.status) == (422, 303)


def test_one_address_tries_so_often_and_another_one_still_may(newsroom, monkeypatch):
    monkeypatch.setattr(limits, "SIGN_INS_FROM", 3)
    tries = [asked(newsroom, f"somebody{number}@example.org") for number in range(4)]
    elsewhere = newsroom.browser().post(
        "/sign-in", {"email": "eve@example.org"}, environ_base={"REMOTE_ADDR": "192.0.2.7"}
    )
    newsroom.clock.advance(timedelta(minutes=15))

    assert [one.status for one in tries] == [200, 200, 200, 429]
    assert tries[-1].headers["Retry-After"] == "900"
    assert elsewhere.status == 200
    assert asked(newsroom, "eve@example.org").status == 200


@pytest.mark.parametrize("email", ["", "eve", "a@b@c", "eve@example.org\r\nBcc: x@example.org"])
def test_what_is_no_address_is_asked_for_again(newsroom, email):
    page = asked(newsroom, email)

    assert page.status == 422
    assert page.one("#email")["aria-invalid"] == "true"


def test_an_old_link_refills_the_address_and_asks_for_one_press(mailing, smtp_server):
    asked(mailing, "eve@example.org")
    ((_, text),) = letters(mailing, smtp_server)
    mailing.clock.advance(timedelta(hours=20))
    browser = mailing.browser()

    page = browser.open(in_letter(text)[0])
    again = browser.send(page, "/sign-in")

    assert (page.status, page.one("#email")["value"]) == (410, "eve@example.org")
    assert page.all("main button") == ["Email me a new link"]
    assert again.all("h1") == ["Check your e-mail"]


def test_a_letter_that_waited_too_long_is_not_sent(mailing, smtp_server):
    asked(mailing, "eve@example.org")
    mailing.clock.advance(timedelta(minutes=15))

    assert letters(mailing, smtp_server) == []


@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/code"])
def test_signing_in_takes_no_form_of_another_site(newsroom, path):
    page = newsroom.browser().post(
        path,
        {"email": "eve@example.org", "code": "2222-2222"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )

    assert page.status == 403


# Sessions.


def test_a_form_of_one_session_is_no_good_in_another(newsroom, eve):
    rob = newsroom.signed_in("Rob")
    fields = rob.open("/account").fields("/account")

    swapped = eve.post("/account", {**fields, "name": ["Rob"]})

    assert swapped.status == 403
    assert "Eve" in eve.open("/account").text


def test_signing_in_ends_the_session_this_browser_had(newsroom, eve):
    old = eve.client.get_cookie("hearsay").value
    path = f"/sign-in/{newsroom.link('Rob')}"

    eve.submit(eve.open(path), path)
    new = eve.client.get_cookie("hearsay").value
    eve.client.set_cookie("hearsay", old)

    assert new != old
    assert eve.open("/").status == 303

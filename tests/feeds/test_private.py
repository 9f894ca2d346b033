"""Private addresses: each shows one list without signing in, until it is renewed or ended."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from service.access import accounts, follows, letter_choices, private_addresses
from service.database import reading
from service.domain.attribution import SaidBy
from service.domain.events import Noted
from service.feeds import atom_feeds
from tests.builders import report
from tests.feeds.test_atom_feeds import titles
from tests.feeds.test_calendars import events
from tests.feeds.test_of_sources import id_of


def made(newsroom, browser, **given):
    """Make an address on the page, as people do, and return its path."""
    fields = browser.open("/addresses").fields("/addresses")
    fields |= {"name": ["my calendar"], **{name: [value] for name, value in given.items()}}
    page = browser.post("/addresses", fields)
    assert page.status == 200, page.main
    (address,) = page.all("pre")
    assert address.startswith("http://127.0.0.1:8000/")
    return address.removeprefix("http://127.0.0.1:8000")


def test_a_calendar_program_reads_without_signing_in(newsroom, eve):
    own = newsroom.logged("mine")
    newsroom.logged("not mine", by="Rob")
    path = made(newsroom, eve, kind="calendar", whose="mine")

    anybody = newsroom.browser()

    assert list(events(anybody, path)) == [own]
    assert re.fullmatch(r"/calendar/[A-Za-z0-9_-]{43}\.ics", path)
    assert "Set-Cookie" not in anybody.open(path).headers


def test_a_feed_reader_reads_what_its_owner_follows_and_nothing_internal(newsroom, eve):
    by_id = newsroom.logged("by itself", by="Rob")
    newsroom.logged("by tag", by="Rob", tags=("Border",))
    newsroom.logged("by desk", by="Rob", desk="Суд")
    on_question = newsroom.logged("by question", by="Rob", ask="When?")
    newsroom.logged("not at all", by="Rob")
    stopped = newsroom.logged("stopped", by="Rob")
    wanted = [
        ("claim", by_id, True),
        ("tag", "border", True),
        ("desk", "суд", True),
        ("claim", stopped, False),
    ]
    wanted.append(("question", newsroom.claim(on_question).question, True))
    newsroom.logged("by outlet", by="Rob", report=report(outlet="Example Times"))
    newsroom.logged(
        "by source", by="Rob", report=report(said_by=SaidBy(label="Ann Lee", kind="named", count="1"))
    )
    wanted.append(("outlet", id_of(newsroom, "outlet", "Example Times"), True))
    wanted.append(("source", id_of(newsroom, "person", "Ann Lee"), True))
    for kind, target, wants_letters in wanted:
        newsroom.write(
            lambda connection, kind=kind, target=target, wants=wants_letters: follows.follow(
                connection,
                account=newsroom.people["Eve"].id,
                kind=kind,
                target=target,
                wants_letters=wants,
                now=newsroom.clock(),
                new_id=newsroom.wiring.new_id,
            )
        )
    newsroom.followed_up(by_id, Noted(note="secret note"))
    path = made(newsroom, eve, kind="feed", whose="followed")

    found = [title.split(":")[0] for title in titles(newsroom.browser(), path)]

    assert found == ["by source", "by outlet", "by question", "by desk", "by tag", "by itself"]


def test_an_address_keeps_what_its_list_was_narrowed_to(newsroom, eve):
    first = newsroom.logged("one", tags=("border",))
    newsroom.logged("another")
    page = eve.open("/claims?tag=border&sort=window_end&limit=1")
    (link,) = [one["href"] for one in page.soup.select(".files a") if one.get_text() == "a private address"]
    form = eve.open(link)
    assert "Only claims with: tag border" in form.main
    fields = form.fields("/addresses") | {"name": ["border"]}

    answer = eve.post("/addresses", fields)

    path = answer.all("pre")[0].removeprefix("http://127.0.0.1:8000")
    assert list(events(newsroom.browser(), path)) == [first]
    assert "only tag border" in eve.open("/addresses").main


@pytest.mark.parametrize(
    ("narrowed", "status"),
    [
        ("tag=a", 200),
        ("", 200),
        ("due=soon", 422),
        ("nonsense=1", 422),
        ("q=%00", 422),
        ("tag=" + "x" * 3000, 422),
    ],
)
def test_only_what_narrows_a_list_is_kept(newsroom, eve, narrowed, status):
    fields = eve.open("/addresses").fields("/addresses") | {"name": ["x"], "narrowed": [narrowed]}

    assert eve.post("/addresses", fields).status == status


def test_an_address_is_shown_once_and_known_by_its_hash_alone(newsroom, eve):
    path = made(newsroom, eve)
    secret = path.split("/")[2].removesuffix(".ics")

    assert secret not in eve.open("/addresses").source
    with reading(newsroom.wiring.engine) as connection:
        (row,) = connection.execute(select(private_addresses.table)).all()
    assert secret.encode() not in b"".join(
        one if isinstance(one, bytes) else str(one).encode() for one in row
    )


def test_a_form_sent_twice_makes_one_address(newsroom, eve):
    fields = eve.open("/addresses").fields("/addresses") | {"name": ["once"]}

    first, second = eve.post("/addresses", fields), eve.post("/addresses", fields)

    assert (first.status, second.status) == (200, 303)
    assert len(eve.open("/addresses").soup.select("tbody tr")) == 1


def test_renewing_ends_the_old_secret_and_ending_ends_it_all(newsroom, eve):
    old = made(newsroom, eve)
    anybody = newsroom.browser()
    page = eve.open("/addresses")
    renew = page.soup.select_one("form[action$='/renew']")["action"]
    answer = eve.post(renew, page.fields(renew))
    new = answer.all("pre")[0].removeprefix("http://127.0.0.1:8000")

    assert (anybody.open(old).status, anybody.open(new).status) == (404, 200)
    end = renew.replace("/renew", "/end")
    assert eve.post(end, page.fields(end)).status == 303
    assert anybody.open(new).status == 404
    assert "You have no private addresses yet." in eve.open("/addresses").main


def test_somebody_elses_address_is_nobodys_business(newsroom, eve):
    path = made(newsroom, eve)
    page = eve.open("/addresses")
    renew = page.soup.select_one("form[action$='/renew']")["action"]
    rob = newsroom.signed_in("Ada")
    token = rob.open("/addresses").fields("/addresses")["csrf_token"]

    for action in (renew, renew.replace("/renew", "/end")):
        assert rob.post(action, {"csrf_token": token}).status == 404
    assert newsroom.browser().open(path).status == 200


def test_an_account_that_is_switched_off_has_no_addresses_any_more_nor_again(newsroom, eve):
    path = made(newsroom, eve)
    account = newsroom.people["Eve"].id

    newsroom.write(lambda connection: accounts.set_active(connection, account, is_active=False))
    off = newsroom.browser().open(path).status
    newsroom.write(lambda connection: accounts.set_active(connection, account, is_active=True))

    assert (off, newsroom.browser().open(path).status) == (404, 404)
    assert "You have no private addresses yet." in newsroom.signed_in("Eve").open("/addresses").main


def test_an_address_is_good_for_one_thing_alone(newsroom, eve):
    path = made(newsroom, eve, kind="calendar")
    secret = path.split("/")[2].removesuffix(".ics")
    anybody = newsroom.browser()

    assert anybody.open(f"/feed/{secret}.atom").status == 404
    for other in (f"/claims.ics?secret={secret}", f"/claims.atom?token={secret}"):
        assert anybody.open(other).status == 303
    for broken in (secret[:-1], secret + "x", secret.replace("_", "-"), "x" * 43, "%00" * 43):
        assert anybody.open(f"/calendar/{broken}.ics").status == 404


def test_a_secret_stands_in_no_log_no_trail_and_no_answer(newsroom, eve, capsys):
    newsroom.logged()
    path = made(newsroom, eve, kind="feed", whose="all")
    secret = path.split("/")[2].removesuffix(".atom")
    anybody = newsroom.browser()
    capsys.readouterr()

    page = anybody.open(path)
    missing = anybody.open(path.replace(secret, "y" * 43))

    written = capsys.readouterr().err
    assert '"route":"/feed/<secret>.atom"' in written
    assert secret not in written
    assert "y" * 43 not in written
    assert secret not in page.source + str(page.headers) + missing.source
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert '"credential":"pad_' in written


def test_when_it_was_used_last_is_told(newsroom, eve):
    path = made(newsroom, eve)
    assert "never" in eve.open("/addresses").main

    page = newsroom.app.test_client().get(path)
    page.close()
    newsroom.clock.set(newsroom.clock() + timedelta(hours=1))

    assert (
        "Mon 26 Sep 2022, 13:00" in eve.open("/addresses").soup.select_one("td[data-label='Last used']").text
    )


def test_whoever_hides_claims_words_in_letters_hides_them_in_calendars(newsroom, eve):
    newsroom.logged("The border is closed")
    path = made(newsroom, eve, whose="all")
    assert "border" in newsroom.browser().open(path).source
    account = newsroom.people["Eve"].id

    def hide(connection):
        letter_choices.choose(
            connection, account, {"hides_text": True}, zone="Europe/London", now=newsroom.clock()
        )

    newsroom.write(hide)

    assert "border" not in newsroom.browser().open(path).source


def test_nobody_has_more_addresses_than_can_be_kept_apart(newsroom, eve, monkeypatch):
    monkeypatch.setattr(private_addresses, "MOST", 1)
    made(newsroom, eve)
    fields = eve.open("/addresses").fields("/addresses") | {"name": ["one more"]}

    page = eve.post("/addresses", fields)

    assert page.status == 422
    assert "You have 1 private addresses already" in page.main


def test_a_long_private_feed_is_read_on_without_its_secret_in_it(newsroom, eve, monkeypatch):
    monkeypatch.setattr(atom_feeds, "MOST", 2)
    for number in range(3):
        newsroom.logged(f"claim {number}")
    path = made(newsroom, eve, kind="feed", whose="all")
    page = newsroom.browser().open(path)
    (following,) = re.findall(r'rel="next"[^>]*href="([^"]*)"', page.source)

    assert following.startswith("?before=")
    assert len(titles(newsroom.browser(), path + following)) == 1

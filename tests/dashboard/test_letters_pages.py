"""Stopping letters, settings, follows, deliveries, the rehearsal: as people and mail programs use them."""

from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest

from service.access import follows, letter_choices
from service.access.action_links import LASTS, Action, sign
from service.dashboard import letter_kinds
from service.database import reading
from service.domain.events import Checked
from service.letters import checking
from service.mail import mailbox, outbox, paused
from service.mail.outcomes import Refused
from service.mail.paused import Paused
from service.wiring import kept_secret_key
from tests.builders import at, window


@pytest.fixture
def claim(newsroom):
    """A claim of Rob's whose date has passed, and his letter about it."""
    claim_id = newsroom.logged("The border closes", by="Rob", window=window("2022-09-26", "2022-09-28"))
    newsroom.clock.set(at("2022-10-01T09:00"))
    newsroom.run_round()
    return claim_id


@pytest.fixture
def stop_path(newsroom, claim):
    """Where his letter's own way to stop its kind leads."""
    heads = dict(mailbox.opened(letters_to(newsroom, "Rob")[0].raw).heads)
    return urlsplit(heads["List-Unsubscribe"].strip("<>")).path


def letters_to(newsroom, name):
    with reading(newsroom.wiring.engine) as connection:
        return mailbox.every(connection, recipient=newsroom.people[name].id)


def choices_of(newsroom, name):
    with reading(newsroom.wiring.engine) as connection:
        return letter_choices.of(connection, newsroom.people[name].id, zone="Europe/London")


def test_a_mail_programs_button_stops_one_kind_without_cookies_or_a_further_step(newsroom, stop_path):
    client = newsroom.app.test_client(use_cookies=False)
    before = choices_of(newsroom, "Rob")

    looked = [client.get(stop_path), client.head(stop_path)]
    unchanged = choices_of(newsroom, "Rob")
    pressed = [
        client.post(
            stop_path,
            data={"List-Unsubscribe": "One-Click"},
            headers={"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"},
        )
        for _ in range(2)
    ]

    assert [one.status_code for one in looked + pressed] == [200] * 4
    assert unchanged == before
    after = choices_of(newsroom, "Rob")
    assert (after.day_before, after.last_day, after.date_passed) == (False, False, False)
    assert (after.digest, after.receipt, after.date_moved) == (before.digest, True, True)
    newsroom.clock.advance(timedelta(days=8))
    newsroom.run_round()
    subjects = [one.subject for one in letters_to(newsroom, "Rob")]
    assert not [one for one in subjects[:-1] if one.startswith("Date passed")]


@pytest.mark.parametrize("kind", letter_kinds.WORDS)
def test_each_kind_is_stopped_by_itself_at_one_press(newsroom, kind):
    eve = newsroom.people["Eve"]
    action = Action(
        kind="stop",
        account=eve.id,
        generation=eve.generation,
        expires_at=newsroom.clock() + LASTS,
        about=kind,
    )
    path = f"/letters/stop/{sign(action, kept_secret_key(newsroom.wiring.settings))}"
    before = choices_of(newsroom, "Eve")
    client = newsroom.app.test_client(use_cookies=False)

    answer = client.post(path, data={"List-Unsubscribe": "One-Click"})

    after = choices_of(newsroom, "Eve")
    assert (answer.status_code, "Set-Cookie" in answer.headers) == (200, False)
    comes = {one: letter_kinds.comes(one, after) for one in letter_kinds.WORDS}
    assert comes == {one: one != kind for one in letter_kinds.WORDS}
    assert all(letter_kinds.comes(one, before) for one in letter_kinds.WORDS)


def test_the_page_says_what_will_stop_and_what_goes_on_and_its_form_stops_it(newsroom, stop_path):
    browser = newsroom.browser()

    page = browser.open(stop_path)
    stopped = browser.submit(page, stop_path)

    assert page.all("h1") == ["Stop these letters?"]
    assert "The digest, everything that is due" in page.main
    assert "Claims that nobody answers" not in page.main
    assert stopped.all("h1") == ["Stopped: reminders"]
    assert "Set-Cookie" not in stopped.headers


def test_a_stop_link_that_was_altered_or_sent_empty_stops_nothing(newsroom, stop_path):
    browser = newsroom.browser()

    altered = browser.post(f"{stop_path}x", {"List-Unsubscribe": "One-Click"})
    empty = browser.post(stop_path, {})

    assert (altered.status, empty.status) == (404, 400)
    assert choices_of(newsroom, "Rob").date_passed


def test_all_of_the_settings_are_saved_with_one_form_and_say_when_the_next_digest_comes(newsroom):
    rob, vic = newsroom.signed_in("Rob"), newsroom.people["Vic"].id
    page = rob.open("/settings")
    assert "Next: Tue 27 Sep 2022, 07:00 (Europe/London)" in page.main

    fields = page.fields("/settings")
    fields |= {"digest": "mondays", "digest_at": "08:30", "zone": "Europe/Moscow", "again_times": "2"}
    fields |= {"hides_text": "yes", "away_from": "2022-10-10", "away_until": "2022-10-12", "stand_in": vic}
    fields |= {"paused_until": "2022-09-30", "day_before": "yes"}
    del fields["date_moved"]
    saved = rob.follow(_location(rob.post("/settings", fields)))

    chosen = choices_of(newsroom, "Rob")
    assert (chosen.digest, chosen.zone, f"{chosen.digest_at:%H:%M}") == ("mondays", "Europe/Moscow", "08:30")
    assert (chosen.again_times, chosen.hides_text, chosen.stand_in) == (2, True, vic)
    assert (chosen.day_before, chosen.last_day, chosen.date_moved) == (True, True, False)
    assert (chosen.away_from, chosen.away_until) == (date(2022, 10, 10), date(2022, 10, 12))
    assert "Saved." in saved.main
    assert "Next: Mon 3 Oct 2022, 08:30 (Europe/Moscow)" in saved.main
    assert saved.fields("/settings")["paused_until"] == ["2022-09-30"]


def test_settings_that_cannot_be_are_refused_with_everything_still_filled_in(newsroom):
    rob = newsroom.signed_in("Rob")
    page = rob.open("/settings")

    sent = rob.send(page, "/settings", zone="Mars/Base", again_every_days="99", digest="daily")

    assert sent.status == 422
    assert {link["href"] for link in sent.soup.select(".message.error a")} == {"#zone", "#again_every_days"}
    assert sent.fields("/settings")["digest"] == ["daily"]
    assert choices_of(newsroom, "Rob").digest == "weekdays"


@pytest.mark.parametrize(("name", "has_box"), [("Rob", False), ("Eve", True)])
def test_only_editors_choose_whether_they_are_told_of_what_nobody_answers(newsroom, name, has_box):
    browser = newsroom.signed_in(name)

    page = browser.open("/settings")
    browser.submit(page, "/settings")

    assert bool(page.soup.select("#escalation")) is has_box
    assert choices_of(newsroom, name).escalation


def test_a_digest_can_be_had_at_once_and_then_no_second_one_comes_that_day(newsroom, claim):
    rob = newsroom.signed_in("Rob")
    newsroom.clock.set(at("2022-10-03T05:00"))

    rob.submit(rob.open("/settings"), "/settings/digest-now")
    for _ in range(3):
        newsroom.run_round()
        newsroom.clock.advance(timedelta(hours=2))
    again = rob.send(rob.open("/settings"), "/settings/digest-now")

    digests = [one for one in letters_to(newsroom, "Rob") if "past due" in one.subject]
    assert len(digests) == 1
    assert again.status == 409
    assert "You have had today’s digest" in again.main
    assert "Last letter: digest" in rob.open("/settings").main


def test_a_claim_is_followed_and_left_on_its_page_and_its_letters_come_meanwhile(newsroom):
    claim_id = newsroom.logged("The border closes", by="Eve", window=window("2022-09-26", "2022-09-28"))
    rob = newsroom.signed_in("Rob")
    path = f"/claims/{claim_id}"

    followed = rob.submit(rob.open(path), "/follows")
    newsroom.clock.set(at("2022-10-01T09:00"))
    newsroom.run_round()
    listed = rob.open("/settings")
    end = followed.one("#follow form[action$='/end']")["action"]
    rob.submit(rob.open(path), end)

    assert "You follow this claim" in followed.main
    assert len(letters_to(newsroom, "Rob")) == 1
    assert listed.all("#follows tbody th") == ["The border closes"]
    assert "Follow this claim" in rob.open(path).main


def test_questions_tags_and_desks_are_followed_too_and_somebody_elses_follow_is_not_ended(newsroom):
    claim_id = newsroom.logged("The border closes", ask="When does the border close?")
    question = newsroom.claim(claim_id).question
    rob, eve = newsroom.signed_in("Rob"), newsroom.signed_in("Eve")

    rob.submit(rob.open(f"/questions/{question}"), "/follows")
    rob.submit(rob.open("/settings"), "/follows", kind="tag", target="Border")

    page = rob.open("/settings")
    assert page.all("#follows tbody th") == ["When does the border close?", "border"]
    end = page.one("#follows tbody tr:first-child form")["action"]
    stolen = eve.post(end, {"csrf_token": eve.open("/settings").fields("/settings")["csrf_token"]})
    assert stolen.status == 404
    with reading(newsroom.wiring.engine) as connection:
        assert len(follows.every_of(connection, newsroom.people["Rob"].id)) == 2


def test_the_public_and_pages_that_look_back_offer_no_follow(public_newsroom):
    claim_id = public_newsroom.logged("The border closes")

    assert not public_newsroom.browser().open(f"/claims/{claim_id}").soup.select("#follow")
    eve = public_newsroom.signed_in("Eve")
    assert eve.open(f"/claims/{claim_id}").soup.select("#follow")
    assert not eve.open(f"/claims/{claim_id}?as_of=2022-09-26").soup.select("#follow")


@pytest.fixture
def given_up(newsroom, claim):
    """A second letter to Rob that the server refused for good; return its id."""
    newsroom.followed_up(claim, Checked(looked_on=date(2022, 10, 1)), by="Rob")
    with reading(newsroom.wiring.engine) as connection:
        letter = outbox.every(connection)[0]
    again = newsroom.wiring.new_id("let")

    def refuse(connection):
        now = newsroom.clock()
        outbox.queue(
            connection,
            letter_id=again,
            occasion="reminder",
            recipient=letter.recipient,
            claims=[claim],
            message_id=f"<{again}@example.org>",
            now=now,
        )
        taken = outbox.take(connection, now)
        assert taken is not None
        refused = Refused("550 5.1.1 no such mailbox <here>")
        outbox.mark(connection, taken, refused, written=None, now=now, chance=0.5)
        paused.pause(
            connection,
            Paused(
                address="rob@example.org",
                account=letter.recipient,
                since=now,
                words="550 5.1.1 no such mailbox",
                letter=again,
            ),
        )

    newsroom.write(refuse)
    return again


def test_deliveries_show_every_state_with_the_servers_words_and_a_way_to_send_again(newsroom, given_up):
    ada = newsroom.signed_in("Ada")

    page = ada.open("/deliveries")
    dead = ada.open("/deliveries?state=dead")
    ada.submit(dead, f"/deliveries/{given_up}/send-again")
    twice = ada.send(dead, f"/deliveries/{given_up}/send-again")

    assert page.all(".kinds[aria-label='Letters by state'] a")[:4] == [
        "All (2)",
        "Waiting (0)",
        "Being sent (0)",
        "Sent (1)",
    ]
    assert "550 5.1.1 no such mailbox <here>" in dead.main
    assert "Date passed" not in " ".join(dead.all("tbody th"))
    assert twice.status == 409
    with reading(newsroom.wiring.engine) as connection:
        letter = outbox.one(connection, given_up)
    assert letter is not None
    assert letter.state == "due"


def test_a_paused_address_is_seen_by_its_owner_and_resumed_by_an_admin(newsroom, given_up):
    ada, rob = newsroom.signed_in("Ada"), newsroom.signed_in("Rob")
    resume = f"/paused-addresses/{newsroom.people['Rob'].id}/resume"

    told = rob.open("/settings")
    page = ada.open("/deliveries")
    resumed = ada.submit(page, resume)

    assert "Nothing is sent to rob@example.org." in told.main
    assert "Paused addresses (1)" in page.main
    assert "Paused addresses" not in resumed.main


def test_the_rehearsal_lists_what_would_be_sent_and_writes_nothing(newsroom, claim):
    ada, head = newsroom.signed_in("Ada"), newsroom.head()

    page = ada.open("/rehearsal?from=2022-10-01&until=2022-10-20")
    past = ada.open("/rehearsal?from=2022-09-25&until=2022-10-01")

    assert "Nothing is written and nothing is sent" in page.main
    rows = [" ".join(row.get_text(" ").split()) for row in page.soup.select("tbody tr")]
    assert any("Letter again 1 The border closes Rob" in row for row in rows), rows
    assert any("Date passed" in row for row in past.all("tbody tr"))
    assert newsroom.head() == head
    assert len(letters_to(newsroom, "Rob")) == 1


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("from=nonsense", "Give a day as year-month-day"),
        ("from=2022-10-02&until=2022-10-01", "lies before the first"),
        ("from=2022-10-02&until=2032-10-01", "at most a year"),
    ],
)
def test_a_span_that_cannot_be_played_through_is_refused(newsroom, query, words):
    page = newsroom.signed_in("Ada").open(f"/rehearsal?{query}")

    assert (page.status, words in page.main) == (422, True)


@pytest.mark.parametrize("name", ["Vic", "Rob", "Eve"])
def test_deliveries_and_the_rehearsal_are_for_admins(newsroom, given_up, name):
    browser = newsroom.signed_in(name)
    token = browser.open("/settings").fields("/settings")["csrf_token"]

    assert [browser.open(path).status for path in ("/deliveries", "/rehearsal")] == [403, 403]
    sent = browser.post(f"/deliveries/{given_up}/send-again", {"csrf_token": token})
    resumed = browser.post(f"/paused-addresses/{newsroom.people['Rob'].id}/resume", {"csrf_token": token})
    assert (sent.status, resumed.status) == (403, 403)
    assert not browser.open("/settings").soup.select('a[href="/deliveries"], a[href="/rehearsal"]')


def test_whoever_has_not_signed_in_is_asked_to_and_forged_forms_are_refused(newsroom):
    nobody, rob = newsroom.browser(), newsroom.signed_in("Rob")

    paths = ("/settings", "/deliveries", "/rehearsal")
    assert {nobody.open(path).status for path in paths} == {303}
    for path in ("/settings", "/settings/digest-now", "/follows", "/follows/flw_0001/end"):
        assert rob.post(path, {"digest": "off"}).status == 403
    assert choices_of(newsroom, "Rob").digest == "weekdays"


def _location(page):
    assert page.status == 303, page.main
    return page.headers["Location"].partition("#")[0]


def test_a_letter_that_is_poor_fails_its_checks():
    html = "<html><body><table><tr><td><h1>A</h1><h1>B</h1><img src='x'>Only here</td></tr></table></html>"
    raw = b"Subject: x\r\n\r\n" + b"y" * 30_000
    opened = mailbox.Opened(heads=(("Subject", "x"),), text="A B https://h.example/nowhere", html=html)

    found = checking.checks(raw, opened, leads_somewhere=lambda link: False)

    assert not any(one.has_passed for one in found)

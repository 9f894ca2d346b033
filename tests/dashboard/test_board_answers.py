"""Answering from the board: two steps with evidence, several claims at once, snooze, assign, undo."""

import pytest

from service.database import reading
from service.domain.events import Confirmed, Evidence, Noted, Snoozed, Undone
from service.ledger import log
from tests.builders import at, on, window

LINK = {"evidence.0.url": "https://example.org/news"}


@pytest.fixture
def slipped(newsroom):
    """Three claims whose date passed."""
    found = [newsroom.logged(text, window=window("2022-09-28", "2022-09-28")) for text in ("a", "b", "c")]
    newsroom.clock.set(at("2022-10-04T09:00"))
    return found


def history(newsroom, claim_id):
    with reading(newsroom.wiring.engine) as connection:
        return [one.entry.event for one in log.read(connection, claim_id)]


def answer_page(browser, answer, *claim_ids, then="/"):
    chosen = "&".join(f"claim={one}" for one in claim_ids)
    return browser.open(f"/answers?answer={answer}&{chosen}&then={then}")


def test_a_claim_is_answered_from_its_row_in_two_steps_and_leaves_the_board(newsroom, eve, slipped):
    board = eve.open("/")
    link = board.one(f'#past_due .c-do a[href*="answer=confirm"][href*="{slipped[0]}"]')["href"]

    page = eve.submit(eve.open(link), "/answers", **LINK, happened__earliest="2022-09-28")

    assert page.all("#saved strong") == ["Saved: came true in time."]
    assert page.all("#past_due .claim-link") == ["c", "b"]
    assert newsroom.claim(slipped[0]).status == "confirmed"


def test_an_outcome_needs_evidence_and_the_form_keeps_what_was_typed(newsroom, eve, slipped):
    form = answer_page(eve, "confirm", slipped[0])

    page = eve.send(form, "/answers", happened__earliest="2022-09-28")

    assert page.status == 422
    assert "Give a link, or write a note that says why there is none." in page.main
    assert page.one('input[name="happened.earliest"]')["value"] == "2022-09-28"
    assert newsroom.claim(slipped[0]).status == "rumored"


def test_undo_takes_the_answer_back_with_an_entry_of_its_own(newsroom, eve, slipped):
    saved = eve.submit(answer_page(eve, "refute", slipped[0]), "/answers", **LINK)
    action = saved.one("#saved form")["action"]

    page = eve.submit(saved, action)

    assert page.all("#saved strong") == ["Taken back; it stays in the history."]
    assert page.all("#past_due .claim-link") == ["c", "b", "a"]
    assert [type(one).__name__ for one in history(newsroom, slipped[0])][-2:] == ["Refuted", "Undone"]
    assert not page.soup.select("#saved form")


def test_a_form_that_is_sent_twice_counts_once(newsroom, eve, slipped):
    form = answer_page(eve, "refute", slipped[0])
    fields = {**form.fields("/answers"), **LINK}

    first, second = (eve.post("/answers", fields) for _ in range(2))

    assert first.headers["Location"] == second.headers["Location"]
    assert len(history(newsroom, slipped[0])) == 2


def test_several_claims_share_one_piece_of_evidence_and_get_an_entry_each(newsroom, eve, slipped):
    page = eve.submit(answer_page(eve, "refute", *slipped), "/answers", **LINK, claim=slipped)

    assert page.all("#saved summary") == ["Which claims"]
    assert "On 3 claims" in page.main
    for claim_id in slipped:
        *_, last = history(newsroom, claim_id)
        assert last.evidence[0].url == "https://example.org/news"
    undone = eve.submit(page, page.one("#saved form")["action"])
    assert undone.all("#past_due .claim-link") == ["c", "b", "a"]
    assert all(isinstance(history(newsroom, one)[-1], Undone) for one in slipped)


def test_nothing_is_saved_where_one_of_several_claims_does_not_take_it(newsroom, eve, slipped):
    form = answer_page(eve, "refute", *slipped)
    newsroom.followed_up(
        slipped[1],
        Confirmed(evidence=(Evidence(note="seen"),), happened=None, known_on=on("2022-10-01")),
        by="Ada",
    )

    page = eve.send(form, "/answers", **LINK, claim=slipped)

    assert page.status == 412
    assert "Nothing was saved yet: 1 claim of 3 did not take it" in page.main
    assert "Ada confirmed it" in page.main
    assert [box["value"] for box in page.soup.select("input[name=claim][checked]")] == [
        slipped[0],
        slipped[2],
    ]
    assert newsroom.claim(slipped[0]).status == "rumored"
    eve.submit(page, "/answers")
    assert [newsroom.claim(one).status for one in slipped] == ["refuted", "confirmed", "refuted"]


def test_a_claim_that_changed_meanwhile_shows_what_was_added(newsroom, eve, slipped):
    form = answer_page(eve, "refute", slipped[0])
    newsroom.followed_up(slipped[0], Noted(note="The ministry called.", public=False), by="Ada")

    page = eve.send(form, "/answers", **LINK)

    assert page.status == 412
    assert "Added: Ada noted: The ministry called." in page.main
    assert page.fields("/answers")["evidence.0.url"] == [LINK["evidence.0.url"]]
    assert newsroom.claim(slipped[0]).status == "rumored"


@pytest.mark.parametrize(
    ("wait", "words", "until"),
    [
        ("tomorrow", "", "2022-10-05"),
        ("monday", "", "2022-10-10"),
        ("week", "", "2022-10-11"),
        ("phrase", "Friday", "2022-10-07"),
        ("phrase", "in two weeks", "2022-10-18"),
        ("phrase", "12 October", "2022-10-12"),
    ],
)
def test_a_claim_is_snoozed_until_a_day_that_is_offered_or_written(
    newsroom, eve, slipped, wait, words, until
):
    form = answer_page(eve, "snooze", slipped[0])

    page = eve.submit(form, "/answers", wait=wait, until_words=words, reason="The port answers then.")

    found = history(newsroom, slipped[0])[-1]
    assert isinstance(found, Snoozed)
    assert found.until == on(until)
    assert found.reason == "The port answers then."
    assert page.all("#past_due details summary") == ["Snoozed (1)"]


@pytest.mark.parametrize("words", ["", "some day", "yesterday"])
def test_words_that_name_no_day_to_come_are_refused_at_their_field(newsroom, eve, slipped, words):
    form = answer_page(eve, "snooze", slipped[0])

    page = eve.send(form, "/answers", wait="phrase", until_words=words)

    assert page.status == 422
    assert page.one("#until_words")["aria-invalid"] == "true"


def test_words_with_two_fair_readings_are_asked_about(eve, slipped):
    form = answer_page(eve, "snooze", slipped[0])

    page = eve.send(form, "/answers", wait="phrase", until_words="next Friday")

    assert "“next Friday” can be Fri 7 Oct 2022 or Fri 14 Oct 2022. Write the date." in page.main


def test_several_claims_are_given_to_somebody(newsroom, eve, slipped):
    rob = newsroom.people["Rob"].id

    page = eve.submit(answer_page(eve, "assign", *slipped), "/answers", owner=rob, claim=slipped)

    assert "Rob is asked first" in page.main
    assert {newsroom.claim(one).owner for one in slipped} == {rob}


def test_the_answer_leads_back_to_the_board_as_it_was_narrowed(newsroom, eve):
    claim_id = newsroom.logged(desk="sea", window=window("2022-09-20", "2022-09-20"))
    link = eve.open("/?desk=sea").one('.c-do a[href*="answer=refute"]')["href"]

    page = eve.submit(eve.open(link), "/answers", **LINK)

    assert page.address.startswith("/?desk=sea&saved=")
    assert newsroom.claim(claim_id).status == "refuted"


@pytest.mark.parametrize("then", ["https://example.org/", "//example.org", "/sign-out", "/claims/../x"])
def test_an_answer_never_leads_to_another_place_than_a_list(eve, slipped, then):
    form = answer_page(eve, "check", slipped[0], then=then)

    sent = eve.send(form, "/answers", then=then)

    assert sent.status == 303
    assert sent.headers["Location"].startswith("/?saved=")


def test_a_reporter_checks_what_only_its_owner_may_settle(newsroom, slipped):
    rob = newsroom.signed_in("Rob")

    assert rob.open("/").all("#past_due tr:first-child .c-do a") == ["Checked", "Snooze"]
    sent = rob.send(answer_page(rob, "refute", slipped[0]), "/answers", **LINK)
    assert sent.status == 403
    assert newsroom.claim(slipped[0]).status == "rumored"


def test_a_viewer_neither_sees_nor_reaches_the_answers(newsroom, slipped):
    vic = newsroom.signed_in("Vic")

    assert not vic.open("/").soup.select(".c-do, #together")
    assert answer_page(vic, "refute", slipped[0]).status == 403


def test_what_was_answered_together_is_taken_back_by_nobody_else(newsroom, eve, slipped):
    saved = eve.submit(answer_page(eve, "refute", slipped[0]), "/answers", **LINK)
    action = saved.one("#saved form")["action"]
    ada = newsroom.signed_in("Ada")
    fields = {name: value for name, value in ada.open("/").fields("/seen").items() if name == "csrf_token"}

    sent = ada.post(action, fields)

    assert sent.status == 422
    assert "There is no such answer of yours to take back." in sent.main
    assert newsroom.claim(slipped[0]).status == "refuted"
    assert not ada.open("/?" + saved.address.partition("?")[2]).soup.select("#saved")


def test_a_claim_that_holds_through_its_date_held_without_a_day(newsroom, eve):
    claim_id = newsroom.logged(
        "The border stays open", window=window("2022-09-20", "2022-09-20"), expects="holds_through"
    )

    page = eve.submit(answer_page(eve, "confirm", claim_id), "/answers", **LINK)

    assert page.all("#saved strong") == ["Saved: held."]

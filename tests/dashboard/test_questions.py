"""Questions on pages: asked, reworded, given a rule that stands wherever a claim on them is answered."""

import pytest

from service.domain.events import Confirmed
from tests.builders import EVIDENCE, TODAY, at, window
from tests.dashboard.following_up import form_of

RULE = "Closed means a decree in force."


@pytest.fixture
def claim(newsroom):
    return newsroom.logged("The border is closed on the 28th", ask="When is it closed?")


@pytest.fixture
def path(newsroom, claim):
    return f"/questions/{newsroom.claim(claim).question}"


def form(page, kind):
    """Return the fields of the form that changes one thing about the question."""
    found = page.soup.select_one(f"form:has(input[name=kind][value={kind}])")
    return {one["name"]: one.get("value", one.get_text()) for one in found.select("[name]")}


def save(browser, path, kind, **given):
    sent = browser.post(path, {**form(browser.open(path), kind), **given})
    return browser.open(path) if sent.status == 303 else sent


def test_a_question_is_asked_with_a_rule(newsroom):
    rob = newsroom.signed_in("Rob")

    page = rob.submit(rob.open("/questions"), "/questions", text="When is the vote?", rule=RULE)

    assert page.all("h1") == ["When is the vote?"]
    assert f"What counts as an answer: {RULE} Written down on Mon 26 Sep 2022." in page.main
    assert "No claim bears on this question" in page.main
    assert not page.soup.select("#change"), "a reporter changes no question"


def test_a_question_without_words_comes_back_with_what_was_typed(eve):
    page = eve.send(eve.open("/questions"), "/questions", text="", rule=RULE)

    assert page.status == 422
    assert page.title.startswith("Error: ")
    assert page.fields("/questions")["rule"] == [RULE]


def test_a_rule_stands_on_the_question_the_claim_and_each_form_that_answers_it(eve, path, claim):
    page = save(eve, path, "rule", rule=RULE)

    assert f"What counts as an answer: {RULE}" in page.main
    for address in (
        f"/claims/{claim}",
        f"/claims/{claim}?answer=confirm",
        f"/claims/{claim}?answer=refute",
        f"/answers?answer=confirm&claim={claim}",
        f"/answers?answer=refute&claim={claim}",
    ):
        assert RULE in eve.open(address).main, address
    assert RULE not in eve.open(f"/answers?answer=snooze&claim={claim}").main


def test_other_words_stand_everywhere_and_the_words_before_in_the_history(eve, path, claim):
    page = save(eve, path, "reword", text="When is the border closed?")

    assert page.all("h1") == ["When is the border closed?"]
    assert "Eve put the question as “When is the border closed?”" in page.main
    assert "Eve asked “When is it closed?”" in page.main
    assert "When is the border closed?" in eve.open(f"/claims/{claim}").main


def test_an_entry_is_taken_back_by_its_button(eve, path):
    save(eve, path, "rule", rule=RULE)

    page = save(eve, path, "undo")

    assert "What counts as an answer:" not in page.main
    assert "Taken back; it no longer counts." in page.main


def test_an_empty_rule_takes_it_away(eve, path):
    save(eve, path, "rule", rule=RULE)

    page = save(eve, path, "rule", rule="")

    assert "Nothing is written down about what counts as an answer." in page.main


def test_nothing_new_is_said_at_the_form_and_a_change_meanwhile_too(newsroom, eve, path):
    old = form(eve.open(path), "reword")
    same = eve.post(path, old)
    save(newsroom.signed_in("Ada"), path, "reword", text="When?")

    stale = eve.post(path, {**old, "text": "How?"})

    assert (same.status, "These are its words already." in same.main) == (422, True)
    assert (stale.status, "Somebody changed this question while you were writing" in stale.main) == (
        409,
        True,
    )


def test_a_page_that_looks_back_shows_the_rule_of_then_and_no_form(newsroom, eve, path):
    newsroom.clock.set(at("2022-10-03T09:00"))
    save(eve, path, "rule", rule=RULE)

    then = eve.open(f"{path}?as_of=2022-09-30")

    assert RULE not in then.main
    assert RULE in eve.open(f"{path}?as_of=2022-10-03T09:00:00Z").main
    assert not then.soup.select("#change")


def test_a_rule_that_was_written_after_an_answer_says_so(newsroom, eve, path, claim):
    newsroom.followed_up(claim, Confirmed(evidence=EVIDENCE, happened=None, known_on=TODAY))
    newsroom.clock.set(at("2022-10-03T09:00"))

    page = save(eve, path, "rule", rule=RULE)

    assert "Written down on Mon 3 Oct 2022, after 1 claim had been answered." in page.main


def test_the_public_reads_the_rule_and_no_names(public_newsroom):
    claim = public_newsroom.logged("on the 28th", ask="When?")
    question = public_newsroom.claim(claim).question
    eve = public_newsroom.signed_in("Eve")
    save(eve, f"/questions/{question}", "rule", rule=RULE)

    page = public_newsroom.browser().open(f"/questions/{question}")

    assert RULE in page.main
    assert "A newsroom editor wrote down what counts as an answer." in page.main
    assert "Eve wrote" not in page.main


# Settling one offers the others.


@pytest.fixture
def rivals(newsroom, claim):
    """Return the ids of two more claims on the question: by the 30th, and from 1 October on."""
    question = newsroom.claim(claim).question
    by = newsroom.logged("closed by the 30th", question=question, window=window("2022-09-26", "2022-09-30"))
    later = newsroom.logged("closed from October on", question=question, window=window("2022-10-01", None))
    newsroom.clock.set(at("2022-10-05T09:00"))
    return by, later


def confirm(browser, claim):
    return browser.submit(
        form_of(browser, claim, "confirm"),
        f"/claims/{claim}",
        evidence__0__note="the decree",
        evidence__0__url="https://example.org/decree",
        happened__earliest="2022-09-27",
        known_on="2022-09-28",
    )


def test_settling_one_says_what_it_means_for_the_others_and_records_nothing_on_them(
    newsroom, eve, claim, rivals
):
    page = confirm(eve, claim)

    assert "What this means for 2 other claims on the question" in page.all("h2")
    assert "It would have come true in its window. Record that it came true" in page.main
    assert "It would have come early: before its window began." in page.main
    assert [newsroom.claim(one).status for one in rivals] == ["rumored", "rumored"]


def test_the_offered_form_has_the_same_evidence_and_goes_back_to_the_rest(newsroom, eve, claim, rivals):
    page = confirm(eve, claim)
    form = eve.open(page.soup.select("#offered ~ ul a.button")[0]["href"])

    fields = form.fields("/answers")
    after = eve.submit(form, "/answers")

    assert fields["evidence.0.url"] == ["https://example.org/decree"]
    assert fields["evidence.0.note"] == ["the decree"]
    assert fields["happened.earliest"] == ["2022-09-27"]
    assert fields["known_on"] == ["2022-09-28"]
    assert newsroom.claim(rivals[0]).status == "confirmed"
    assert "What this means for the other claim on the question" in after.all("h2")
    assert "Saved: came true in time." in after.main


def test_from_a_list_the_message_leads_to_what_it_means_for_others(eve, claim, rivals):
    form = eve.open(f"/answers?answer=refute&claim={claim}")

    page = eve.submit(form, "/answers", evidence__0__note="it was open")

    link = page.soup.find("a", string="See what it means for 2 other claims on the question")
    assert "Nothing follows from that answer: look for yourself." in eve.open(link["href"]).main


def test_nothing_is_offered_once_nothing_is_open_or_to_whoever_only_reads(newsroom, eve, claim, rivals):
    page = confirm(eve, claim)
    vic = newsroom.signed_in("Vic")

    assert not vic.open(page.address).soup.select("#offered")
    for one in rivals:
        newsroom.followed_up(one, Confirmed(evidence=EVIDENCE, happened=None, known_on=TODAY))
    assert not eve.open(page.address).soup.select("#offered")

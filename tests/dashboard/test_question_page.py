"""A question's page: all rivals on one line, who says what, how far they agree, what moved."""

from service.domain.events import WindowMoved
from tests.builders import at, report, window
from tests.dashboard.browser import words


def test_all_rivals_stand_on_one_line_and_in_one_table(newsroom, eve):
    first = newsroom.logged("on the 28th", ask="When is it closed?")
    question = newsroom.claim(first).question
    newsroom.logged("that day", question=question, report=report(outlet="Axle News"))
    moved = newsroom.logged("in October", question=question, window=window("2022-10-05", "2022-10-06"))
    newsroom.followed_up(moved, WindowMoved(window=window("2022-10-10", "2022-10-16")))

    page = eve.open(f"/questions/{question}")

    assert page.all("h1") == ["When is it closed?"]
    assert page.all(".claim-link") == ["on the 28th", "that day", "in October"]
    assert len(page.soup.select("svg.timeline > a")) == 3
    assert (
        "2 of 3 say by Wed 28 Sep 2022. 1 of 3 says by Sun 16 Oct 2022. "
        "In 2 pairs of them no day lies in both windows." in page.main
    )
    assert words(page.one(".facts dd")) == (
        "Wed 5 Oct to Thu 6 Oct 2022 to Mon 10 Oct to Sun 16 Oct 2022, 10 days later; "
        "by Eve, Mon 26 Sep 2022 (entry 2)"
    )


def test_the_question_leads_from_the_claim_and_looks_back_like_it(newsroom, eve):
    first = newsroom.logged("on the 28th", ask="When is it closed?")
    newsroom.clock.set(at("2022-10-03T09:00"))
    newsroom.logged("in October", question=newsroom.claim(first).question)

    now = eve.open(f"/claims/{first}").one(".facts a[href^='/questions/']")["href"]
    then = eve.open(f"{now}?recorded_by=2022-09-30")

    assert eve.open("/questions").one(".claim-link")["href"] == now
    assert len(eve.open(now).all(".claim-link")) == 2
    assert then.all(".claim-link") == ["on the 28th"]
    assert then.one(".claim-link")["href"] == f"/claims/{first}?recorded_by=2022-09-30"
    assert "From what was recorded here by the end of Fri 30 Sep 2022." in then.main


def test_a_question_that_is_not_there_is_missing(eve):
    assert eve.open("/questions/qst_none").status == 404
    assert "No questions yet" in eve.open("/questions").main

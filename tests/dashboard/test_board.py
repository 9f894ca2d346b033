"""The board: what slipped first, everything in its section, nothing for strangers."""

import gzip
from datetime import timedelta

import pytest

import seeds
from service.domain.events import Checked, Snoozed
from tests.builders import at, no_date, on, window
from tests.dashboard.browser import words

TUESDAY = at("2022-10-04T09:00")


def claims_of(page, section):
    return page.all(f"#{section} .claim-link")


def test_an_empty_board_invites_to_log_the_first_claim(eve):
    page = eve.open("/")

    assert page.status == 200
    assert page.all("main h2") == ["Log your first claim"]
    assert page.one("main .empty a")["href"] == "/claims/new"
    assert not page.soup.select("table")


def test_a_viewer_is_not_invited_to_log(newsroom):
    page = newsroom.signed_in("Vic").open("/")

    assert page.all("main h2") == ["No claims yet"]
    assert not page.soup.select('a[href="/claims/new"]')


def test_the_sample_story_shows_the_four_whose_date_passed_first(newsroom):
    newsroom.clock.set(TUESDAY)
    seeds.load(newsroom.wiring, newsroom.people["Ada"])

    page = newsroom.signed_in("Ada").open("/")

    links = [link["href"].removeprefix("/claims/clm_sample_") for link in page.soup.select(".claim-link")]
    assert links[:4] == ["02", "13", "04", "01"]
    assert sorted(links[4:]) == ["03", "05", "06", "07", "08", "10", "12"]
    assert page.all(".counts a") == ["4 Date passed", "7 Time to check"]
    assert page.title == "4 date passed – Today – Hearsay"


def test_a_row_says_who_said_it_the_window_in_days_and_words_and_the_last_check(newsroom, eve):
    claim_id = newsroom.logged(window=window(phrase="Sept. 28"))
    newsroom.clock.set(at("2022-10-01T09:00"))
    newsroom.followed_up(claim_id, Checked(looked_on=on("2022-09-30")))

    page = eve.open("/")

    row = page.one("#past_due tbody tr")
    cells = [words(cell) for cell in row.select("td, th")]
    assert cells == [
        "Date passed 3 days ago · rumored",
        "Men are put on a stop list",
        "government sources, unnamed, two or more Meduza",
        "Wed 28 Sep 2022 “Sept. 28”",
        "none",
        "just now checked yesterday · Eve",
        "Came trueDid notSnooze",
    ]
    assert row.select_one("th")["scope"] == "row"
    assert row.select_one(".tag")["data-symbol"] == "▲"
    assert row.select_one("time")["datetime"] == "2022-10-01T09:00+00:00"
    assert row.select_one("time")["title"] == "Sat 1 Oct 2022, 10:00"


def test_a_claim_nobody_looked_at_says_so(newsroom, eve):
    newsroom.logged()
    newsroom.clock.set(at("2022-10-01T09:00"))

    assert eve.open("/").all("#past_due td.c-changed .below") == ["never checked · Eve"]


def test_every_section_holds_what_is_due_so(newsroom, eve):
    newsroom.clock.set(at("2022-09-26T12:00"))
    newsroom.logged("slipped", window=window("2022-09-25", "2022-09-25"))
    newsroom.logged("today", window=window("2022-09-26", "2022-09-26"))
    newsroom.logged("this week", window=window("2022-09-30", "2022-09-30"))
    newsroom.logged("later", window=window("2022-12-30", "2022-12-30"))
    newsroom.logged("open end", window=window("2022-09-20", None))
    newsroom.logged("no date", window=no_date(said_on="2022-09-26"))

    page = eve.open("/")

    shown = {
        name: claims_of(page, name) for name in ("past_due", "today", "this_week", "to_check", "no_date")
    }
    assert shown == {
        "past_due": ["slipped"],
        "today": ["today"],
        "this_week": ["this week"],
        "to_check": ["open end"],
        "no_date": ["no date"],
    }


def test_the_newest_slip_comes_first_and_long_past_ones_fold_only_behind_newer_ones(newsroom, eve):
    newsroom.logged("old", window=window("2022-07-01", "2022-07-01"))
    newsroom.logged("older", window=window("2022-06-01", "2022-06-01"))

    alone = eve.open("/")
    newsroom.logged("new", window=window("2022-09-20", "2022-09-20"))
    behind = eve.open("/")

    assert claims_of(alone, "past_due") == ["old", "older"]
    assert not alone.soup.select("#past_due details")
    assert claims_of(behind, "past_due") == ["new", "old", "older"]
    assert behind.all("#past_due details summary") == ["Passed more than 30 days ago (2)"]
    assert behind.all("#past_due details .claim-link") == ["old", "older"]


def test_a_snoozed_claim_folds_into_its_section(newsroom, eve):
    claim_id = newsroom.logged(window=window("2022-09-20", "2022-09-20"))
    newsroom.followed_up(claim_id, Snoozed(until=on("2022-10-03")))

    page = eve.open("/")

    assert page.all("#past_due details summary") == ["Snoozed (1)"]
    assert "snoozed until Mon 3 Oct 2022" in page.main


def test_rivals_are_told_in_words_and_lead_to_their_question(newsroom, eve):
    first = newsroom.logged("one", window=window("2022-09-20", "2022-09-20"), ask="When?")
    question = newsroom.claim(first).question
    newsroom.logged("two", window=window("2022-09-20", "2022-09-20"), question=question)
    newsroom.logged("three", window=window("2022-09-22", "2022-09-22"), question=question)
    newsroom.logged("alone", window=window("2022-09-19", "2022-09-19"))

    page = eve.open("/")

    assert page.all("#past_due td.c-rivals") == ["2 others differ", "2 of 3 agree", "2 of 3 agree", "none"]
    assert page.soup.select_one("td.c-rivals a")["href"] == f"/questions/{question}"
    assert page.all("#past_due .c-claim .below") == ["When?"] * 3


def test_the_first_claim_is_the_first_thing_that_takes_the_focus_behind_the_skip_link(newsroom, eve):
    claim_id = newsroom.logged(window=window("2022-09-20", "2022-09-20"))

    page = eve.open("/")

    target = page.soup.find(id=page.one("body > a")["href"].removeprefix("#"))
    first = target.select_one("a[href], button, input, select, textarea, summary")
    assert first["href"] == f"/claims/{claim_id}"


def test_fifty_rows_make_a_light_page(newsroom, eve):
    for number in range(60):
        newsroom.logged(
            f"{number} is said about the ferry to the island and its winter timetable, the port says",
            window=window("2022-09-01", f"2022-09-{10 + number % 10}", phrase="in the days to come"),
            ask=f"What becomes of ferry {number}?",
        )

    page = eve.open("/")

    assert len(page.soup.select(".claim-link")) == 50
    assert len(page.soup.select("*")) <= 1500
    assert len(gzip.compress(page.source.encode(), 6)) <= 20_000


def test_nothing_past_due_is_said_plainly(newsroom, eve):
    newsroom.logged(window=window("2023-09-20", "2023-09-20"))

    page = eve.open("/")

    assert page.all("main h2") == ["Nothing is past due"]
    assert "The next window closes on Wed 20 Sep 2023: Men are put on a stop list." in page.main


def test_the_board_says_when_the_scheduler_rests_too_long(newsroom, eve):
    newsroom.logged()

    before = eve.open("/")
    newsroom.run_round()
    fresh = eve.open("/")
    newsroom.clock.advance(timedelta(minutes=5))
    stale = eve.open("/")

    assert "The scheduler has not finished a round yet." in before.main
    assert "scheduler" not in fresh.main
    assert "The scheduler last finished a round on Mon 26 Sep 2022, 13:00." in stale.main


def test_the_board_can_be_seen_as_it_stood_on_a_day(newsroom, eve):
    newsroom.clock.set(at("2022-10-10T09:00"))
    newsroom.logged(window=window("2022-09-28", "2022-09-28"))

    before = eve.open("/?as_of=2022-09-27")
    after = eve.open("/?as_of=2022-09-29")

    assert claims_of(before, "this_week") == ["Men are put on a stop list"]
    assert claims_of(after, "past_due") == ["Men are put on a stop list"]
    assert after.all("h1") == ["As known on Thu 29 Sep 2022"]
    assert "Today" not in after.main
    assert not after.soup.select(".c-do")


def test_what_fell_due_on_a_day_that_is_over_is_not_said_to_be_due_today(newsroom, eve):
    newsroom.clock.set(at("2022-10-10T09:00"))
    newsroom.logged(window=window("2022-09-28", "2022-09-28"))

    page = eve.open("/?as_of=2022-09-28")

    assert page.all("section h2") == ["Due that day (1)"]
    assert page.title.startswith("1 due that day – As known on Wed 28 Sep 2022")
    assert page.all(".tag") == ["Due that day"]


def test_looking_back_stays_on_through_the_links_of_the_page(newsroom, eve):
    for number in range(51):
        newsroom.logged(f"claim {number}", desk="sea", window=window("2022-09-20", "2022-09-20"))

    page = eve.open("/?as_of=2022-09-26&desk=sea")

    assert (
        page.one('#past_due .whole a[href^="/claims?"]')["href"]
        == "/claims?due=past_due&desk=sea&as_of=2022-09-26"
    )
    control = page.fields("/")
    assert control == {"desk": ["sea"], "as_of": ["2022-09-26"], "recorded_by": [""]}
    assert all("as_of=2022-09-26" in link["href"] for link in page.soup.select(".claim-link, .narrow a"))


def test_the_board_can_be_seen_as_this_ledger_held_it(newsroom, eve):
    newsroom.clock.set(at("2022-10-10T09:00"))
    newsroom.logged("late entry", window=window("2022-09-28", "2022-09-28"))

    before = eve.open("/?as_of=2022-10-09&recorded_by=2022-10-09")
    after = eve.open("/?as_of=2022-10-09&recorded_by=2022-10-10")

    assert before.all(".empty h2") == ["Nothing was known then"]
    assert claims_of(after, "past_due") == ["late entry"]
    assert not after.soup.select(".c-do, .since, .note")


def test_a_board_of_a_day_before_everything_says_that_nothing_was_known(newsroom, eve):
    newsroom.logged()

    page = eve.open("/?as_of=1800-01-01")

    assert page.all(".empty h2") == ["Nothing was known then"]
    assert not page.soup.select("main a.button")


@pytest.mark.parametrize("day", ["x", "2022-13-01", "1500-01-01", "2022-12-31"])
def test_a_day_that_cannot_be_looked_back_to_is_refused(eve, day):
    assert eve.open(f"/?as_of={day}").status == 400


def test_more_claims_than_a_section_shows_are_linked(newsroom, eve):
    for number in range(51):
        newsroom.logged(f"claim {number}", window=window("2022-09-20", "2022-09-20"))

    page = eve.open("/")

    assert len(claims_of(page, "past_due")) == 50
    assert page.one('#past_due a[href="/claims?due=past_due"]').get_text() == "All 51 claims: date passed"


def test_every_section_keeps_rows_however_many_slipped(newsroom, eve):
    newsroom.clock.set(at("2022-09-26T12:00"))
    for number in range(60):
        newsroom.logged(f"slipped {number}", window=window("2022-09-20", "2022-09-20"))
    for number in range(8):
        newsroom.logged(f"today {number}", window=window("2022-09-26", "2022-09-26"))

    page = eve.open("/")

    assert len(claims_of(page, "past_due")) == 44
    assert len(claims_of(page, "today")) == 6
    assert page.one("#today .whole a[href='/claims?due=today']").get_text() == "All 8 claims: due today"

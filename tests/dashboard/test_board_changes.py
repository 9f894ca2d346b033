"""What changed since somebody last looked: counts on the board, entries in sentences."""

from datetime import timedelta

import pytest

from service.domain.events import Amended, Confirmed, Evidence, ReportAdded, WindowMoved
from tests.builders import at, on, report, window

MORNING = at("2022-10-03T07:00")


@pytest.fixture
def morning(newsroom):
    """Eve and Rob looked on Friday evening; over the weekend others worked."""
    claim_id = newsroom.logged("The deputy leaves", window=window("2022-09-28", "2022-09-28"))
    settled = newsroom.logged("The ferry sails")
    newsroom.clock.set(at("2022-09-30T16:40"))
    for name in ("Eve", "Rob"):
        newsroom.signed_in(name).open("/")
    newsroom.clock.advance(timedelta(hours=20))
    newsroom.logged("A new one", by="Ada")
    newsroom.followed_up(
        claim_id,
        WindowMoved(window=window("2022-10-05", "2022-10-05", phrase="by Oct. 5")),
        ReportAdded(
            report=report("rep_2", outlet="Verstka", stance="retracted", published_at=at("2022-10-01T08:00"))
        ),
        Amended(reason="A slip of ours.", version=1, text="The deputy leaves the post"),
        by="Ada",
    )
    newsroom.followed_up(
        settled, Confirmed(evidence=(Evidence(note="Seen."),), happened=None, known_on=on("2022-10-01"))
    )
    newsroom.clock.set(MORNING)
    return newsroom


def test_the_board_counts_by_kind_since_the_last_look(morning):
    page = morning.signed_in("Eve").open("/")

    assert page.one(".since p").get_text().startswith("Since you last looked (Fri 30 Sep 2022, 17:40):")
    assert page.all(".since a") == ["1 new", "1 moved", "1 resolved", "1 amended", "1 retracted"]


def test_each_count_leads_to_plain_sentences_of_who_what_from_and_to(morning):
    eve = morning.signed_in("Eve")
    links = {link.get_text(): link["href"] for link in eve.open("/").soup.select(".since a")}

    told = {words: eve.open(link).all(".told li") for words, link in links.items()}

    assert told["1 moved"] == [
        (
            "Ada moved the date from Wed 28 Sep 2022 to Wed 5 Oct 2022 (“by Oct. 5”). "
            "The deputy leaves the post · Sat 1 Oct 2022, 13:40"
        )
    ]
    assert told["1 new"][0].startswith("Ada logged the claim")
    assert "rumored → confirmed" in told["1 resolved"][0]
    assert "takes back what it said" in told["1 retracted"][0] or "takes it back" in told["1 retracted"][0]
    assert told["1 amended"][0].startswith("Ada put our record right")


def test_a_reload_empties_nothing_and_a_time_away_moves_the_beginning(morning):
    eve = morning.signed_in("Eve")
    first = eve.open("/").all(".since p")
    morning.clock.advance(timedelta(hours=3))

    again = eve.open("/").all(".since p")
    morning.clock.advance(timedelta(hours=4))
    after = eve.open("/").all(".since p")

    assert again == first
    assert after == ["Since you last looked (Mon 3 Oct 2022, 11:00): nothing changed. Look further back"]


def test_mark_seen_counts_from_then_on_for_this_person_alone(morning):
    eve, rob = morning.signed_in("Eve"), morning.signed_in("Rob")

    page = eve.submit(eve.open("/"), "/seen")

    assert page.all(".since p") == [
        "Since you last looked (Mon 3 Oct 2022, 08:00): nothing changed. Look further back"
    ]
    assert len(rob.open("/").soup.select(".since p a")) == 5


def test_opening_the_board_changes_nothing_in_the_ledger(morning):
    before = morning.head()

    morning.signed_in("Eve").open("/")

    assert morning.head() == before


def test_somebody_who_never_looked_sees_what_changed_since_yesterday(morning):
    page = morning.signed_in("Vic").open("/")

    assert page.one(".since p").get_text().startswith("Since yesterday, 00:00 (you have not looked before)")


def test_the_page_can_look_further_back(morning):
    eve = morning.signed_in("Eve")

    page = eve.open(eve.open("/changes-since").one('.views a:-soup-contains("Thirty days")')["href"])

    assert page.all(".told a") == [
        "The ferry sails",
        "The deputy leaves the post",
        "The deputy leaves the post",
        "The deputy leaves the post",
        "A new one",
        "The ferry sails",
        "The deputy leaves the post",
    ]


@pytest.mark.parametrize("since", ["yesterday", "2022-10-01", "9999-01-01T00:00:00+00:00"])
def test_an_instant_that_cannot_be_read_is_refused(morning, since):
    assert morning.signed_in("Eve").open(f"/changes-since?since={since.replace('+', '%2B')}").status == 400


def test_more_entries_than_a_page_shows_are_a_page_further(morning):
    for number in range(60):
        morning.logged(f"claim {number}")
    eve = morning.signed_in("Eve")

    first = eve.open("/changes-since?kind=new")
    second = eve.open(first.one("main p a.button")["href"])

    assert len(first.soup.select(".told li")) == 50
    assert len(second.soup.select(".told li")) == 11


def test_the_public_sees_neither_the_line_nor_the_list(public_newsroom):
    public_newsroom.logged(window=window("2022-09-20", "2022-09-20"))
    stranger = public_newsroom.browser()

    assert not stranger.open("/").soup.select(".since")
    assert stranger.open("/changes-since").status == 303

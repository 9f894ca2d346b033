"""How outlets stand and how reports word the date, on the claim's page and in lists."""

from datetime import date

import pytest

from service.domain.attribution import Article
from service.domain.events import ReportAdded, WindowMoved
from tests.builders import at, report, window

OF_THE_COPY = (
    "The Barents Observer “as soon as this week” from Mon 26 Sep 2022, no end given reaches beyond the window"
)
THIS_WEEK = window("2022-09-26", "2022-10-02", phrase="this week")


def said(id, outlet, stance, day, **given):  # noqa: A002 - an id is an id
    article = Article(published_on=date.fromisoformat(day))
    return ReportAdded(report=report(id, outlet=outlet, stance=stance, article=article, **given))


@pytest.fixture
def claim(newsroom):
    """Return the id of a claim that one outlet took back and another one does not confirm."""
    claim = newsroom.logged("closed this week", window=THIS_WEEK, report=report(when="this week"))
    newsroom.clock.set(at("2022-10-03T09:00"))
    newsroom.followed_up(
        claim,
        said("rep_2", "Kremlin pool", "no_confirmation", "2022-09-27"),
        said("rep_3", "MEDUZA", "retracted", "2022-10-01"),
    )
    return claim


def items(page, heading):
    """Return the items of the list below a heading."""
    return page.all(f"section:has(#{heading}) li")


def test_an_outlet_that_took_it_back_counts_once_and_its_page_says_when_it_turned(eve, claim):
    page = eve.open(f"/claims/{claim}")

    assert "1 outlet withholds confirmation, 1 took it back." in page.main
    assert items(page, "stances") == [
        "Meduza: carried it on Mon 26 Sep 2022, took it back on Sat 1 Oct 2022",
        "Kremlin pool: did not confirm it on Tue 27 Sep 2022",
    ]


def test_as_known_before_it_was_taken_back_the_outlet_still_carries_it(eve, claim):
    page = eve.open(f"/claims/{claim}?as_of=2022-09-28")

    assert "1 outlet carries it, 1 withholds confirmation." in page.main
    assert items(page, "stances")[0] == "Meduza: carried it on Mon 26 Sep 2022"


def test_lists_count_stances_and_lead_there_where_there_is_more_to_say(newsroom, eve, claim):
    plain = newsroom.logged("closed some day")

    page = eve.open("/claims")

    counts = page.soup.select_one(f"a[href='/claims/{claim}#stances']")
    assert counts.get_text() == "1 outlet withholds confirmation, 1 took it back"
    assert not page.soup.select(f"a[href='/claims/{plain}#stances']")
    assert eve.open("/claims?stance=retracted").all(".claim-link") == ["closed this week"]
    assert eve.open("/claims?stance=for").all(".claim-link") == ["closed some day"]


def test_the_date_stands_as_each_report_words_it_beside_how_it_is_read(newsroom, eve):
    claim = newsroom.logged("closed this week", window=THIS_WEEK, report=report(when="this week"))
    copy = said(
        "rep_2",
        "The Barents Observer",
        "for",
        "2022-09-26",
        when="as soon as this week",
        window=window("2022-09-26", None),
        republishes="rep_1",
    )
    newsroom.followed_up(claim, copy)

    page = eve.open(f"/claims/{claim}")

    assert page.all("section:has(#dates-reported) tbody tr") == [
        "Meduza “this week” Mon 26 Sep to Sun 2 Oct 2022 the window rests on this report",
        OF_THE_COPY,
    ]
    assert "Rests on the report by Meduza" in page.main


def test_after_a_move_the_window_rests_on_the_report_that_gave_the_new_date(newsroom, eve):
    claim = newsroom.logged("closed this week", window=THIS_WEEK, report=report(when="this week"))
    october = window("2022-10-05", "2022-10-05", phrase="Oct. 5")
    newsroom.followed_up(
        claim,
        said("rep_2", "Vyorstka", "for", "2022-09-26", when="Oct. 5", window=october),
        WindowMoved(window=october, report="rep_2"),
    )

    page = eve.open(f"/claims/{claim}")

    assert page.all("section:has(#dates-reported) tbody tr") == [
        "Meduza “this week” Mon 26 Sep to Sun 2 Oct 2022 no day in common with the window",
        "Vyorstka “Oct. 5” Wed 5 Oct 2022 the window rests on this report",
    ]
    assert "Rests on the report by Vyorstka" in page.main


def test_one_report_needs_neither(newsroom, eve):
    page = eve.open(f"/claims/{newsroom.logged('closed', report=report(when='Sept. 28'))}")

    assert not page.soup.select("#stances, #dates-reported")
    assert "Rests on" not in page.main

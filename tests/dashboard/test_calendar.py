"""Calendar and timeline: what closes when, as a table and as bars, the next one where there is none."""

import pytest

from service.dashboard.calendar import span_of, weeks_of
from service.domain.events import Confirmed, Happened, WindowMoved
from tests.builders import EVIDENCE, at, on, window
from tests.dashboard.browser import words


@pytest.fixture
def story(newsroom):
    """Return the ids of four claims: two close on 28 September, one was moved there, one has no end."""
    ids = {
        "a": newsroom.logged("<b>stop list</b>", window=window("2022-09-26", "2022-09-28")),
        "b": newsroom.logged("border closes", window=window("2022-09-21", "2022-09-21"), tags=("border",)),
        "c": newsroom.logged("sanctions follow", window=window("2022-09-20", None)),
        "d": newsroom.logged("congress meets", window=window("2022-11-07", "2022-11-08")),
    }
    newsroom.followed_up(ids["b"], WindowMoved(window=window("2022-09-28", "2022-09-28")))
    newsroom.clock.set(at("2022-10-01T09:00"))
    happened = Happened(earliest=on("2022-09-28"), latest=on("2022-09-28"))
    newsroom.followed_up(ids["a"], Confirmed(evidence=EVIDENCE, happened=happened, known_on=on("2022-09-29")))
    return ids


def day(page, number):
    return next(cell for cell in page.soup.select("td") if words(cell).split(" ")[1:2] == [number])


def test_a_day_counts_what_closes_names_it_and_leads_to_its_list(eve, story):
    page = eve.open("/calendar?on=2022-09-15&tag=")

    cell = day(page, "28")
    assert words(cell) == (
        "Wed 28 2 close on Wed 28 Sep: the list ▲ 1 without answer <b>stop list</b>border closes"
    )
    listed = eve.open(cell.select_one("a.count")["href"])
    assert sorted(listed.all(".claim-link")) == ["<b>stop list</b>", "border closes"]


def test_the_calendar_can_be_narrowed_and_turned_to_what_opens(eve, story):
    narrowed = eve.open("/calendar?on=2022-09-15&tag=border")
    opening = eve.open("/calendar?on=2022-09-15&side=opening")

    assert "1 close" in words(day(narrowed, "28"))
    assert words(day(opening, "20")) == "Tue 20 1 opens on Tue 20 Sep: the list sanctions follow"
    listed = eve.open(day(opening, "20").select_one("a.count")["href"])
    assert listed.all(".claim-link") == ["sanctions follow"]


def test_a_month_without_any_names_the_next_one(eve, story):
    page = eve.open("/calendar")

    assert page.all("main h2") == ["No window closes in October 2022"]
    assert "Next: congress meets, Tue 8 Nov 2022." in page.main
    there = eve.open(page.all and page.soup.select(".empty a")[1]["href"])
    assert there.all("h1") == ["November 2022"]


def test_a_year_is_a_strip_of_weeks_and_the_same_as_a_table(eve, story):
    page = eve.open("/calendar?view=year")

    strip = page.one("svg.weeks")
    assert words(strip.title) == "Windows that close in 2022, week by week"
    said = [link["aria-label"] for link in strip.select("a") if "0 windows" not in link["aria-label"]]
    assert said == ["Week of Mon 26 Sep 2022: 2 windows close", "Week of Mon 7 Nov 2022: 1 window closes"]
    months = {words(row.th): words(row.td) for row in page.soup.select("table.months tbody tr")}
    assert (months["September"], months["October"]) == ("2 in September: the list", "0")


def test_the_calendar_as_of_then_shows_the_date_from_before_it_moved(eve, story):
    page = eve.open("/calendar?on=2022-09-15&recorded_by=2022-09-26&as_of=2022-09-25")

    assert "Changing facts is off." in page.main
    assert "No window closes" in page.main


@pytest.mark.parametrize(
    ("view", "on_", "first", "last"),
    [
        pytest.param("month", "2024-02-10", "2024-02-01", "2024-02-29", id="a leap month"),
        pytest.param("weeks", "2022-10-02", "2022-09-26", "2022-12-18", id="weeks begin on Mondays"),
        pytest.param("year", "2022-10-02", "2022-01-01", "2022-12-31", id="a year"),
    ],
)
def test_a_view_spans_whole_days_around_the_one_asked_for(view, on_, first, last):
    span = span_of(view, on(on_))

    assert (span.first, span.last) == (on(first), on(last))
    assert span.before < span.first <= span.last < span.after
    assert all(week[0].weekday() == 0 for week in weeks_of(span.first, span.last))


@pytest.mark.parametrize("on_", ["1600-01-01", "2400-12-31"])
def test_the_ends_of_time_are_pages_too(eve, story, on_):
    for path in (
        "/calendar?view=month",
        "/calendar?view=weeks",
        "/calendar?view=year",
        "/timeline?weeks=520",
    ):
        assert eve.open(f"{path}&on={on_}").status == 200


def test_the_timeline_draws_each_window_and_tells_the_same_in_a_table(eve, story):
    page = eve.open("/timeline")

    drawing = page.one("svg.timeline")
    said = [link["aria-label"] for link in drawing.select("a")]
    assert said == [
        "<b>stop list</b>: Mon 26 Sep to Wed 28 Sep 2022. Confirmed: came true in time",
        "border closes: Wed 28 Sep 2022. Date passed",
        "congress meets: Mon 7 Nov to Tue 8 Nov 2022. Later",
        "sanctions follow: from Tue 20 Sep 2022, no end given. Time to check",
    ]
    assert [mark.text for mark in drawing.select(".mark")] == ["●", "▲"]
    assert len(drawing.select("rect.ghost")) == 1
    assert page.all(".claim-link") == [one.split(":")[0] for one in said]


def test_weeks_that_no_window_reaches_into_name_the_nearest(eve, story):
    page = eve.open("/timeline?on=2030-01-01&tag=border")

    assert "The nearest: border closes, Wed 28 Sep 2022." in page.main

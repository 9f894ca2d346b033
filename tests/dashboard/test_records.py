"""Track records on pages: numbers that lead to their claims, rates with ranges, names side by side."""

import csv
import io
import json

import pytest

from service.database import reading
from service.domain.attribution import SaidBy
from service.domain.events import Confirmed, Happened, Refuted, ReportAdded
from service.read_models import sources
from tests.builders import EVIDENCE, at, on, report, window
from tests.dashboard.browser import words

ANNA = SaidBy(label="Anna Petrova", kind="named", count="1")


@pytest.fixture
def busy(newsroom):
    """Return twelve settled claims by Meduza, two of them Anna's, one that Copy repeats, and two open."""
    ids = []
    for number in range(14):
        first = report(said_by=ANNA) if number < 2 else report()
        ids.append(newsroom.logged(f"claim {number}", report=first, window=window()))
    repeats = ReportAdded(report=report("rep_2", outlet="<b>Copy</b>", cites=("rep_1",)))
    newsroom.followed_up(ids[0], repeats)
    newsroom.clock.set(at("2022-10-03T09:00"))
    for number, claim_id in enumerate(ids[:12]):
        late = number in (3, 4)
        day = on("2022-10-01" if late else "2022-09-28")
        happened = Confirmed(
            evidence=EVIDENCE, happened=Happened(earliest=day, latest=day), known_on=on("2022-10-02")
        )
        not_so = Refuted(evidence=EVIDENCE, known_on=on("2022-10-02"), reason="did_not_happen")
        newsroom.followed_up(claim_id, not_so if number == 5 else happened)
    return newsroom


def page_of(newsroom, browser, name, type_="outlet", query=""):
    with reading(newsroom.wiring.engine) as connection:
        found = sources.by_name(connection, type_, name)
    assert found is not None
    return browser.open(f"/sources/{found.id}/record{query}")


def test_every_number_leads_to_the_list_that_it_counts(eve, busy):
    page = page_of(busy, eve, "Meduza")

    links = page.soup.select("table.record td a")
    wrong = []
    for link in links:
        listed = eve.open(f"{link['href']}&limit=200").all("table.claims .claim-link")
        if len(listed) != int(words(link).split(" ")[0].replace(",", "")):
            wrong.append((link["href"], words(link), len(listed)))

    assert wrong == []
    assert len(links) > 15


def test_counts_come_before_rates_and_too_few_are_not_rated(eve, busy):
    page = page_of(busy, eve, "Meduza")

    counts, rates, kinds = page.soup.select("table.record")
    told = {words(row.th): words(row.td).split(" ")[0] for row in counts.select("tbody tr")}
    assert [words(heading) for heading in page.soup.select("main h2")] == [
        "Counts",
        "Rates",
        "By kind of source",
    ]
    assert (told["Settled, with a date"], told["Open, with a date"], told["Open, date passed"]) == (
        "12",
        "2",
        "2",
    )
    assert (told["Came true in the window"], told["Came true late"], told["Did not happen"]) == (
        "9",
        "2",
        "1",
    )
    first = {words(row.th): words(row.td) for row in rates.select("tbody tr")}
    assert first["Came true in the window"] == "9 of 12, 75 %, 95 % range 47–91 %"
    by_kind = {words(row.th): words(row.select("td")[-1]) for row in kinds.select("tbody tr")}
    assert by_kind["A named person"] == "2 of 2, too few to rate"
    assert by_kind["Unnamed"] == "7 of 10, 70 %, 95 % range 40–89 %"
    assert "What came late came 3 days late in the median." in page.main


def test_the_drawing_tells_what_the_table_tells_and_draws_nothing_for_too_few(eve, busy):
    page = page_of(busy, eve, "Meduza")

    drawing = page.one("svg.ranges")
    said = [link["aria-label"] for link in drawing.select("a")]
    assert said == [
        "A named person: 2 of 2, too few to rate",
        "Unnamed: 7 of 10, 70 %, 95 % range 40–89 %",
    ]
    assert [len(link.select("rect.bar")) for link in drawing.select("a")] == [0, 1]
    bar = drawing.select_one("rect.bar")
    assert (bar["x"], bar["width"]) == ("39.68%", "49.54%")


def test_hostile_names_stay_words(eve, busy):
    page = page_of(busy, eve, "<b>Copy</b>")

    assert page.all("h1") == ["<b>Copy</b>: track record"]
    assert page.soup.select("main b") == []


def test_a_record_of_open_claims_says_so_and_lists_them(eve, newsroom):
    newsroom.logged()

    page = page_of(newsroom, eve, "Meduza")

    assert page.all(".empty h2") == ["No settled claims yet"]
    assert "1 is open." in page.main
    assert eve.open(page.one(".empty a")["href"]).all(".claim-link") == ["Men are put on a stop list"]


def test_a_record_looks_back_and_so_do_its_lists_and_files(eve, busy):
    page = page_of(busy, eve, "Meduza", query="?as_of=2022-09-27")

    assert "Changing facts is off." in page.main
    assert page.all(".empty h2") == ["No settled claims yet"]
    assert "14 are open." in page.main
    hrefs = [link["href"] for link in page.soup.select("table.record td a, p.files a[download]")]
    assert hrefs
    assert all("as_of=2022-09-27" in href for href in hrefs)


def test_a_record_narrows_to_a_topic_and_to_days(eve, busy):
    page = page_of(busy, eve, "Meduza", query="?from=2022-10-01")

    assert page.all(".empty h2") == ["No claims"]
    assert page.one("input[name='from'][type='date']")["value"] == "2022-10-01"


def test_the_numbers_can_be_had_as_files(eve, busy):
    page = page_of(busy, eve, "Anna Petrova", "person")
    files = {words(link): link["href"] for link in page.soup.select("p.files a[download]")}

    rows = list(csv.DictReader(io.StringIO(eve.open(files["CSV"]).source)))
    items = json.loads(eve.open(files["JSON"]).source)["items"]

    assert len(rows) == len(items) > 50
    assert [row["count"] for row in rows if row["number"] == "came_true" and row["group"] == "dated"] == [
        "2",
        "2",
        "0",
    ]


def test_up_to_four_names_stand_side_by_side_and_can_be_unticked(eve, busy):
    page = eve.open("/records?compare=meduza&compare=anna+petrova&compare=nobody&compare=")

    table = page.soup.select("table.record")[0]
    assert [words(row.th) for row in table.select("tbody tr")] == ["Meduza", "Anna Petrova"]
    assert "Nobody goes by “nobody”." in page.main
    ticked = page.soup.select("input[type='checkbox'][checked]")
    assert len(ticked) == 2
    kinds = page.soup.select("table.record")[1]
    assert [words(row.th) for row in kinds.select("tbody tr")] == [
        "A named person",
        "Unnamed",
        "An institution",
        "A document",
        "The outlet’s own voice",
        "Not stated",
    ]


def test_the_page_of_a_source_sums_its_record_up(eve, busy):
    page = eve.open(words_link(page_of(busy, eve, "Meduza"), "Outlet"))

    table = page.one("table.record")
    lines = {
        words(row.th): [words(cell).split(" ")[0] for cell in row.select("td")]
        for row in table.select("tbody tr")
    }
    assert lines["All"][:4] == ["14", "12", "9", "2"]
    assert set(lines) == {"All", "Unnamed", "A named person"}
    whole = eve.open(words_link(page, "The whole track record, at first hand and repeated"))
    assert whole.all("h1") == ["Meduza: track record"]
    for link in table.select("td a"):
        listed = eve.open(f"{link['href']}&limit=200").all("table.claims .claim-link")
        assert len(listed) == int(words(link).split(" ")[0])


def words_link(page, text):
    return next(link["href"] for link in page.soup.select("a") if words(link) == text)


def test_names_are_ticked_in_the_list_of_sources(eve, busy):
    page = eve.open("/sources")
    boxes = [box["value"] for box in page.soup.select("form[action='/records'] input[name='compare']")]

    compared = eve.open("/records?" + "&".join(f"compare={box}" for box in boxes * 2))

    assert sorted(words(row.th) for row in compared.soup.select("table.record")[0].select("tbody tr")) == [
        "<b>Copy</b>",
        "Anna Petrova",
        "Meduza",
    ]
    assert "the others were left out" not in compared.main


def test_more_than_four_names_are_too_many(eve, newsroom):
    for name in "ABCDE":
        newsroom.logged(report=report(outlet=name))

    page = eve.open("/records?compare=a&compare=b&compare=c&compare=d&compare=e")

    assert len(page.soup.select("table.record")[0].select("tbody tr")) == 4
    assert "Four stand side by side; the others were left out." in page.main


def test_a_newsroom_without_claims_has_no_records_yet(eve):
    page = eve.open("/records")

    assert page.all(".empty h3") == ["No claims"]


def test_nobody_has_no_record(eve):
    assert eve.open("/sources/src_none/record").status == 404

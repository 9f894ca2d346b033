"""Lists as files: the same claims as on the page, all of them, and for the public only what is public."""

import csv
import io
import json

import pytest

from service.domain.events import Assigned, Checked, Confirmed, Evidence, Noted
from service.formats.csv_text import unguarded
from service.read_models import whole_lists
from tests.builders import at, on, report


def rows_of(page):
    rows = csv.DictReader(io.StringIO(page.source, newline=""), strict=True)
    return [{name: unguarded(cell) for name, cell in row.items()} for row in rows]


def items_of(page, kind):
    match kind:
        case "csv":
            return rows_of(page)
        case "json":
            return json.loads(page.source)["items"]
        case "ndjson":
            return [json.loads(line) for line in page.source.splitlines()]


@pytest.fixture
def story(newsroom):
    """Five claims, of which three are tagged; what they say would be a formula or a line of a table."""
    for number in range(5):
        newsroom.logged(f'=claim "{number}",\tx', tags=("border",) if number % 2 == 0 else ())


@pytest.mark.parametrize("kind", ["csv", "json", "ndjson"])
@pytest.mark.usefixtures("story")
def test_a_list_is_had_whole_as_it_is_narrowed(eve, monkeypatch, kind):
    monkeypatch.setattr(whole_lists, "PAGE", 2)
    links = eve.open("/claims?tag=border&limit=1&due=").soup.select(".files a[download]")
    path = next(link["href"] for link in links if f"/claims.{kind}" in link["href"])

    page = eve.open(path)

    assert [item["text"] for item in items_of(page, kind)] == [f'=claim "{n}",\tx' for n in (4, 2, 0)]
    assert page.headers["Content-Disposition"] == f"attachment; filename=hearsay-claims-2022-09-26.{kind}"


@pytest.mark.usefixtures("story")
def test_a_file_of_json_holds_what_the_api_gives(newsroom, eve):
    [one, *_] = items_of(eve.open("/claims.json"), "json")

    assert one["window"]["earliest"] == "2022-09-28"
    assert one["html_url"].endswith(f"/claims/{one['id']}")
    assert {
        len(items_of(eve.open(f"/claims.{kind}?tag=none"), kind)) for kind in ("csv", "json", "ndjson")
    } == {0}


@pytest.mark.usefixtures("story")
def test_a_list_as_of_then_is_had_as_of_then(newsroom, eve):
    newsroom.clock.set(at("2022-10-01T09:00"))
    newsroom.logged("published later", report=report(published_at=at("2022-10-01T08:00")))

    assert len(rows_of(eve.open("/claims.csv"))) == 6
    assert len(rows_of(eve.open("/claims.csv?as_of=2022-09-30"))) == 5
    assert len(rows_of(eve.open("/claims.csv?recorded_by=2022-09-30"))) == 5


def test_a_history_is_told_in_sentences_and_each_entry_has_an_address(newsroom, eve):
    claim_id = newsroom.logged()
    newsroom.followed_up(claim_id, Noted(note="calling the press office"))

    rows = rows_of(eve.open(f"/claims/{claim_id}/history.csv"))
    entry = eve.open(f"/claims/{claim_id}/history/2.json")

    logged = "Eve logged the claim, as reported by Meduza. Claim: Men are put on a stop list"
    assert [row["told"] for row in rows] == [
        f"{logged} will be put on a stop list",
        "Eve noted: calling the press office",
    ]
    assert json.loads(entry.source)["data"] == {"note": "calling the press office", "public": False}
    assert eve.open(f"/claims/{claim_id}/history/3.json").status == 404


def test_a_question_has_its_claims_as_a_file(newsroom, eve):
    first = newsroom.logged(ask="When is it closed?")
    question = newsroom.claim(first).question
    newsroom.logged("another")

    assert [row["id"] for row in rows_of(eve.open(f"/questions/{question}/claims.csv"))] == [first]


def test_the_public_takes_away_only_what_it_may_see(public_newsroom):
    claim_id = public_newsroom.logged()
    evidence = (Evidence(url="https://example.org/decree", note="a friend in the ministry"),)
    public_newsroom.followed_up(
        claim_id,
        Checked(looked_on=on("2022-09-26"), note="secret check"),
        Noted(note="secret note"),
        Assigned(owner=public_newsroom.people["Rob"].id),
        Confirmed(evidence=evidence, happened=None, known_on=on("2022-09-26")),
    )
    anybody = public_newsroom.browser()
    lists = ("/claims", f"/claims/{claim_id}/history", "/changes")

    files = [anybody.open(f"{path}.{kind}").source for path in lists for kind in ("csv", "json", "ndjson")]

    for source in files:
        assert claim_id in source or "confirmed" in source
        for hidden in ("secret", "friend", "acc_", "Eve", "Rob"):
            assert hidden not in source
    assert anybody.open(f"/claims/{claim_id}/history/3.json").status == 404


def test_nobody_takes_anything_away_where_reading_is_not_public(newsroom):
    newsroom.logged()

    for path in ("/claims.csv", "/changes.ndjson"):
        assert newsroom.browser().open(path).status == 303


def test_what_cannot_be_asked_is_refused_before_a_file_begins(eve):
    assert eve.open("/claims.csv?due=soon").status == 400
    assert eve.open("/claims.xlsx").status == 404

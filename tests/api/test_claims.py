"""Claims over the API: log, list, look at one, now and as it was."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from tests.api_newsroom import BASE_URL, claim_body

CLAIMS = "/api/v1/claims"


def ids(response):
    assert response.status_code == 200, response.text
    return [one["id"] for one in response.get_json()["items"]]


def walk(room, path, **options):
    """Return the items of all pages."""
    found = []
    while path is not None:
        response = room.get(path, **options)
        body = response.get_json()
        found += body["items"]
        link = response.headers.get("Link")
        assert link == (None if body["next"] is None else f'<{body["next"]}>; rel="next"')
        path = None if body["next"] is None else body["next"].removeprefix(BASE_URL)
    return found


def test_a_claim_is_logged_and_shown(room):
    response = room.post(CLAIMS, claim_body(), by="rita")

    assert response.status_code == 201
    claim = response.get_json()
    assert response.headers["Location"] == f"{BASE_URL}/api/v1/claims/{claim['id']}"
    assert claim.pop("warnings") == []
    assert claim.pop("rivals_to_consider") == []
    shown = room.get(f"{CLAIMS}/{claim['id']}")
    assert claim == shown.get_json()
    assert shown.headers["ETag"] == response.headers["ETag"]
    assert claim["html_url"] == f"{BASE_URL}/claims/{claim['id']}"
    assert claim["owner"] == room.people["rita"].id
    assert (claim["status"], claim["due"], claim["ask_on"]) == ("rumored", "this_week", "2022-09-29")
    expected = {
        "earliest": "2022-09-28",
        "latest": "2022-09-28",
        "opens_at": "2022-09-27T21:00:00Z",
        "closes_at": "2022-09-28T21:00:00Z",
        "precision": "day",
        "zone": "Europe/Moscow",
        "phrase": "2022-09-28",
        "said_on": "2022-09-25",
        "said_zone": "Europe/Moscow",
        "certainty": "exact",
        "edtf": "2022-09-28",
    }
    assert {name: claim["window"][name] for name in expected} == expected
    assert claim["reports"][0]["when"] == "2022-09-28"


@pytest.mark.parametrize(
    ("more", "window"),
    [
        pytest.param({"when": None}, None, id="nothing was said"),
        pytest.param(
            {"when": "qwertz"},
            {"phrase": "qwertz", "latest": None, "certainty": "unread"},
            id="words that are not read",
        ),
        pytest.param(
            {"when": None, "edtf": "2022-09/.."},
            {"phrase": None, "earliest": "2022-09-01", "latest": None},
            id="EDTF",
        ),
        pytest.param(
            {"when": "soon", "edtf": "2022-10"}, {"phrase": "soon", "edtf": "2022-10"}, id="EDTF beside words"
        ),
        pytest.param(
            {"when": "by Friday", "window": {"latest": "2022-09-30"}},
            {"phrase": "by Friday", "rule": "dates_given", "edtf": "../2022-09-30"},
            id="days beside words",
        ),
        pytest.param(
            {"window": {"earliest": "2022-09-28", "zone": "Asia/Almaty"}, "zone": None},
            {"zone": "Asia/Almaty"},
            id="a zone of the window's own",
        ),
        pytest.param(
            {"said_zone": "America/New_York", "said_on": "2022-09-26"},
            {"said_zone": "America/New_York", "said_on": "2022-09-26"},
            id="said elsewhere",
        ),
        pytest.param(
            {"zone": None}, {"zone": "UTC", "closes_at": "2022-09-29T00:00:00Z"}, id="the newsroom's zone"
        ),
    ],
)
def test_what_was_said_about_when_is_kept(room, more, window):
    claim = room.claim(**more)

    if window is None:
        assert claim["window"] is None
        assert claim["due"] == "no_date"
    else:
        assert {name: claim["window"][name] for name in window} == window


def test_words_need_the_day_they_were_said(refusing):
    response = refusing.post(CLAIMS, claim_body(report={"outlet": "A"}, when="this week"))

    error = response.get_json()["errors"][0]
    assert (response.status_code, error["pointer"], error["code"]) == (422, "/when", "said_on_needed")


def test_a_question_is_asked_with_the_claim_and_shared_by_the_next(room):
    first = room.claim(question="When does the border close?")
    second = room.claim(question=first["question"], window={"latest": "2022-09-30"}, when=None)

    shown = room.get(f"/api/v1/questions/{first['question']}").get_json()

    assert shown["text"] == "When does the border close?"
    assert shown["claims"] == [first["id"], second["id"]]
    assert second["rivals"] == [first["id"]]


def test_tags_are_kept_once_in_order(room):
    assert room.claim(tags=["war", "border", "war"])["tags"] == ["border", "war"]


# Reading again.


def test_a_reader_who_has_the_body_gets_none(room, clock):
    claim = room.claim()
    tag = room.get(f"{CLAIMS}/{claim['id']}").headers["ETag"]

    for form in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        response = room.get(f"{CLAIMS}/{claim['id']}", If_None_Match=form)
        assert (response.status_code, response.data) == (304, b"")
        assert response.headers["ETag"] == tag
    assert room.get(f"{CLAIMS}/{claim['id']}", If_None_Match='"1"').status_code == 200

    clock.advance(timedelta(days=3))
    changed = room.get(f"{CLAIMS}/{claim['id']}", If_None_Match=tag)
    assert (changed.status_code, changed.get_json()["due"]) == (200, "past_due")


@pytest.mark.parametrize("garbage", ["1", '"', "W/", '"a" "b"'])
def test_an_unreadable_if_none_match_is_refused(room, garbage):
    claim = room.claim()

    response = room.get(f"{CLAIMS}/{claim['id']}", If_None_Match=garbage)

    assert (response.status_code, response.get_json()["code"]) == (400, "bad_if_none_match")


def test_a_head_is_the_answer_without_its_body(room):
    claim = room.claim()

    response = room.send("HEAD", f"{CLAIMS}/{claim['id']}")

    assert (response.status_code, response.data) == (200, b"")
    assert response.headers["ETag"] == room.get(f"{CLAIMS}/{claim['id']}").headers["ETag"]


# Lists.


def test_a_list_is_filtered(room, clock):
    first = room.claim(tags=["border"], desk="Europe")
    second = room.claim(
        report={"outlet": "Vyorstka", "said_by": {"kind": "institution", "label": "FSB"}},
        when=None,
        text="261,000 men left.",
        question="How many left?",
        by="ed",
    )
    room.follow_up(first["id"], kind="check")
    room.follow_up(second["id"], kind="confirm", evidence=[{"note": "a"}], known_on="2022-09-26")
    ed = room.people["ed"].id

    expected = {
        "status=rumored": [first["id"]],
        "status=confirmed": [second["id"]],
        "due=settled": [second["id"]],
        "due=this_week": [first["id"]],
        "outlet=meduza": [first["id"]],
        "said_by=institution": [second["id"]],
        f"question={second['question']}": [second["id"]],
        "tag=border": [first["id"]],
        "tag=bord": [],
        "desk=Europe": [first["id"]],
        f"owner={ed}": [second["id"]],
        "never_checked=true": [second["id"]],
        "never_checked=false": [first["id"]],
        "window_end[lte]=2022-09-28": [first["id"]],
        "window_end%5Bgte%5D=2022-09-29": [],
        "q=261%2C000+fsb": [second["id"]],
        "q=government": [],
        "snoozed=true": [],
        "sort=recorded_at": [first["id"], second["id"]],
        "sort=closes_at": [first["id"], second["id"]],
        "": [second["id"], first["id"]],
    }
    found = {query: ids(room.get(f"{CLAIMS}?{query}")) for query in expected}
    assert found == expected


@pytest.mark.parametrize(
    "sort", ["recorded_at", "-recorded_at", "window_end", "-window_end", "closes_at", "-closes_at"]
)
def test_pages_hold_every_claim_once(room, sort):
    days = ["2022-09-28", "2022-10-01", None, "2022-09-28", "2022-09-30", None, "2022-10-01"]
    logged = {room.claim(when=None, window=None if day is None else {"latest": day})["id"] for day in days}

    found = [one["id"] for one in walk(room, f"{CLAIMS}?sort={sort}&limit=2")]

    assert len(found) == len(days)
    assert set(found) == logged
    assert found == ids(room.get(f"{CLAIMS}?sort={sort}"))


def test_pages_are_stable_while_claims_are_added(room):
    old = [room.claim()["id"] for _ in range(4)]
    page = room.get(f"{CLAIMS}?limit=2&status=rumored").get_json()
    room.claim()
    room.claim()

    rest = walk(room, page["next"].removeprefix(BASE_URL))

    assert [one["id"] for one in page["items"] + rest] == old[::-1]


def test_the_next_page_keeps_filters_and_moment(room, clock):
    for _ in range(3):
        room.claim(tags=["a b"])
    clock.advance(timedelta(days=1))

    page = room.get(f"{CLAIMS}?limit=1&tag=a%20b&as_of=2022-09-26&window_end%5Blte%5D=2022-09-28").get_json()

    query = urlsplit(page["next"]).query
    assert "tag=a+b" in query
    assert "as_of=2022-09-26" in query
    assert "window_end%5Blte%5D=2022-09-28" in query
    assert len(walk(room, page["next"].removeprefix(BASE_URL))) == 2


# As the world stood, as the ledger stood.


@pytest.fixture
def story(room, clock):
    """Published 25 Sept., logged 26 Sept.; refuted on 5 Oct., known on 30 Sept.; undone on 6 Oct."""
    claim = room.claim(question="When?")
    clock.set(clock.now.replace(month=10, day=5))
    room.follow_up(claim["id"], kind="refute", evidence=[{"note": "a"}], known_on="2022-09-30")
    clock.set(clock.now.replace(month=10, day=6))
    room.follow_up(claim["id"], kind="undo", version=2)
    clock.set(clock.now.replace(month=10, day=7))
    return claim


@pytest.mark.parametrize(
    ("query", "version", "status", "due"),
    [
        pytest.param("", 3, "rumored", "past_due", id="now"),
        pytest.param("as_of=2022-09-25", 1, "rumored", "this_week", id="as of the day it came out"),
        pytest.param("as_of=2022-09-28T20:59:59Z", 1, "rumored", "today", id="as of its last second"),
        pytest.param("as_of=2022-09-28T21:00:00Z", 1, "rumored", "past_due", id="as of its end"),
        pytest.param(
            "as_of=2022-09-30&recorded_by=2022-10-05",
            2,
            "refuted",
            "settled",
            id="as of the answer, before it was taken back",
        ),
        pytest.param(
            "as_of=2022-09-30", 3, "rumored", "past_due", id="as of the answer, which was taken back"
        ),
        pytest.param("recorded_by=2022-10-05", 2, "refuted", "settled", id="recorded by the answer"),
        pytest.param("recorded_by=2022-10-04", 1, "rumored", "past_due", id="recorded by the day before"),
        pytest.param("recorded_by=2022-10-07", 3, "rumored", "past_due", id="recorded by today, which lasts"),
    ],
)
def test_a_claim_is_shown_as_it_was(room, story, query, version, status, due):
    one = room.get(f"{CLAIMS}/{story['id']}?{query}")
    listed = room.get(f"{CLAIMS}?{query}").get_json()["items"][0]
    history = room.get(f"{CLAIMS}/{story['id']}/history?{query}").get_json()["items"]

    claim = one.get_json()
    assert (claim["version"], claim["status"], claim["due"]) == (version, status, due)
    assert (listed["version"], listed["status"], listed["due"]) == (version, status, due)
    assert [entry["version"] for entry in history] == list(range(1, version + 1))
    assert one.headers["ETag"].startswith(f'"{version}-')


@pytest.mark.parametrize("query", ["as_of=2022-09-24", "recorded_by=2022-09-26T11:59:59Z"])
def test_before_it_came_out_there_is_no_claim(room, story, query):
    assert room.get(f"{CLAIMS}/{story['id']}?{query}").status_code == 404
    assert room.get(f"{CLAIMS}/{story['id']}/history?{query}").status_code == 404
    assert ids(room.get(f"{CLAIMS}?{query}")) == []


@pytest.mark.parametrize("query", ["as_of=2022-09-28", "recorded_by=2022-09-28"])
def test_rivals_are_those_that_were_there(room, story, clock, query):
    later = room.claim(
        question=story["question"], report={"outlet": "B", "article": {"published_at": "2022-10-06"}}
    )

    assert room.get(f"{CLAIMS}/{story['id']}").get_json()["rivals"] == [later["id"]]
    assert room.get(f"{CLAIMS}/{story['id']}?{query}").get_json()["rivals"] == []

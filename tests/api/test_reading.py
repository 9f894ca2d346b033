"""Histories, changes, what is due, windows, questions: what else there is to read."""

import pytest

from service.changes import claims as changes
from service.changes.claims import Context
from service.database import transact
from service.domain.roles import SCHEDULER
from tests.api_newsroom import BASE_URL, claim_body

EVIDENCE = [{"url": "https://example.org/a", "note": "inner"}]


def walk(room, path, **options):
    found = []
    while path is not None:
        body = room.get(path, **options).get_json()
        found += body["items"]
        path = None if body["next"] is None else body["next"].removeprefix(BASE_URL)
    return found


def flag(room, claim):
    context = Context(actor=SCHEDULER, now=room.clock(), zone="UTC", new_id=room.wiring.new_id)
    transact(room.engine, lambda connection: changes.pass_deadlines(connection, [claim["id"]], context))


# Histories.


def test_a_history_is_told_oldest_first_and_page_by_page(room):
    claim = room.claim()
    for number in range(4):
        room.follow_up(claim["id"], kind="note", note=f"note {number}")

    entries = walk(room, f"/api/v1/claims/{claim['id']}/history?limit=2")

    assert [one["version"] for one in entries] == [1, 2, 3, 4, 5]
    assert [one["kind"] for one in entries] == ["claim_reported"] + ["noted"] * 4
    assert entries == room.get(f"/api/v1/claims/{claim['id']}/history").get_json()["items"]
    assert [one["actor"] for one in entries] == [room.people["rita"].id] + [room.people["ed"].id] * 4
    assert entries[0]["data"]["report"]["outlet"] == {"id": None, "name": "Meduza"}
    assert entries[0]["occurred_at"] == "2022-09-26T00:00:00Z"


@pytest.mark.parametrize("cursor", ["2", "v", "v-1", "v1234567890", "v1%00"])
def test_a_forged_cursor_of_a_history_is_refused(room, cursor):
    claim = room.claim()

    assert room.get(f"/api/v1/claims/{claim['id']}/history?cursor={cursor}").status_code == 400


def test_every_kind_of_entry_is_told(room, clock):
    claim, other = room.claim(), room.claim()
    path = claim["id"]
    report = {"outlet": "B", "stance": "against"}
    room.follow_up(path, kind="report", report=report)
    room.follow_up(path, kind="check", note="a")
    room.follow_up(path, kind="note", note="a")
    room.follow_up(path, kind="move", window={"latest": "2022-09-29"}, note="a")
    room.follow_up(path, kind="snooze", until="2022-10-01")
    room.follow_up(path, kind="assign", owner=room.people["ed"].id)
    room.follow_up(path, kind="tag", tags=["a"])
    room.follow_up(path, kind="link", condition={"text": "if"})
    room.follow_up(path, kind="link", condition=None)
    clock.set(clock.now.replace(day=30))
    flag(room, claim)
    room.follow_up(path, kind="confirm", evidence=EVIDENCE, happened="2022-09-29", known_on="2022-09-30")
    room.follow_up(path, kind="undo", version=12)
    room.follow_up(path, kind="refute", evidence=EVIDENCE)
    room.follow_up(path, kind="reopen", reason="a")
    room.follow_up(path, kind="close", reason="duplicate", duplicate_of=other["id"])
    room.follow_up(path, kind="amend", reason="a", text="b", window={"latest": "2022-09-27"})
    room.follow_up(path, by="ann", kind="redact", version=3, reason="a")

    entries = room.get(f"/api/v1/claims/{path}/history").get_json()["items"]

    assert [one["kind"] for one in entries] == [
        "claim_reported",
        "report_added",
        "checked",
        "noted",
        "window_moved",
        "snoozed",
        "assigned",
        "tagged",
        "linked",
        "linked",
        "deadline_passed",
        "confirmed",
        "undone",
        "refuted",
        "reopened",
        "closed",
        "amended",
        "redacted",
    ]
    told = {one["kind"]: one["data"] for one in entries}
    assert told["deadline_passed"] == {"arming": 2, "closes_at": "2022-09-29T21:00:00Z"}
    assert told["checked"] == {"looked_on": "2022-09-26", "note": "[redacted]"}
    assert told["confirmed"]["happened"] == "2022-09-29"
    assert told["closed"] == {"reason": "duplicate", "duplicate_of": other["id"], "note": None}
    assert told["amended"]["text"] == "b"
    assert told["redacted"] == {"version": 3, "reason": "a"}
    assert [one["actor"] for one in entries if one["kind"] == "deadline_passed"] == ["system:scheduler"]
    assert [one["status"] for one in entries][11:14] == ["confirmed", "rumored", "refuted"]


# Changes.


def test_changes_are_every_event_in_the_order_of_the_ledger(room):
    claim = room.claim(question="When?")
    room.claim()
    room.follow_up(claim["id"], kind="check")

    events = walk(room, "/api/v1/changes?limit=2")

    assert [one["position"] for one in events] == [1, 2, 3, 4, 5]
    assert [one["kind"] for one in events] == [
        "question_asked",
        "source_added",
        "claim_reported",
        "claim_reported",
        "checked",
    ]
    assert events[0]["url"] == f"{BASE_URL}/api/v1/questions/{claim['question']}"
    assert (events[4]["stream"], events[4]["version"]) == (claim["id"], 2)


def test_a_follower_goes_on_where_it_stopped(room):
    room.claim()
    first = room.get("/api/v1/changes").get_json()
    nothing = room.get(f"/api/v1/changes?after={first['last_position']}").get_json()
    room.claim()

    second = room.get(f"/api/v1/changes?after={nothing['last_position']}").get_json()

    assert (first["last_position"], first["next"]) == (2, None)
    assert (nothing["items"], nothing["last_position"]) == ([], 2)
    assert [one["position"] for one in second["items"]] == [3]


@pytest.mark.parametrize("after", ["-1", "1.5", "abc", "9223372036854775808", "9" * 30])
def test_a_position_that_is_none_is_refused(refusing, after):
    assert refusing.get(f"/api/v1/changes?after={after}").status_code == 400


def test_behind_the_last_possible_position_there_is_nothing(refusing):
    assert refusing.get("/api/v1/changes?after=9223372036854775807").get_json()["items"] == []


# Due.


def test_what_is_due_comes_in_sections_with_counts(room, clock):
    passed = room.claim()
    room.claim(when=None, window={"latest": "2022-09-29"})
    today = room.claim(when=None, window={"latest": "2022-09-30"})
    week = room.claim(when=None, window={"latest": "2022-10-02"})
    later = room.claim(when=None, window={"latest": "2022-12-31"})
    open_end = room.claim(when=None, window={"earliest": "2022-09-26"})
    undated = room.claim(when=None)
    clock.set(clock.now.replace(day=30))

    due = room.get("/api/v1/due?limit=1").get_json()

    assert due["counts"] == {
        "past_due": 2,
        "today": 1,
        "this_week": 1,
        "to_check": 1,
        "no_date": 1,
        "long_past_due": 0,
    }
    assert len(due["items"]["past_due"]) == 1
    assert passed["id"] not in [one["id"] for one in due["items"]["past_due"]]  # the newest slip comes first
    assert [one["id"] for one in due["items"]["today"]] == [today["id"]]
    assert [one["id"] for one in due["items"]["this_week"]] == [week["id"]]
    assert [one["id"] for one in due["items"]["to_check"]] == [open_end["id"]]
    assert [one["id"] for one in due["items"]["no_date"]] == [undated["id"]]
    assert room.get("/api/v1/claims?due=later").get_json()["items"][0]["id"] == later["id"]
    assert due["at"] == "2022-09-30T12:00:00Z"


def test_the_long_past_due_count_twice(room, clock):
    room.claim()
    clock.set(clock.now.replace(month=11))

    due = room.get("/api/v1/due").get_json()

    assert (due["counts"]["past_due"], due["counts"]["long_past_due"]) == (1, 1)
    assert due["items"]["past_due"][0]["due"] == "long_past_due"


# Windows.


def test_a_date_is_read(room):
    reading = room.get("/api/v1/windows?phrase=2022-09-28&said_on=2022-09-26&zone=Europe/Moscow").get_json()

    assert reading["window"]["closes_at"] == "2022-09-28T21:00:00Z"
    assert reading["ask_on"] == "2022-09-29"
    assert (reading["said_on"], reading["said_zone"]) == ("2022-09-26", "Europe/Moscow")
    assert reading["unread"] == ""


def test_words_that_cannot_be_read_are_kept_without_a_guess(room):
    reading = room.get("/api/v1/windows?phrase=qwertz+uiop").get_json()

    assert (reading["window"], reading["certainty"], reading["ask_on"]) == (None, "unread", None)
    assert reading["unread"] == "qwertz uiop"


@pytest.mark.parametrize(
    "query",
    ["", "phrase=", "phrase=a&zone=Nowhere", "phrase=a&said_on=yesterday", "phrase=" + "a" * 201, "phrse=a"],
)
def test_a_reading_needs_a_phrase_and_known_zones(refusing, query):
    assert refusing.get(f"/api/v1/windows?{query}").status_code == 400


def test_reading_a_phrase_writes_nothing(refusing):
    before = refusing.rows()

    refusing.get("/api/v1/windows?phrase=2022-09-28")

    assert refusing.rows() == before


# Questions.


def test_questions_are_listed_newest_first_and_page_by_page(room):
    asked = [room.claim(question=f"Question {number}?")["question"] for number in range(5)]

    found = walk(room, "/api/v1/questions?limit=2")

    assert [one["id"] for one in found] == asked[::-1]
    assert room.get("/api/v1/questions/qst_none").status_code == 404
    assert room.get("/api/v1/questions?cursor=clm_1").status_code == 400


# Public reading.


@pytest.fixture
def public_story(open_room):
    claim = open_room.claim(question="When?")
    path = claim["id"]
    open_room.follow_up(path, kind="check", note="inner")
    open_room.follow_up(path, kind="note", note="inner")
    open_room.follow_up(path, kind="note", note="for everybody", public=True)
    open_room.follow_up(path, kind="snooze", until="2022-10-01", reason="inner")
    open_room.follow_up(path, kind="assign", owner=open_room.people["ed"].id)
    open_room.follow_up(path, kind="move", window={"latest": "2022-09-29"}, note="inner")
    open_room.follow_up(
        path, kind="confirm", evidence=EVIDENCE, known_on="2022-09-26", extent="part", extent_note="inner"
    )
    return claim


def test_the_public_reads_claims_without_what_the_newsroom_keeps_to_itself(open_room, public_story):
    path = f"/api/v1/claims/{public_story['id']}"

    claim = open_room.get(path, by=None).get_json()
    everything = "".join(
        open_room.get(one, by=None).text
        for one in (
            path,
            "/api/v1/claims",
            f"{path}/history",
            "/api/v1/changes",
            "/api/v1/due",
            "/api/v1/questions",
        )
    )

    assert (claim["owner"], claim["last_checked_on"], claim["snoozed_until"]) == (None, None, None)
    assert claim["resolution"]["by"] == "editor"
    assert claim["moves"][0]["by"] == "editor"
    assert claim["resolution"]["evidence"][0]["url"] == "https://example.org/a"
    assert "inner" not in everything
    assert "acc_" not in everything
    assert "for everybody" in everything


def test_the_public_sees_no_entry_of_the_inner_life(open_room, public_story):
    path = f"/api/v1/claims/{public_story['id']}/history"

    public = open_room.get(path, by=None).get_json()["items"]
    inside = open_room.get(path, by="vera").get_json()["items"]

    assert [one["version"] for one in public] == [1, 4, 7, 8]
    assert [one["actor"] for one in public] == ["reporter", "editor", "editor", "editor"]
    assert len(inside) == 8


def test_the_public_does_not_ask_for_the_inner_life(open_room):
    for query in ("owner=acc_1", "snoozed=true", "never_checked=true"):
        assert open_room.get(f"/api/v1/claims?{query}", by=None).status_code == 400
        assert open_room.get(f"/api/v1/claims?{query}", by="vera").status_code == 200


def test_the_public_writes_nothing_and_sees_no_people(open_room):
    assert open_room.post("/api/v1/claims", claim_body(), by=None).status_code == 401
    for path in ("/api/v1/me", "/api/v1/tokens", "/api/v1/accounts", "/api/v1/deliveries", "/metrics"):
        assert open_room.get(path, by=None).status_code == 401


def test_a_bad_token_reads_nothing_even_where_reading_is_public(open_room):
    response = open_room.send("GET", "/api/v1/claims", by=None, headers={"Authorization": "Bearer hs_wrong"})

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="hearsay", error="invalid_token"'


def test_without_public_reading_a_token_is_needed(room):
    response = room.get("/api/v1/claims", by=None)

    assert (response.status_code, response.get_json()["code"]) == (401, "token_missing")
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="hearsay"'

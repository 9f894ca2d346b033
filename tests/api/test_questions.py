"""Questions over the API: asked, changed, looked back at; and the rivals an answer offers."""

from datetime import timedelta

import pytest

RULE = "Closed means a decree in force."


@pytest.fixture
def question(room):
    asked = room.post("/api/v1/questions", {"text": "When does it close?", "rule": RULE}, by="rita")
    assert asked.status_code == 201
    return asked.json


def follow_up(room, question, by="ed", **body):
    return room.post(f"/api/v1/questions/{question['id']}/follow-ups", body, by=by)


def test_a_question_is_asked_with_its_rule(room, question):
    assert question["rule"] == {"text": RULE, "set_at": "2022-09-26T12:00:00Z"}
    assert (question["version"], question["claims"]) == (2, [])
    assert room.get(f"/api/v1/questions/{question['id']}").json == question


def test_it_is_reworded_its_rule_taken_away_and_an_entry_taken_back(room, question):
    reworded = follow_up(room, question, kind="reword", text="When is it closed?", note="clearer")
    without = follow_up(room, question, kind="rule", rule=None)
    back = follow_up(room, question, kind="undo", version=4)

    assert (reworded.json["text"], reworded.json["rule"]["text"]) == ("When is it closed?", RULE)
    assert without.json["rule"] is None
    assert back.json["rule"]["text"] == RULE
    history = room.get(f"/api/v1/questions/{question['id']}/history").json["items"]
    assert [one["kind"] for one in history] == [
        "question_asked",
        "question_rule_set",
        "question_reworded",
        "question_rule_set",
        "question_undone",
    ]
    assert history[2]["data"] == {"text": "When is it closed?", "note": "clearer"}


def test_its_history_comes_in_pages(room, question):
    first = room.get(f"/api/v1/questions/{question['id']}/history?limit=1").json

    assert [one["version"] for one in first["items"]] == [1]
    assert first["next"].endswith("/history?limit=1&cursor=v1")


def test_it_is_shown_as_it_stood(room, question):
    room.clock.advance(timedelta(hours=24))
    follow_up(room, question, kind="reword", text="When is it closed?")

    then = room.get(f"/api/v1/questions/{question['id']}?as_of=2022-09-26").json
    before = room.get(f"/api/v1/questions/{question['id']}?recorded_by=2022-09-25")

    assert (then["text"], then["version"]) == ("When does it close?", 2)
    assert before.status_code == 404


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        pytest.param({"kind": "reword"}, "/text", "missing", id="no words"),
        pytest.param({"kind": "rule"}, "/rule", "missing", id="no rule, not even null"),
        pytest.param({"kind": "undo"}, "/version", "missing", id="no version"),
        pytest.param({"kind": "rule", "text": "x"}, "/text", "of_another_kind", id="words for a rule"),
        pytest.param({"kind": "merge"}, "/kind", "unknown_choice", id="no such kind"),
        pytest.param({}, "/kind", "missing", id="nothing"),
    ],
)
def test_what_is_wrong_with_a_follow_up_is_said(room, question, body, pointer, code):
    refused = follow_up(room, question, **body)

    assert refused.status_code == 422
    assert (refused.json["errors"][0]["pointer"], refused.json["errors"][0]["code"]) == (pointer, code)


def test_a_stale_tag_is_answered_with_what_was_added(room, question):
    tag = room.get(f"/api/v1/questions/{question['id']}").headers["ETag"]
    follow_up(room, question, kind="reword", text="When is it closed?")

    stale = room.post(
        f"/api/v1/questions/{question['id']}/follow-ups",
        {"kind": "rule", "rule": "other"},
        **{"If-Match": tag},
    )

    assert (stale.status_code, stale.json["current_version"]) == (412, 3)
    assert [one["kind"] for one in stale.json["since"]] == ["question_reworded"]


def test_a_repeated_key_asks_once(room):
    asked = [
        room.post("/api/v1/questions", {"text": "When?"}, **{"Idempotency-Key": "k-1"}) for _ in range(2)
    ]

    assert asked[0].json == asked[1].json
    assert asked[1].headers["Idempotency-Replayed"] == "true"
    assert len(room.get("/api/v1/questions").json["items"]) == 1


def test_reporters_ask_and_do_not_change(room, question):
    assert follow_up(room, question, by="rita", kind="reword", text="x").status_code == 403
    assert room.post("/api/v1/questions", {"text": "x"}, by="vera").status_code == 403


# The rivals that an answer offers.


def test_an_answer_names_the_open_rivals_and_what_it_would_make_of_each(room):
    claim = room.claim(question="When does it close?")
    on = claim["question"]
    by = room.claim(question=on, when="2022-09-30")
    later = room.claim(question=on, when="as early as October 1")
    room.clock.advance(timedelta(days=3))

    answered = room.follow_up(
        claim["id"], kind="confirm", evidence=[{"note": "the decree"}], happened="2022-09-27"
    )

    assert [
        (one["id"], one["would_be"], one["follow_up"]["kind"]) for one in answered["rivals_to_consider"]
    ] == [(by["id"], "early", "confirm"), (later["id"], "early", "confirm")]
    assert answered["rivals_to_consider"][0]["follow_up"]["happened"] == "2022-09-27"
    assert room.get(f"/api/v1/claims/{by['id']}").json["status"] == "rumored"
    assert room.follow_up(by["id"], kind="check")["rivals_to_consider"] == []

"""Claims that wait for other claims, from the words to the board and back, through every floor."""

from datetime import timedelta

import pytest

from service.database import reading
from service.ledger import verify
from service.read_models import rebuild
from service.rounds.round import run_round
from tests.api_newsroom import newsroom

CLAIMS = "/api/v1/claims"
EVIDENCE = [{"note": "It was on the record; no link is kept."}]
REPORT = {"outlet": "Meduza", "article": {"published_at": "2022-09-26"}}


@pytest.fixture
def room(engine, clock, tmp_path):
    return newsroom(engine, clock, tmp_path)


def runs(room):
    tally = run_round(room.wiring)
    assert tally.error is None


def shown(room, claim):
    return room.get(f"{CLAIMS}/{claim['id']}").get_json()


def kinds(room, claim):
    return [one["kind"] for one in room.get(f"{CLAIMS}/{claim['id']}/history").get_json()["items"]]


def is_sound(room):
    with reading(room.engine) as connection:
        return verify.verify(connection).is_clean and rebuild.differences(connection) == []


def confirms(room, claim, happened="2022-09-26"):
    room.follow_up(claim["id"], kind="confirm", evidence=EVIDENCE, happened=happened)


def test_a_window_opens_with_the_vote_closes_when_that_is_undone_and_is_asked_about_when_it_fails(room):
    vote = room.claim(text="The vote is held.")
    session = room.claim(
        text="Parliament meets.", when="within 48 hours of the vote", hangs_on=vote["id"], report=REPORT
    )
    assert session["window"]["hangs_on"] == {"how": "within", "days": 2, "claim": vote["id"]}
    assert (session["window"]["latest"], session["due"]) == (None, "no_date")

    confirms(room, vote)
    runs(room)
    opened = shown(room, session)
    assert (opened["window"]["earliest"], opened["window"]["latest"]) == ("2022-09-26", "2022-09-28")
    assert (opened["due"], opened["arming"], opened["ask_on"]) == ("this_week", 2, "2022-09-29")

    room.follow_up(vote["id"], kind="undo", version=2)
    runs(room)
    assert shown(room, session)["window"]["latest"] is None

    room.follow_up(vote["id"], kind="refute", evidence=EVIDENCE, reason="called_off")
    runs(room)
    assert shown(room, session)["due"] == "to_check"
    assert [one["id"] for one in room.get("/api/v1/due").get_json()["items"]["to_check"]] == [session["id"]]
    assert kinds(room, session) == ["claim_reported", "window_opened", "window_emptied", "window_emptied"]
    assert is_sound(room)


def test_what_the_scheduler_notes_upsets_nobody_who_has_read_the_claim(room):
    vote = room.claim(text="The vote is held.")
    session = room.claim(when="after the vote", hangs_on=vote["id"], report=REPORT)
    confirms(room, vote)
    runs(room)

    answer = room.post(
        f"{CLAIMS}/{session['id']}/follow-ups", {"kind": "note", "note": "hm"}, If_Match=f'"{1}"'
    )

    assert (answer.status_code, answer.get_json()["version"]) == (201, 3)


def test_a_condition_asks_is_met_lets_the_date_pass_and_fails(room, clock):
    law = room.claim(text="The law is passed.", when="2022-10-05")
    ban = room.claim(text="The ban begins.", condition={"text": "if it is passed", "claim": law["id"]})
    assert ban["condition"] == {"text": "if it is passed", "claim": law["id"], "standing": "open"}
    assert (ban["ask_on"], ban["due"]) == ("2022-10-06", "later")

    clock.set(clock.now + timedelta(days=5))
    runs(room)
    assert shown(room, ban)["due"] == "later"

    confirms(room, law, happened="2022-10-01")
    runs(room)
    met = shown(room, ban)
    assert (met["condition"]["standing"], met["due"], met["arming"]) == ("met", "past_due", 2)
    assert kinds(room, ban) == ["claim_reported", *["condition_changed"] * 2, "deadline_passed"]

    room.follow_up(law["id"], kind="undo", version=2)
    room.follow_up(law["id"], kind="refute", evidence=EVIDENCE)
    runs(room)
    failed = shown(room, ban)
    assert (failed["condition"]["standing"], failed["due"]) == ("failed", "to_check")
    closed = room.follow_up(ban["id"], kind="close", reason="condition_failed")
    assert (closed["outcome"], closed["due"]) == ("closed", "settled")
    assert is_sound(room)


def test_an_editor_says_that_words_are_met(room, clock):
    ban = room.claim(condition={"text": "if it rains", "claim": None})
    clock.set(clock.now + timedelta(days=5))
    runs(room)
    assert shown(room, ban)["due"] == "no_date"

    met = room.follow_up(ban["id"], kind="link", condition={"text": "if it rains", "met": True})

    assert (met["condition"]["standing"], met["due"]) == ("met", "past_due")
    runs(room)
    runs(room)
    assert kinds(room, ban) == ["claim_reported", "linked", "deadline_passed"]


def test_a_circle_is_refused_where_it_would_be_closed(room):
    first = room.claim()
    second = room.claim(condition={"text": "if", "claim": first["id"]})

    answer = room.post(
        f"{CLAIMS}/{first['id']}/follow-ups",
        {"kind": "link", "condition": {"text": "if", "claim": second["id"]}},
    )

    problem = answer.get_json()
    assert (answer.status_code, problem["code"]) == (422, "condition_cycle")
    assert problem["errors"][0]["pointer"] == "/condition/claim"
    moved = {"kind": "move", "when": "after the vote", "said_on": "2022-09-26", "hangs_on": second["id"]}
    answer = room.post(f"{CLAIMS}/{first['id']}/follow-ups", moved)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "window_cycle")

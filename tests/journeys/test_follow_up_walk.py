"""From the article to the answer, through every floor: log, pass the date, refute, and look everywhere."""

import pytest

from service.changes import claims as changes
from service.changes.claims import Context
from service.database import reading, transact
from service.domain.roles import SCHEDULER
from service.ledger import verify
from service.read_models import claim_board, rebuild
from tests.api_newsroom import newsroom

EVIDENCE = [{"note": "The border was open on 29 September; no link is kept."}]


@pytest.fixture
def room(engine, clock, tmp_path):
    return newsroom(engine, clock, tmp_path)


def pass_deadlines(room):
    """Do what the scheduler does about dates that have passed."""
    context = Context(actor=SCHEDULER, now=room.clock(), zone="UTC", new_id=room.wiring.new_id)
    skip_locked = room.engine.dialect.name == "postgresql"

    def flag(connection):
        passed = claim_board.to_flag(connection, room.clock(), most=10, skip_locked=skip_locked)
        return changes.pass_deadlines(connection, passed, context)

    return [written.claim_id for written in transact(room.engine, flag)]


def everywhere(room, claim):
    """Return what list, claim, board and history say: (listed as past due, status, due, versions)."""
    listed = room.get("/api/v1/claims?due=past_due").get_json()["items"]
    shown = room.get(f"/api/v1/claims/{claim['id']}").get_json()
    board = room.get("/api/v1/due").get_json()
    history = room.get(f"/api/v1/claims/{claim['id']}/history").get_json()["items"]
    assert [one["id"] for one in listed] == [one["id"] for one in board["items"]["past_due"]]
    assert board["counts"]["past_due"] == len(listed)
    return (
        claim["id"] in [one["id"] for one in listed],
        shown["status"],
        shown["due"],
        [one["kind"] for one in history],
    )


def test_a_claim_goes_from_its_article_to_its_answer(room, clock):
    # Monday: Rita reads it in an article and logs it.
    claim = room.claim()
    assert everywhere(room, claim) == (False, "rumored", "this_week", ["claim_reported"])

    # Thursday: the day is over in Moscow, nobody has answered, the scheduler says so, once.
    clock.set(clock.now.replace(day=28, hour=21))
    assert pass_deadlines(room) == [claim["id"]]
    assert pass_deadlines(room) == []
    assert everywhere(room, claim) == (True, "rumored", "past_due", ["claim_reported", "deadline_passed"])
    flagged = room.get(f"/api/v1/claims/{claim['id']}").get_json()
    assert flagged["flagged_at"] == "2022-09-28T21:00:00Z"

    # Friday: Rita, who owns it, refutes it with evidence, on the version she saw before the flag.
    clock.set(clock.now.replace(day=30))
    path = f"/api/v1/claims/{claim['id']}/follow-ups"
    refute = {"kind": "refute", "evidence": EVIDENCE, "known_on": "2022-09-29"}
    response = room.post(path, refute, by="rita", If_Match='"1"', Idempotency_Key="answer")
    assert response.status_code == 201
    assert room.post(path, refute, by="rita", If_Match='"1"', Idempotency_Key="answer").data == response.data
    answered = response.get_json()
    assert (answered["status"], answered["outcome"], answered["version"]) == ("refuted", "did_not_happen", 3)
    kinds = ["claim_reported", "deadline_passed", "refuted"]
    assert everywhere(room, claim) == (False, "refuted", "settled", kinds)

    # Later: it can be told what was known when, and the ledger vouches for itself.
    as_of = room.get(f"/api/v1/claims/{claim['id']}?as_of=2022-09-28").get_json()
    recorded_by = room.get(f"/api/v1/claims/{claim['id']}?recorded_by=2022-09-29").get_json()
    assert (as_of["status"], as_of["due"]) == ("rumored", "past_due")
    assert (recorded_by["status"], recorded_by["version"]) == ("rumored", 2)
    changes_told = [one["kind"] for one in room.get("/api/v1/changes").get_json()["items"]]
    assert changes_told == ["source_added", *kinds]
    assert pass_deadlines(room) == []
    with reading(room.engine) as connection:
        assert verify.verify(connection).broken == ()
        assert rebuild.differences(connection) == []


def test_a_new_date_and_a_reopening_ask_anew(room, clock):
    claim = room.claim()
    clock.set(clock.now.replace(day=29))
    assert pass_deadlines(room) == [claim["id"]]

    room.follow_up(claim["id"], by="rita", kind="move", window={"latest": "2022-09-30"})
    clock.set(clock.now.replace(month=10, day=1))
    assert pass_deadlines(room) == [claim["id"]]

    room.follow_up(claim["id"], by="rita", kind="refute", evidence=EVIDENCE)
    assert pass_deadlines(room) == []
    room.follow_up(claim["id"], kind="reopen", reason="The evidence was about another border.")
    assert pass_deadlines(room) == [claim["id"]]
    assert room.get(f"/api/v1/claims/{claim['id']}").get_json()["arming"] == 3

"""Sessions, changes of accounts, the trail and the limits over the API."""

import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from service.access import sessions, trail
from service.access.trail import Asked
from service.database import reading, transact
from tests.api_newsroom import claim_body, newsroom


def lines(room, **asked):
    with reading(room.engine) as connection:
        return [one.attempt for one in trail.page(connection, Asked(**asked), before_id=None, most=200)]


# Sessions.


def test_one_lists_and_ends_ones_own_sessions(room):
    begin = sessions.begin
    secret = room.wiring.new_secret()
    transact(
        room.engine,
        lambda c: begin(
            c, room.people["rita"].id, now=room.clock(), secret=secret, browser="Firefox on Linux"
        ),
    )

    (one,) = room.get("/api/v1/sessions").get_json()["items"]
    others = room.post(f"/api/v1/sessions/{one['id']}/end", by="ed")
    ended = room.post(f"/api/v1/sessions/{one['id']}/end", by="rita")

    assert (one["browser"], one["begun_at"]) == ("Firefox on Linux", "2022-09-26T12:00:00Z")
    assert (others.status_code, ended.status_code) == (404, 200)
    assert room.get("/api/v1/sessions").get_json()["items"] == []


# Accounts.


def test_an_admin_changes_name_and_role(room):
    path = f"/api/v1/accounts/{room.people['rita'].id}"

    changed = room.post(f"{path}/change", {"role": "viewer", "name": "R. P."}, by="ann").get_json()

    assert (changed["role"], changed["name"]) == ("viewer", "R. P.")
    assert room.get(path, by="ann").get_json() == changed
    assert room.post("/api/v1/claims", claim_body(), by="rita").status_code == 403  # from the next request on
    assert room.post(f"{path}/change", {}, by="ann").status_code == 422
    assert room.post(f"{path}/change", {"role": "viewer"}, by="ed").status_code == 403


def test_nobody_raises_their_own_role(room):
    mine = room.post("/api/v1/me", {"name": "Rita", "role": "admin"}, by="rita")

    assert mine.status_code == 422
    assert room.post("/api/v1/me", {"name": "R. Porter"}, by="rita").get_json()["name"] == "R. Porter"
    assert room.get("/api/v1/me").get_json()["role"] == "reporter"


def test_the_last_admin_is_not_given_another_role(room):
    refused = room.post(f"/api/v1/accounts/{room.people['ann'].id}/change", {"role": "editor"}, by="ann")

    assert (refused.status_code, refused.get_json()["code"]) == (409, "last_admin")


def test_switched_on_again_an_account_has_none_of_its_old_ways_in(room):
    path = f"/api/v1/accounts/{room.people['rita'].id}"
    room.post(f"{path}/disable", {"new_owner": None}, by="ann")
    out = room.get("/api/v1/me").status_code
    on = room.post(f"{path}/enable", by="ann")

    assert (out, on.get_json()["is_active"]) == (401, True)
    assert room.get("/api/v1/me").status_code == 401


def test_an_invitation_is_made_once_and_stands_in_no_answer(room, capsys):
    body = {"email": "new@example.org", "name": "N. Ewer", "role": "reporter"}

    added = room.post("/api/v1/accounts", body, by="ann", Idempotency_Key="k")
    first = re.findall(r"/sign-in/([\w-]{43})", capsys.readouterr().err)
    room.post("/api/v1/accounts", body, by="ann", Idempotency_Key="k")
    again = re.findall(r"/sign-in/([\w-]{43})", capsys.readouterr().err)

    assert (len(first), again) == (1, [])
    assert first[0] not in added.text


# The trail.


def test_a_write_and_its_line_stand_or_fall_together(room):
    room.claim()
    room.post("/api/v1/claims", claim_body(text=""), by="rita")
    room.get("/api/v1/accounts", by="rita")

    looked, refused, done = lines(room, actor=room.people["rita"].id)

    assert (done.method, done.route, done.status, done.code) == ("POST", "/api/v1/claims", 201, None)
    assert done.credential == room.get("/api/v1/me").get_json()["token"]
    assert (refused.status, refused.code) == (422, "blank")
    assert (looked.method, looked.status, looked.code) == ("GET", 403, "not_allowed")


def test_what_writes_nothing_leaves_no_line(room):
    room.claim()
    key = {"Idempotency_Key": "k"}
    for _ in range(2):
        room.post("/api/v1/claims", claim_body(text="Another one"), by="rita", **key)
    room.post("/api/v1/claims?dry_run=true", claim_body(text="Tried"), by="rita")
    room.get("/api/v1/claims")
    room.get("/api/v1/claims/clm_none")

    assert [one.status for one in lines(room)] == [201, 201]


@pytest.mark.usefixtures("room")
def test_refusals_of_nobody_we_know_are_not_stored(room):
    for header in ("Bearer hs_" + "x" * 43, "Basic abc", ""):
        room.send("POST", "/api/v1/claims", b"{}", by=None, headers={"Authorization": header})

    assert lines(room) == []


def test_an_admin_reads_the_trail_page_by_page_and_as_a_file(room):
    for number in range(3):
        room.claim(text=f"Claim {number}")
    room.post("/api/v1/claims", {}, by="rita")

    first = room.get("/api/v1/trail?limit=3", by="ann").get_json()
    rest = room.get(first["next"].removeprefix(room.wiring.settings.base_url), by="ann").get_json()
    refused = room.get("/api/v1/trail?refused=true", by="ann").get_json()["items"]
    file = room.get("/api/v1/trail?refused=false", by="ann", Accept="text/csv").text.splitlines()

    assert [one["code"] for one in first["items"]] == ["missing", None, None]
    assert [len(rest["items"]), rest["next"]] == [1, None]
    assert [one["status"] for one in refused] == [422]
    assert (len(file), file[0].split(",")[:3]) == (4, ["id", "at", "actor"])


@pytest.mark.parametrize("by", ["ed", "rita", "vera"])
def test_the_trail_is_for_admins(refusing, by):
    assert refusing.get("/api/v1/trail", by=by).status_code == 403


@pytest.mark.parametrize("query", ["cursor=x", "actor=clm_1", "since=soon", "refused=maybe", "who=acc_1"])
def test_a_question_about_the_trail_that_cannot_be_read_is_refused(refusing, query):
    assert refusing.get(f"/api/v1/trail?{query}", by="ann").status_code == 400


# Limits.


def test_writes_beyond_the_limit_are_refused_and_leave_nothing(engine, clock, tmp_path):
    room = newsroom(engine, clock, tmp_path, writes_a_minute=5)

    with ThreadPoolExecutor(4) as pool:
        found = list(
            pool.map(lambda n: room.post("/api/v1/claims", claim_body(text=f"C {n}"), by="ed"), range(9))
        )
    others = room.post("/api/v1/claims", claim_body(), by="rita").status_code
    held = room.rows()["events"] - 1  # and their outlet
    clock.advance(clock.now.replace(minute=1) - clock.now)
    later = room.post("/api/v1/claims", claim_body(), by="ed").status_code

    late = [one for one in found if one.status_code == 429]
    assert sorted(one.status_code for one in found) == [201] * 5 + [429] * 4
    assert (late[0].get_json()["code"], late[0].headers["Retry-After"]) == ("too_many_requests", "60")
    assert (others, held, later) == (201, 6, 201)
    assert [one.code for one in lines(room, is_refused=True)] == ["too_many_requests"]


def test_refused_writes_count_as_well(engine, clock, tmp_path):
    room = newsroom(engine, clock, tmp_path, writes_a_minute=3)

    found = [room.post("/api/v1/claims", {}, by="ed").status_code for _ in range(9)]

    assert found == [422] * 4 + [429] * 5
    assert len(lines(room)) <= 5


def test_reads_beyond_the_limit_are_refused(engine, clock, tmp_path):
    room = newsroom(engine, clock, tmp_path, reads_a_minute=3)

    found = [room.get("/api/v1/claims").status_code for _ in range(4)]
    nobody = [room.get("/api/v1/claims", by=None).status_code for _ in range(4)]

    assert found == [200, 200, 200, 429]
    assert nobody == [401, 401, 401, 429]
    assert room.get("/healthz", by=None).status_code == 200


def test_the_limit_is_documented_wherever_somebody_is_asked_for(room):
    document = json.loads(room.get("/api/v1/openapi.json", by=None).data)

    assert "429" in document["paths"]["/api/v1/claims"]["post"]["responses"]
    assert "Retry-After" in document["components"]["responses"]["Problem429"]["headers"]

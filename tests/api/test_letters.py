"""Choices about letters, follows, letters that were given up, paused addresses, and accounts that leave."""

from datetime import timedelta

import pytest

from service.database import reading, transact
from service.mail import outbox, paused
from service.mail.outcomes import Refused


def choose(room, body, *, by="rita", status=200):
    response = room.post("/api/v1/me/letters", body, by=by)
    assert response.status_code == status, response.text
    return response.get_json()


def follow(room, body, *, by="rita", status=201):
    response = room.post("/api/v1/follows", body, by=by)
    assert response.status_code == status, response.text
    return response.get_json()


def test_who_never_chose_has_the_defaults_and_sees_when_the_next_digest_comes(room):
    found = room.get("/api/v1/me/letters", by="vera").get_json()

    assert (found["digest"], found["digest_at"], found["last_day"], found["day_before"]) == (
        "weekdays",
        "07:00",
        True,
        False,
    )
    assert (found["again_every_days"], found["again_times"]) == (7, 4)
    assert found["next_digest_at"] == "2022-09-27T07:00:00Z"


def test_what_is_chosen_stays_chosen_and_the_rest_stays_as_it_was(room):
    choose(
        room,
        {"zone": "Europe/Moscow", "digest": "mondays", "digest_at": "06:30", "paused_until": "2022-10-01"},
    )
    found = choose(room, {"again_times": 2, "paused_until": None, "stand_in": room.people["ed"].id})

    assert found == room.get("/api/v1/me/letters", by="rita").get_json()
    assert (found["digest"], found["zone"], found["again_times"], found["paused_until"]) == (
        "mondays",
        "Europe/Moscow",
        2,
        None,
    )
    assert found["next_digest_at"] == "2022-10-03T03:30:00Z"


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        pytest.param({"digest_at": "7"}, "/digest_at", "bad_time", id="no time of day"),
        pytest.param({"digest_at": "24:00"}, "/digest_at", "bad_time", id="past midnight"),
        pytest.param({"digest": "sometimes"}, "/digest", "unknown_choice", id="no such pace"),
        pytest.param({"again_times": 99}, "/again_times", "out_of_range", id="too often"),
        pytest.param({"zone": "Mars/Base"}, "/zone", "unknown_zone", id="no such zone"),
        pytest.param({"stand_in": "acc_nobody"}, "/stand_in", "unknown_account", id="nobody stands in"),
        pytest.param(
            {"away_from": "2022-10-03", "away_until": "2022-10-01"},
            "/away_until",
            "window_reversed",
            id="back first",
        ),
    ],
)
def test_a_choice_that_cannot_be_is_refused(room, body, pointer, code):
    found = choose(room, body, status=422)

    assert [(one["pointer"], one["code"]) for one in found["errors"]] == [(pointer, code)]


def test_follows_are_listed_changed_and_ended_by_who_made_them(room):
    claim = room.claim()
    made = follow(room, {"claim": claim["id"]}, by="vera")
    follow(room, {"tag": "Border"}, by="vera")
    again = follow(room, {"claim": claim["id"], "wants_letters": False}, by="vera")

    others = room.post(f"/api/v1/follows/{made['id']}/end", by="rita")
    ended = room.post(f"/api/v1/follows/{made['id']}/end", by="vera")
    left = room.get("/api/v1/follows", by="vera").get_json()["items"]

    assert (again["id"], again["wants_letters"]) == (made["id"], False)
    assert (others.status_code, ended.status_code) == (404, 200)
    assert [(one["kind"], one["tag"]) for one in left] == [("tag", "border")]
    assert room.get("/api/v1/follows", by="rita").get_json()["items"] == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param({}, "missing", id="nothing"),
        pytest.param({"tag": "a", "desk": "b"}, "one_of_these", id="two things"),
        pytest.param({"claim": "clm_nowhere"}, "unknown_claim", id="no such claim"),
        pytest.param({"question": "qst_nowhere"}, "unknown_question", id="no such question"),
        pytest.param({"tag": "a", "wants_letters": False}, "only_claims_stop", id="stop a tag"),
    ],
)
def test_a_follow_that_cannot_be_is_refused(room, body, code):
    assert code in {one["code"] for one in follow(room, body, status=422)["errors"]}


def test_a_letter_that_was_given_up_is_sent_again_by_an_admin_alone(room):
    def give_up(connection):
        outbox.queue(
            connection,
            letter_id="let_1",
            occasion="reminder",
            recipient=room.people["rita"].id,
            claims=[],
            message_id="<let_1@example.org>",
            now=room.clock(),
        )
        taken = outbox.take(connection, room.clock())
        assert taken is not None
        outbox.mark(connection, taken, Refused("554 no"), written=None, now=room.clock(), chance=0.5)

    transact(room.engine, give_up)

    by_ed = room.post("/api/v1/deliveries/let_1/send-again", by="ed")
    by_ann = room.post("/api/v1/deliveries/let_1/send-again", by="ann")
    again = room.post("/api/v1/deliveries/let_1/send-again", by="ann")

    assert (by_ed.status_code, by_ann.get_json()["state"], again.get_json()["code"]) == (
        403,
        "due",
        "not_given_up",
    )
    assert room.post("/api/v1/deliveries/let_2/send-again", by="ann").status_code == 404


def test_a_paused_address_is_seen_by_its_owner_and_resumed_by_an_admin(room):
    rita = room.people["rita"].id
    found = paused.Paused(
        address="rita@example.org", account=rita, since=room.clock(), words="550 5.1.1 no", letter="let_1"
    )
    transact(room.engine, lambda connection: paused.pause(connection, found))

    listed = room.get("/api/v1/paused-addresses", by="ann").get_json()["items"]
    own = room.get("/api/v1/me/letters", by="rita").get_json()["paused_addresses"]
    resumed = room.post(f"/api/v1/paused-addresses/{rita}/resume", by="ann").get_json()["items"]

    assert listed == own == resumed
    assert listed[0]["words"] == "550 5.1.1 no"
    with reading(room.engine) as connection:
        assert paused.count(connection) == 0


def test_an_account_leaves_and_its_claims_go_to_a_new_owner(room):
    claim = room.claim()
    where = f"/api/v1/accounts/{claim['owner']}/disable"

    same = room.post(where, {"new_owner": claim["owner"]}, by="ann")
    left = room.post(where, {"new_owner": room.people["ed"].id}, by="ann")
    after = room.get(f"/api/v1/claims/{claim['id']}", by="ann").get_json()

    assert (same.status_code, same.get_json()["code"]) == (422, "same_account")
    assert left.get_json()["is_active"] is False
    assert after["owner"] == room.people["ed"].id


def test_readiness_warns_of_a_scheduler_whose_clock_is_ahead_and_is_not_taken_in_by_it(room):
    from service.rounds import record
    from service.rounds.record import Tally

    def a_round(name):
        def work(connection):
            record.begin(connection, round_id=name, worker="test", now=room.clock())
            record.finish(connection, name, Tally(), now=room.clock())

        transact(room.engine, work)

    a_round("rnd_right")
    calm = room.get("/readyz", by=None).get_json()
    room.clock.advance(timedelta(days=20))
    a_round("rnd_ahead")
    room.clock.advance(timedelta(days=-20))
    worried = room.get("/readyz", by=None)
    room.clock.advance(timedelta(hours=1))
    late = room.get("/readyz", by=None)

    assert calm == {"status": "ready", "warnings": []}
    assert worried.status_code == 200
    [warning] = worried.get_json()["warnings"]
    assert (warning["code"], "28,800 minutes" in warning["detail"]) == ("clocks_differ", True)
    # What was put into the future does not hide that no round has finished for an hour.
    assert late.status_code == 503
    assert [one["pointer"] for one in late.get_json()["errors"]] == ["scheduler"]


def test_readiness_warns_where_letters_are_due_and_none_go_out(room):
    from service.rounds import record
    from service.rounds.record import Tally

    def queue(connection):
        outbox.queue(
            connection,
            letter_id="let_1",
            occasion="reminder",
            recipient=room.people["rita"].id,
            claims=[],
            message_id="<let_1@example.org>",
            now=room.clock(),
        )

    def a_round(connection):
        record.begin(connection, round_id=f"rnd_{room.clock():%H%M%S}", worker="test", now=room.clock())
        record.finish(
            connection,
            f"rnd_{room.clock():%H%M%S}",
            Tally(error="mail: secret.example.org says no"),
            now=room.clock(),
        )

    transact(room.engine, queue)
    transact(room.engine, a_round)
    calm = room.get("/readyz", by=None).get_json()
    room.clock.advance(timedelta(hours=1))
    transact(room.engine, a_round)
    worried = room.get("/readyz", by=None)

    assert calm == {"status": "ready", "warnings": []}
    assert worried.status_code == 200
    [warning] = worried.get_json()["warnings"]
    assert (warning["code"], "60 minutes" in warning["detail"]) == ("nothing_goes_out", True)
    assert "secret" not in worried.text

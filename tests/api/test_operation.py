"""Health, readiness and figures; and what every answer has in common."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from service.database import create_engine, transact
from service.doors.app import create_app
from service.read_models import filters
from service.rounds import record
from service.rounds.record import Tally
from tests.api_newsroom import newsroom


def finish_round(room):
    def work(connection):
        record.begin(connection, round_id="rnd_1", worker="tests", now=room.clock())
        record.finish(connection, "rnd_1", Tally(), now=room.clock())

    transact(room.engine, work)


@pytest.fixture
def without_database(room):
    """Return a client of the same house whose database does not answer."""
    wiring = replace(room.wiring, engine=create_engine("postgresql://nobody@127.0.0.1:1/none"))
    return create_app(wiring).test_client()


def test_health_touches_nothing(without_database):
    response = without_database.get("/healthz")

    assert (response.status_code, response.get_json()) == (200, {"status": "ok"})


def test_it_is_ready_once_a_round_has_finished(room, clock):
    before = room.get("/readyz", by=None)
    clock.advance(timedelta(seconds=1))
    finish_round(room)
    after = room.get("/readyz", by=None)
    clock.advance(timedelta(seconds=75))
    still = room.get("/readyz", by=None)
    clock.advance(timedelta(seconds=1))
    late = room.get("/readyz", by=None)

    assert [one.status_code for one in (before, after, still, late)] == [503, 200, 200, 503]
    assert before.get_json()["code"] == "not_ready"
    assert [one["pointer"] for one in late.get_json()["errors"]] == ["scheduler"]
    assert "Retry-After" in late.headers


def test_a_round_from_before_the_start_does_not_count(room, clock):
    clock.advance(timedelta(seconds=-1))
    finish_round(room)
    clock.advance(timedelta(seconds=2))

    assert room.get("/readyz", by=None).status_code == 503


def test_it_is_not_ready_on_another_schema(room):
    finish_round(room)
    transact(
        room.engine,
        lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = '0001'")),
    )

    response = room.get("/readyz", by=None)

    assert response.status_code == 503
    assert [one["pointer"] for one in response.get_json()["errors"]] == ["schema"]


def test_it_is_not_ready_without_its_database(without_database):
    response = without_database.get("/readyz")

    assert response.status_code == 503
    assert [one["pointer"] for one in response.get_json(force=True)["errors"]] == ["database"]


def test_figures_tell_of_requests_claims_letters_and_rounds(room, clock):
    claim = room.claim()
    room.claim(when=None)
    room.get(f"/api/v1/claims/{claim['id']}")
    clock.set(clock.now.replace(day=30))
    finish_round(room)
    clock.advance(timedelta(seconds=7))

    response = room.get("/metrics", by="vera")

    assert response.content_type.startswith("text/plain; version=0.0.4")
    lines = response.text.splitlines()
    assert 'hearsay_claims{due="past_due"} 1.0' in lines
    assert 'hearsay_claims{due="no_date"} 1.0' in lines
    assert 'hearsay_letters{state="due"} 0.0' in lines
    assert "hearsay_ledger_position 3.0" in lines
    assert "hearsay_last_round_age_seconds 7.0" in lines
    counted = 'hearsay_requests_total{method="GET",route="/api/v1/claims/<claim_id>",status="200"}'
    assert any(one.startswith(counted) for one in lines)


def test_figures_need_a_token(room):
    assert room.get("/metrics", by=None).status_code == 401


# What every answer has in common.


@pytest.mark.parametrize(
    "path", ["/api/v1/claims", "/api/v1/nothing", "/healthz", "/metrics", "/api/v1/openapi.json", "/"]
)
def test_every_answer_keeps_browsers_on_a_short_leash(room, path):
    response = room.app.test_client().get(path)

    headers = response.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] in ("no-referrer", "same-origin")
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "Set-Cookie" not in headers
    assert "Access-Control-Allow-Origin" not in headers
    assert "Strict-Transport-Security" not in headers


def test_what_members_read_is_kept_nowhere(room):
    claim = room.claim()

    assert room.get(f"/api/v1/claims/{claim['id']}").headers["Cache-Control"] == "no-store"


def test_over_https_browsers_stay_there(engine, clock, tmp_path):
    room = newsroom(engine, clock, tmp_path)
    wiring = replace(room.wiring, settings=replace(room.wiring.settings, base_url="https://hearsay.example"))

    response = create_app(wiring).test_client().get("/healthz")

    assert response.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_each_request_is_one_line_without_secrets(room, capsys):
    room.get("/api/v1/claims?q=secretword", X_Request_ID="r-1")
    room.get("/api/v1/nothing/secretword%0A%1B[31m", X_Request_ID="r-2")

    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]

    assert [line["request_id"] for line in lines] == ["r-1", "r-2"]
    assert lines[0]["route"] == "/api/v1/claims"
    assert lines[0]["status"] == 200
    assert lines[0]["credential"].startswith("tok_")
    assert (lines[1]["route"], lines[1]["status"]) == ("none", 404)
    assert "secretword" not in json.dumps(lines)
    assert room.tokens["rita"] not in json.dumps(lines)


def test_an_error_nobody_foresaw_says_nothing_of_the_inside(room, monkeypatch):
    def broken(*_arguments, **_options):
        raise RuntimeError("SELECT secret FROM inside")

    monkeypatch.setattr(filters, "claims", broken)

    headers = {"Authorization": f"Bearer {room.tokens['rita']}"}
    response = room.app.test_client().get("/api/v1/claims", headers=headers)

    assert (response.status_code, response.get_json(force=True)["code"]) == (500, "internal")
    assert "secret" not in response.text
    assert "Traceback" not in response.text


def test_a_page_that_is_not_there_is_a_page(room):
    response = room.app.test_client().get("/nothing")

    assert response.status_code == 404
    assert response.content_type.startswith("text/html")

"""Killed (SIGKILL) at each turn to the database: all of a transaction stands, or nothing of it."""

from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import text

from service import database
from service.database import create_engine, reading
from service.mail.tries import LEASE
from tests.faults.invariants import broken
from tests.faults.writes import Write
from tests.mail_server import MailServer

pytestmark = pytest.mark.faults
#: More turns than any work here takes.
MOST_TURNS = 1000


def test_a_request_killed_at_each_turn_is_wholly_there_or_not_and_its_key_still_works(
    room, kill_at, engine, database_url, tmp_path
):
    writes: list[Write] = []
    ended, turn = "", 0
    for turn in range(1, MOST_TURNS):
        key = f"killed-{turn}"
        ended = kill_at(
            "claim", turn, database_url, tmp_path, room.clock().isoformat(), room.tokens["rita"], key
        )
        left = broken(engine, writes=writes)

        answer = room.post("/api/v1/claims", _body(key), by="rita", Idempotency_Key=key)
        writes.append(Write(key, "", {}, key, "done", (answer.get_json()["id"], 1)))

        assert left == [], turn
        assert answer.status_code == 201, answer.text
        if ended == "done":
            break
    assert ended == "done"
    assert turn > 10
    assert broken(engine, writes=writes) == []


def _body(words):
    from tests.api_newsroom import claim_body

    return claim_body(text=words)


def test_a_round_killed_at_each_turn_loses_nothing_and_doubles_nothing(
    newsroom, kill_at, engine, database_url, tmp_path
):
    anna, boris = newsroom.has("Anna"), newsroom.has("Boris")
    arrived: list[str] = []
    with MailServer() as server:
        newsroom = newsroom.with_mail_server(server.url)
        for turn in count(1, 3):
            newsroom.logs(owner=anna, latest=newsroom.clock().date() + timedelta(days=1))
            newsroom.logs(owner=boris, latest=newsroom.clock().date() + timedelta(days=1))
            newsroom.days_pass(3)
            now = newsroom.clock().isoformat()
            ended = kill_at("round", turn, database_url, tmp_path, now, server.url)
            assert ended in ("killed", "done"), turn
            newsroom.clock.advance(LEASE + timedelta(seconds=1))
            tally = newsroom.runs()
            arrived = [letter.message["Message-ID"] for letter in server.letters]

            assert tally.error is None
            if turn % 10 == 1 or ended == "done":
                found = broken(engine, rounds_ran_at=newsroom.clock(), arrived=arrived)
                assert found == [], turn
            if ended == "done":
                break
    assert turn > 30
    letters = newsroom.letters()
    assert {one.state for one in letters} == {"sent"}
    # Only a letter whose sender was killed with it in hand may have come twice.
    assert len(arrived) - len(set(arrived)) <= sum(one.unknown_tries for one in letters)


def test_a_migration_killed_at_each_turn_leaves_all_or_nothing_and_can_be_run_again(
    kill_at, engine_name, database_url, tmp_path
):
    ended, turn = "", 0
    for turn in range(1, MOST_TURNS, 9):
        url = _empty(engine_name, database_url, tmp_path / f"{turn}.db")

        ended = kill_at("migrate", turn, url)
        engine = create_engine(url)
        with reading(engine) as connection:
            killed_at = database.revision_of(connection)
        database.upgrade(url)
        with reading(engine) as connection:
            revision = database.revision_of(connection)
            heads = connection.execute(text("SELECT count(*) FROM log_head")).scalar()
        engine.dispose()

        assert (revision, heads) == (database.newest_revision(), 1)
        assert killed_at in (None, database.newest_revision()), turn
        if ended == "done":
            break
    assert ended == "done"
    assert turn > 50


def _empty(engine_name, database_url, file):
    if engine_name == "sqlite":
        return f"sqlite:///{file}"
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return database_url

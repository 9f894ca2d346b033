"""The trail is only ever added to, whoever is at the database."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from service.access import trail
from service.access.trail import Asked, Attempt
from service.database import reading, transact

REPLACED = "(id, at, actor, credential, method, route) VALUES ('trl_0001', 10, 'acc_2', 'tok_1', 'GET', '/')"
ATTACKS = {
    "sqlite": [
        "UPDATE trail SET actor = 'acc_2'",
        "DELETE FROM trail",
        f"REPLACE INTO trail {REPLACED}",
        f"INSERT INTO trail {REPLACED} ON CONFLICT (id) DO UPDATE SET actor = 'acc_2'",
    ],
    "postgresql": [
        "UPDATE trail SET actor = 'acc_2'",
        "DELETE FROM trail",
        "TRUNCATE trail",
        f"INSERT INTO trail {REPLACED} ON CONFLICT (id) DO UPDATE SET actor = 'acc_2'",
    ],
}


@pytest.fixture
def add(engine, clock, new_id):
    def add_one(**more):
        attempt = {
            "actor": "acc_1",
            "credential": "tok_1",
            "method": "POST",
            "route": "/api/v1/claims",
            **more,
        }
        transact(engine, lambda c: trail.add(c, Attempt(at=clock(), **attempt), new_id))

    return add_one


def page(engine, before_id=None, most=50, **asked):
    with reading(engine) as connection:
        return trail.page(connection, Asked(**asked), before_id=before_id, most=most)


def test_nothing_in_the_trail_is_changed_or_removed(engine, engine_name, add):
    add()
    before = page(engine)

    for attack in ATTACKS[engine_name]:
        with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
            connection.execute(text(attack))

    assert page(engine) == before


def test_lines_come_newest_first_page_by_page(engine, add):
    for number in range(5):
        add(request_id=f"req_{number}")

    first = page(engine, most=2)
    second = page(engine, before_id=first[-1].id, most=2)

    assert [one.attempt.request_id for one in [*first, *second]] == ["req_4", "req_3", "req_2", "req_1"]
    assert [len(one) for one in trail.every(engine, Asked())] == [5]


def test_lines_are_found_by_who_when_and_how_it_went(engine, clock, add):
    add(actor="acc_1", code="not_allowed", status=403)
    clock.advance(timedelta(hours=1))
    add(actor="acc_2", credential="ses_1", status=201)

    def actors(**asked):
        return [one.attempt.actor for one in page(engine, **asked)]

    assert actors(actor="acc_1") == ["acc_1"]
    assert actors(credential="ses_1") == ["acc_2"]
    assert actors(is_refused=True) == ["acc_1"]
    assert actors(is_refused=False) == ["acc_2"]
    assert actors(since=clock()) == ["acc_2"]
    assert actors(before=clock()) == ["acc_1"]


def test_a_line_is_written_whatever_was_sent(engine, add):
    add(route="/" * 500, about="x" * 500, address="y" * 500, request_id="z" * 500)

    (line,) = page(engine)

    assert (len(line.attempt.route), len(line.attempt.about)) == (255, 64)

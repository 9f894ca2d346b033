"""Waiting for the next change: answered as soon as there is one, and never with what is not for the asker."""

import threading
import time

import pytest

from service.api import waiting

PATIENCE = 20.0


@pytest.fixture
def room(room):
    """The newsroom; once the test is over, nobody looks at its ledger any more."""
    yield room
    waiting.end(room.app)


@pytest.fixture
def open_room(open_room):
    yield open_room
    waiting.end(open_room.app)


class Asked(threading.Thread):
    """A request that waits; its answer is there once it has been joined."""

    def __init__(self, room, path, *, by="rita"):
        super().__init__(daemon=True)
        self.room, self.path, self.by, self.answer = room, path, by, None
        self.start()
        time.sleep(0.3)

    def run(self):
        self.answer = self.room.get(self.path, by=self.by)

    def body(self):
        self.join(PATIENCE)
        assert self.answer is not None
        assert self.answer.status_code == 200, self.answer.text
        return self.answer.get_json()


def test_the_next_change_is_answered_as_soon_as_it_is_there(room):
    room.claim()  # and its outlet
    asked = Asked(room, "/api/v1/changes?after=2&wait=20")
    assert asked.is_alive()

    claim = room.claim()
    body = asked.body()

    assert [one["stream"] for one in body["items"]] == [claim["id"]]
    assert (body["last_position"], body["next"]) == (3, None)


def test_what_is_there_is_answered_at_once(room):
    room.claim()

    began = time.monotonic()
    body = room.get("/api/v1/changes?after=0&wait=25").get_json()

    assert len(body["items"]) == 2
    assert time.monotonic() - began < 10


def test_nothing_new_is_an_answer_too(room):
    room.claim()

    body = room.get("/api/v1/changes?after=2&wait=1").get_json()

    assert body == {"items": [], "next": None, "last_position": 2}


def test_the_public_waits_and_sees_only_what_it_may_see(open_room):
    claim = open_room.claim()
    asked = Asked(open_room, "/api/v1/changes?after=2&wait=20", by=None)

    open_room.follow_up(claim["id"], kind="note", note="calling the press office")

    assert asked.body() == {"items": [], "next": None, "last_position": 3}


@pytest.mark.parametrize("wait", ["26", "-1", "1.5", "soon", ""])
def test_a_time_that_cannot_be_waited_is_refused(refusing, wait):
    assert refusing.get(f"/api/v1/changes?wait={wait}").status_code == 400


def test_a_file_of_changes_waits_for_nothing(refusing):
    answer = refusing.get("/api/v1/changes?wait=5", Accept="text/csv")

    assert (answer.status_code, answer.get_json()["code"]) == (400, "whole_list")


def test_where_too_many_wait_one_is_asked_to_come_again(room, monkeypatch):
    monkeypatch.setattr(waiting, "MOST", 2)
    room.claim()
    waiting_ones = [Asked(room, "/api/v1/changes?after=2&wait=20", by=who) for who in ("rita", "ed")]

    answer = room.get("/api/v1/changes?after=2&wait=20", by="vera")
    at_once = room.get("/api/v1/changes?after=2", by="vera")

    assert (answer.status_code, answer.get_json()["code"]) == (503, "too_many_waiting")
    assert answer.headers["Retry-After"] == "5"
    assert at_once.status_code == 200
    room.claim()
    assert [len(one.body()["items"]) for one in waiting_ones] == [1, 1]
    assert room.get("/api/v1/changes?after=3&wait=0", by="vera").status_code == 200


def test_one_account_has_its_share_of_the_places(room, monkeypatch):
    monkeypatch.setattr(waiting, "MOST_OF_ONE", 1)
    room.claim()
    first = Asked(room, "/api/v1/changes?after=2&wait=20")

    assert room.get("/api/v1/changes?after=2&wait=20").status_code == 503
    other = Asked(room, "/api/v1/changes?after=2&wait=20", by="ed")

    room.claim()
    assert len(first.body()["items"]) == len(other.body()["items"]) == 1

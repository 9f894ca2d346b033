"""No claim waits for itself in the end, whichever way it is tried, and whoever tries it at the same time."""

import threading
import time
from dataclasses import replace

import pytest
from sqlalchemy import text

from service.changes import claims, links
from service.changes.links import LINK_LOCK, MOST_IN_A_ROW
from service.database import reading, transact
from service.domain.events import Amended, Condition, Linked, ReportAdded, Undone, WindowMoved
from service.domain.refusals import Refusal
from service.domain.window import HangsOn
from service.ledger import log
from tests.builders import context, no_date, numbered_ids, report, reported, window


def hanging(claim):
    return replace(no_date(said_on="2022-09-26"), hangs_on=HangsOn(how="from_that_day", claim=claim))


def on_condition(claim):
    return Condition(text="if it comes", claim=claim)


@pytest.fixture
def desk(engine):
    return Desk(engine)


class Desk:
    """Logs claims and links them, each in a transaction of its own."""

    def __init__(self, engine):
        self.engine = engine
        self.context = context(new_id=numbered_ids())

    def logs(self, *, condition_on=None, window_on=None):
        proposed = reported(
            window() if window_on is None else hanging(window_on),
            condition=None if condition_on is None else on_condition(condition_on),
        )
        return transact(self.engine, lambda c: claims.report_claim(c, proposed, self.context).claim_id)

    def follows_up(self, claim, event, **more):
        transact(self.engine, lambda c: claims.follow_up(c, claim, event, self.context, **more))

    def links(self, claim, other):
        self.follows_up(claim, Linked(question=None, condition=on_condition(other)))

    def versions(self, *found):
        with reading(self.engine) as connection:
            return [len(log.read(connection, claim)) for claim in found]


def code_of(work):
    with pytest.raises(Refusal) as refused:
        work()
    return refused.value.code, refused.value.faults[0].pointer


@pytest.mark.parametrize(
    ("event", "code", "pointer"),
    [
        pytest.param(
            lambda other: Linked(question=None, condition=on_condition(other)),
            "condition_cycle",
            "/condition/claim",
            id="link",
        ),
        pytest.param(
            lambda other: WindowMoved(window=hanging(other)), "window_cycle", "/hangs_on", id="move"
        ),
        pytest.param(
            lambda other: Amended(reason="a slip", window=hanging(other)),
            "window_cycle",
            "/hangs_on",
            id="amend",
        ),
    ],
)
@pytest.mark.parametrize("hung", ["condition_on", "window_on"])
def test_two_claims_that_wait_for_each_other_are_refused(desk, event, code, pointer, hung):
    first = desk.logs()
    second = desk.logs(**{hung: first})

    refused = code_of(lambda: desk.follows_up(first, event(second)))

    assert refused == (code, pointer)
    assert desk.versions(first) == [1]


def test_a_claim_that_waits_for_itself_is_refused(desk):
    claim = desk.logs()

    assert code_of(lambda: desk.links(claim, claim)) == ("condition_cycle", "/condition/claim")
    moved = WindowMoved(window=hanging(claim))
    assert code_of(lambda: desk.follows_up(claim, moved)) == ("window_cycle", "/hangs_on")


def test_a_circle_of_windows_and_conditions_is_refused_however_long(desk):
    first = desk.logs()
    second = desk.logs(window_on=first)
    third = desk.logs(condition_on=second)
    fourth = desk.logs(window_on=third, condition_on=first)

    assert code_of(lambda: desk.links(first, fourth))[0] == "condition_cycle"


def test_claims_that_wait_for_the_same_one_make_no_circle(desk):
    first = desk.logs()
    second, third = desk.logs(condition_on=first), desk.logs(window_on=first)
    both = desk.logs(condition_on=second, window_on=third)

    desk.links(second, third)

    assert desk.versions(both, second)[1] > 1


def test_taking_back_an_unlinking_is_refused_where_it_would_close_a_circle(desk):
    first = desk.logs()
    second = desk.logs(condition_on=first)
    last = desk.versions(second)[0]
    desk.follows_up(second, Linked(question=None, condition=None))
    desk.links(first, second)

    refused = code_of(lambda: desk.follows_up(second, Undone(version=last + 1)))

    assert refused[0] == "condition_cycle"


def test_a_move_that_rests_on_a_new_report_is_refused_as_a_whole(desk):
    first = desk.logs()
    second = desk.logs(window_on=first)
    moved = WindowMoved(window=hanging(second), report="rep_2")
    added = ReportAdded(report=report("rep_2"))

    assert code_of(lambda: desk.follows_up(first, moved, resting_on=added))[0] == "window_cycle"
    assert desk.versions(first) == [1]


@pytest.mark.parametrize("hung", ["condition_on", "window_on"])
def test_a_claim_that_does_not_exist_is_not_waited_for(desk, hung):
    pointer = "/condition/claim" if hung == "condition_on" else "/hangs_on"

    assert code_of(lambda: desk.logs(**{hung: "clm_nobody"})) == ("unknown_claim", pointer)


def test_a_chain_that_nobody_could_follow_is_refused(desk, monkeypatch):
    monkeypatch.setattr(links, "MOST_IN_A_ROW", 3)
    last = desk.logs()
    for _ in range(3):
        last = desk.logs(condition_on=last)

    assert code_of(lambda: desk.logs(condition_on=last))[0] == "chain_too_long"
    assert MOST_IN_A_ROW == 50


# Two at once.


def test_of_two_claims_linked_to_each_other_at_once_one_is_refused(desk):
    first, second = desk.logs(), desk.logs()
    said = []

    def link(claim, other):
        try:
            desk.links(claim, other)
        except Refusal as refusal:
            said.append(refusal.code)
        else:
            said.append("linked")

    threads = [threading.Thread(target=link, args=pair) for pair in ((first, second), (second, first))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert sorted(said) == ["condition_cycle", "linked"]


@pytest.mark.engines("postgresql")
def test_a_link_waits_until_another_one_is_committed_and_sees_it_then(desk):
    first, second = desk.logs(), desk.logs()
    said = []

    def link_back():
        try:
            desk.links(second, first)
        except Refusal as refusal:
            said.append(refusal.code)

    waiting = text(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = :key "
        "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    thread = threading.Thread(target=link_back)
    with desk.engine.connect() as connection:
        claims.follow_up(
            connection, first, Linked(question=None, condition=on_condition(second)), desk.context
        )
        thread.start()
        give_up_at = time.monotonic() + 30
        with desk.engine.connect() as watching:
            while not watching.execute(waiting, {"key": LINK_LOCK}).scalar_one():
                assert time.monotonic() < give_up_at, "the second link does not wait"
                time.sleep(0.02)
        assert said == []
        connection.commit()
    thread.join(timeout=60)

    assert said == ["condition_cycle"]


def test_changes_that_link_nothing_take_no_lock(desk, monkeypatch):
    first = desk.logs()
    second = desk.logs(condition_on=first)
    taken = []
    monkeypatch.setattr(links, "one_at_a_time", lambda _connection: taken.append("lock"))

    desk.follows_up(second, Amended(reason="a slip", text="Other words"))
    assert taken == []
    desk.links(second, desk.logs())
    assert taken == ["lock"]

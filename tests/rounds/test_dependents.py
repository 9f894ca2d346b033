"""Rounds follow the claims that others wait for: set by set, once each, whatever runs beside them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier

import pytest
from sqlalchemy import event, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from service.changes.dependents import follow_others, followed_turns
from service.database import reading, transact
from service.domain.claim import fold
from service.domain.events import (
    Closed,
    Condition,
    Confirmed,
    Evidence,
    Happened,
    Linked,
    Noted,
    Refuted,
    Reopened,
    Undone,
    WindowMoved,
)
from service.domain.roles import SCHEDULER
from service.domain.window import HangsOn, Window
from service.ledger import log
from service.read_models import claim_board, rebuild
from service.rounds import dependents
from service.rounds.dependents import NOWHERE, followed_log
from tests.rounds.newsroom import SEPT_28, a_claim

EVIDENCE = (Evidence(note="seen on the ground"),)
TODAY = date(2022, 9, 26)
CONFIRMED = Confirmed(evidence=EVIDENCE, happened=Happened(earliest=TODAY, latest=TODAY), known_on=TODAY)
REFUTED = Refuted(evidence=EVIDENCE, known_on=TODAY, reason="called_off")


def hanging(claim, how="within", days=2):
    return Window(
        zone="Europe/Moscow",
        said_on=TODAY,
        phrase="within 48 hours of the vote",
        rule="hangs_on",
        certainty="unread",
        hangs_on=HangsOn(how=how, days=days, claim=claim),
    )


@pytest.fixture
def desk(newsroom):
    """Return the newsroom with a few more things a test of dependents does."""
    newsroom.olga = newsroom.has("Olga")
    return newsroom


def logs_waiting(newsroom, other, *, window=None, condition=None, latest=SEPT_28):
    """Log a claim that waits for another one and return its id."""
    proposed = a_claim("It follows the vote", owner=newsroom.olga, latest=latest)
    return newsroom.reports(replace(proposed, window=window or proposed.window, condition=condition))


def logs_hanging(newsroom, other, **how):
    return logs_waiting(newsroom, other, window=hanging(other, **how))


def logs_conditional(newsroom, other, **given):
    return logs_waiting(newsroom, other, condition=Condition(text="if held", claim=other), **given)


def stored(newsroom, claim_id):
    with reading(newsroom.engine) as connection:
        return log.read(connection, claim_id)


def kinds(newsroom, claim_id):
    return [one.kind for one in stored(newsroom, claim_id)]


def claim_of(newsroom, claim_id):
    return fold([one.entry for one in stored(newsroom, claim_id)])


def turns(newsroom):
    query = select(followed_turns.c.claim, followed_turns.c.hung, followed_turns.c.other_version)
    with reading(newsroom.engine) as connection:
        return [tuple(row) for row in connection.execute(query.order_by(*followed_turns.c))]


def is_as_rebuilt(newsroom):
    with reading(newsroom.engine) as connection:
        return rebuild.differences(connection) == []


def test_a_confirmation_opens_the_window_that_hangs_on_it_by_an_event_of_the_schedulers(desk):
    vote = desk.logs(owner=desk.olga)
    claim = logs_hanging(desk, vote)
    desk.runs()
    assert kinds(desk, claim) == ["claim_reported"]

    desk.follows_up(vote, CONFIRMED)
    desk.runs()

    assert kinds(desk, claim) == ["claim_reported", "window_opened"]
    opened = stored(desk, claim)[-1]
    assert opened.entry.actor == SCHEDULER.id
    assert opened.entry.occurred_at == stored(desk, vote)[-1].entry.occurred_at
    window = claim_of(desk, claim).window
    assert (window.earliest, window.latest) == (TODAY, date(2022, 9, 28))
    assert turns(desk) == [(claim, "window", 2)]
    assert is_as_rebuilt(desk)


def test_an_opened_window_is_flagged_and_reminded_of_when_it_closes(desk):
    vote = desk.logs(owner=desk.olga, latest=date(2022, 10, 30))
    claim = logs_hanging(desk, vote)
    desk.follows_up(vote, CONFIRMED)
    desk.runs()

    desk.days_pass(3)
    desk.runs()

    assert kinds(desk, claim) == ["claim_reported", "window_opened", "deadline_passed"]
    assert desk.reminders(claim) == [(2, "sent", None)]


def test_further_rounds_note_nothing_more(desk):
    vote = desk.logs(owner=desk.olga)
    claim = logs_hanging(desk, vote)
    desk.follows_up(vote, CONFIRMED)

    for _ in range(3):
        desk.runs()

    assert kinds(desk, claim) == ["claim_reported", "window_opened"]


@pytest.mark.parametrize(
    ("then", "standing"),
    [
        pytest.param([Undone(version=2)], "open", id="undone"),
        pytest.param([Reopened(reason="too early")], "open", id="reopened"),
        pytest.param([Reopened(reason="too early"), REFUTED], "refuted", id="refuted after all"),
        pytest.param([Reopened(reason="?"), Closed(reason="too_vague")], "closed", id="closed"),
    ],
)
def test_the_window_is_emptied_when_the_confirmation_does_not_stand(desk, then, standing):
    vote = desk.logs(owner=desk.olga)
    claim = logs_hanging(desk, vote)
    desk.follows_up(vote, CONFIRMED)
    desk.runs()

    for one in then:
        desk.follows_up(vote, one)
    desk.runs()

    assert kinds(desk, claim) == ["claim_reported", "window_opened", "window_emptied"]
    after = claim_of(desk, claim)
    assert (after.window.has_dates, after.window_follows.standing) == (False, standing)
    assert is_as_rebuilt(desk)


def test_a_claim_that_hangs_on_what_will_not_come_goes_to_its_owner_as_time_to_check(desk):
    vote = desk.logs(owner=desk.olga)
    claim = logs_hanging(desk, vote)

    desk.follows_up(vote, REFUTED)
    desk.runs()

    with reading(desk.engine) as connection:
        wanted = claim_board.claim_board.c
        row = connection.execute(
            select(wanted.next_check_at, wanted.owner).where(wanted.claim == claim)
        ).one()
    assert row.next_check_at <= desk.clock()
    assert row.owner == desk.olga


def test_a_claim_linked_to_one_that_is_confirmed_already_is_opened_in_the_same_transaction(desk):
    vote = desk.logs(owner=desk.olga)
    desk.follows_up(vote, CONFIRMED)

    claim = logs_hanging(desk, vote)

    assert kinds(desk, claim) == ["claim_reported", "window_opened"]
    desk.runs()
    assert len(stored(desk, claim)) == 2


def test_a_window_moved_to_hang_on_another_claim_waits_for_that_one(desk):
    vote, law = desk.logs(owner=desk.olga), desk.logs(owner=desk.olga)
    claim = logs_hanging(desk, vote)
    desk.follows_up(vote, CONFIRMED)
    desk.runs()

    desk.follows_up(claim, WindowMoved(window=hanging(law)))
    desk.runs()
    assert not claim_of(desk, claim).window.has_dates
    desk.follows_up(law, CONFIRMED)
    desk.runs()

    assert claim_of(desk, claim).window.latest == date(2022, 9, 28)
    assert turns(desk) == [(claim, "window", 2), (claim, "window", 2)]


def test_a_reopened_claim_catches_up_on_what_it_missed(desk):
    vote = desk.logs(owner=desk.olga)
    claim = logs_hanging(desk, vote)
    desk.follows_up(claim, Closed(reason="too_vague"))
    desk.follows_up(vote, CONFIRMED)
    desk.runs()
    assert kinds(desk, claim) == ["claim_reported", "closed"]

    desk.follows_up(claim, Reopened(reason="it matters"))
    desk.runs()

    assert kinds(desk, claim)[-1] == "window_opened"


def test_an_open_condition_keeps_the_claims_own_date_from_passing(desk):
    vote = desk.logs(owner=desk.olga, latest=date(2022, 10, 30))
    claim = logs_conditional(desk, vote)

    desk.days_pass(10)
    desk.runs()

    assert kinds(desk, claim) == ["claim_reported", "condition_changed"]
    assert claim_of(desk, claim).condition_follows.asks_on == date(2022, 10, 31)
    assert desk.flags(claim) == []


def test_a_condition_met_after_the_claims_own_date_flags_it_in_the_same_round_and_once(desk):
    vote = desk.logs(owner=desk.olga, latest=date(2022, 10, 30))
    claim = logs_conditional(desk, vote)
    desk.days_pass(10)
    desk.runs()

    desk.follows_up(vote, CONFIRMED)
    desk.runs()
    desk.runs()

    assert kinds(desk, claim)[-2:] == ["condition_changed", "deadline_passed"]
    assert desk.flags(claim) == [(claim, 2)]
    assert desk.reminders(claim) == [(2, "sent", None)]
    assert turns(desk) == [(claim, "condition", 2)]


def test_a_condition_that_is_open_again_is_met_again_in_another_arming(desk):
    vote = desk.logs(owner=desk.olga)
    claim = logs_conditional(desk, vote)
    for one in (CONFIRMED, Undone(version=2), CONFIRMED):
        desk.follows_up(vote, one)
        desk.runs()

    after = claim_of(desk, claim)

    assert (after.condition_standing, after.arming) == ("met", 3)
    assert turns(desk) == [(claim, "condition", 2), (claim, "condition", 4)]
    assert is_as_rebuilt(desk)


def test_a_link_that_is_made_later_is_followed_at_once(desk):
    vote = desk.logs(owner=desk.olga)
    desk.follows_up(vote, REFUTED)
    claim = desk.logs(owner=desk.olga)

    desk.follows_up(claim, Linked(question=None, condition=Condition(text="if held", claim=vote)))

    assert kinds(desk, claim) == ["claim_reported", "linked", "condition_changed"]
    assert claim_of(desk, claim).condition_standing == "failed"


def test_what_follows_goes_on_along_a_chain_in_one_round(desk):
    vote = desk.logs(owner=desk.olga)
    session = logs_hanging(desk, vote, how="about", days=2)
    decree = logs_conditional(desk, session)
    order = logs_conditional(desk, decree)

    desk.follows_up(vote, CONFIRMED)
    desk.runs()

    assert claim_of(desk, session).window.latest == date(2022, 9, 28)
    assert claim_of(desk, decree).condition_follows.asks_on == date(2022, 9, 29)
    assert claim_of(desk, order).condition_follows.asks_on == date(2022, 9, 29)
    assert is_as_rebuilt(desk)


def test_notes_on_the_other_claim_are_looked_at_and_change_nothing(desk):
    vote = desk.logs(owner=desk.olga)
    claim = logs_conditional(desk, vote)
    desk.runs()
    before = len(stored(desk, claim))

    desk.follows_up(vote, Noted(note="hm"))
    desk.runs()

    assert len(stored(desk, claim)) == before


def test_as_of_a_moment_a_window_is_open_only_while_the_other_claim_was_confirmed(desk):
    vote = desk.logs(owner=desk.olga)
    claim = logs_hanging(desk, vote)
    desk.days_pass(1)
    desk.follows_up(vote, CONFIRMED)
    desk.days_pass(1)
    desk.runs()

    entries = [one.entry for one in stored(desk, claim)]
    known_at = entries[-1].occurred_at
    earlier = fold([one for one in entries if one.occurred_at < known_at])
    assert earlier is not None
    assert not earlier.window.has_dates
    assert known_at == stored(desk, vote)[1].entry.occurred_at < desk.clock() - timedelta(hours=20)


# Idle rounds, several schedulers, what goes wrong.


def statements_of(newsroom, work):
    seen = []

    def count(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    event.listen(newsroom.engine, "before_cursor_execute", count)
    try:
        work()
    finally:
        event.remove(newsroom.engine, "before_cursor_execute", count)
    return [one for one in seen if not one.startswith(("BEGIN", "PRAGMA"))]


def follow(newsroom):
    return dependents.follow(newsroom.wiring, should_stop=lambda: False)


def test_an_idle_round_asks_for_the_mark_and_the_head_only(desk):
    vote = desk.logs(owner=desk.olga)
    for _ in range(5):
        logs_hanging(desk, vote)
    follow(desk)

    idle = statements_of(desk, lambda: follow(desk))

    assert len(idle) == 2


@pytest.mark.engines("sqlite")
def test_claims_that_wait_are_found_without_going_through_all_that_are_open(desk):
    vote = desk.logs(owner=desk.olga)
    logs_hanging(desk, vote)
    desk.reports(a_claim("It is settled", owner=desk.olga, latest=SEPT_28))
    with desk.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))

    with reading(desk.engine) as connection:
        seen = []
        event.listen(connection, "before_cursor_execute", lambda *given: seen.append(given[2:4]))
        claim_board.waiting_on_changed(connection, after=0, until=2)
        statement, values = seen[-1]
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()

    ways = [row[3] for row in plan if "claim_board" in row[3]]
    assert len(ways) == 3
    assert not [one for one in ways if one.startswith("SCAN") or "is_settled" in one]


def test_a_round_reads_only_the_histories_that_something_changed_about(desk):
    vote, law = desk.logs(owner=desk.olga), desk.logs(owner=desk.olga)
    for _ in range(5):
        logs_hanging(desk, vote)
    logs_hanging(desk, law)
    follow(desk)
    desk.follows_up(law, CONFIRMED)

    with reading(desk.engine) as connection:
        marked = connection.execute(select(followed_log.c.position)).scalar_one()
        found = claim_board.waiting_on_changed(connection, after=marked, until=log.head(connection))

    assert len(found) == 1


def test_without_a_mark_every_claim_that_waits_is_looked_at(desk):
    vote = desk.logs(owner=desk.olga)
    claim = logs_hanging(desk, vote)
    follow(desk)
    desk.follows_up(vote, CONFIRMED)
    transact(desk.engine, lambda c: c.execute(update(followed_log).values(position=NOWHERE)))

    assert follow(desk).count == 1

    assert kinds(desk, claim)[-1] == "window_opened"


def test_several_schedulers_at_once_open_every_window_once(desk):
    vote = desk.logs(owner=desk.olga)
    waiting = [logs_hanging(desk, vote) for _ in range(8)]
    desk.follows_up(vote, CONFIRMED)
    together = Barrier(3)

    def run():
        together.wait()
        return follow(desk).parked

    with ThreadPoolExecutor(3) as pool:
        parked = [done.result(60) for done in [pool.submit(run) for _ in range(3)]]

    assert parked == [{}, {}, {}]
    assert [kinds(desk, claim) for claim in waiting] == [["claim_reported", "window_opened"]] * 8
    assert len(turns(desk)) == 8


def test_the_same_turn_is_never_taken_over_twice_whatever_goes_wrong_above(desk):
    vote = desk.logs(owner=desk.olga)
    logs_hanging(desk, vote)
    desk.follows_up(vote, CONFIRMED)
    follow(desk)

    def again(connection):
        row = connection.execute(select(followed_turns)).mappings().one()
        connection.execute(insert(followed_turns).values({**row, "followed_at": desk.clock()}))

    with pytest.raises(IntegrityError):
        transact(desk.engine, again)


def test_a_claim_that_cannot_be_followed_is_named_and_holds_up_no_other(desk, monkeypatch):
    vote = desk.logs(owner=desk.olga)
    broken, sound = sorted([logs_hanging(desk, vote), logs_hanging(desk, vote)])
    desk.follows_up(vote, CONFIRMED)
    whole = follow_others

    def breaks(connection, claim_ids, context):
        if broken in claim_ids:
            raise ValueError("a broken history")
        return whole(connection, claim_ids, context)

    with monkeypatch.context() as patched:
        patched.setattr(dependents, "follow_others", breaks)
        tally = desk.runs()
    assert f"following {broken}: ValueError: a broken history" in tally.error
    assert kinds(desk, sound)[-1] == "window_opened"

    desk.runs()

    assert kinds(desk, broken)[-1] == "window_opened"

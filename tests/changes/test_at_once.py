"""Many change the same thing at once: one order, nothing lost, nothing twice, nobody waits for ever."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import text

from service import database
from service.changes import claims
from service.changes.claims import StaleVersion
from service.domain.claim import fold
from service.domain.events import Confirmed, Noted, Refuted
from service.domain.refusals import Refusal
from service.ledger import log
from service.ledger.verify import verify
from service.read_models import claim_board
from service.read_models.rebuild import differences
from tests.builders import EVIDENCE, TODAY, at, reported
from tests.newsroom import Newsroom, claims_scheduler

CONFIRMED = Confirmed(evidence=EVIDENCE, happened=None, known_on=TODAY)
REFUTED = Refuted(evidence=EVIDENCE, known_on=TODAY, reason="did_not_happen")


def at_once(work, numbers, *, threads):
    """Run the work for each number, as many together as there are threads."""
    together = Barrier(threads)

    def begin(number):
        if number < threads:
            together.wait(20)
        return work(number)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(begin, range(numbers)))


def assert_sound(engine):
    with database.reading(engine) as connection:
        assert differences(connection) == []
        assert verify(connection).is_clean


def histories(engine):
    with database.reading(engine) as connection:
        stored = log.read_after(connection, 0, most=10_000)
    found: dict[str, list[log.Stored]] = {}
    for one in stored:
        found.setdefault(one.stream, []).append(one)
    return found


def test_one_of_sixty_four_who_saw_the_same_version_wins(engine):
    newsroom = Newsroom(engine)
    newsroom.report(reported())

    def write(number):
        try:
            newsroom.follow_up("clm_1", Noted(note=f"note {number}"), expected_version=1)
        except StaleVersion:
            return "stale"
        return "won"

    answers = at_once(write, 64, threads=16)

    assert sorted(answers) == ["stale"] * 63 + ["won"]
    assert len(histories(engine)["clm_1"]) == 2
    assert_sound(engine)


def test_who_confirms_and_who_refutes_at_once_is_told_truly_who_came_first(engine):
    newsroom = Newsroom(engine)
    ids = [newsroom.report(reported()).claim_id for _ in range(12)]

    def settle(number):
        try:
            newsroom.follow_up(ids[number // 2], CONFIRMED if number % 2 else REFUTED)
        except Refusal as refusal:
            return refusal.code
        return "done"

    answers = at_once(settle, 24, threads=8)

    kept = histories(engine)
    for number, claim_id in enumerate(ids):
        refuted, confirmed = answers[2 * number : 2 * number + 2]
        kinds = [one.kind for one in kept[claim_id]][1:]
        told = {("done", "claim_settled"): ["refuted"], ("claim_settled", "done"): ["confirmed"]}
        # What was refuted may have happened after all: then both stand, in this order.
        assert kinds == told.get((refuted, confirmed), ["refuted", "confirmed"])
        claim = fold([one.entry for one in kept[claim_id]])
        assert claim is not None
        assert claim.status == kept[claim_id][-1].status
    assert_sound(engine)


def test_schedulers_and_people_at_the_same_claims_flag_once_and_wait_for_nobody(engine):
    newsroom = Newsroom(engine)
    ids = [newsroom.report(reported()).claim_id for _ in range(40)]
    newsroom.now = at("2022-10-03T08:00")
    locks = engine.dialect.name == "postgresql"

    def flag(connection):
        wanted = claim_board.to_flag(connection, newsroom.now, most=10, skip_locked=locks)
        context = newsroom.context(claims_scheduler())
        return [one.claim_id for one in claims.pass_deadlines(connection, wanted, context)]

    def work(number):
        if number % 4:
            newsroom.follow_up(ids[number % 40], Noted(note=f"note {number}"))
            return []
        return newsroom.does(flag)

    flagged = [claim_id for found in at_once(work, 80, threads=8) for claim_id in found]
    while rest := newsroom.does(flag):
        flagged += rest

    assert sorted(flagged) == sorted(ids)
    kept = histories(engine)
    assert all([one.kind for one in kept[claim_id]].count("deadline_passed") == 1 for claim_id in ids)
    assert_sound(engine)
    assert deadlocks(engine) == 0


def deadlocks(engine):
    """Return how often PostgreSQL had to break a circle of waiting writers; SQLite has no such thing."""
    if engine.dialect.name == "sqlite":
        return 0
    engine.dispose()  # a backend that leaves hands its counts in
    query = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    with engine.connect() as connection:
        return connection.execute(text(query)).scalar()

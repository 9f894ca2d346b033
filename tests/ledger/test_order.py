"""The order of positions is the order of commits: whoever reads on from a position misses nothing."""

from itertools import pairwise

import pytest
from sqlalchemy import select, text

from service import database
from service.ledger import log
from tests.ledger.tailing import Race
from tests.ledger.writing import append_notes, everything, verified


def append_to_the_ledger(connection, writer, size):
    """Add to the writer's own stream, wherever that stands by now."""
    stream = f"clm_{writer}"
    append_notes(connection, stream, version_of(connection, stream), ["n"] * size)


def version_of(connection, stream):
    query = select(log.streams.c.version).where(log.streams.c.key == stream)
    return connection.execute(query).scalar() or 0


def positions_after(connection, position):
    return [one.position for one in log.read_after(connection, position, most=100_000)]


@pytest.mark.no_cover
def test_a_reader_that_tails_four_writers_passes_over_nothing(ledger):
    race = Race(ledger, append_to_the_ledger, positions_after)

    passed_over = race.run()

    assert passed_over == []
    assert race.seen == list(range(1, race.committed + 1))
    assert race.committed > 300


@pytest.mark.no_cover
def test_after_a_race_positions_are_dense_and_times_rise(ledger):
    race = Race(ledger, append_to_the_ledger, positions_after, batches=25)

    race.run()

    stored = everything(ledger)
    assert [one.position for one in stored] == list(range(1, race.committed + 1))
    assert all(earlier.recorded_at < later.recorded_at for earlier, later in pairwise(stored))
    for writer in range(race.writers):
        versions = [one.entry.version for one in stored if one.stream == f"clm_{writer}"]
        assert versions == list(range(1, len(versions) + 1))
    assert verified(ledger).is_clean


def test_writers_of_one_and_the_same_stream_pass_over_nothing(ledger):
    def append_to_one_stream(connection, _writer, size):
        try:
            append_notes(connection, "clm_1", version_of(connection, "clm_1"), ["n"] * size)
        except log.ConcurrentChange as error:
            raise database.StartOver from error

    race = Race(ledger, append_to_one_stream, positions_after, batches=12)

    assert race.run() == []
    assert [one.entry.version for one in everything(ledger)] == list(range(1, race.committed + 1))


@pytest.mark.engines("postgresql")
def test_the_same_reader_catches_a_log_that_is_numbered_by_a_plain_sequence(engine):
    """What this file proves is worth something only because the check can fail."""
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE plain_events (position BIGSERIAL PRIMARY KEY, writer INT)"))

    def insert(connection, writer, size):
        statement = text("INSERT INTO plain_events (writer) VALUES (:writer)")
        connection.execute(statement, [{"writer": writer}] * size)

    def read_after(connection, position):
        query = text("SELECT position FROM plain_events WHERE position > :after ORDER BY position")
        return list(connection.execute(query, {"after": position}).scalars())

    race = Race(engine, insert, read_after)

    assert race.run() != []
    with engine.connect() as connection:
        stored = read_after(connection, 0)
    assert stored != list(range(1, len(stored) + 1))  # and rollbacks left holes

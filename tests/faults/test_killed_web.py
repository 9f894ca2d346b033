"""The web processes are killed while many write: what was acknowledged stands, and once."""

import signal
import time

import pytest

from tests.faults.house import running_house
from tests.faults.invariants import broken, digest
from tests.faults.writes import Clients

pytestmark = pytest.mark.faults


@pytest.fixture
def house(database_url, tmp_path):
    with running_house(database_url, tmp_path / "data") as house:
        yield house


def test_a_worker_killed_each_second_loses_nothing_and_is_replaced(house, engine):
    clients = Clients(house.post)

    def kill_one_after_the_other():
        for number in range(4):
            house.kill_a_worker(number % 2)
            time.sleep(1.0)

    clients.while_they_write(kill_one_after_the_other)
    house.wait_for(200)
    clients.ask_again()

    assert clients.told()["unknown"] == 0
    assert clients.told()["done"] > 20
    assert len(house.workers()) >= 2
    assert broken(engine, writes=clients.writes) == []


def test_master_and_workers_killed_at_once_lose_nothing_round_after_round(house, engine):
    clients = Clients(house.post)

    for _ in range(3):
        clients.while_they_write(house.kill_all)
        before = digest(engine)
        house.start()

        assert digest(engine, until=before[0]) == before
    clients.ask_again()

    assert clients.told()["unknown"] == 0
    assert 0 in clients.statuses()
    assert broken(engine, writes=clients.writes) == []


@pytest.mark.parametrize("patience_seconds", [60.0, 0.2], ids=["TERM", "TERM, then KILL"])
def test_asked_to_end_while_many_write_it_finishes_or_leaves_it_unknown(house, engine, patience_seconds):
    clients = Clients(house.post)

    clients.while_they_write(lambda: house.end(signal.SIGTERM, seconds=patience_seconds))
    unknown_before = [write for write in clients.writes if write.told == "unknown"]
    house.start()
    clients.ask_again()

    assert unknown_before != []
    assert clients.told()["unknown"] == 0
    assert clients.statuses() <= {0, 201, 422, 503}
    assert broken(engine, writes=clients.writes) == []

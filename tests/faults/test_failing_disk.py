"""The disk fails at a flush: what was not made durable is not acknowledged, and nothing is called good."""

import subprocess
import time

import pytest

from tests.faults.house import running_house
from tests.faults.invariants import broken
from tests.faults.writes import Clients


@pytest.mark.faults
@pytest.mark.engines("sqlite")
def test_a_write_whose_flush_failed_is_not_acknowledged_and_nothing_else_is_lost(
    database_url, engine, tmp_path
):
    with running_house(database_url, tmp_path / "data") as house:
        clients = Clients(house.post, many=2)
        # strace stands between the workers and the disk: every third flush of each ends with an error.
        fault = "inject=fdatasync,fsync:error=EIO:when=2+3"
        words = ["strace", "-qq", "-f", "-o", "/dev/null", "-e", "trace=fdatasync,fsync", "-e", fault]
        tracers = [subprocess.Popen([*words, "-p", str(pid)]) for pid in house.workers()]

        clients.while_they_write(lambda: time.sleep(3.0))
        for tracer in tracers:
            tracer.terminate()
            tracer.wait()
        house.kill_all()
        house.start()
        clients.ask_again()

    assert 503 in clients.statuses()
    assert clients.statuses() <= {0, 201, 422, 503}
    assert clients.told()["unknown"] == 0
    assert broken(engine, writes=clients.writes) == []

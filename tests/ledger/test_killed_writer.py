import subprocess
import sys

from tests.ledger.writing import everything, verified


def killed_after(url, version, lines):
    """Run a writer from a version on, kill it (SIGKILL) once it has acknowledged so many, return them all."""
    command = [sys.executable, "-m", "tests.ledger.killed_writer", url, "clm_1", str(version)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        acknowledged = [int(process.stdout.readline()) for _ in range(lines)]
        process.kill()
        acknowledged += [int(line) for line in process.stdout.read().splitlines() if line]
    return acknowledged


def test_a_writer_that_is_killed_has_lost_nothing_it_acknowledged(engine, database_url):
    version = 0
    for lines in (40, 1):
        acknowledged = killed_after(database_url, version, lines)

        stored = everything(engine)
        assert acknowledged == list(range(version + 1, version + 1 + len(acknowledged)))
        # One more may be durable whose acknowledgement did not come out any more.
        assert len(stored) - acknowledged[-1] in (0, 1)
        assert [one.entry.version for one in stored] == list(range(1, len(stored) + 1))
        assert verified(engine).is_clean
        version = len(stored)

"""An import that is killed (SIGKILL) at a turn to the database, and run again."""

from itertools import count

import pytest

from tests.faults.killed_at import ROWS_OF_A_PART, rows_to_import
from tests.imports.desk import Desk

pytestmark = pytest.mark.faults


def test_an_import_killed_at_each_turn_is_run_again_and_doubles_nothing(
    kill_at, engine, database_url, tmp_path
):
    """B14: a file in parts; each part is wholly in or not, and what is missing is added."""
    desk = Desk(engine)
    in_parts: set[int] = set()
    for turn in count(1, 3):
        rows = rows_to_import(f"turn-{turn}")
        before = desk.event_count(but="source")
        ended = kill_at("import", turn, database_url, tmp_path, desk.now.isoformat(), f"turn-{turn}")
        came_in = desk.event_count(but="source") - before

        again = desk.bring(rows)

        assert ended in ("killed", "done"), turn
        assert (again.state, again.known, sum(again.added.values())) == ("done", came_in, len(rows) - came_in)
        assert desk.event_count(but="source") - before == len(rows), turn
        in_parts.add(came_in)
        if ended == "done":
            break
    assert turn > 20
    # Claims are never parted: two of three rows each are one part.
    whole = ROWS_OF_A_PART // 3 * 3
    assert in_parts == {0, whole, 2 * whole, 3 * whole}
    desk.require_sound()

from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest
from sqlalchemy import text

from service import database
from service.domain.events import Noted
from service.ledger import log
from service.ledger.verify import verify
from service.read_models import rebuild
from tests.builders import reported
from tests.histories import played, random_commands
from tests.newsroom import Newsroom, random_newsroom, read_model_rows, write_histories


@pytest.mark.no_cover
def test_ten_thousand_random_events_rebuild_to_the_very_rows_that_are_live(engine):
    random = Random(0)
    histories = {f"clm_{number:03}": random_history(random, number) for number in range(500)}
    write_histories(engine, histories, random)
    live = read_model_rows(engine)

    database.transact(engine, rebuild.rebuild)

    assert read_model_rows(engine) == live
    with database.reading(engine) as connection:
        assert log.head(connection) >= 10_000
        assert verify(connection).is_clean
    assert len(live["claim_board"]) == 500
    assert len(live["claims_as_known"]) > 5000


def random_history(random, number):
    intents = [command for command in random_commands(random, 28) if command.kind != "redact"]
    return [entry._replace(actor="acc_1") for entry in played(number, intents)]


@pytest.mark.parametrize("seed", range(2))
def test_after_random_commands_nothing_sets_the_live_rows_apart_from_a_replay(engine, seed):
    random_newsroom(engine, claims_count=12, commands_count=250, seed=seed)
    live = read_model_rows(engine)

    with database.reading(engine) as connection:
        assert rebuild.differences(connection) == []
    database.transact(engine, rebuild.rebuild)

    assert read_model_rows(engine) == live


@pytest.fixture
def told(engine):
    """Return a newsroom with two claims on a question, one followed up."""
    newsroom = Newsroom(engine)
    newsroom.report(reported(), ask="When does the border close?")
    newsroom.report(reported(question="qst_1"))
    newsroom.follow_up("clm_2", Noted(note="n"))
    return newsroom


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        pytest.param(
            "UPDATE claim_board SET owner = 'acc_9' WHERE claim = 'clm_2'", "owner differ", id="a value"
        ),
        pytest.param(
            "UPDATE claim_board SET closes_at = closes_at + 1", "closes_at differ", id="a microsecond"
        ),
        pytest.param("UPDATE claims_as_known SET state = x'00'", "state differ", id="a state"),
        pytest.param(
            "DELETE FROM claim_board WHERE claim = 'clm_2'", "claim_board lacks a row", id="a row lost"
        ),
        pytest.param("DELETE FROM claims_as_known", "claims_as_known lacks a row", id="rows lost"),
        pytest.param("DELETE FROM questions", "questions lacks a row", id="a question lost"),
        pytest.param(
            "INSERT INTO questions (stream_id, question, version, text) VALUES (9, 'qst_9', 1, 'Whence?')",
            "questions holds 2 rows",
            id="a row too many",
        ),
    ],
)
def test_a_read_model_that_is_wrong_is_told_and_made_right(told, statement, found):
    statement = (
        statement.replace("x'00'", r"'\x00'") if told.engine.dialect.name == "postgresql" else statement
    )
    live = read_model_rows(told.engine)
    told.does(lambda connection: connection.execute(text(statement)))

    with database.reading(told.engine) as connection:
        assert any(found in difference for difference in rebuild.differences(connection))
    told.does(rebuild.rebuild)

    assert read_model_rows(told.engine) == live


def test_progress_tells_of_every_event(told):
    steps: list[int] = []

    told.does(lambda connection: rebuild.rebuild(connection, progress=steps.append))

    with database.reading(told.engine) as connection:
        assert sum(steps) == rebuild.event_count(connection) == 6


def test_a_rebuild_that_breaks_off_leaves_everything_as_it_was(told):
    live = read_model_rows(told.engine)

    def break_off(_done):
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        told.does(lambda connection: rebuild.rebuild(connection, progress=break_off))

    assert read_model_rows(told.engine) == live


def test_what_is_written_while_a_rebuild_runs_is_in_the_read_models_too(told):
    def write(number):
        if number % 8 == 3:
            told.does(rebuild.rebuild)
        else:
            told.report(
                reported(text=f"claim {number}"), ask=f"question {number}" if number % 3 == 0 else None
            )

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write, range(32)))

    with database.reading(told.engine) as connection:
        assert rebuild.differences(connection) == []
    assert len(read_model_rows(told.engine)["claim_board"]) == 2 + 28

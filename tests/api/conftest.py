"""What the tests of the API ask for."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.clock import Clock
from tests.newsroom import Newsroom, newsroom


@pytest.fixture
def room(engine: Engine, clock: Clock, tmp_path: Path) -> Newsroom:
    """Return a newsroom whose claims only members read; it is noon of 26 September 2022."""
    return newsroom(engine, clock, tmp_path)


@pytest.fixture
def open_room(engine: Engine, clock: Clock, tmp_path: Path) -> Newsroom:
    """Return a newsroom that lets the public read."""
    return newsroom(engine, clock, tmp_path, public_read=True)


@pytest.fixture
def count_rows(engine: Engine) -> Callable[[], dict[str, int]]:
    """Return what counts the rows of every table a refused write could touch."""
    from sqlalchemy import text

    tables = (
        "streams",
        "events",
        "event_words",
        "claim_board",
        "claims_as_known",
        "questions",
        "idempotency_keys",
    )

    def counted() -> dict[str, int]:
        with engine.connect() as connection:
            return {
                table: connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
                for table in tables
            }

    return counted

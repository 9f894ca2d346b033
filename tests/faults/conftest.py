"""What tests of faults can ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.api_newsroom import Newsroom as Room
from tests.api_newsroom import newsroom as a_room
from tests.clock import Clock
from tests.faults.killed_at import Killer, killer
from tests.rounds.newsroom import Newsroom, a_newsroom


@pytest.fixture
def room(engine: Engine, clock: Clock, tmp_path: Path) -> Room:
    """Return a newsroom behind its API, which nothing limits; it is noon of 26 September 2022."""
    return a_room(engine, clock, tmp_path, writes_a_minute=0, reads_a_minute=0)


@pytest.fixture
def newsroom(engine: Engine, clock: Clock, tmp_path: Path) -> Newsroom:
    """Return a newsroom for rounds; it is noon of 26 September 2022."""
    return a_newsroom(engine, clock, tmp_path)


@pytest.fixture(scope="module")
def kill_at() -> Iterator[Killer]:
    """Return what runs work in a child process and kills it at its n-th turn to the database."""
    with killer() as found:
        yield found

"""What the tests of the API ask for."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from service.database import create_engine
from tests.api_newsroom import Newsroom, newsroom
from tests.clock import Clock
from tests.databases import Databases


@pytest.fixture
def room(engine: Engine, clock: Clock, tmp_path: Path) -> Newsroom:
    """Return a newsroom whose claims only members read; it is noon of 26 September 2022."""
    return newsroom(engine, clock, tmp_path)


@pytest.fixture(scope="module")
def refusing(
    engine_name: str, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Newsroom]:
    """Return a newsroom for all refusals of a module: none of them leaves anything behind."""
    with databases.fresh(engine_name) as url:
        engine = create_engine(url)
        noon = Clock(datetime(2022, 9, 26, 12, tzinfo=UTC))
        yield newsroom(engine, noon, tmp_path_factory.mktemp("newsroom"))
        engine.dispose()


@pytest.fixture
def open_room(engine: Engine, clock: Clock, tmp_path: Path) -> Newsroom:
    """Return a newsroom that lets the public read."""
    return newsroom(engine, clock, tmp_path, public_read=True)

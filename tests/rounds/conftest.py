"""What tests of rounds can ask for."""

import pytest

from tests.rounds.newsroom import Newsroom, a_newsroom


@pytest.fixture
def newsroom(engine, clock, tmp_path) -> Newsroom:
    """Return an empty newsroom; its clock shows noon (UTC) of Monday 26 September 2022."""
    return a_newsroom(engine, clock, tmp_path)

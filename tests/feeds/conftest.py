"""The newsroom of the pages' tests, and short ways to read what it gives to other programs."""

from typing import Any

import pytest
from sqlalchemy import Engine

from tests.clock import Clock
from tests.dashboard.browser import Browser
from tests.dashboard.conftest import Newsroom, newsroom_with


@pytest.fixture
def newsroom(engine: Engine, clock: Clock, tmp_path: Any) -> Newsroom:
    """Ada is an admin, Eve an editor, Rob a reporter, Vic only reads; it is noon of 26 September 2022."""
    return newsroom_with(engine, clock, tmp_path)


@pytest.fixture
def public_newsroom(engine: Engine, clock: Clock, tmp_path: Any) -> Newsroom:
    """The same newsroom, where everybody may read."""
    return newsroom_with(engine, clock, tmp_path, public_read=True)


@pytest.fixture
def eve(newsroom: Newsroom) -> Browser:
    return newsroom.signed_in("Eve")

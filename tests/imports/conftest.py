"""A desk on a fresh database."""

import pytest

from tests.imports.desk import Desk


@pytest.fixture
def desk(engine):
    """An editor with files, on a database of its own."""
    return Desk(engine)

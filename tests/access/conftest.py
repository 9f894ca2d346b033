"""A small newsroom: Ann is an admin, Bob a reporter; ids and secrets are counted, nothing is random."""

from collections.abc import Callable
from itertools import count

import pytest
from sqlalchemy import Engine

from service.access import accounts
from service.access.accounts import Account
from service.database import transact
from service.settings import Settings
from service.wiring import Wiring
from tests.clock import Clock


def secret(number: int) -> str:
    """Return a secret of the right form that says which one it is."""
    return f"{number:_>43}"


@pytest.fixture
def new_id() -> Callable[[str], str]:
    numbers = count(1)
    return lambda prefix: f"{prefix}_{next(numbers):04}"


@pytest.fixture
def ann(engine: Engine, clock: Clock, new_id: Callable[[str], str]) -> Account:
    return transact(
        engine,
        lambda connection: accounts.add(
            connection, email="ann@example.org", name="Ann", role="admin", now=clock(), new_id=new_id
        ),
    )


@pytest.fixture
def bob(engine: Engine, clock: Clock, new_id: Callable[[str], str]) -> Account:
    return transact(
        engine,
        lambda connection: accounts.add(
            connection, email="bob@example.org", name="Bob", role="reporter", now=clock(), new_id=new_id
        ),
    )


@pytest.fixture
def wiring(engine: Engine, clock: Clock, new_id: Callable[[str], str], tmp_path) -> Wiring:
    numbers = count(1000)
    return Wiring(
        settings=Settings(data_dir=tmp_path, database_url="sqlite://"),
        engine=engine,
        now=clock,
        new_id=new_id,
        new_secret=lambda: secret(next(numbers)),
    )

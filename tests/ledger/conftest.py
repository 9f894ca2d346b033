"""The engine as the ledger takes it: on the driver itself, or through SQLAlchemy alone (the oracle)."""

import pytest
from sqlalchemy import Engine


@pytest.fixture(params=["driver", "core"])
def ledger(engine: Engine, request: pytest.FixtureRequest) -> Engine:
    """Return the engine of a fresh database that runs the ledger's statements in one of both ways."""
    if request.param == "core":
        engine.update_execution_options(plain_statements=True)
    return engine

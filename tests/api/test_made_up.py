"""Whatever the OpenAPI document allows or forbids is sent, as everybody; every answer is as it says."""

import os
from collections.abc import Iterator

import pytest

from service.database import create_engine
from service.rounds.round import run_round
from tests.access.callers import House, house
from tests.api.made_up import faults
from tests.databases import Databases

#: Of each operation on each engine, shared by all who ask; `make fuzz` names more.
EXAMPLES = int(os.environ.get("HEARSAY_FUZZ_EXAMPLES", "1000"))
EVERYBODY = ("nobody", "public", "viewer", "reporter", "editor", "admin")

pytestmark = pytest.mark.no_cover


@pytest.fixture
def a_house(engine_name: str, databases: Databases, tmp_path) -> Iterator[House]:
    """Return a house whose scheduler has done its round."""
    with databases.fresh(engine_name) as url:
        engine = create_engine(url)
        made = house(engine, tmp_path)
        run_round(made.wiring)
        yield made
        engine.dispose()


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.engines("sqlite")
def test_an_answer_to_a_made_up_request_is_one_the_document_names(a_house, who):
    found, sent = faults(a_house, who, examples=1, is_thorough=False)

    assert found == []
    assert sent > 30


@pytest.mark.engines("postgresql")
def test_the_other_engine_answers_made_up_requests_alike(a_house):
    found, sent = faults(a_house, "editor", examples=1, is_thorough=False)

    assert found == []
    assert sent > 30


@pytest.mark.fuzz
@pytest.mark.parametrize("who", EVERYBODY)
def test_an_answer_to_any_of_many_made_up_requests_is_one_the_document_names(a_house, who, record_property):
    found, sent = faults(a_house, who, examples=-(-EXAMPLES // len(EVERYBODY)), is_thorough=True)

    record_property("requests", sent)
    assert found == []

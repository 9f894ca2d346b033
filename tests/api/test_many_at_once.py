"""More clients than there are sessions of the database: they wait, or are told to, and all goes on after."""

from contextlib import ExitStack, contextmanager

import pytest
from sqlalchemy.pool import QueuePool

from service.read_models import filters, whole_lists
from tests.api_newsroom import claim_body

CLAIMS = "/api/v1/claims"


@pytest.fixture
def taken(engine, monkeypatch):
    """Return a way to hold every session that this process may open."""
    monkeypatch.setattr(engine.pool, "_timeout", 0.2)

    @contextmanager
    def all_sessions():
        assert isinstance(engine.pool, QueuePool)
        with ExitStack() as held:
            for _ in range(engine.pool.size() + engine.pool._max_overflow):
                held.enter_context(engine.connect())
            yield

    return all_sessions


def test_without_a_session_to_be_had_requests_are_told_to_come_again_and_then_answered(room, taken):
    claim = room.claim()

    with taken():
        reads = room.get(f"{CLAIMS}/{claim['id']}")
        writes = room.post(CLAIMS, claim_body(), Idempotency_Key="crowd")
        alive = room.get("/healthz", by=None)
        ready = room.get("/readyz", by=None)
    again = room.post(CLAIMS, claim_body(), Idempotency_Key="crowd")

    assert (reads.status_code, writes.status_code) == (503, 503)
    assert min(int(one.headers["Retry-After"]) for one in (reads, writes)) > 0
    assert (alive.status_code, ready.status_code, again.status_code) == (200, 503, 201)
    assert room.get(f"{CLAIMS}/{claim['id']}").status_code == 200
    assert room.engine.pool.checkedout() == 0


def test_a_whole_list_is_read_page_by_page_as_it_is_fetched(room, monkeypatch):
    monkeypatch.setattr(whole_lists, "PAGE", 2)
    for number in range(9):
        room.claim(text=f"claim {number}")
    asked = []
    page_of = filters.claims

    def counted(*given, **more):
        asked.append(more)
        return page_of(*given, **more)

    monkeypatch.setattr(filters, "claims", counted)

    headers = {"Authorization": f"Bearer {room.tokens['rita']}", "Accept": "application/x-ndjson"}
    response = room.app.test_client().get(CLAIMS, headers=headers, buffered=False)
    chunks = response.iter_encoded()
    next(chunks)
    at_first = len(asked)
    rest = sum(1 for _ in chunks)
    response.close()

    assert at_first <= 2
    assert (len(asked), rest > 1) == (5, True)

"""Requests that schemathesis makes up from the OpenAPI document, and what it finds wrong with the answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import schemathesis
from schemathesis.engine import events, from_schema
from schemathesis.schemas import BaseSchema
from schemathesis.transport.wsgi import WSGITransport

from service.access import accounts, tokens
from service.database import transact
from service.ledger.news import News
from tests.access.callers import SCOPES, House

#: What the document cannot say of a value: that a claim is settled, a date lies ahead, two fields exclude
#: each other, a cursor was never handed out, an If-Match is old. Such requests fit it and are refused.
REFUSED_FOR_THEIR_SENSE = ["400", "412", "422"]
#: What one check of schemathesis 4.32 asks of an application that is spoken to without a network.
OF_A_NETWORK = ("max_redirects", "verify", "cert", "proxies", "timeout")


def faults(made: House, who: str, *, examples: int, is_thorough: bool) -> tuple[list[str], int]:
    """Send made-up requests as somebody; return what breaks the document, and how many were sent.

    All checks of schemathesis run, and sequences of requests that build on one another's answers.

    Args:
        examples: of each operation, and of each sequence.
        is_thorough: whether every border of every schema is walked along as well, hundreds of requests.
    """
    app = made.open_app if who == "public" else made.app
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    settings = schema.config
    settings.generation.update(max_examples=examples, deterministic=True, database="none", no_shrink=True)
    settings.phases.coverage.enabled = is_thorough
    accepted = settings.checks.positive_data_acceptance
    accepted.expected_statuses = [*accepted.expected_statuses, *REFUSED_FOR_THEIR_SENSE]
    with _speaking_as(schema, made, who), patch.object(News, "wait_past", _news_of_nothing):
        return _run(schema)


def _news_of_nothing(_news: News, _position: int, _seconds: float) -> bool:
    """Stand for waiting in vain: made-up requests ask for it by the hundred."""
    return False


def _run(schema: BaseSchema) -> tuple[list[str], int]:
    found: list[str] = []
    sent = 0
    for event in from_schema(schema).execute():
        match event:
            case events.ScenarioFinished():
                sent += len(event.recorder.interactions)
                found += _of_scenario(event)
            case events.NonFatalError():
                found.append(f"{event.label}: {event.value!r}")
            case events.FatalError():
                found.append(repr(event.exception))
    return found, sent


def _of_scenario(event: events.ScenarioFinished) -> list[str]:
    nodes = [node for checked in event.recorder.checks.values() for node in checked]
    failed = [(node.name, node.failure_info) for node in nodes if node.failure_info is not None]
    return [
        f"{event.phase.value} {name}: {info.failure.operation}: {info.failure.message}\n{info.code_sample}"
        for name, info in failed
    ]


@contextmanager
def _speaking_as(schema: BaseSchema, made: House, who: str) -> Iterator[None]:
    """Send somebody's token along; one that a made-up request revoked is replaced."""
    first = f"Bearer {made.tokens[who]}" if who in made.tokens else None
    if first is not None:
        schema.config.headers = {"Authorization": first}
    send_as_it_is = WSGITransport.send

    def send(transport: Any, case: Any, **given: Any) -> Any:
        for name in OF_A_NETWORK:
            given.pop(name, None)
        headers = given.get("headers") or {}
        is_ours = first is not None and headers.get("Authorization") == first
        if is_ours:
            given["headers"] = {**headers, "Authorization": f"Bearer {made.tokens[who]}"}
        response = send_as_it_is(transport, case, **given)
        if is_ours and response.status_code == 401:
            made.tokens[who] = _another_token(made, who)
        return response

    with patch.object(WSGITransport, "send", send):
        yield


def _another_token(made: House, who: str) -> str:
    """Put somebody back into their place, with a new token."""
    wiring, account = made.wiring, made.people[who]

    def work(connection: Any) -> str:
        accounts.set_active(connection, account.id, is_active=True)
        _, plain = tokens.issue(
            connection,
            account_id=account.id,
            name="another",
            scopes=SCOPES if account.role == "admin" else ("read", "write"),
            now=wiring.now(),
            new_id=wiring.new_id,
            secret=wiring.new_secret(),
            expires_at=None,
        )
        return plain

    return transact(made.engine, work)

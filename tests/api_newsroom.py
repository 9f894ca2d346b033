"""A newsroom behind its API: four people with tokens, a clock, and a check of every answer."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from flask import Flask
from jsonschema import Draft202012Validator, FormatChecker
from sqlalchemy import Connection, Engine, text
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from service.access import accounts, tokens
from service.access.accounts import Account
from service.api import operations
from service.api.document import openapi
from service.database import transact
from service.doors.app import create_app
from service.settings import Settings
from service.wiring import Wiring, new_id
from tests.clock import Clock

BASE_URL = "http://127.0.0.1:8000"
ROLES = {"ann": "admin", "ed": "editor", "rita": "reporter", "vera": "viewer"}
#: Answers whose bodies are no JSON, or speak of the others.
TABLES = (
    "streams",
    "events",
    "event_words",
    "claim_board",
    "claims_as_known",
    "questions",
    "idempotency_keys",
)
UNCHECKED = {"api.show_metrics", "api.openapi", "api.docs", "api.docs_styles"}


@cache
def document() -> dict[str, Any]:
    """Return the OpenAPI document that every answer is held to."""
    from datetime import UTC, datetime

    return openapi(operations(datetime(2022, 9, 26, tzinfo=UTC)), BASE_URL)


@cache
def validator(name: str) -> Draft202012Validator:
    """Return what checks a body against one named schema."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": document()["components"]}
    return Draft202012Validator(schema, format_checker=FormatChecker(["date", "date-time"]))


@dataclass
class Newsroom:
    """Ann is an admin, Ed an editor, Rita a reporter, Vera a viewer."""

    engine: Engine
    clock: Clock
    app: Flask
    wiring: Wiring
    people: dict[str, Account] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, *, by: str | None = "rita", **headers: str) -> TestResponse:
        """Read."""
        return self.send("GET", path, by=by, headers=spelled(headers))

    def post(self, path: str, body: object = None, *, by: str | None = "ed", **headers: str) -> TestResponse:
        """Write JSON."""
        raw = None if body is None else json.dumps(body).encode()
        return self.send("POST", path, raw, by=by, headers=spelled(headers))

    def send(
        self,
        method: str,
        path: str,
        raw: bytes | None = None,
        *,
        by: str | None = "ed",
        content_type: str | None = "application/json",
        headers: Mapping[str, str] | None = None,
    ) -> TestResponse:
        """Send a request as it is, and hold the answer to its own documentation."""
        sent = dict(headers or {})
        if by is not None:
            sent.setdefault("Authorization", f"Bearer {self.tokens[by]}")
        response = self.app.test_client().open(
            path,
            method=method,
            data=raw,
            headers=sent,
            content_type=content_type if raw is not None else None,
        )
        self._check(method, path, response)
        response.get_data()
        response.close()  # what is written down once the answer is out
        return response

    def claim(self, *, by: str = "rita", **more: Any) -> dict[str, Any]:
        """Log a claim about 28 September in Moscow and return it."""
        response = self.post("/api/v1/claims", claim_body(**more), by=by)
        assert response.status_code == 201, response.text
        return response.get_json()

    def follow_up(self, claim_id: str, *, by: str = "ed", status: int = 201, **body: Any) -> dict[str, Any]:
        """Add a follow-up and return the answer."""
        response = self.post(f"/api/v1/claims/{claim_id}/follow-ups", body, by=by)
        assert response.status_code == status, response.text
        return response.get_json()

    def rows(self) -> dict[str, int]:
        """Count the rows of every table that a refused write could touch."""
        with self.engine.connect() as connection:
            return {
                table: connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
                for table in TABLES
            }

    def _check(self, method: str, path: str, response: TestResponse) -> None:
        assert response.headers["X-Request-ID"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        operation = self._operation(method, path)
        if response.status_code >= 400:
            assert response.content_type == "application/problem+json", response.text
            if method != "HEAD":
                validator("Problem").validate(json.loads(response.data))
                assert response.get_json(force=True)["status"] == response.status_code
            if operation is not None:
                assert str(response.status_code) in operation["responses"], (path, response.text)
            return
        if operation is None or method == "HEAD":
            return
        documented = operation["responses"][str(response.status_code)]
        for media_type, content in documented.get("content", {}).items():
            if "$ref" not in content["schema"] or not response.content_type.startswith(media_type):
                continue
            name = content["schema"]["$ref"].rpartition("/")[2]
            if name not in ("Metrics", "ExportedEvents"):
                validator(name).validate(json.loads(response.data))

    def _operation(self, method: str, path: str) -> dict[str, Any] | None:
        """Return what the document says of a request, None where it says nothing."""
        try:
            with self.app.test_request_context(path, method=method) as context:
                rule = context.request.url_rule
                endpoint = context.request.endpoint
        except (HTTPException, UnicodeError):
            return None
        if rule is None or endpoint in UNCHECKED:
            return None
        written = rule.rule.replace("<", "{").replace(">", "}")
        found: dict[str, Any] = document()["paths"][written]["get" if method == "HEAD" else method.lower()]
        return found


def newsroom(engine: Engine, clock: Clock, folder: Path, **settings: Any) -> Newsroom:
    """Return a newsroom on a fresh database."""
    numbers = count(1)
    wiring = Wiring(
        settings=Settings(
            data_dir=folder,
            database_url=engine.url.render_as_string(hide_password=False),
            base_url=BASE_URL,
            round_every=timedelta(seconds=15),
            **settings,
        ),
        engine=engine,
        now=clock,
        new_id=new_id,
        new_secret=lambda: f"{next(numbers):_>43}",
    )
    made = Newsroom(engine, clock, create_app(wiring, started_at=clock()), wiring)
    transact(engine, lambda connection: _let_in(connection, made))
    return made


def _let_in(connection: Connection, made: Newsroom) -> None:
    wiring = made.wiring
    for name, role in ROLES.items():
        account = accounts.add(
            connection,
            email=f"{name}@example.org",
            name=name.title(),
            role=role,
            now=wiring.now(),
            new_id=wiring.new_id,
        )
        _, plain = tokens.issue(
            connection,
            account_id=account.id,
            name="tests",
            scopes=("read", "write", "admin") if role == "admin" else ("read", "write"),
            now=wiring.now(),
            new_id=wiring.new_id,
            secret=wiring.new_secret(),
            expires_at=None,
        )
        made.people[name], made.tokens[name] = account, plain


def claim_body(**more: Any) -> dict[str, Any]:
    """Return a body that logs a claim, with some of its fields given otherwise; None leaves one out."""
    body = {
        "text": "The border is closed to men of military age.",
        "report": {
            "outlet": "Meduza",
            "said_by": {"label": "government sources", "kind": "unnamed", "count": "2+"},
            "hedge": "most likely date",
            "article": {"published_at": "2022-09-25"},
        },
        "when": "2022-09-28",
        "zone": "Europe/Moscow",
        **more,
    }
    return {name: value for name, value in body.items() if value is not None}


def spelled(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}

"""Everybody who can come to the door: people of each role, tokens of each scope, the public, the disabled."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Connection, Engine, MetaData, func, select
from werkzeug.test import TestResponse

from service.access import accounts, guards, sessions, tokens, trail
from service.access.accounts import Account
from service.changes import claims
from service.changes.claims import Context
from service.database import reading, transact
from service.doors.app import create_app
from service.read_models import articles
from service.settings import Settings
from service.wiring import Wiring, new_id
from tests.builders import reported
from tests.clock import Clock

BASE_URL = "http://127.0.0.1:8000"
ROLES = ("viewer", "reporter", "editor", "admin")
#: Tokens of an admin that have one scope alone.
SCOPES = ("read", "write", "admin")
#: Nobody has signed in; the same where reading is public; an account that was switched off while signed in.
OUTSIDERS = ("nobody", "public", "disabled")
EVERYBODY = (*OUTSIDERS, *ROLES, *(f"{scope} token" for scope in SCOPES))
#: Tables that say who came, and not what anybody may do or what is true.
OF_VISITS = frozenset({"trail", "limit_counters", "sessions", "visits"})


@dataclass
class House:
    """One database, one application for members and one with public reading, and everybody's credentials."""

    engine: Engine
    wiring: Wiring
    app: Flask
    open_app: Flask
    #: Values for what varies in an address, by its name in the route.
    path: dict[str, Any] = field(default_factory=dict)
    people: dict[str, Account] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    addresses: Iterator[int] = field(default_factory=lambda: count(1))

    def ask(
        self,
        who: str,
        method: str,
        path: str,
        *,
        body: Any = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> TestResponse:
        """Send one request as somebody: with their token under /api, with their session elsewhere."""
        sent = dict(headers or {})
        client = (self.open_app if who == "public" else self.app).test_client()
        if is_for_programs(path):
            if who in self.tokens:
                sent.setdefault("Authorization", f"Bearer {self.tokens[who]}")
        elif who in self.sessions:
            client.set_cookie("hearsay", self.sessions[who])
        elif who in self.tokens:
            sent.setdefault("Authorization", f"Bearer {self.tokens[who]}")
        response = client.open(
            path,
            method=method,
            json=body,
            data=form,
            headers=sent,
            environ_overrides={"REMOTE_ADDR": self._address()},
        )
        response.get_data()
        response.close()  # what is written down once the answer is out
        return response

    def sign_everybody_in(self) -> None:
        """Begin a session for everybody who may have one."""

        def begin(connection: Connection) -> None:
            for role in ROLES:
                self.sessions[role] = secret = self.wiring.new_secret()
                account = self.people[role].id
                sessions.begin(connection, account, now=self.wiring.now(), secret=secret)

        transact(self.engine, begin)

    def form_token(self, who: str) -> str:
        """Return what the forms of somebody's session carry; empty without a session."""
        if who not in self.sessions:
            return ""
        with self.app.test_request_context(headers={"Cookie": f"hearsay={self.sessions[who]}"}):
            return guards.csrf_token(self.wiring)

    def facts(self) -> dict[str, int]:
        """Count the rows of every table but those that only say who came."""
        found = MetaData()
        with reading(self.engine) as connection:
            found.reflect(connection)
            return {
                table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
                for table in found.sorted_tables
                if table.name not in OF_VISITS
            }

    def refusals(self) -> list[tuple[str, str]]:
        """Return who was refused and why, as the trail has it, oldest first."""
        columns = trail.table.c
        query = select(columns.actor, columns.code).where(columns.status >= 400).order_by(columns.id)
        with reading(self.engine) as connection:
            return [(row.actor, row.code) for row in connection.execute(query)]

    def _address(self) -> str:
        number = next(self.addresses)
        return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def house(engine: Engine, folder: Path) -> House:
    """Return a house with one claim on one question, at noon of 26 September 2022."""
    secrets = (f"{number:_>43}" for number in count(1))
    clock = Clock(datetime(2022, 9, 26, 12, tzinfo=UTC))
    wirings = [
        Wiring(
            settings=Settings(
                data_dir=folder,
                database_url=engine.url.render_as_string(hide_password=False),
                base_url=BASE_URL,
                reads_a_minute=0,
                writes_a_minute=0,
                public_read=public,
            ),
            engine=engine,
            now=clock,
            new_id=new_id,
            new_secret=lambda: next(secrets),
        )
        for public in (False, True)
    ]
    closed, opened = (create_app(one, started_at=clock()) for one in wirings)
    made = House(engine, wirings[0], closed, opened)
    transact(engine, lambda connection: _furnish(connection, made, wirings[0]))
    return made


def _furnish(connection: Connection, made: House, wiring: Wiring) -> None:
    for who in (*ROLES, "disabled"):
        role = "editor" if who == "disabled" else who
        made.people[who] = _account(connection, wiring, who, role)
        scopes = SCOPES if role == "admin" else ("read", "write")
        made.tokens[who] = _token(connection, wiring, made.people[who], scopes)
        made.sessions[who] = secret = wiring.new_secret()
        sessions.begin(connection, made.people[who].id, now=wiring.now(), secret=secret)
    for scope in SCOPES:
        made.tokens[f"{scope} token"] = _token(connection, wiring, made.people["admin"], (scope,))
    accounts.set_active(connection, made.people["disabled"].id, is_active=False)
    context = Context(
        actor=accounts.actor_of(made.people["admin"]),
        now=wiring.now(),
        zone="UTC",
        new_id=wiring.new_id,
    )
    written = claims.report_claim(connection, reported(), context, ask="When does the border close?")
    made.path = {
        "claim_id": written.claim_id,
        "question_id": written.claim.question,
        "article_id": articles.ids_of(connection, written.claim.reports)["rep_1"],
    }


def _account(connection: Connection, wiring: Wiring, name: str, role: str) -> Account:
    return accounts.add(
        connection,
        email=f"{name}@example.org",
        name=name.title(),
        role=role,
        now=wiring.now(),
        new_id=wiring.new_id,
    )


def _token(connection: Connection, wiring: Wiring, account: Account, scopes: Any) -> str:
    _, plain = tokens.issue(
        connection,
        account_id=account.id,
        name="tests",
        scopes=scopes,
        now=wiring.now(),
        new_id=wiring.new_id,
        secret=wiring.new_secret(),
        expires_at=None,
    )
    return plain


def is_for_programs(path: str) -> bool:
    """Whether programs read there, with a token; people have pages and a session."""
    return path.startswith("/api/") or path in ("/healthz", "/readyz", "/metrics")

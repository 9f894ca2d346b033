"""A newsroom with its pages: Ada is an admin, Eve an editor, Rob a reporter, Vic only reads."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine

from service.access import accounts, sign_in_links
from service.access.accounts import Account, actor_of
from service.changes import claims
from service.changes.claims import Context
from service.database import reading, transact
from service.doors.app import create_app
from service.ledger import log
from service.read_models import claim_board
from service.rounds.round import run_round
from service.settings import Settings
from service.wiring import Wiring
from tests.builders import reported
from tests.clock import Clock
from tests.dashboard.browser import Browser

PEOPLE = {"Ada": "admin", "Eve": "editor", "Rob": "reporter", "Vic": "viewer"}


@dataclass
class Newsroom:
    """The whole house behind its pages, and short ways to do what is not the test's matter."""

    wiring: Wiring
    app: Flask
    clock: Clock
    people: dict[str, Account]

    def browser(self) -> Browser:
        """Return a browser nobody has signed in with."""
        return Browser(self.app.test_client())

    def signed_in(self, name: str) -> Browser:
        """Return a browser in which somebody has signed in with a link, as people do."""
        browser = self.browser()
        path = f"/sign-in/{self.link(name)}"
        assert browser.send(browser.open(path), path).status == 303
        return browser

    def link(self, name: str) -> str:
        """Return the secret of a new sign-in link."""
        return self.write(
            lambda connection: sign_in_links.issue(
                connection, self.people[name].id, now=self.clock(), secret=self.wiring.new_secret()
            )
        )

    def logged(self, text: str = "Men are put on a stop list", *, by: str = "Eve", ask: Any = None, **given):
        """Log a claim and return its id; it was published on Monday 26 September 2022."""
        given = {"owner": self.people[by].id, **given}
        proposed = reported(given.pop("window", None), text=text, **given)
        return self.write(
            lambda connection: claims.report_claim(connection, proposed, self.context(by), ask=ask)
        ).claim_id

    def followed_up(self, claim_id: str, *events: Any, by: str = "Eve") -> None:
        """Record follow-ups."""
        for event in events:
            self.write(partial(_follow_up, claim_id=claim_id, event=event, context=self.context(by)))

    def claim(self, claim_id: str):
        """Return a claim as it stands."""
        with reading(self.wiring.engine) as connection:
            found = claim_board.one(connection, claim_id)
        assert found is not None
        return found.claim

    def head(self) -> int:
        """Return how many events the ledger holds."""
        with reading(self.wiring.engine) as connection:
            return log.head(connection)

    def run_round(self) -> None:
        """Let the scheduler do one round."""
        run_round(self.wiring)

    def context(self, name: str) -> Context:
        """Return the context of something that somebody does now."""
        return Context(
            actor=actor_of(self.people[name]),
            now=self.clock(),
            zone=self.wiring.settings.zone,
            new_id=self.wiring.new_id,
        )

    def write(self, work: Callable[[Any], Any]) -> Any:
        """Do something in a transaction."""
        return transact(self.wiring.engine, work)


@pytest.fixture
def newsroom(engine: Engine, clock: Clock, tmp_path) -> Newsroom:
    return newsroom_with(engine, clock, tmp_path)


@pytest.fixture
def public_newsroom(engine: Engine, clock: Clock, tmp_path) -> Newsroom:
    """The same newsroom, where everybody may read."""
    return newsroom_with(engine, clock, tmp_path, public_read=True)


@pytest.fixture
def eve(newsroom: Newsroom) -> Browser:
    return newsroom.signed_in("Eve")


def newsroom_with(engine: Engine, clock: Clock, folder: Any, **settings: Any) -> Newsroom:
    ids, secrets = count(1), count(1)
    wiring = Wiring(
        settings=Settings(data_dir=folder, database_url="sqlite://", zone="Europe/London", **settings),
        engine=engine,
        now=clock,
        new_id=lambda prefix: f"{prefix}_{next(ids):04}",
        new_secret=lambda: f"{next(secrets):_>43}",
    )
    people = {name: _person(wiring, name, role) for name, role in PEOPLE.items()}
    return Newsroom(wiring, create_app(wiring), clock, people)


def _follow_up(connection: Any, *, claim_id: str, event: Any, context: Context) -> Any:
    return claims.follow_up(connection, claim_id, event, context)


def _person(wiring: Wiring, name: str, role: str) -> Account:
    return transact(
        wiring.engine,
        lambda connection: accounts.add(
            connection,
            email=f"{name.lower()}@example.org",
            name=name,
            role=role,
            now=wiring.now(),
            new_id=wiring.new_id,
        ),
    )

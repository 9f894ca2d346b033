"""A small newsroom for tests of rounds: people, claims, and a clock that a test moves."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from service.access import accounts, follows, letter_choices
from service.changes import claims
from service.database import reading, transact
from service.domain.attribution import Article, Report, SaidBy
from service.domain.decisions import FollowUp
from service.domain.events import ClaimReported
from service.domain.roles import Actor
from service.domain.window import window_of_dates
from service.mail import mailbox, outbox
from service.mail.tries import Letter
from service.rounds import digesting, flagging, ladders, noticing, queueing, reminding
from service.rounds.record import Tally
from service.rounds.round import run_round
from service.settings import Settings
from service.wiring import Wiring, new_id
from tests.clock import Clock

EDITOR = Actor("acc_editor", "admin")
SEPT_28 = date(2022, 9, 28)


@dataclass
class Newsroom:
    """Everything a test of rounds does to the world, one method each."""

    wiring: Wiring
    clock: Clock
    logged: int = field(default=0)

    @property
    def engine(self) -> Engine:
        return self.wiring.engine

    def with_mail_server(self, url: str) -> Newsroom:
        settings = replace(self.wiring.settings, smtp_url=url)
        return Newsroom(replace(self.wiring, settings=settings), self.clock)

    def has(self, name: str, *, role: str = "reporter", digest: str = "off", **choices: Any) -> str:
        """Add a person, who gets no digests unless the test says so, and return the account's id."""

        def work(connection: Any) -> str:
            account_id = accounts.add(
                connection,
                email=f"{name.lower()}@example.org",
                name=name,
                role=role,
                now=self.clock(),
                new_id=new_id,
            ).id
            letter_choices.choose(
                connection, account_id, {"digest": digest, **choices}, zone="UTC", now=self.clock()
            )
            return account_id

        return transact(self.engine, work)

    def chooses(self, account_id: str, **choices: Any) -> None:
        """Change somebody's choices about letters."""
        transact(
            self.engine,
            lambda c: letter_choices.choose(c, account_id, choices, zone="UTC", now=self.clock()),
        )

    def follows(self, account_id: str, kind: Any, target: str, *, wants_letters: bool = True) -> None:
        """Have somebody follow a claim, a question, a tag or a desk, or hear no more of a claim."""
        transact(
            self.engine,
            lambda c: follows.follow(
                c,
                account=account_id,
                kind=kind,
                target=target,
                wants_letters=wants_letters,
                now=self.clock(),
                new_id=new_id,
            ),
        )

    def switches_off(self, account_id: str) -> None:
        transact(self.engine, lambda c: accounts.set_active(c, account_id, is_active=False))

    def logs(
        self,
        *,
        owner: str | None,
        latest: date | None = SEPT_28,
        text: str | None = None,
        imported: bool = False,
        ask: str | None = None,
        question: str | None = None,
    ) -> str:
        """Log a claim whose window ends on a day and return its id."""
        return self.logs_all(
            1, owner=owner, latest=latest, text=text, imported=imported, ask=ask, question=question
        )[0]

    def logs_all(
        self,
        count: int,
        *,
        owner: str | None,
        latest: date | None = SEPT_28,
        text: str | None = None,
        imported: bool = False,
        ask: str | None = None,
        question: str | None = None,
    ) -> list[str]:
        """Log many claims at once and return their ids, in order."""
        first = self.logged + 1
        self.logged += count
        proposed = [
            a_claim(
                text or f"The border closes, claim {number}",
                owner=owner,
                latest=latest,
                imported=imported,
                question=question,
            )
            for number in range(first, first + count)
        ]
        return transact(
            self.engine,
            lambda c: [claims.report_claim(c, one, self._context(), ask=ask).claim_id for one in proposed],
        )

    def reports(self, proposed: ClaimReported) -> str:
        """Log a claim as somebody proposes it and return its id."""
        return transact(self.engine, lambda c: claims.report_claim(c, proposed, self._context()).claim_id)

    def follows_up(self, claim_id: str, event: FollowUp) -> None:
        transact(self.engine, lambda c: claims.follow_up(c, claim_id, event, self._context()))

    def runs(self) -> Tally:
        """Run one round."""
        return run_round(self.wiring, worker="test")

    def runs_without_delivering(self) -> None:
        """Run all of a round but its last step, so that letters are queued and not sent yet."""
        for step in (flagging.flag, noticing.notice, ladders.climb, queueing.remind, digesting.digest):
            step(self.wiring, should_stop=lambda: False)

    def mails(self) -> list[mailbox.Kept]:
        """Return the built-in mailbox, newest first."""
        with reading(self.engine) as connection:
            return mailbox.every(connection)

    def letters(self) -> list[Letter]:
        """Return the outbox, oldest first."""
        with reading(self.engine) as connection:
            return outbox.every(connection, most=10_000)[::-1]

    def reminders(self, claim_id: str) -> list[tuple[int, str, str | None]]:
        """Return arming, state and reason of a claim's reminders."""
        with reading(self.engine) as connection:
            found = reminding.of_claim(connection, claim_id)
        return [(one.reminder.arming, one.state, one.reason) for one in found]

    def flags(self, claim_id: str | None = None) -> list[tuple[str, int]]:
        """Return the claims and armings that are flagged for good."""
        table = flagging.flagged_armings
        query = select(table.c.claim, table.c.arming).order_by(table.c.claim, table.c.arming)
        with reading(self.engine) as connection:
            return [
                (claim, arming) for claim, arming in connection.execute(query) if claim_id in (None, claim)
            ]

    def days_pass(self, days: float) -> None:
        self.clock.advance(timedelta(days=days))

    def _context(self) -> claims.Context:
        return claims.Context(actor=EDITOR, now=self.clock(), zone="UTC", new_id=new_id)


def a_claim(
    text: str,
    *,
    owner: str | None,
    latest: date | None,
    imported: bool = False,
    question: str | None = None,
) -> ClaimReported:
    """Return a claim as somebody proposes it."""
    window = window_of_dates(
        latest, latest, zone="Europe/Moscow", phrase="Sept. 28", said_on=date(2022, 9, 26)
    )
    report = Report(
        id="rep_1",
        outlet="Meduza",
        said_by=SaidBy(label="government sources", kind="unnamed", count="2+"),
        wording="Men who may be called up are stopped at the border from Sept. 28.",
        hedge="most likely date",
        article=Article(published_on=date(2022, 9, 26)),
    )
    return ClaimReported(
        text=text, report=report, window=window, owner=owner, imported=imported, question=question
    )


def a_newsroom(engine: Engine, clock: Clock, folder: Path) -> Newsroom:
    """Return an empty newsroom without a mail server: its letters land in the built-in mailbox."""
    settings = Settings(
        data_dir=folder,
        database_url="unused",
        base_url="https://hearsay.example.org",
        mail_from="Hearsay <hearsay@example.org>",
        # A round delivers for as long as this: on a busy machine a test should not run out of it.
        round_every=timedelta(minutes=5),
    )
    wiring = Wiring(
        settings=settings,
        engine=engine,
        now=clock,
        new_id=new_id,
        new_secret=lambda: "unused",
        chance=lambda: 0.5,
    )
    return Newsroom(wiring, clock)

"""Plays commands through the one way to write, for tests that look at what the read models make of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Connection, Engine, select

from service import database
from service.changes import claims
from service.changes.claims import Written
from service.domain.claim import fold
from service.domain.events import ClaimReported, Entry, NewEvent
from service.domain.refusals import Refusal
from service.domain.roles import Actor
from service.ledger import log
from service.read_models import projecting, rebuild
from tests.builders import NOW, actor, context, folded, numbered_ids
from tests.histories import PEOPLE, Command, first_event, follow_up_of, random_commands

ADMIN = actor("admin", id="acc_admin")


class Newsroom:
    """A newsroom at work: its own clock, its own ids, and any number of claims."""

    def __init__(self, engine: Engine, *, now: datetime = NOW, zone: str = "UTC") -> None:
        self.engine = engine
        self.now = now
        self.zone = zone
        self.second_editor = False
        self.new_id = numbered_ids()

    def context(self, who: Actor = ADMIN) -> claims.Context:
        """Return the context of a change that is made now."""
        return replace(
            context(who, now=self.now, zone=self.zone, new_id=self.new_id), second_editor=self.second_editor
        )

    def report(self, proposed: ClaimReported, *, who: Actor = ADMIN, **given: Any) -> Written:
        """Log a claim in a transaction of its own."""
        return self.does(lambda c: claims.report_claim(c, proposed, self.context(who), **given))

    def follow_up(self, claim_id: str, proposed: Any, *, who: Actor = ADMIN, **given: Any) -> Written:
        """Follow a claim up in a transaction of its own."""
        return self.does(lambda c: claims.follow_up(c, claim_id, proposed, self.context(who), **given))

    def pass_deadlines(self, *claim_ids: str) -> list[Written]:
        """Let the scheduler look at these claims now."""
        return self.does(lambda c: claims.pass_deadlines(c, claim_ids, self.context(claims_scheduler())))

    def does(self, work: Callable[[Connection], Any]) -> Any:
        """Run one transaction."""
        return database.transact(self.engine, work)

    def play(self, count: int, commands: Sequence[Command]) -> list[str]:
        """Log so many claims and spread the commands over them, all in one transaction; return their ids."""

        def work(connection: Connection) -> list[str]:
            ids = [
                claims.report_claim(connection, first_event(number, now=self.now), self.context()).claim_id
                for number in range(count)
            ]
            for number, command in enumerate(commands):
                self.now += timedelta(hours=command.hours, microseconds=number)
                self._obey(connection, ids[number % count], command)
            return ids

        return list(self.does(work))

    def _obey(self, connection: Connection, claim_id: str, command: Command) -> None:
        if command.kind == "deadline":
            claims.pass_deadlines(connection, [claim_id], self.context(claims_scheduler()))
            return
        history = [one.entry for one in log.read(connection, claim_id)]
        try:
            proposed = follow_up_of(command, folded(history), history, self.now)
            claims.follow_up(connection, claim_id, proposed, self.context(PEOPLE[command.who]))
        except Refusal:
            return


def write_histories(engine: Engine, histories: Mapping[str, Sequence[Entry]], random: Random) -> None:
    """Write whole histories of acc_1, some entries at a time and crosswise, each with its read models."""
    done = dict.fromkeys(histories, 0)
    while waiting := sorted(name for name, count in done.items() if count < len(histories[name])):

        def work(connection: Connection, names: Sequence[str] = tuple(waiting)) -> None:
            for name in names:
                until = min(len(histories[name]), done[name] + random.randint(1, 9))
                _append(connection, name, histories[name][:until], new=until - done[name])
                done[name] = until

        database.transact(engine, work)


def _append(connection: Connection, name: str, after: Sequence[Entry], *, new: int) -> None:
    events = [
        (NewEvent(entry.event, entry.occurred_at), folded(after[: entry.version]).status)
        for entry in after[-new:]
    ]

    before = fold(after[:-new])

    def project(connection: Connection, stream_ids: Mapping[str, int]) -> None:
        projecting.project_claim(connection, stream_ids[name], name, before, folded(after), after, new=new)

    append = log.Append(name, "claim", len(after) - new, events)
    log.append(connection, [append], log.Circumstances("acc_1", NOW), project=project)
    projecting.project_tallies(connection, [(before, folded(after))])


def claims_scheduler() -> Actor:
    """Return who writes what the clock brings about."""
    return Actor("system:scheduler", "viewer", frozenset())


def random_newsroom(engine: Engine, *, claims_count: int, commands_count: int, seed: int) -> Newsroom:
    """Return a newsroom that has been at random work for a while."""
    newsroom = Newsroom(engine)
    newsroom.second_editor = True
    newsroom.play(claims_count, random_commands(Random(seed), commands_count))
    return newsroom


def read_model_rows(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every read model, in the order of their keys."""
    with database.reading(engine) as connection:
        return {
            table.name: [
                tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in rebuild.TABLES
        }

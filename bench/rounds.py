"""Times what the scheduler does for many: digests for ten thousand people, a round over a million claims."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, literal, select

from bench.ours import CLAIM, EDITOR
from bench.places import Places, tidy
from bench.table import Row, milliseconds
from bench.timing import Contestant, race
from service.access import accounts
from service.changes import claims
from service.database import transact
from service.domain.claim import fold
from service.domain.events import Entry
from service.domain.window import window_of_dates
from service.read_models.claim_board import claim_board
from service.read_models.claim_rows import row_of
from service.rounds import digesting
from service.rounds.round import run_round
from service.settings import from_environment
from service.wiring import Wiring, new_id, wire

#: Monday noon, when everybody's digest of the morning is due.
NOW = datetime(2022, 10, 3, 12, tzinfo=UTC)
LONG_AGO = datetime(2022, 1, 1, tzinfo=UTC)
PEOPLE, CLAIMS_EACH = 10_000, 50
DIGEST_GOAL_SECONDS = 60
FEW, MANY = 1_000, 1_000_000
DUE = 10
ROUNDS = 7
#: Far above every number that the ledger gives to a stream here.
FIRST_NUMBER = 10_000_000
#: People, or copies, that one statement takes.
AT_ONCE = 250


@dataclass
class Clock:
    """Stands still until it is set."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        """Return the instant it is set to."""
        return self.at


def digests(places: Places) -> Iterator[Row]:
    """Queue a digest for everybody on each engine, and give how long that took over how long it may."""
    for engine in places.engines:
        with places.fresh(engine) as url:
            house = _house(places, url, Clock())
            try:
                _people_with_claims(house.engine)
                _give_turns(house)
                began, computed = time.perf_counter(), time.process_time()
                queued = digesting.digest(house, should_stop=lambda: False)
                seconds, computed = time.perf_counter() - began, time.process_time() - computed
                assert queued == PEOPLE, queued
            finally:
                house.engine.dispose()
        yield Row(
            f"digests queued for {PEOPLE:,} people with {CLAIMS_EACH} open claims each", engine,
            f"{DIGEST_GOAL_SECONDS} s", seconds / DIGEST_GOAL_SECONDS, 1, at_most=True,
            ours=f"{seconds:.1f} s, {computed:.1f} s of it computing",
        )  # fmt: skip


def _give_turns(house: Wiring) -> None:
    """Let everybody have a turn, as a round of the day before does for whoever has none."""
    assert isinstance(house.now, Clock)
    house.now.at = NOW - timedelta(days=1)
    assert digesting.digest(house, should_stop=lambda: False) == 0
    house.now.at = NOW


def rounds(places: Places) -> Iterator[Row]:
    """Run rounds in which ten claims fall due, over a million claims and over a thousand."""
    for engine in places.engines:
        with places.fresh(engine) as few_url, places.fresh(engine) as many_url:
            houses = {size: _house(places, url, Clock()) for size, url in ((FEW, few_url), (MANY, many_url))}
            try:
                for size, house in houses.items():
                    _claims_that_come(house.engine, size)
                    _fall_due_day_by_day(house, ROUNDS + 1)
                contestants = [
                    Contestant("few", partial(_run_rounds, houses[FEW]), 1),
                    Contestant("many", partial(_run_rounds, houses[MANY]), 1),
                ]
                result = race(contestants, rounds=ROUNDS)
            finally:
                for house in houses.values():
                    house.engine.dispose()
        yield Row(
            f"round, {DUE} claims due of {MANY:,}", engine, f"of {FEW:,}", result.ratio("few", "many"), 2,
            at_most=True, worst=max(result.ratios("few", "many")),
            ours=milliseconds(result.per_second("many")), theirs=milliseconds(result.per_second("few")),
        )  # fmt: skip


def _house(places: Places, url: str, clock: Clock) -> Wiring:
    settings = from_environment({"HEARSAY_DATABASE_URL": url, "HEARSAY_DATA_DIR": str(places.folder)})
    return replace(wire(settings), now=clock)


def _run_rounds(house: Wiring, count: int) -> None:
    for _ in range(count):
        assert isinstance(house.now, Clock)
        house.now.at += timedelta(days=1)
        tally = run_round(house)
        assert (tally.flagged, tally.error) == (DUE, None), tally


def _fall_due_day_by_day(house: Wiring, days: int) -> None:
    """Log ten claims for each of the coming days, whose last day it is; a round has seen them already."""
    context = claims.Context(actor=EDITOR, now=NOW, zone="UTC", new_id=new_id)
    for ahead in range(days):
        on = NOW.date() + timedelta(days=ahead)
        window = window_of_dates(on, on, zone="UTC", phrase="that day")
        falls_due = replace(CLAIM, window=window, owner=None)

        def log_them(connection: Connection, falls_due: Any = falls_due) -> None:
            for _ in range(DUE):
                claims.report_claim(connection, falls_due, context)

        transact(house.engine, log_them)
    run_round(house)


def _claims_that_come(engine: Engine, size: int) -> None:
    """Write rows of claims whose dates come, as the projection makes them; no event stands behind them."""
    made = [_row(number, date(2023, 1, 1) + timedelta(days=number % 365)) for number in range(FEW)]
    transact(engine, lambda connection: connection.execute(insert(claim_board), made))
    for first in range(1, size // FEW, AT_ONCE):
        copies = range(first, min(first + AT_ONCE, size // FEW))
        transact(engine, partial(_copy, copies=copies))
    tidy(engine)


def _copy(connection: Connection, copies: range) -> None:
    row = claim_board.c
    for copy in copies:
        changed = {
            "stream_id": row.stream_id + copy * FEW,
            "claim": literal(f"clm_{copy:08x}") + func.substr(row.claim, 13),
        }
        made = row.stream_id.between(FIRST_NUMBER, FIRST_NUMBER + FEW - 1)
        found = select(*(changed.get(one.name, one) for one in row)).where(made)
        connection.execute(insert(claim_board).from_select([one.name for one in row], found))


def _people_with_claims(engine: Engine) -> None:
    """Write accounts, and rows of claims of theirs: past due, due today, due this week, to be checked."""
    transact(engine, lambda connection: connection.execute(insert(accounts.table), _accounts()))
    days = [NOW.date() + timedelta(days=number % 40 - 34) for number in range(CLAIMS_EACH)]
    made = [_row(number, day) for number, day in enumerate(days)]
    transact(engine, lambda connection: connection.execute(insert(claim_board), made))
    for first in range(1, PEOPLE, AT_ONCE):
        people = range(first, min(first + AT_ONCE, PEOPLE))
        transact(engine, partial(_copy_to, people=people))
    tidy(engine)


def _copy_to(connection: Connection, people: range) -> None:
    row = claim_board.c
    for person in people:
        changed = {
            "stream_id": row.stream_id + person * CLAIMS_EACH,
            "claim": literal(f"clm_{person:08x}") + func.substr(row.claim, 13),
            "owner": literal(_account_id(person)),
        }
        made = row.stream_id.between(FIRST_NUMBER, FIRST_NUMBER + CLAIMS_EACH - 1)
        found = select(*(changed.get(one.name, one) for one in row)).where(made)
        connection.execute(insert(claim_board).from_select([one.name for one in row], found))


def _accounts() -> list[dict[str, Any]]:
    return [
        {
            "id": _account_id(number),
            "email": f"person{number}@example.org",
            "email_key": accounts.email_key(f"person{number}@example.org"),
            "name": f"Person {number}",
            "role": "reporter",
            "is_active": True,
            "generation": 1,
            "created_at": LONG_AGO,
        }
        for number in range(PEOPLE)
    ]


def _account_id(number: int) -> str:
    return f"acc_{number:032x}"


def _row(number: int, day: date) -> dict[str, Any]:
    """Return the row of a claim whose last day this is, flagged where that is over, owned by the first."""
    window = window_of_dates(day, day, zone="UTC", phrase="a day")
    reported = replace(CLAIM, window=window, owner=_account_id(0))
    claim = fold([Entry(1, reported, LONG_AGO, EDITOR.id)])
    assert claim is not None
    row = row_of(f"clm_{0:08x}{number:024x}", claim)
    is_over = row["closes_at"] <= NOW
    return {**row, "stream_id": FIRST_NUMBER + number, "flag_at": None if is_over else row["flag_at"]}

"""Races the board and an idle scheduler round with many claims against the same with few."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import Connection, Engine, text

from bench.ours import CLAIM, EDITOR
from bench.places import Places
from bench.table import Row, milliseconds
from bench.timing import Contestant, Result, race
from service.changes import claims
from service.database import reading, transact
from service.domain.claim import fold
from service.domain.events import ClaimReported, Entry, NewEvent
from service.domain.window import window_of_dates
from service.ledger import log
from service.ledger.log import Append, Circumstances
from service.read_models import claim_board, due_calendar
from service.read_models.claim_rows import row_of
from service.rounds.round import run_round
from service.settings import from_environment
from service.wiring import Wiring, new_id, wire

ROUNDS = 7
FEW, MANY = 1_000, 100_000
#: In both databases so many claims are past due and flagged; the others' dates lie months ahead.
PAST_DUE = 200
AT_ONCE = 500
NOW = datetime(2022, 10, 3, 12, tzinfo=UTC)
REPORTED_AT = datetime(2022, 9, 26, 6, tzinfo=UTC)


def measured(places: Places) -> Iterator[Row]:
    """Fill two databases per engine and give a row for each ratio."""
    for engine in places.engines:
        with places.fresh(engine) as few_url, places.fresh(engine) as many_url:
            houses = {size: _house(places, url) for size, url in ((FEW, few_url), (MANY, many_url))}
            try:
                for size, wiring in houses.items():
                    _fill(wiring.engine, size)
                yield from _rows(engine, houses[FEW], houses[MANY])
            finally:
                for wiring in houses.values():
                    wiring.engine.dispose()


def _rows(engine: str, few: Wiring, many: Wiring) -> Iterator[Row]:
    works = {
        "board": (lambda house: lambda count: _read_board(house.engine, count), 10),
        "idle scheduler round": (lambda house: lambda count: _run_rounds(house, count), 10),
    }
    for name, (work, count) in works.items():
        result = race(
            [Contestant("few", work(few), count), Contestant("many", work(many), count)], rounds=ROUNDS
        )
        yield _row(engine, name, result)


def _row(engine: str, name: str, result: Result) -> Row:
    ratios = result.ratios("few", "many")
    return Row(
        f"{name}, {MANY:,} claims", engine, f"{FEW:,} claims", result.ratio("few", "many"), 2, at_most=True,
        worst=max(ratios),
        ours=milliseconds(result.per_second("many")), theirs=milliseconds(result.per_second("few")),
    )  # fmt: skip


def _read_board(engine: Engine, count: int) -> None:
    for _ in range(count):
        with reading(engine) as connection:
            sections = due_calendar.sections(connection, NOW)
        assert [section.count for section in sections if section.due == "past_due"] == [PAST_DUE]


def _run_rounds(house: Wiring, count: int) -> None:
    for _ in range(count):
        tally = run_round(house)
        assert (tally.flagged, tally.error) == (0, None)


def _house(places: Places, url: str) -> Wiring:
    settings = from_environment({"HEARSAY_DATABASE_URL": url, "HEARSAY_DATA_DIR": str(places.folder)})
    return replace(wire(settings), now=lambda: NOW)


def _fill(engine: Engine, size: int) -> None:
    """Store claims: those past due through the commands, the many others in large transactions."""
    context = claims.Context(actor=EDITOR, now=NOW, zone="UTC", new_id=new_id)
    past = replace(CLAIM, owner=None)
    ids = transact(
        engine,
        lambda connection: [claims.report_claim(connection, past, context).claim_id for _ in range(PAST_DUE)],
    )
    transact(engine, lambda connection: claims.pass_deadlines(connection, ids, context))
    for start in range(PAST_DUE, size, AT_ONCE):
        transact(engine, partial(_store, start=start, many=min(AT_ONCE, size - start)))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


@lru_cache(maxsize=365)
def _coming(ahead: int) -> tuple[ClaimReported, dict[str, Any]]:
    """Return a claim whose date comes so many days after the first of December, and its row."""
    day = date(2022, 12, 1) + timedelta(days=ahead)
    window = window_of_dates(day, day, zone="Europe/Moscow", phrase="a day to come")
    reported = replace(CLAIM, window=window, owner=None)
    claim = fold([Entry(1, reported, REPORTED_AT, EDITOR.id)])
    assert claim is not None
    return reported, row_of("", claim)


def _store(connection: Connection, *, start: int, many: int) -> None:
    """Store claims whose dates come, spread over a year that begins in two months."""
    appends, rows = [], {}
    for number in range(start, start + many):
        reported, row = _coming(number % 365)
        claim_id = new_id("clm")
        appends.append(Append(claim_id, "claim", 0, [(NewEvent(reported, REPORTED_AT), "rumored")]))
        rows[claim_id] = row

    def project(connection: Connection, stream_ids: Mapping[str, int]) -> None:
        numbered = [
            {"stream_id": stream_ids[claim_id], **row, "claim": claim_id} for claim_id, row in rows.items()
        ]
        claim_board.put_all(connection, numbered)

    log.append(connection, appends, Circumstances(EDITOR.id, NOW), project=project)

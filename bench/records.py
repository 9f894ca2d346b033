"""Times track records and the lists behind them with 1,000,000 claims by some 10,000 sources.

The claims are those of the other pages; only what these pages read is copied a million times.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from statistics import median

from sqlalchemy import Connection, Engine, func, select, text

from bench import many_claims
from bench.many_claims import NOW, OUTLETS, WRITER
from bench.ours import CLAIM, EDITOR
from bench.pages import Spent, house_at, signed_in, timed
from bench.places import Places, tidy
from bench.table import Row, milliseconds
from bench.timing import Contestant, race
from service.changes import claims, sources
from service.changes.claims import Context
from service.database import create_engine, reading, transact
from service.domain.attribution import SaidBy
from service.domain.events import Confirmed, Evidence, SourceType
from service.domain.roles import Actor
from service.doors import request_log
from service.read_models import carried_claims, claim_names, claim_search, claims_as_known, projecting
from service.read_models import sources as known
from service.read_models.record_tallies import record_tallies
from service.wiring import Wiring, new_id

MADE, COPIES, QUESTIONS = 20_000, 50, 3_000
GOAL = 150
ROUNDS, WRITES = 9, 60
#: What only lists of the past and searches read.
WITHOUT = (claims_as_known.claims_as_known, claim_search.claim_search, claim_names.claim_names)
PERSONS: tuple[SourceType, ...] = ("person",)
#: More than there are: what is missing is added at once.
MOST_SOURCES = 50_000


def measured(places: Places) -> Iterator[Row]:
    """Fill a database per engine and give a row for each page, then one for what a write costs more."""
    os.environ[request_log.FILE_SETTING] = str(places.folder / "requests.log")
    for engine in places.engines:
        with places.fresh(engine) as url:
            house = house_at(places, url)
            try:
                size = _fill(house.engine)
                pages = _pages(house)
                found = timed(signed_in(house), pages)
            finally:
                house.engine.dispose()
        for name, spent in found.items():
            yield _row(engine, f"{name}, {size}", spent, goal=None if "as of" in name else 1)
        yield from _costs(places, engine)


def _row(engine: str, name: str, spent: Spent, *, goal: float | None) -> Row:
    return Row(
        name, engine, f"{GOAL} ms", spent.p95 / GOAL, goal, at_most=True,
        ours=f"p50 {median(spent.clock):.0f} ms, p95 {spent.p95:.0f} ms",
        theirs=f"computing {median(spent.computing):.0f} ms",
    )  # fmt: skip


def _fill(engine: Engine) -> str:
    """Store the claims, then everybody they name; say how many there are of both."""
    many_claims.fill(engine, made=MADE, copies=COPIES, questions=QUESTIONS, without=WITHOUT)
    transact(engine, _add_sources)
    tidy(engine)
    with reading(engine) as connection:
        count = connection.execute(select(func.count()).select_from(known.sources)).scalar_one()
    return f"{MADE * COPIES:,} claims, {count:,} sources"


def _add_sources(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        # Copies brought their numbers along.
        behind = "SELECT setval(pg_get_serial_sequence('streams', 'id'), (SELECT max(id) FROM streams))"
        connection.execute(text(behind))
    context = Context(actor=Actor(WRITER, "admin"), now=NOW, zone="UTC", new_id=new_id)
    sources.add_missing(connection, context, most=MOST_SOURCES)


def _pages(house: Wiring) -> Mapping[str, str]:
    """Return pages by name: of the outlet with the most claims, of a person, of four outlets together."""
    with reading(house.engine) as connection:
        outlets = [known.by_name(connection, "outlet", name) for name in OUTLETS[:4]]
        first, *_ = ids = [one.id for one in outlets if one is not None]
        tally = record_tallies.c
        size = connection.execute(
            select(func.sum(tally.claims)).where(
                tally.type == "outlet",
                tally.name == OUTLETS[0].lower(),
                tally.kind == "",
                tally.what.like("%ated:%"),
            )
        ).scalar_one()
        person = known.every(connection, PERSONS, most=1)[0].id
    carried = f"/claims?outlet={first}&role=carried"
    compared = "&".join(f"compare={one}" for one in ids)
    return {
        f"record of an outlet of {int(size):,} claims": f"/sources/{first}/record",
        "page of that outlet": f"/sources/{first}",
        "page of a person": f"/sources/{person}",
        "record of a person": f"/sources/{person}/record",
        "records of all kinds, four outlets compared": f"/records?{compared}",
        "claims of that outlet": carried,
        "claims of that outlet that came true, day not known": f"{carried}&dated=true&outcome=day_not_known",
        "claims of that outlet whose date passed": f"{carried}&dated=true&due=past_due",
        "claims of that outlet on word of somebody named": f"{carried}&said_by=named",
        "claims of that person": f"/claims?source={person}&role=carried",
        "Today": "/",
        "record of that outlet as of a year ago": f"/sources/{first}/record?as_of=2021-10-01",
    }


def _costs(places: Places, engine: str) -> Iterator[Row]:
    """Give what logging a claim, and answering it, costs with records kept and without."""
    with places.fresh(engine) as url:
        database = create_engine(url)
        try:
            for name, work in (("log a claim", _log), ("log a claim and answer it", _log_and_answer)):
                kept, left = partial(work, database), partial(_without_records, partial(work, database))
                contestants = [Contestant("kept", kept, WRITES), Contestant("left out", left, WRITES)]
                result = race(contestants, rounds=ROUNDS)
                yield Row(
                    f"{name}, records kept", engine, "not kept", result.ratio("left out", "kept"), None,
                    at_most=True, worst=max(result.ratios("left out", "kept")),
                    ours=milliseconds(result.per_second("kept")),
                    theirs=milliseconds(result.per_second("left out")),
                )  # fmt: skip
        finally:
            database.dispose()


def _log(engine: Engine, count: int) -> None:
    for _ in range(count):
        _logged(engine)


def _log_and_answer(engine: Engine, count: int) -> None:
    answer = Confirmed(evidence=(Evidence(note="Seen."),), happened=None, known_on=date(2022, 10, 1))
    for _ in range(count):
        claim_id = _logged(engine)
        transact(engine, partial(claims.follow_up, claim_id=claim_id, proposed=answer, context=_context()))


def _logged(engine: Engine) -> str:
    said_by = SaidBy(label="Anna Petrova", kind="named", count="1")
    proposed = replace(CLAIM, report=replace(CLAIM.report, said_by=said_by))
    return transact(engine, lambda c: claims.report_claim(c, proposed, _context()).claim_id)


def _context() -> Context:
    return Context(actor=EDITOR, now=NOW, zone="UTC", new_id=new_id)


def _without_records(work: Callable[[int], None], count: int) -> None:
    with _no_records():
        work(count)


@contextmanager
def _no_records() -> Iterator[None]:
    """Write as if there were no records: neither who carried a claim is kept nor any tally."""
    put, tallies = carried_claims.put, projecting.project_tallies
    nothing: Callable[..., None] = lambda *args, **given: None  # noqa: E731
    carried_claims.put = projecting.project_tallies = nothing
    try:
        yield
    finally:
        carried_claims.put, projecting.project_tallies = put, tallies

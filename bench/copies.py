"""Times how fast what an article may be a copy of is found among 100,000 articles, on each engine."""

from __future__ import annotations

import random
import time
from base64 import b64decode
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from sqlalchemy import Connection, Engine, insert

from bench.places import Places
from bench.table import Row
from service.database import create_engine, reading, transact
from service.domain.copying import Side, proposal_between
from service.domain.shingles import bands
from service.intake.fingerprints import text_read
from service.read_models import articles
from tests.domain.made_up_articles import Matter, text_of

ARTICLES, MATTERS, ASKED = 100_000, 4_000, 400
GOAL_SECONDS = 0.100
TURNS = 3
BATCH = 2_000
#: The row of an article, and those of its bands.
Filled = tuple[dict[str, object], list[dict[str, int]]]
ADDED_AT = datetime(2022, 9, 26, 12, tzinfo=UTC)


def measured(places: Places) -> Iterator[Row]:
    """Give a row for each engine: the 95th of 100 proposals beside its goal, and how many were found."""
    for engine_name in places.engines:
        with places.fresh(engine_name) as url:
            engine = create_engine(url)
            asked = _fill(engine)
            with engine.connect() as connection:
                connection.exec_driver_sql("ANALYZE")
                connection.commit()
            seconds, found = _ask(engine, asked)
            engine.dispose()
        worst = sorted(seconds)[int(len(seconds) * 0.95)]
        yield Row(
            f"proposing a copy among {ARTICLES:,} articles, p95",
            engine_name,
            f"{GOAL_SECONDS * 1e3:.0f} ms",
            worst / GOAL_SECONDS,
            goal=1,
            at_most=True,
            ours=f"{worst * 1e3:.1f} ms",
            theirs=f"{found} of {len(asked)} found",
        )


def _fill(engine: Engine) -> list[str]:
    """Write the rows of articles on some thousand matters, and return copies of some to ask about."""
    chance = random.Random(7)
    matters = [Matter(chance) for _ in range(MATTERS)]
    copied: list[str] = []
    rows: list[Filled] = []
    for number in range(1, ARTICLES + 1):
        matter = matters[number % MATTERS]
        body = matter.article(background=number % 3, sentences=(10, 18))
        if number % (ARTICLES // ASKED) == 0:
            copied.append(text_of(body[: max(8, len(body) * 2 // 3)], head="Another headline"))
        rows.append(_row(number, text_of(body)))
        if len(rows) == BATCH:
            transact(engine, partial(_write, rows=tuple(rows)))
            rows.clear()
    return copied


def _row(number: int, text: str) -> Filled:
    read = text_read(text)
    signature = b64decode(read.signature or "")
    row = {
        "stream_id": number,
        "article": f"art_{number}",
        "version": 1,
        "outlet": f"Outlet {number % 300}",
        "added_at": ADDED_AT,
        "versions": 1,
        "open_proposals": 0,
        "outlet_key": f"outlet {number % 300}",
        "fingerprint": read.fingerprint,
        "kept": "none",
        "shingles": read.shingles,
        "signature": signature,
    }
    return row, [{"band": band, "stream_id": number} for band in set(bands(signature))]


def _write(connection: Connection, *, rows: Sequence[Filled]) -> None:
    connection.execute(insert(articles.articles), [row for row, _ in rows])
    connection.execute(insert(articles.article_bands), [band for _, found in rows for band in found])


def _ask(engine: Engine, asked: list[str]) -> tuple[list[float], int]:
    """Return what each question took, from the text to what is proposed, and how many copies were found.

    Of each question the best of some turns counts, for the machine may be shared.
    """
    blank = Side(id="art_new", outlet="New", number=articles.NEWEST)
    seconds, found = [], 0
    for text in asked:
        turns = []
        proposed = False
        for _ in range(TURNS):
            begun = time.perf_counter()
            read = text_read(text)
            side = replace(blank, signature=b64decode(read.signature or ""), shingles=read.shingles)
            with reading(engine) as connection:
                others = articles.candidates(connection, side)
            proposed = any(proposal_between(side, other) is not None for other in others)
            turns.append(time.perf_counter() - begun)
        seconds.append(min(turns))
        found += proposed
    return seconds, found

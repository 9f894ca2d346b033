"""Files of three shapes that newsrooms have, brought in on either engine: how long, and how long again."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from bench.places import Places
from bench.table import Row
from service.changes.writing import Context
from service.domain.roles import Actor
from service.imports import exporting
from service.imports.importing import Order, bring_in
from service.settings import Settings
from service.wiring import Wiring, wire

#: Seconds that bringing a set in may take, and bringing it in again.
GOAL, AGAIN = 60.0, 10.0
EDITOR = "acc_0192f0a1b2c3d4e5f60718293a4b5c6d"
_STANCES = ("for", "against", "relays", "no_confirmation")
_WORDS = [
    one + two for one in ("bor", "gal", "mor", "rul", "tam", "sa") for two in ("der", "gas", "low", "ny")
]
FileRow = dict[str, Any]


def measured(places: Places) -> Iterator[Row]:
    """Bring each set in, again, and everything out and into an empty database."""
    sets: dict[str, Callable[[Random], list[FileRow]]] = {
        "a rumour tracker": tracker,
        "verdicts by speakers": verdicts,
        "forecasting questions": forecasts,
    }
    for name, make in sets.items():
        rows = make(Random(7))
        Random(8).shuffle(rows)
        file = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
        what = f"seconds to import {name}, {len(rows):,} rows"
        for engine in places.engines:
            with places.fresh(engine) as url:
                house = _house(url, places.folder)
                yield _row(what, engine, house, file, GOAL)
                yield _row(f"{what}, again", engine, house, file, AGAIN)
                if make is tracker:
                    yield _round_trip(places, engine, house)
                house.engine.dispose()


def _round_trip(places: Places, engine: str, house: Wiring) -> Row:
    with places.fresh(engine) as url:
        other = _house(url, places.folder)
        began = time.monotonic()
        file = b"".join(exporting.pieces(house.engine, "ndjson"))
        _seconds(other, file)
        took = time.monotonic() - began
        other.engine.dispose()
    count = len(file.splitlines())
    what = f"seconds to export {count:,} events and import them"
    return Row(what, engine, "the goal of 60 s", took, GOAL, at_most=True)


def _house(url: str, folder: Path) -> Wiring:
    return wire(Settings(data_dir=folder, database_url=url))


def _row(what: str, engine: str, house: Wiring, file: bytes, goal: float) -> Row:
    computing = time.process_time()
    took = _seconds(house, file)
    ours = f"{time.process_time() - computing:.1f} s of computing"
    return Row(what, engine, f"the goal of {goal:.0f} s", took, goal, at_most=True, ours=ours)


def _seconds(house: Wiring, file: bytes) -> float:
    context = Context(
        actor=Actor(EDITOR, "admin"), now=house.now(), zone="UTC", new_id=house.new_id, request_id=None
    )
    began = time.monotonic()
    found = bring_in(house, context, Order(source=io.BytesIO(file)))
    took = time.monotonic() - began
    if found.state != "done":
        raise AssertionError(f"the set is refused: {found.report['faults'][:3]}")
    return took


def tracker(random: Random) -> list[FileRow]:
    """Return 300 claims, 2,595 articles that take a stance on them, and answers to two thirds."""
    rows: list[FileRow] = [_claim(f"tracker-{number}", random) for number in range(300)]
    for number in range(2_595):
        claim = number if number < 300 else random.randrange(300)
        month, day, hour = random.randrange(1, 13), random.randrange(1, 29), number % 24
        article = {
            "url": f"https://example.org/{number}/{_said(random, 3).replace(' ', '-')}",
            "title": _said(random, 8),
            "published_at": f"2014-{month:02}-{day:02}T{hour:02}:30:00Z",
        }
        report = {"outlet": f"{_WORDS[number % 24].title()} {number % 150}", "article": article}
        report |= {"stance": random.choice(_STANCES), "wording": _said(random, 12)}
        rows.append(
            {"kind": "report", "key": f"article-{number}", "claim": f"tracker-{claim}", "report": report}
        )
    rows += [_answer(f"tracker-{number}", "2015-01-10", random) for number in range(200)]
    return rows


def verdicts(random: Random) -> list[FileRow]:
    """Return 12,836 statements by 3,318 speakers, each with a verdict."""
    rows = []
    for number in range(12_836):
        speaker = number if number < 3_318 else int(3_318 * random.random() ** 3)
        said_by = {"label": f"Speaker {speaker}", "kind": "named"}
        rows.append(_claim(f"speech-{number}", random, said_by=said_by))
        rows.append(_answer(f"speech-{number}", "2016-06-01", random))
    return rows


def forecasts(random: Random) -> list[FileRow]:
    """Return 2,574 questions with 6,058 dates on which they resolve, two thirds of them answered."""
    rows: list[FileRow] = [
        {"kind": "question", "key": f"q-{number}", "text": f"Will {_said(random, 6)} be so?"}
        for number in range(2_574)
    ]
    for number in range(6_058):
        question = number if number < 2_574 else random.randrange(2_574)
        ends = date(2024, 7, 28) + timedelta(days=random.choice((7, 30, 90, 180)))
        key = f"q-{question}/{number}"
        rows.append(
            _claim(key, random, question=f"q-{question}", window={"latest": str(ends), "zone": "UTC"})
            | {"occurred_at": "2024-07-21"}
        )
        if random.random() < 2 / 3:
            rows.append(_answer(key, str(ends + timedelta(days=1)), random))
    return rows


def _claim(key: str, random: Random, *, said_by: Any = None, **more: Any) -> FileRow:
    report = {"outlet": "The Tracker", "said_by": said_by or {"kind": "not_stated"}}
    return {
        "kind": "claim",
        "key": key,
        "occurred_at": f"2014-0{random.randrange(1, 10)}-{random.randrange(1, 29):02}",
        "text": f"{_said(random, 10).capitalize()} ({key}).",
        "report": report,
        **more,
    }


def _answer(claim: str, on: str, random: Random) -> FileRow:
    evidence = [{"url": f"https://example.org/proof/{claim}", "note": _said(random, 4)}]
    body: FileRow = {"claim": claim, "key": f"{claim}/answer", "known_on": on, "evidence": evidence}
    if random.random() < 0.5:
        return {**body, "kind": "confirm"}
    return {**body, "kind": "refute", "reason": "shown_untrue"}


def _said(random: Random, words: int) -> str:
    return " ".join(random.choices(_WORDS, k=words))

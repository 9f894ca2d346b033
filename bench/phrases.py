"""Times how fast words about when are read, on one core: `python -m bench.phrases`, no database needed."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from statistics import median

from bench.places import Places
from bench.table import Row, as_lines, rate
from service.domain.phrases import read

TABLES = Path(__file__).resolve().parent.parent / "tests" / "domain" / "phrases"
ZONE = "Europe/Moscow"
#: What a reading is held against, in readings a second and in seconds for ten thousand characters.
A_SECOND, LONG_SECONDS = 20_000, 0.010
ROUNDS, TIMES = 7, 20
#: Ten thousand characters of each: an article, and what somebody might send to hold up the server.
LONG_TEXTS = {
    "an article": "The border will close on Sept. 28, officials said on Wednesday, unless the law changes. ",
    "days over and over": "Monday or ",
    "bounds over and over": "by the end of ",
    "single digits": "1 ",
    "times that never end": "12:",
    "moves from nowhere": "moved from ",
    "hours over and over": "noon Friday, ",
}


def measured(places: Places | None = None) -> Iterator[Row]:
    """Give a row for phrases that come again, for phrases never seen, and for the slowest long text."""
    phrases = _phrases()
    again = _microseconds_each(phrases, seen=True)
    new = _microseconds_each(phrases, seen=False)
    for what, each in (("reading a phrase", again), ("reading a phrase never seen", new)):
        ours, goal = 1e6 / median(each), f"{A_SECOND:,} a second"
        yield Row(
            what, "one core", goal, ours / A_SECOND, goal=1, ours=rate(ours), theirs=f"{len(each):,} phrases"
        )
    name, seconds = max(((name, _long(text)) for name, text in LONG_TEXTS.items()), key=lambda pair: pair[1])
    against = f"{LONG_SECONDS * 1e3:.0f} ms"
    what = f"10,000 characters: {name}"
    yield Row(
        what,
        "one core",
        against,
        seconds / LONG_SECONDS,
        goal=1,
        at_most=True,
        ours=f"{seconds * 1e3:.1f} ms",
    )


def _phrases() -> list[tuple[str, date]]:
    found = []
    for path in sorted(TABLES.glob("*.tsv")):
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        for line in lines[1:]:
            phrase, said_on = line.split("\t")[:2]
            found.append((phrase, date.fromisoformat(said_on)))
    return found


def _microseconds_each(phrases: list[tuple[str, date]], *, seen: bool) -> list[float]:
    """Return the best of some rounds for every phrase, in processor time, for the machine may be shared."""
    best = [float("inf")] * len(phrases)
    for turn in range(ROUNDS):
        for number, (phrase, said_on) in enumerate(phrases):
            texts = [phrase if seen else f"{phrase} {_letters(turn * TIMES + one)}" for one in range(TIMES)]
            begun = time.process_time()
            for text in texts:
                read(text, said_on=said_on, said_zone=ZONE, zone=ZONE)
            best[number] = min(best[number], (time.process_time() - begun) / TIMES * 1e6)
    return best


def _letters(number: int) -> str:
    """Return a word that says nothing, another one for each number."""
    return "x" + "".join(chr(ord("k") + int(digit)) for digit in str(number))


def _long(text: str) -> float:
    whole = (text * 10_000)[:10_000]
    turns = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        read(whole, said_on=date(2022, 9, 26), said_zone=ZONE, zone=ZONE)
        turns.append(time.process_time() - begun)
    return min(turns)


if __name__ == "__main__":
    sys.stdout.write("\n".join([*as_lines(list(measured())), ""]))

"""`python -m bench [part …] [sqlite|postgresql]`: run all parts or those that are named, one table.

The parts are ledger, api, board, pages, records, digests, rounds, phrases, copies and imports.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator

from bench import api, board, copies, imports, ledger, machine, pages, phrases, places, records, rounds
from bench.places import ENGINES
from bench.table import Row, as_lines

PARTS: dict[str, Callable[[places.Places], Iterator[Row]]] = {
    "ledger": ledger.measured,
    "api": api.measured,
    "board": board.measured,
    "pages": pages.measured,
    "records": records.measured,
    "digests": rounds.digests,
    "rounds": rounds.rounds,
    "phrases": phrases.measured,
    "imports": imports.measured,
    "copies": copies.measured,
}


def main(names: list[str]) -> int:
    """Measure, print, and return 0; a goal that is not reached is said in the table."""
    known = [*PARTS, *ENGINES]
    if unknown := set(names) - set(known):
        print(f"There is no {', '.join(sorted(unknown))} to measure; there are {', '.join(known)}.")
        return 2
    began, rows = time.monotonic(), []
    with places.opened([engine for engine in ENGINES if engine in names] or ENGINES) as opened:
        for part in [part for part in PARTS if part in names] or PARTS:
            for row in PARTS[part](opened):
                rows.append(row)
                print(f"  {row.what}, {row.engine} ÷ {row.against}: {row.ratio:.2f}", file=sys.stderr)
        about = [*machine.described(opened.folder), opened.server.description]
    print("\n".join([*about, "", *as_lines(rows), ""]))
    missed = sum(not row.is_met for row in rows)
    print(f"{len(rows)} ratios, {missed} short of their goal, in {time.monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The list of faults in docs/faults.md, read: which tests prove what holds under each."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIST = ROOT / "docs" / "faults.md"
_ROW = re.compile(r"^\| ([A-D]\d+) \|(.*)\|$", re.MULTILINE)
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


@dataclass(frozen=True)
class Fault:
    """One row: the tests are pairs of a file and a function in it."""

    name: str
    quick: tuple[tuple[str, str], ...]
    slow: tuple[tuple[str, str], ...]
    remark: str


def faults() -> list[Fault]:
    """Return the rows in their order."""
    found = []
    for name, cells in _ROW.findall(LIST.read_text()):
        _, quick, slow, remark = cells.split("|")
        tests = [tuple((file, test) for file, test in _TEST.findall(cell)) for cell in (quick, slow)]
        found.append(Fault(name, tests[0], tests[1], remark.strip()))
    return found


def main() -> None:
    """Write every test that is named, once each, for `make faults`."""
    named = {f"{file}::{test}": None for one in faults() for file, test in (*one.quick, *one.slow)}
    sys.stdout.write("\n".join(named) + "\n")


if __name__ == "__main__":
    main()

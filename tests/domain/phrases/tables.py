"""Reads the tables of phrases that stand beside this file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from service.domain.phrases import Reading, read

HERE = Path(__file__).resolve().parent
ZONE = "Europe/Moscow"


@dataclass(frozen=True)
class Case:
    """One line of a table: words, when they were said, and what is expected of them."""

    table: str
    line: int
    phrase: str
    said_on: date
    said_zone: str
    zone: str
    expected: dict[str, str]

    @property
    def name(self) -> str:
        """A name for the test."""
        return f"{self.table}:{self.line} {self.phrase[:60]}"

    def read(self) -> Reading:
        """Return what the words are read as."""
        return read(self.phrase, said_on=self.said_on, said_zone=self.said_zone, zone=self.zone)


def cases() -> list[Case]:
    """Return all lines of all tables."""
    return [case for path in sorted(HERE.glob("*.tsv")) for case in _cases_in(path)]


def _cases_in(path: Path) -> Iterator[Case]:
    columns: list[str] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("#"):
            continue
        cells = line.split("\t")
        if not columns:
            columns = cells
            continue
        row = dict(zip(columns, cells, strict=False))
        phrase, said_on = row.pop("phrase"), date.fromisoformat(row.pop("said_on"))
        zone = row.pop("zone", "") or ZONE
        said_zone = row.pop("said_zone", "") or zone
        expected = {column: cell for column, cell in row.items() if cell}
        yield Case(path.stem, number, phrase, said_on, said_zone, zone, expected)

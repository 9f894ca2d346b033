"""What is wrong with rows of a file: all of it counted, the first thousand listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from service.domain.refusals import Fault
from service.intake.import_rows import BadRow, Row
from service.intake.limits import ROW_FAULTS


@dataclass(frozen=True, slots=True)
class RowFault:
    """One thing that is wrong with one row."""

    row: int
    line: int
    key: str | None
    fault: Fault


@dataclass(slots=True)
class Faults:
    """What was found wrong so far."""

    listed: list[RowFault] = field(default_factory=list)
    by_code: Counter[str] = field(default_factory=Counter)
    rows: set[int] = field(default_factory=set)

    @property
    def count(self) -> int:
        """How many there are, listed or not."""
        return self.by_code.total()

    def of(self, row: Row, faults: Iterable[Fault]) -> None:
        """Take down what is wrong with a row."""
        self._add(row.number, row.line, row.key if row.has_key else None, faults)

    def of_bad(self, bad: BadRow) -> None:
        """Take down why a row cannot be read."""
        self._add(bad.number, bad.line, bad.key, bad.faults)

    def _add(self, number: int, line: int, key: str | None, faults: Iterable[Fault]) -> None:
        for fault in faults:
            self.rows.add(number)
            self.by_code[fault.code] += 1
            if len(self.listed) < ROW_FAULTS:
                self.listed.append(RowFault(number, line, key, fault))

    def shapes(self) -> list[dict[str, Any]]:
        """Return those that are listed as plain values, in the order of the rows."""
        return [
            {
                "row": one.row,
                "line": one.line,
                "key": one.key,
                "pointer": one.fault.pointer,
                "code": one.fault.code,
                "detail": one.fault.detail,
                "hint": one.fault.hint,
            }
            for one in sorted(self.listed, key=lambda one: one.row)
        ]

"""The one table that a run prints: what was measured, its ratios, and the goals it was held against."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One measured figure; a goal of None is none. `at_most` turns the goal round."""

    what: str
    engine: str
    against: str
    ratio: float
    goal: float | None = None
    at_most: bool = False
    worst: float | None = None
    ours: str = ""
    theirs: str = ""

    @property
    def is_met(self) -> bool:
        """Whether the ratio reaches its goal; true where there is none."""
        if self.goal is None:
            return True
        return self.ratio <= self.goal if self.at_most else self.ratio >= self.goal


HEAD = ("what", "engine", "against", "ratio", "worst round", "goal", "", "ours", "theirs")


def as_lines(rows: list[Row]) -> list[str]:
    """Return the rows as a Markdown table with even columns."""
    cells = [HEAD, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEAD))]
    lines = ["| " + " | ".join(map(str.ljust, line, widths)) + " |" for line in cells]
    return [lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]]


def _cells(row: Row) -> tuple[str, ...]:
    goal = "" if row.goal is None else f"{'≤' if row.at_most else '≥'} {_figure(row.goal)}"
    verdict = "" if row.goal is None else ("yes" if row.is_met else "NO")
    worst = "" if row.worst is None else _figure(row.worst)
    return (
        row.what, row.engine, row.against, _figure(row.ratio), worst, goal, verdict, row.ours, row.theirs,
    )  # fmt: skip


def _figure(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def rate(per_second: float) -> str:
    """Return a rate as it is shown."""
    return f"{per_second:,.0f}/s"


def microseconds(value: float) -> str:
    """Return time spent computing for one thing as it is shown."""
    return f"{value:.0f} µs"


def milliseconds(per_second: float) -> str:
    """Return how long one takes, from how many there are in a second."""
    return f"{1000 / per_second:.1f} ms"

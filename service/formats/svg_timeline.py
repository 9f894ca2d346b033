"""Windows as bars on a line of days, drawn as SVG: no script, no styles of its own, at any width.

Everything across is given in hundredths of the width, everything down in pixels, so that words keep their
size on narrow screens. What is drawn is for those who see it: every bar is a link with a name of its own, and
the page tells the same in a table.

Source: SVG 2, sections 5.5 (nested svg elements clip), 8.9 (percentages) and 16.3 (links).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from service.formats.days_in_words import short_day

#: Pixels down: the line of days, one row, and where its words and its bar stand in it.
HEAD, ROW, WORDS_AT, BAR_AT, BAR_HIGH = 26, 48, 17, 26, 14
#: No bar is narrower, however long the line, in hundredths of the width.
LEAST = 0.9
#: Days that are named on the line, at most; more would touch on a phone.
MOST_TICKS = 6
_DAY = timedelta(days=1)
_STEPS_IN_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One window on the line; ends that are None are open."""

    label: str
    #: What the link says to those who do not see the bar.
    says: str
    href: str
    first: date | None
    last: date | None
    #: The family of colours.
    family: str
    #: Windows that were left for this one, oldest first.
    earlier: tuple[tuple[date | None, date | None], ...] = ()
    #: A symbol and the day it stands on.
    mark: tuple[str, date] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The span of days that is drawn, and what the drawing is called."""

    first: date
    last: date
    today: date
    name: str
    title: str
    description: str

    def at(self, day: date) -> float:
        """Return where a day begins, in hundredths of the width; days outside lie on the edge."""
        whole = (self.last - self.first).days + 1
        return min(max((day - self.first).days / whole * 100, 0.0), 100.0)


def drawn(line: Line, bars: Sequence[Bar]) -> str:
    """Return the drawing as an element for a page of HTML; words in it are escaped."""
    height = HEAD + ROW * len(bars) + 4
    parts = [
        (
            f'<svg class="timeline" role="group" width="100%" height="{height}"'
            f' aria-labelledby="{line.name}-title" aria-describedby="{line.name}-desc">'
        ),
        f'<title id="{line.name}-title">{escape(line.title)}</title>',
        f'<desc id="{line.name}-desc">{escape(line.description)}</desc>',
        *_axis(line, height),
        *(_row(line, bar, HEAD + ROW * number) for number, bar in enumerate(bars)),
        "</svg>",
    ]
    return "".join(parts)


def ticks(first: date, last: date) -> list[date]:
    """Return the days to be named: Mondays of a short span, firsts of months of a longer one."""
    weeks = ((last - first).days + 1) / 7
    if weeks <= 2 * MOST_TICKS:
        step = 7 if weeks <= MOST_TICKS else 14
        begin = first + timedelta(days=-first.weekday() % 7)
        return _before(last, lambda number: begin + timedelta(days=step * number))
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    step = next(step for step in _STEPS_IN_MONTHS if months / step <= MOST_TICKS)
    start = first.year * 12 + first.month - 1 + (first.day > 1)
    start += -start % step
    return _before(last, lambda number: _first_of(start + step * number))


def _axis(line: Line, height: int) -> Iterator[str]:
    for day in ticks(line.first, line.last):
        at = f"{line.at(day):.2f}%"
        words = short_day(day) if (line.last - line.first).days < 300 else f"{day:%b %Y}"
        anchor = "end" if line.at(day) > 90 else "start"
        yield f'<line class="grid" x1="{at}" x2="{at}" y1="{HEAD - 6}" y2="{height}"/>'
        yield f'<text class="tick" x="{at}" y="14" text-anchor="{anchor}">{words}</text>'
    if line.first <= line.today <= line.last:
        at = f"{line.at(line.today):.2f}%"
        yield f'<line class="today" x1="{at}" x2="{at}" y1="{HEAD - 6}" y2="{height}"/>'


def _row(line: Line, bar: Bar, top: int) -> str:
    says, label = escape(bar.says), escape(bar.label)
    ghosts = "".join(_rect(line, first, last, "ghost") for first, last in bar.earlier)
    return (
        f'<a href="{escape(bar.href)}" aria-label="{says}">'
        f'<svg x="0" y="{top}" width="100%" height="{ROW}"><title>{says}</title>'
        f'<rect class="whole" x="0" y="0" width="100%" height="{ROW}"/>'
        f'<text class="label" x="0.5%" y="{WORDS_AT}">{label}</text>'
        f"{ghosts}{_bar(line, bar)}{_mark(line, bar)}</svg></a>"
    )


def _bar(line: Line, bar: Bar) -> str:
    if bar.first is None and bar.last is None:
        return ""
    return _rect(line, bar.first, bar.last, f"bar {bar.family}") + _open_ends(line, bar)


def _rect(line: Line, first: date | None, last: date | None, family: str) -> str:
    """Return a bar as far as it lies on the line; nothing where it lies beside it."""
    if (first or line.first) > line.last or (last or line.last) < line.first:
        return ""
    begins = 0.0 if first is None else line.at(first)
    ends = 100.0 if last is None else line.at(last + _DAY)
    width = max(ends - begins, LEAST)
    begins = min(begins, 100.0 - width)
    return (
        f'<rect class="{family}" x="{begins:.2f}%" y="{BAR_AT}" width="{width:.2f}%" height="{BAR_HIGH}"'
        ' rx="3"/>'
    )


def _open_ends(line: Line, bar: Bar) -> str:
    found = ""
    if bar.first is None:
        found += f'<text class="end {bar.family}" x="0.4%" y="{BAR_AT + 12}">‹</text>'
    if bar.last is None and (bar.first or line.first) <= line.last:
        found += f'<text class="end {bar.family}" x="99.6%" y="{BAR_AT + 12}" text-anchor="end">›</text>'
    return found


def _mark(line: Line, bar: Bar) -> str:
    if bar.mark is None or not line.first <= bar.mark[1] <= line.last:
        return ""
    symbol, on = bar.mark
    at = min(max((line.at(on) + line.at(on + _DAY)) / 2, 1.0), 99.0)
    return f'<text class="mark" x="{at:.2f}%" y="{BAR_AT + 13}" text-anchor="middle">{symbol}</text>'


def _before(last: date, of: Callable[[int], date]) -> list[date]:
    found: list[date] = []
    while (day := of(len(found))) <= last:
        found.append(day)
    return found


def _first_of(months: int) -> date:
    return date(months // 12, months % 12 + 1, 1)

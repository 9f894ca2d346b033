"""Shares with the range in which they can lie, as bars on a line from 0 to 100 %, drawn as SVG.

What is drawn is the range, and a mark where the share lies in it: a wide bar says that little is known. Where
there are too few to tell a share, words say so and nothing is drawn. The page tells the same in a table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from service.domain.rates import Rate

#: Pixels down: the scale, one row, and where its words and its bar stand in it.
HEAD, ROW, LABEL_AT, WORDS_AT, BAR_AT, BAR_HIGH = 22, 62, 16, 32, 41, 12
TICKS = (0, 25, 50, 75, 100)
#: How wide the mark of a share is, and how narrow a bar can be, in hundredths of the width.
MARK, LEAST = 0.6, 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One share: whose it is, in what words it is told, and where its claims are, if anywhere."""

    label: str
    words: str
    rate: Rate
    href: str | None = None


def drawn(rows: Sequence[Row], *, name: str, title: str, description: str) -> str:
    """Return the drawing as an element for a page of HTML; words in it are escaped."""
    height = HEAD + ROW * len(rows) + 4
    parts = [
        (
            f'<svg class="ranges" role="group" width="100%" height="{height}"'
            f' aria-labelledby="{name}-title" aria-describedby="{name}-desc">'
        ),
        f'<title id="{name}-title">{escape(title)}</title>',
        f'<desc id="{name}-desc">{escape(description)}</desc>',
        *_scale(height),
        *(_row(row, HEAD + ROW * number) for number, row in enumerate(rows)),
        "</svg>",
    ]
    return "".join(parts)


def _scale(height: int) -> Iterator[str]:
    for tick in TICKS:
        anchor = "start" if tick == 0 else "end" if tick == 100 else "middle"
        yield f'<line class="grid" x1="{tick}%" x2="{tick}%" y1="{HEAD - 6}" y2="{height}"/>'
        yield f'<text class="tick" x="{tick}%" y="12" text-anchor="{anchor}">{tick} %</text>'


def _row(row: Row, top: int) -> str:
    says = escape(f"{row.label}: {row.words}")
    inner = (
        f'<svg x="0" y="{top}" width="100%" height="{ROW}"><title>{says}</title>'
        f'<rect class="whole" x="0" y="0" width="100%" height="{ROW}"/>'
        f'<text class="label" x="0.5%" y="{LABEL_AT}">{escape(row.label)}</text>'
        f'<text class="tick" x="0.5%" y="{WORDS_AT}">{escape(row.words)}</text>{_bar(row.rate)}</svg>'
    )
    return inner if row.href is None else f'<a href="{escape(row.href)}" aria-label="{says}">{inner}</a>'


def _bar(rate: Rate) -> str:
    if rate.share is None or rate.bounds is None:
        return ""
    low, high = (bound * 100 for bound in rate.bounds)
    width = max(high - low, LEAST)
    at = min(max(rate.share * 100 - MARK / 2, 0), 100 - MARK)
    return (
        f'<rect class="bar week" x="{min(low, 100 - width):.2f}%" y="{BAR_AT}" width="{width:.2f}%"'
        f' height="{BAR_HIGH}" rx="3"/>'
        f'<rect class="share" x="{at:.2f}%" y="{BAR_AT - 3}" width="{MARK}%" height="{BAR_HIGH + 6}"/>'
    )

"""The weeks of a year as a field of tinted squares, each with its number, drawn as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from service.formats.days_in_words import counted, day, short_day

#: A year touches at most 54 weeks.
ACROSS, HIGH, GAP = 9, 48, 3
#: Tints beside none at all.
STEPS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """One week: its Monday, how many windows it counts, and where they are listed."""

    monday: date
    count: int
    href: str


def drawn(weeks: Sequence[Week], *, title: str, description: str, verb: str) -> str:
    """Return the drawing as an element for a page of HTML.

    Args:
        verb: what the windows do: “close” or “open”.
    """
    most = max((week.count for week in weeks), default=0)
    rows = -(-len(weeks) // ACROSS)
    parts = [
        (
            f'<svg class="weeks" role="group" width="100%" height="{rows * (HIGH + GAP)}"'
            ' aria-labelledby="weeks-title" aria-describedby="weeks-desc">'
        ),
        f'<title id="weeks-title">{escape(title)}</title><desc id="weeks-desc">{escape(description)}</desc>',
        *(_cell(number, week, tint(week.count, most), verb) for number, week in enumerate(weeks)),
        "</svg>",
    ]
    return "".join(parts)


def tint(count: int, most: int) -> int:
    """Return which of five tints a count has beside the largest one; 0 for none."""
    return 0 if count == 0 else -(-count * STEPS // most)


def _cell(number: int, week: Week, step: int, verb: str) -> str:
    row, column = divmod(number, ACROSS)
    width = 100 / ACROSS
    says = f"Week of {day(week.monday)}: {counted(week.count, 'window')} {verb}{'s' * (week.count == 1)}"
    return (
        f'<a href="{escape(week.href)}" aria-label="{says}">'
        f'<svg x="{column * width:.2f}%" y="{row * (HIGH + GAP)}" width="{width - 0.4:.2f}%" height="{HIGH}">'
        f'<title>{says}</title><rect class="tint-{step}" width="100%" height="100%" rx="4"/>'
        f'<text class="number" x="50%" y="22" text-anchor="middle">{week.count or "·"}</text>'
        f'<text class="tick" x="50%" y="39" text-anchor="middle">{_label(number, week.monday)}</text>'
        "</svg></a>"
    )


def _label(number: int, monday: date) -> str:
    """Return the Monday's day, with its month where that is new: squares are narrow on a phone."""
    return short_day(monday) if number == 0 or monday.day <= 7 else str(monday.day)

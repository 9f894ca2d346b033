"""How words about when are read, as a page for people: written from the very rules that read them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from service.domain.phrases import AsksAfter, Reading, read
from service.domain.phrases.explaining import RULES, shown
from service.domain.phrases.house_style import CHOICES
from service.domain.phrases.rules import Rule
from service.domain.window import Window

#: When and where the words of the examples were said, unless another day stands beside them.
SAID_ON, ZONE = date(2022, 9, 26), "Europe/Moscow"
OPENING = f"""\
# Dates as said

How Hearsay turns the words of a report into a window of days, rule by rule. Every rule has a name; it stands
with each window, so that anybody can look up here why a date was read as it was.

- **Words are read from the day they were said**, in the place where they were said. A copy that runs a day
  later is read from the day of its original. The window closes where the thing is to happen.
- **No day is made up.** "By the end of the month" has passed only when the month is over. "As early as
  Monday" has no end. What hangs on something else, or cannot be read, keeps its words and no date.
- **Where two readings are fair, both are given and we ask.**
- **What was left unread is said**, beside the words that were used.

How sure a reading is: **exact** – the words name the days · **inferred** – by a rule of this page ·
**approximate** – about that time, as the words themselves say · **house rule** – the words leave it to us ·
**ambiguous** – two readings are fair, and we ask.

The examples were said on {shown(SAID_ON)} in Moscow unless another day stands beside them.
"""
_ASKS = AsksAfter()
CLOSING = f"""\
## When we ask about vague words

These have no last day, so they never pass; we ask after so many days, by the unit they speak of:

| Words of | We ask after |
| --- | --- |
| hours, minutes: "within hours" | {_ASKS.hours} day |
| days, and "soon", "any day now", "as soon as possible" | {_ASKS.days} days |
| weeks: "in the next few weeks" | {_ASKS.weeks} days |
| months: "within months" | {_ASKS.months} days |
| years: "in the coming years" | {_ASKS.years} days |
| no time at all: "eventually", "until further notice" | {_ASKS.eventually} days |

## What a newsroom can choose

Where style guides differ, a setting decides; without it the house style of the last column holds.

| Choice | Setting | Values | House style |
| --- | --- | --- | --- |
{"".join(f"| {one.what} | `{one.setting}` | {one.values} | {one.house} |{chr(10)}" for one in CHOICES)}\

## Teaching it a phrase

Add the phrase to a table in `tests/domain/phrases/` with the day it was said and the window an editor would
sign, and watch the test fail. A new word goes into its row in `english.py`, a new expression of days into a
row of `anchors.py`, small words around days into a row of `bounds.py`, all in `service/domain/phrases/`. A
new convention is a row in `rules.py`; this page is written from it.
"""


def as_markdown() -> str:
    """Return the page `docs/dates.md`: every convention with examples, what they are read as, and why."""
    head = ["| Words | Read as | Rule | Why |", "| --- | --- | --- | --- |"]
    return "\n".join([OPENING, *head, *(line for rule in RULES for line in _lines(rule)), "", CLOSING])


def examples(rule: Rule) -> Iterator[tuple[str, date]]:
    """Yield the examples of a rule, each with the day it was said."""
    for example in rule.examples.split(";"):
        phrase, _, said_on = example.strip().partition(" @")
        yield phrase, date.fromisoformat(said_on) if said_on else SAID_ON


def read_example(phrase: str, said_on: date) -> Reading:
    """Return what an example is read as."""
    return read(phrase, said_on=said_on, said_zone=ZONE, zone=ZONE)


def _lines(rule: Rule) -> Iterator[str]:
    for number, (phrase, said_on) in enumerate(examples(rule)):
        said = "" if said_on == SAID_ON else f" (said {shown(said_on)})"
        about = f"{rule.says}. `{rule.name}`" if number == 0 else ""
        why = rule.reason if number == 0 else ""
        yield f"| “{phrase}”{said} | {_read_as(read_example(phrase, said_on))} | {about} | {why} |"


def _read_as(found: Reading) -> str:
    if found.window is None:
        offered = "; ".join(_days(one.window) for one in found.alternatives if one.window is not None)
        return f"no date; offered: {offered}" if offered else "no date"
    days = _days(found.window)
    if found.certainty != "ambiguous":
        return days
    readings = "; ".join(_days(one.window) for one in found.alternatives if one.window is not None)
    return f"{days}; asked: {readings}"


def _days(window: Window) -> str:
    first, last = window.earliest, window.latest
    if last is None:
        return "no end date" if first is None else f"from {shown(first)}, no end"
    if first is None or first == last:
        return shown(last)
    return f"{shown(first)} to {shown(last)}"

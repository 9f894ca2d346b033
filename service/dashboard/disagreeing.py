"""How far the dates that were reported for one question agree, in words: “2 of 4 say by Wed 28 Sep 2022”."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations

from service.dashboard.wording import counted, day
from service.domain.dates_reported import exclude_each_other
from service.domain.window import Window

#: Different dates that are said one by one; more are only counted.
MOST_SAID = 4


def in_words(windows: Sequence[Window]) -> str:
    """Return which dates how many of the windows give, the most frequent first; empty for fewer than two."""
    if len(windows) < 2:
        return ""
    found = Counter(_says(window) for window in windows).most_common()
    sentences = [_sentence(words, count, len(windows)) for words, count in found[:MOST_SAID]]
    rest = sum(count for _, count in found[MOST_SAID:])
    if rest:
        sentences.append(f"{counted(rest, 'claim')} {'gives' if rest == 1 else 'give'} other dates")
    apart = _pairs_apart(windows)
    if apart:
        sentences.append(
            "No day lies in both of them"
            if len(windows) == 2
            else f"In {counted(apart, 'pair')} of them no day lies in both windows"
        )
    return "".join(f"{sentence}. " for sentence in sentences).strip()


def _sentence(words: tuple[str, str], count: int, every: int) -> str:
    one, many = words
    who = f"All {every}" if count == every else f"{count} of {every}"
    return f"{who} {one if count == 1 else many}"


def _says(window: Window) -> tuple[str, str]:
    """Return what a window says, behind one claim and behind several."""
    if window.latest is not None:
        return f"says by {day(window.latest)}", f"say by {day(window.latest)}"
    if window.earliest is not None:
        said = f"from {day(window.earliest)} on, with no end"
        return f"says {said}", f"say {said}"
    return "gives no date", "give no date"


def _pairs_apart(windows: Sequence[Window]) -> int:
    return sum(1 for pair in combinations(windows, 2) if exclude_each_other(*pair))

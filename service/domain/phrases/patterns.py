"""Tries the rows of a table of patterns at every place of a shape, only those that can begin there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

#: A row that fits: its name, and from where to where.
Place = tuple[str, int, int]

#: Stands for every class, in the set of classes that a pattern can begin with.
_ANY = ""
#: Longer shapes are all different; keeping them would only fill the memory.
_LONGEST_KEPT = 60


class Table:
    """Named patterns, of which the first that fits at a place is taken.

    Args:
        needs: every match holds one of these characters, at most `reach` places behind its beginning.
    """

    def __init__(self, rows: Iterable[tuple[str, str]], *, needs: str, reach: int) -> None:
        self._needs, self._reach = re.compile(f"[{re.escape(needs)}]"), reach
        self._rows = [(f"(?P<{name}>{pattern})", first_classes(pattern)) for name, pattern in rows]
        classes = {one for _, starts in self._rows for one in starts}
        self._classes = frozenset(classes - {_ANY})
        # Made when they are first asked for: all of them together take a second, and few are used at once.
        self._by_first: dict[str, re.Pattern[str] | None] = {}
        # The places follow from the shape alone, and most phrases share theirs with many others.
        self._kept = lru_cache(maxsize=4096)(lambda shape: tuple(self._found(shape)))

    def _beginning_with(self, one: str) -> re.Pattern[str] | None:
        """Return the rows that can begin with this class, as one pattern."""
        first = one if one in self._classes else _ANY
        if first not in self._by_first:
            self._by_first[first] = self._alternatives(first)
        return self._by_first[first]

    def _alternatives(self, first: str) -> re.Pattern[str] | None:
        rows = [pattern for pattern, starts in self._rows if first in starts or _ANY in starts]
        return re.compile("|".join(rows)) if rows else None

    def places(self, shape: str) -> Iterable[Place]:
        """Return which rows fit where, from left to right; they never overlap."""
        return self._kept(shape) if len(shape) <= _LONGEST_KEPT else self._found(shape)

    def _found(self, shape: str) -> Iterator[Place]:
        place, needed = 0, -1
        while place < len(shape):
            if needed < place:
                ahead = self._needs.search(shape, place)
                if ahead is None:
                    return
                needed = ahead.start()
                place = max(place, needed - self._reach)
            pattern = self._beginning_with(shape[place])
            match = None if pattern is None else pattern.match(shape, place)
            if match is None or match.end() == place:
                place += 1
                continue
            yield match.lastgroup or "", place, match.end()
            place = match.end()


def first_classes(pattern: str) -> frozenset[str]:
    """Return the characters with which a match of the pattern can begin; "" stands for any.

    Reads what our tables are written in: classes, groups, alternatives, quantifiers and lookarounds. It may
    name too many, never too few.
    """
    starts, _, _ = _alternation(pattern, 0)
    return frozenset(starts)


def _alternation(pattern: str, place: int) -> tuple[set[str], bool, int]:
    """Return how the alternatives from here on can begin, whether they can be empty, and where they end."""
    starts: set[str] = set()
    can_be_empty = still_empty = True
    some_alternative_is_empty = False
    while place < len(pattern) and pattern[place] != ")":
        if pattern[place] == "|":
            some_alternative_is_empty |= still_empty
            still_empty, place = True, place + 1
            continue
        atom, can_be_empty, place = _atom(pattern, place)
        may_be_left_out, place = _quantifier(pattern, place)
        if still_empty:
            starts |= atom
            still_empty = can_be_empty or may_be_left_out
    return starts, some_alternative_is_empty or still_empty, place


def _atom(pattern: str, place: int) -> tuple[set[str], bool, int]:
    character = pattern[place]
    if character == "[":
        end = pattern.index("]", place)
        inside = pattern[place + 1 : end].replace("\\", "")
        return ({_ANY} if inside.startswith("^") else set(inside)), False, end + 1
    if pattern.startswith("(?:", place):
        starts, can_be_empty, end = _alternation(pattern, place + 3)
        return starts, can_be_empty, end + 1
    if character == "(":
        # A lookaround takes up nothing.
        _, _, end = _alternation(pattern, place + (4 if pattern[place + 2] == "<" else 3))
        return set(), True, end + 1
    if character in "^$":
        return set(), True, place + 1
    if character == "\\":
        return {_ANY if pattern[place + 1] == "w" else pattern[place + 1]}, False, place + 2
    return {_ANY if character == "." else character}, False, place + 1


def _quantifier(pattern: str, place: int) -> tuple[bool, int]:
    """Return whether what stands before may be left out, and where the quantifier ends."""
    if place < len(pattern) and pattern[place] in "?*+":
        return pattern[place] != "+", place + 1
    if place < len(pattern) and pattern[place] == "{":
        return pattern[place + 1] == "0", pattern.index("}", place) + 1
    return False, place

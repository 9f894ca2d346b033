"""A text with every expression of time put as one mark, and the way back from a mark to the words."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from service.domain.phrases.anchors import Anchor
from service.domain.phrases.tokens import Tokens


class Line(NamedTuple):
    """The text as `bounds` sees it: `shape` has one character for each word left and each expression."""

    shape: str
    tokens: Tokens
    anchors: Sequence[Anchor]
    #: Where in the shape each expression stands, and by how much the words before it are shorter there.
    places: Sequence[int]
    shifts: Sequence[int]

    def inside(self, start: int, end: int) -> Sequence[Anchor]:
        """Return the expressions between two places of the shape."""
        return self.anchors[bisect_left(self.places, start) : bisect_left(self.places, end)]

    def word_at(self, place: int) -> int:
        """Return the number of the word at a place of the shape."""
        return place + self.shifts[bisect_left(self.places, place)]


def line(tokens: Tokens, anchors: Sequence[Anchor]) -> Line:
    """Return the text with these expressions, which stand from left to right, put as marks."""
    shape = tokens.shape
    pieces: list[str] = []
    places: list[int] = []
    shifts = [0]
    done = length = 0
    for anchor in anchors:
        pieces += (shape[done : anchor.start], anchor.mark)
        length += anchor.start - done
        places.append(length)
        length += 1
        done = anchor.end
        shifts.append(done - length)
    pieces.append(shape[done:])
    return Line("".join(pieces), tokens, anchors, places, shifts)

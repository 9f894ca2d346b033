"""Shares of few things, told with the range in which they can lie, and medians of counted values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

#: Below so many settled claims a share says nothing, and none is told.
FEWEST_TO_RATE = 10
#: The point of the normal distribution below which 97.5 % lie: it leaves 95 % between the two.
Z_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of how many; the share and its range only where there are enough to tell one."""

    count: int
    of: int

    @property
    def share(self) -> float | None:
        """The part that counts, from 0 to 1; None where there are too few."""
        return self.count / self.of if self.of >= FEWEST_TO_RATE else None

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The 95 % range of the share; None where there are too few."""
        return wilson(self.count, self.of) if self.of >= FEWEST_TO_RATE else None


def wilson(count: int, of: int, *, z: float = Z_95) -> tuple[float, float]:
    """Return the range in which a share lies with 95 % confidence, from `count` of `of` seen.

    Source: E. B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference, Journal of
    the American Statistical Association 22 (1927), pages 209-212; as method 3 in R. G. Newcombe, Two-sided
    confidence intervals for the single proportion, Statistics in Medicine 17 (1998), pages 857-872.
    """
    if not 0 <= count <= of or of == 0:
        raise ValueError("a share needs at least one thing, and no more that count than there are")
    share = count / of
    middle = share + z * z / (2 * of)
    half = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    scale = 1 + z * z / of
    # At the ends the range is exact: what sums of floats leave there is not to be shown as -0.0.
    low = 0.0 if count == 0 else (middle - half) / scale
    high = 1.0 if count == of else (middle + half) / scale
    return low, high


def median(values: Mapping[int, int]) -> float | None:
    """Return the median of values of which each is given with how often it is there; None without any."""
    total = sum(values.values())
    if total <= 0:
        return None
    lower, upper = _at(values, (total - 1) // 2), _at(values, total // 2)
    return (lower + upper) / 2


def _at(values: Mapping[int, int], place: int) -> int:
    passed = 0
    for value in sorted(values):
        passed += values[value]
        if passed > place:
            return value
    raise AssertionError("a place beyond the last value")

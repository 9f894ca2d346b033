"""How much of one text stands in another: shingles compared exactly, or by the signatures made of them.

A signature holds, for each of some hundred orders of all shingles there can be, the first one of a text. The
share of places in which two signatures agree estimates how much two sets of shingles have in common.

Source: Broder, On the resemblance and containment of documents (1997); banding as in Leskovec, Rajaraman and
Ullman, Mining of Massive Datasets, section 3.4.
"""

from __future__ import annotations

from collections.abc import Collection
from hashlib import blake2b
from operator import eq
from struct import unpack

from service.domain.searching import words_in

#: Words of one shingle.
WIDTH = 4
#: Places of a signature, four bytes each.
PLACES = 128
#: Places that must agree together for two texts to be compared at all; all places are used once.
ROWS = 2
#: Texts with fewer shingles than this share too much by chance.
FEWEST = 25
#: How much of the shorter text has to stand in the longer one for a copy to be proposed.
COPY_FROM = 0.6

_FORM = f">{PLACES}I"


def shingles(text: str) -> frozenset[str]:
    """Return every run of four words of a text, without case and accents; of a shorter one, itself."""
    words = [one.word for one in words_in(text)]
    if len(words) < WIDTH:
        return frozenset([" ".join(words)]) if words else frozenset()
    return frozenset(" ".join(words[at : at + WIDTH]) for at in range(len(words) - WIDTH + 1))


def fingerprint(text: str) -> str:
    """Return what tells one text from another, in hex: the same for texts with the same words in order."""
    digest = blake2b(digest_size=32)
    for one in words_in(text):
        digest.update(one.word.encode() + b" ")
    return digest.hexdigest()


def bands(signature: bytes) -> list[int]:
    """Return the keys under which a signature is found: texts that share one may be near copies.

    Numbers of 63 bits, each for its own place in the signature, so that no two places meet under one key.
    """
    width = 4 * ROWS
    found = []
    for number, at in enumerate(range(0, 4 * PLACES, width)):
        digest = blake2b(number.to_bytes(2, "big") + signature[at : at + width], digest_size=8).digest()
        found.append(int.from_bytes(digest, "big") >> 1)
    return found


def resemblance(one: bytes, other: bytes) -> float:
    """Return the share of places in which two signatures agree: an estimate of Jaccard's index."""
    first, second = unpack(_FORM, one), unpack(_FORM, other)
    alike: int = sum(map(eq, first, second))
    return alike / PLACES


def contained(likeness: float, one: int, other: int) -> float:
    """Return how much of the shorter of two texts stands in the longer one, at most all of it.

    Args:
        likeness: Jaccard's index of the two sets, or an estimate of it.
        one: shingles of one text.
        other: shingles of the other.
    """
    if not one or not other:
        return 0.0
    return min(1.0, likeness / (1 + likeness) * (one + other) / min(one, other))


def contained_exactly(one: Collection[str], other: Collection[str]) -> float:
    """Return how much of the smaller of two sets of shingles stands in the larger one."""
    small, large = sorted((frozenset(one), frozenset(other)), key=len)
    return len(small & large) / len(small) if small else 0.0

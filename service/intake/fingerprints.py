"""From an article's text to what it is recognised by: the fingerprint of its words, a signature of shingles.

Signatures are kept in the ledger for good, and a text that no desk keeps cannot be read again: so a newer
release of the library must give the same numbers, which tests/intake/test_fingerprints.py holds it to.
"""

from __future__ import annotations

from base64 import b64encode
from struct import pack

from rensa import RMinHash

from service.domain.article_reading import TextRead
from service.domain.shingles import FEWEST, PLACES, fingerprint, shingles

#: Makes the orders by which shingles are signed; another one, and nothing signed before is found again.
SEED = 4_707


def text_read(text: str) -> TextRead:
    """Return a text with what it is recognised by; too short a text gets no signature."""
    found = shingles(text)
    signed = b64encode(signature(found)).decode("ascii") if len(found) >= FEWEST else None
    return TextRead(text=text, fingerprint=fingerprint(text), signature=signed, shingles=len(found))


def signature(of: frozenset[str]) -> bytes:
    """Return the signature of a set of shingles: one number for each of the orders."""
    made = RMinHash(num_perm=PLACES, seed=SEED)
    made.update(sorted(of))
    return pack(f">{PLACES}I", *made.digest())

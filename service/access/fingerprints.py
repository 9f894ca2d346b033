"""How secrets are kept: a hash is enough to know one again, never to read it."""

from __future__ import annotations

import hashlib
import hmac
import re

#: 32 random bytes in URL-safe base64 without padding, as `Wiring.new_secret` makes them.
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


def is_secret(text: str) -> bool:
    """Say whether a text has the form of a secret of ours; anything else needs no look-up."""
    return _SECRET.fullmatch(text) is not None


def fingerprint(secret: str) -> bytes:
    """Return the SHA-256 of a secret.

    A plain fast hash will do: a secret has 256 random bits and cannot be guessed (ASVS 5.0, 6.5.2).
    """
    return hashlib.sha256(secret.encode()).digest()


def is_same(kept: bytes, given: bytes) -> bool:
    """Compare two fingerprints in a time that does not tell how much of them agrees."""
    return hmac.compare_digest(kept, given)

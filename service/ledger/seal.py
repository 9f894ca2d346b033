"""Hashes that make a change to stored history show: one leaf per event, one salted hash per text. Pure."""

from __future__ import annotations

import hashlib
from struct import Struct
from typing import NamedTuple

_ABSENT = b"\xff" * 8
_length = Struct(">Q").pack


class Leaf(NamedTuple):
    """What a leaf hash covers; its place in the log is its position. Times are microseconds since 1970."""

    log_id: str
    stream: str
    version: int
    kind: str
    shape: int
    status: str | None
    occurred_at: int
    recorded_at: int
    actor: str
    request_id: str | None
    payload: bytes


def leaf_hash(leaf: Leaf) -> bytes:
    """Return SHA-256 over a zero byte and every field, each behind its length in eight bytes.

    The zero byte keeps leaves apart from inner nodes of a Merkle tree over them; an absent field is told
    from an empty one by a length of all ones.

    Source: RFC 6962, section 2.1 (leaf prefix 0x00).
    """
    parts = [b"\x00"]
    for value in leaf:
        if value is None:
            parts.append(_ABSENT)
        else:
            data = value if type(value) is bytes else str(value).encode()
            parts += (_length(len(data)), data)
    return hashlib.sha256(b"".join(parts)).digest()


def words_hash(salt: bytes, words: bytes) -> bytes:
    """Return the commitment to a text: SHA-256 over a random salt of 16 bytes and its canonical JSON."""
    return hashlib.sha256(salt + words).digest()

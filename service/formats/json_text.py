"""Plain values to JSON bytes."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import msgspec

_encoder = msgspec.json.Encoder()


def dump(value: object) -> bytes:
    """Return a plain value (dicts, lists, text, numbers, dates) as JSON in UTF-8."""
    return _encoder.encode(value)


def instant(value: datetime) -> str:
    """Return an aware instant in UTC as RFC 3339 text, as fine as it is."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def instant_or_none(value: datetime | None) -> str | None:
    """Return an instant as text, or None where there is none."""
    return None if value is None else instant(value)


def version_tag(version: int, body: bytes) -> str:
    """Return an entity tag that begins with the version and changes with every byte of the body.

    Source: RFC 9110, section 8.8.3.
    """
    return f'"{version}-{hashlib.sha256(body).hexdigest()[:12]}"'

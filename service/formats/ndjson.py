"""Lists as one JSON value a line, to be read line by line however long they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from service.formats.json_text import dump

MEDIA_TYPE = "application/x-ndjson"


def lines(values: Iterable[Any]) -> bytes:
    """Return plain values as lines of JSON in UTF-8, each ended by a newline."""
    return b"".join(dump(value) + b"\n" for value in values)

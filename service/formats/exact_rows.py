"""Events as rows that another installation takes: all that the ledger keeps of them but their hashes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from service.formats.exported import Columns
from service.formats.json_text import instant
from service.ledger import codec
from service.ledger.log import Stored

_NAMES = (
    *("kind", "stream", "stream_kind", "version", "event", "shape", "occurred_at", "status"),
    *("recorded_at", "actor", "data"),
)


def event_row(stored: Stored) -> dict[str, Any]:
    """Return one event as a row; words that were destroyed are placeholders."""
    kind, shape, facts = codec.plain(stored.entry.event)
    return {
        "kind": "event",
        "stream": stored.stream,
        "stream_kind": stored.stream_kind,
        "version": stored.entry.version,
        "event": kind,
        "shape": shape,
        "occurred_at": instant(stored.entry.occurred_at),
        "status": stored.status,
        "recorded_at": instant(stored.recorded_at),
        "actor": stored.entry.actor,
        "data": facts,
    }


def _named(name: str) -> Callable[[Mapping[str, Any]], Any]:
    return lambda row: row[name]


COLUMNS: Columns = {name: _named(name) for name in _NAMES}

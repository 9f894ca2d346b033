"""One line of JSON per request on stderr: what was asked by which route, by whom, and how it went."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import msgspec
from flask import g, request

#: Methods as they are counted and logged; anything else is one word, whatever was sent.
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
#: Asked every few seconds by machines that look at the answer; no line for each.
_UNLOGGED = frozenset({"/healthz", "/readyz"})
_encoder = msgspec.json.Encoder()


def write(*, route: str, status: int, seconds: float) -> None:
    """Log one answered request; addresses, bodies and headers of people stay out of it."""
    if route in _UNLOGGED:
        return
    line = {
        "event": "request",
        "timestamp": datetime.now(UTC),
        "request_id": g.request_id,
        "method": method(),
        "route": route,
        "status": status,
        "milliseconds": round(seconds * 1000, 1),
        "credential": g.get("credential"),
    }
    try:
        # One write per line, so that lines of several processes do not mix.
        sys.stderr.write(_encoder.encode(line).decode() + "\n")
    except (OSError, ValueError):
        # Nobody reads there any more; that stops no request.
        return


def method() -> str:
    """Return the request's method if it is one there is."""
    return request.method if request.method in _METHODS else "OTHER"

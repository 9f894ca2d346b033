"""One line of JSON per request: what was asked by which route, by whom, and how it went."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime

import msgspec
from flask import g, request

#: Methods as they are counted and logged; anything else is one word, whatever was sent.
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
#: Asked every few seconds by machines that look at the answer; no line for each.
_UNLOGGED = frozenset({"/healthz", "/readyz"})
#: Where lines go instead of stderr; `hearsay run` sets it for its web processes.
FILE_SETTING = "HEARSAY_REQUEST_LOG"
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
        "code": g.get("refusal"),
    }
    try:
        _put(_encoder.encode(line) + b"\n", os.environ.get(FILE_SETTING))
    except (OSError, ValueError):
        # Nobody reads there any more; that stops no request.
        return


def append(path: str, line: bytes) -> None:
    """Write to the end of a file that only its owner can read; it is made where it is missing.

    Opened anew each time, so that the file may be moved away or deleted while Hearsay runs.
    """
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, line)
    finally:
        os.close(handle)


def method() -> str:
    """Return the request's method if it is one there is."""
    return request.method if request.method in _METHODS else "OTHER"


def _put(line: bytes, path: str | None) -> None:
    # One write per line, so that lines of several processes do not mix.
    if path is None:
        sys.stderr.write(line.decode())
    else:
        append(path, line)

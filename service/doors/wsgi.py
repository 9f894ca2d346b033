"""The application as a WSGI server loads it, made from the environment."""

from __future__ import annotations

import os
from datetime import datetime

from service.doors.app import create_app
from service.settings import from_environment
from service.wiring import wire


def _started_at() -> datetime | None:
    text = os.environ.get("HEARSAY_STARTED_AT")
    return None if text is None else datetime.fromisoformat(text)


application = create_app(
    wire(from_environment()), started_at=_started_at(), instance=os.environ.get("HEARSAY_INSTANCE")
)

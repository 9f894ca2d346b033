"""How long ago something was recorded, in words."""

from __future__ import annotations

from datetime import datetime, timedelta

from service.dashboard.wording import counted

_STEPS = (
    (timedelta(days=365), "year"),
    (timedelta(days=30), "month"),
    (timedelta(days=1), "day"),
    (timedelta(hours=1), "hour"),
    (timedelta(minutes=1), "minute"),
)


def ago(instant: datetime, now: datetime) -> str:
    """Return how long before now something was: “just now”, “20 minutes ago”, “3 days ago”."""
    passed = now - instant
    for size, name in _STEPS:
        if passed >= size:
            return f"{counted(passed // size, name)} ago"
    return "just now"

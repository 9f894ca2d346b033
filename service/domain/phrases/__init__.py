"""Words to windows: reads what was said about when, or says plainly that it was not read."""

from __future__ import annotations

from service.domain.phrases.reading import Reading, read, window_as_said
from service.domain.phrases.spans import HOUSE, AsksAfter, Conventions

__all__ = ["HOUSE", "AsksAfter", "Conventions", "Reading", "read", "window_as_said"]

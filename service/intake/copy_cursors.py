"""Where a page of pairs of articles begins: when the last one before it was proposed, and which it was."""

from __future__ import annotations

import re
from datetime import datetime

from service.database import from_microseconds, to_microseconds
from service.intake.syntax import bad_syntax
from service.read_models.articles import Proposed

_PLACE = re.compile(r"([0-9]{1,17})\.([0-9]{1,15})\.(art_[A-Za-z0-9_-]{1,60})", re.ASCII)


def cursor_of(last: Proposed) -> str:
    """Return the cursor behind a pair."""
    return f"{to_microseconds(last.proposed_at)}.{last.number}.{last.original}"


def place_in(cursor: str | None) -> tuple[datetime, int, str] | None:
    """Return the place behind which a page begins; None for the first page.

    Raises:
        BadSyntax: `bad_cursor`.
    """
    if cursor is None:
        return None
    found = _PLACE.fullmatch(cursor)
    if found is None:
        raise bad_syntax("bad_cursor", "This cursor does not belong to this list.", at="cursor")
    return from_microseconds(int(found[1])), int(found[2]), found[3]

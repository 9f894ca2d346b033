"""Dates and instants as text, read strictly: ASCII digits, real days, years 1600 to 2400."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from service.domain.window import FIRST_YEAR, LAST_YEAR
from service.intake.faulting import Wrong

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_CLOCK = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?"
_INSTANT = re.compile(rf"{_CLOCK}(?:Z|[+-]\d{{2}}:\d{{2}})", re.ASCII)
_NO_OFFSET = re.compile(_CLOCK, re.ASCII)
#: A plus sign that an address turned into a space.
_LOST_PLUS = re.compile(rf"{_CLOCK} \d{{2}}:\d{{2}}", re.ASCII)


def day_in(text: str) -> date | Wrong:
    """Return the day a text names as YYYY-MM-DD, or what is wrong with it."""
    if not _DAY.fullmatch(text):
        return Wrong("bad_date", "This is not a date.", hint="YYYY-MM-DD, as in 2022-09-28")
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return _out_of_range(text) or Wrong("bad_date", "There is no such day.")
    return _out_of_range(text) or found


def instant_in(text: str) -> datetime | Wrong:
    """Return the instant a text names, in UTC, or what is wrong with it.

    Source: RFC 3339, section 5.6, without leap seconds and without finer parts than microseconds.
    """
    if not _INSTANT.fullmatch(text):
        if _LOST_PLUS.fullmatch(text):
            return Wrong(
                "offset_needed", "The offset lost its plus sign.", hint="Write + as %2B in an address."
            )
        if _NO_OFFSET.fullmatch(text):
            return Wrong("offset_needed", "An instant needs an offset.", hint="2022-09-28T09:00:00+03:00")
        return Wrong("bad_instant", "This is not an instant.", hint="2022-09-28T09:00:00+03:00")
    if (far := _out_of_range(text)) is not None:
        return far
    try:
        found = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return Wrong("bad_instant", "There is no such instant.")
    return _out_of_range(found.isoformat()) or found


def day_or_instant_in(text: str) -> date | datetime | Wrong:
    """Return the day or the instant a text names, or what is wrong with it."""
    return instant_in(text) if len(text) > len("YYYY-MM-DD") else day_in(text)


def _out_of_range(text: str) -> Wrong | None:
    if FIRST_YEAR <= int(text[:4]) <= LAST_YEAR:
        return None
    return Wrong("year_out_of_range", f"Years run from {FIRST_YEAR} to {LAST_YEAR}.")

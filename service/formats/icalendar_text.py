"""Calendars of windows. Source: RFC 5545; the calendar's own name and the pace of asking, RFC 7986."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from service.domain.claim import Claim
from service.domain.window import Window, closes_at, opens_at

MEDIA_TYPE = "text/calendar"
#: How often calendars may ask again. Source: section 3.3.6.
ASK_AGAIN_EVERY = "PT1H"
#: Octets of a line without its end. Source: section 3.1.
_LINE = 75
_LINE_ENDS = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
#: What a text must not hold. Source: section 3.1, CONTROL.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
#: A calendar holds one component at least (section 3.6): a zone, where there is no event.
_NOTHING = (
    "BEGIN:VTIMEZONE",
    "TZID:UTC",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0000",
    "TZNAME:UTC",
    "END:STANDARD",
    "END:VTIMEZONE",
)
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """The window of one claim as an event; `summary`, `says` and `categories` are plain text."""

    uid: str
    window: Window
    #: Rises with each revision that matters; see `sequence`.
    sequence: int
    is_cancelled: bool
    recorded_at: datetime
    updated_at: datetime
    summary: str
    says: Sequence[str]
    url: str
    categories: Sequence[str] = ()


def document(name: str, url: str, events: Iterable[Event]) -> bytes:
    """Return a calendar; events whose window has no day at all are left out.

    Args:
        name: what the calendar is called where it is shown.
        url: the page for people that says the same.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Hearsay//Hearsay//EN",
        f"NAME:{_text(name)}",
        # What calendars understood before RFC 7986 had a word for either.
        f"X-WR-CALNAME:{_text(name)}",
        f"X-PUBLISHED-TTL:{ASK_AGAIN_EVERY}",
        f"URL:{url}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{ASK_AGAIN_EVERY}",
    ]
    shown = [event for event in events if event.window.has_dates]
    for event in shown:
        lines += _lines(event)
    if not shown:
        lines += _NOTHING
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def sequence(claim: Claim) -> int:
    """Return the revision of a claim's event: it rises with each move, answer, reopening and undo of these.

    Source: section 3.8.7.4. An arming is never taken back, so the number never falls.
    """
    return 2 * (claim.arming - 1) + (1 if claim.is_settled else 0)


def _lines(event: Event) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.uid)}"
    # Of a calendar that is no invitation it says when the event was last revised. Source: section 3.8.7.2.
    yield f"DTSTAMP:{_instant(event.updated_at)}"
    yield f"CREATED:{_instant(event.recorded_at)}"
    yield f"LAST-MODIFIED:{_instant(event.updated_at)}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    yield from _span(event.window)
    yield f"SUMMARY:{_text(event.summary)}"
    yield f"DESCRIPTION:{_text(chr(10).join(event.says))}"
    yield f"URL:{event.url}"
    if event.categories:
        yield f"CATEGORIES:{','.join(_text(one) for one in event.categories)}"
    yield "END:VEVENT"


def _span(window: Window) -> Iterator[str]:
    """Give the two ends, the second one exclusive. Source: sections 3.6.1, 3.8.2.2 and 3.8.2.4.

    Days stay days, without a zone, as they were said; an hour is the instant it is. Of a window with an open
    end there is only the day that was named.
    """
    if window.ends_at is not None:
        starts, ends = opens_at(window), closes_at(window)
        yield f"DTSTART:{_instant(starts or window.ends_at)}"
        if starts is not None and ends is not None and starts < ends:
            yield f"DTEND:{_instant(ends)}"
        return
    first, last = window.earliest or window.latest, window.latest or window.earliest
    if first is None or last is None:
        raise AssertionError("a window without a day has no span")
    yield f"DTSTART;VALUE=DATE:{_day(first)}"
    yield f"DTEND;VALUE=DATE:{_day(last + timedelta(days=1))}"


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"


def _instant(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    """Return a text as a value. Source: section 3.3.11."""
    return _CONTROL.sub("\ufffd", _LINE_ENDS.sub("\n", text)).translate(_ESCAPED)


def _folded(line: str) -> bytes:
    """Return a line in pieces of at most 75 octets, no character torn apart. Source: section 3.1."""
    left, pieces, room = line.encode(), [], _LINE
    while len(left) > room:
        cut = room
        while left[cut] & 0b1100_0000 == 0b1000_0000:
            cut -= 1
        pieces.append(left[:cut])
        # The space that a piece begins with is counted.
        left, room = left[cut:], _LINE - 1
    return b"\r\n ".join([*pieces, left]) + b"\r\n"

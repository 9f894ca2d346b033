"""The words of letters: dates, spans of days, who said it, and texts cut to fit."""

from __future__ import annotations

import textwrap
from datetime import date, datetime
from urllib.parse import urlsplit

from service.domain.attribution import Report, SaidBy
from service.domain.window import Window, closes_at, day_of
from service.mail.messages import one_line

#: A mail program's list shows about this many characters of a subject.
SUBJECT_MOST = 60
TEXT_COLUMNS = 72
LABEL_MOST = 100
#: Longer addresses are not made links; they are on the claim's page.
URL_MOST = 400
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_COUNTS = {"1": "1", "2+": "2 or more", "unknown": "number not stated"}


def day_in_words(day: date) -> str:
    """Return a day as in `Wed 28 Sep 2022`."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def window_in_words(window: Window) -> str:
    """Return the days of a window, as in `Mon 26 Sep 2022 to Sun 2 Oct 2022`."""
    earliest, latest = window.earliest, window.latest
    if earliest is None:
        return "no date" if latest is None else f"to {day_in_words(latest)}"
    if latest is None:
        return f"from {day_in_words(earliest)}, no end"
    if earliest == latest:
        return day_in_words(latest)
    return f"{day_in_words(earliest)} to {day_in_words(latest)}"


def passed_in_words(window: Window, now: datetime) -> str:
    """Return how long ago a window's last day was, counted in days of its zone."""
    days = 0 if window.latest is None else (day_of(now, window.zone) - window.latest).days
    if days < 1:
        return "today"
    return "yesterday" if days == 1 else f"{days:,} days ago"


def comes_in_words(window: Window, now: datetime) -> str | None:
    """Return `today` or `tomorrow` for a window whose last day is still to pass; None once it has passed."""
    closed_at = closes_at(window)
    if window.latest is None or closed_at is None or now >= closed_at:
        return None
    days = (window.latest - day_of(now, window.zone)).days
    return "today" if days < 1 else "tomorrow" if days == 1 else f"in {days} days"


def said_by_in_words(said_by: SaidBy) -> str:
    """Return who said it as far as that was published, as in `government sources (unnamed, 1)`."""
    label = cut(one_line(said_by.label or ""), LABEL_MOST)
    match said_by.kind:
        case "unnamed":
            count = _COUNTS[said_by.count]
            return f"{label} (unnamed, {count})" if label else f"unnamed ({count})"
        case "own_voice":
            return "the outlet itself"
        case "not_stated":
            return label or "not stated"
    return label or "not stated"


def published_in_words(report: Report, zone: str) -> str | None:
    """Return the day a report came out, for readers in a zone, or None where it is not known."""
    article = report.article
    if article.published_on is not None:
        return day_in_words(article.published_on)
    return None if article.published_at is None else day_in_words(day_of(article.published_at, zone))


def link_or_none(url: str | None) -> str | None:
    """Return an address that may be made a link, or None."""
    if url is None or len(url) > URL_MOST or one_line(url) != url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def cut(text: str, most: int) -> str:
    """Return text of at most so many characters, cut at a word, with an ellipsis where it was cut."""
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    if not text[most - 1].isspace():
        at_a_word = kept.rsplit(None, 1)
        # A single long word is cut in its middle; otherwise the cut word is left out.
        kept = at_a_word[0] if len(at_a_word) > 1 else kept
    return kept.rstrip(" ,;:.–-") + "…"


def filled(text: str, indent: str = "") -> str:
    """Return text in lines of at most 72 columns; words and addresses are never broken."""
    return textwrap.fill(
        text,
        TEXT_COLUMNS,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )

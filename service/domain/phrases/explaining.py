"""Why a phrase was read as it was, in one plain sentence."""

from __future__ import annotations

from datetime import date, datetime

from service.domain.phrases.rules import BY_NAME, RULES
from service.domain.phrases.spans import Span
from service.domain.window import Window, zone_named

__all__ = ["RULES", "explained", "shown"]

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def shown(day: date) -> str:
    """Return a day as people read it, as in "Mon 26 Sep 2022"."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def explained(rule: str, window: Window | None, span: Span | None, why: str = "") -> str:
    """Return one plain sentence: the rule, the days it gave, and where they end."""
    says = BY_NAME[rule].says
    if window is None:
        days = "" if span is None or span.last is None else f" ({_days(span.first, span.last)})"
        return f"{says}{days}{f': {why}' if why else ''}."
    closes = "" if window.ends_at is None else f", closing {_hour(window.ends_at, window.zone)}"
    label = "" if span is None or span.clock is None else span.clock.zone_label
    read_as = f", read as the time of {label}" if label else ""
    besides = "" if span is None or span.why not in BY_NAME else f" {BY_NAME[span.why].says}."
    return f"{says}: {_days(window.earliest, window.latest)}{closes}, in {window.zone}{read_as}.{besides}"


def _days(first: date | None, last: date | None) -> str:
    if last is None:
        return "no end date" if first is None else f"from {shown(first)}, no end date"
    if first is None:
        return f"up to and with {shown(last)}"
    return shown(last) if first == last else f"{shown(first)} to {shown(last)}"


def _hour(ends_at: datetime, zone: str) -> str:
    there = ends_at.astimezone(zone_named(zone))
    return f"{there:%H:%M} on {shown(there.date())}"

"""Why a phrase was read as it was, in one plain sentence."""

from __future__ import annotations

from datetime import date, datetime

from service.domain.phrases.rules import BY_NAME, RULES
from service.domain.phrases.spans import Span
from service.domain.window import Window, zone_named

__all__ = ["RULES", "explained", "shown"]

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WHOLE_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def shown(day: date) -> str:
    """Return a day as people read it, as in "Mon 26 Sep 2022"."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def explained(rule: str, window: Window | None, span: Span | None, why: str = "") -> str:
    """Return one plain sentence: the rule, the days it gave, and where they end."""
    says = _with_weekday(BY_NAME[rule].says, window)
    if window is None:
        days = "" if span is None or span.last is None else f" ({_days(span.first, span.last)})"
        return f"{says}{days}{f': {why}' if why else ''}."
    closes = "" if window.ends_at is None else f", closing {_hour(window.ends_at, window.zone)}"
    label = "" if span is None or span.clock is None else span.clock.zone_label
    read_as = f", read as the time of {label}" if label else ""
    besides = "" if span is None or span.why not in BY_NAME else f" {BY_NAME[span.why].says}."
    days, place = _days(window.earliest, window.latest), _place(window.zone)
    return f"{says}: {days}{closes}, in {place}{read_as}.{besides}"


def _with_weekday(says: str, window: Window | None) -> str:
    """Return what a rule says, with the weekday by its name: "the first Monday on or after …"."""
    day = None if window is None else window.latest
    return says if day is None else says.replace("such weekday", _WHOLE_WEEKDAYS[day.weekday()])


def _place(zone: str) -> str:
    """Return the place that gives a zone its name, as in "Moscow"; a zone without one keeps its own."""
    return zone.rpartition("/")[2].replace("_", " ")


def _days(first: date | None, last: date | None) -> str:
    if last is None:
        return "no end date" if first is None else f"from {shown(first)}, no end date"
    if first is None:
        return f"up to and with {shown(last)}"
    return shown(last) if first == last else f"{shown(first)} to {shown(last)}"


def _hour(ends_at: datetime, zone: str) -> str:
    there = ends_at.astimezone(zone_named(zone))
    return f"{there:%H:%M} on {shown(there.date())}"

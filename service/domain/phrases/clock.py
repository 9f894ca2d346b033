"""Times of day as they are written, and the instants they stand for."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import NamedTuple

from service.domain.window import zone_named

#: A zone by its IANA name, or as minutes east of Greenwich.
Zone = str | int
#: Abbreviations that stand for several zones, with the names people know them by; each is asked about.
ASKED_ZONES: dict[str, tuple[tuple[Zone, str], ...]] = {
    "IST": (("Asia/Kolkata", "India"), ("Asia/Jerusalem", "Israel"), ("Europe/Dublin", "Ireland")),
    "CST": ((-360, "US Central Standard Time"), ("Asia/Shanghai", "China"), ("America/Havana", "Cuba")),
    "BST": (("Europe/London", "British Summer Time"), ("Asia/Dhaka", "Bangladesh")),
}
_OFFSET = re.compile(r"(?:UTC|GMT) ?(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?", re.ASCII)
_DIGITS = re.compile(r"\d+")


class Clock(NamedTuple):
    """A time of day and the zone it is in; zone None is the event's. 24:00 is the end of the day."""

    hour: int
    minute: int = 0
    second: int = 0
    zone: Zone | None = None
    #: What to call the zone, where several were fair.
    zone_label: str = ""

    def on(self, day: date, event_zone: str) -> datetime:
        """Return the instant of this time on a day, in UTC."""
        if self.hour == 24:
            day += timedelta(days=1)
        there = time(self.hour % 24, self.minute, self.second, tzinfo=self._tzinfo(event_zone))
        return datetime.combine(day, there).astimezone(UTC)

    def _tzinfo(self, event_zone: str) -> tzinfo:
        match self.zone:
            case int(minutes):
                return timezone(timedelta(minutes=minutes))
            case str(name) if name not in ("local", *ASKED_ZONES):
                return zone_named(name)
        return zone_named(event_zone)

    def is_named_in(self, zone: str, day: date) -> bool:
        """Say whether a zone keeps a time of this name at noon of a day, as London keeps BST in summer."""
        return datetime.combine(day, time(12), tzinfo=zone_named(zone)).tzname() == self.zone

    def fair_zones(self) -> list[Clock]:
        """Return this clock once for each zone that its abbreviation can mean."""
        found = ASKED_ZONES.get(self.zone, ()) if isinstance(self.zone, str) else ()
        return [self._replace(zone=zone, zone_label=label) for zone, label in found]


END_OF_DAY = Clock(24)


def clock_from(word: str) -> Clock | None:
    """Return the time that is written, None where there is no such time.

    Reads "6 p.m.", "11:59:59 PM", "6.30pm", "18:00", "24:00", "1500".
    """
    digits = [int(one) for one in _DIGITS.findall(word)]
    if not digits:
        return None
    if len(digits) == 1 and digits[0] >= 100:
        digits = list(divmod(digits[0], 100))
    hour, minute, second = (*digits, 0, 0)[:3]
    if "p" in word.lower() or "a" in word.lower():
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if "p" in word.lower() else 0)
    is_time = hour < 24 or (hour, minute, second) == (24, 0, 0)
    return Clock(hour, minute, second) if is_time and minute < 60 and second < 60 else None


def offset_from(word: str) -> int | None:
    """Return the minutes east of Greenwich that "UTC+3" or "GMT-05:30" names."""
    match = _OFFSET.fullmatch(word)
    if match is None or int(match["hours"]) > 14 or int(match["minutes"] or 0) > 59:
        return None
    minutes = int(match["hours"]) * 60 + int(match["minutes"] or 0)
    return -minutes if match["sign"] == "-" else minutes

"""Times of day beside a day: "6 p.m. Friday", "noon GMT on Sept. 28", "midnight Friday"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

from service.domain.window import end_of_day, zone_named

#: Abbreviations that stand for several zones; each is asked about.
ASKED_ZONES: dict[str, tuple[object, ...]] = {
    "IST": ("Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin"),
    "CST": (-360, "Asia/Shanghai", "America/Havana"),
    "BST": ("Europe/London", "Asia/Dhaka"),
}
TIMES = re.compile(r"t(?:z|zz)?,?(?:tz,?)?[@,]?a?D|D,?[I@b]?a?tz?(?:,tz,?)?|(?<=[bfUIAg])tz?|^tz?$")


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day and the zone it is in; `zone` None is the event's."""

    hour: int
    minute: int
    zone: object = None

    def on(self, day: date, event_zone: str) -> datetime:
        """Return the instant of this time on a day."""
        if isinstance(self.zone, int):
            tz: object = timezone(timedelta(minutes=self.zone))
        else:
            named = event_zone if self.zone in (None, "local") else str(self.zone)
            tz = zone_named(named)
        there = time(0 if self.hour == 24 else self.hour, self.minute, tzinfo=tz)  # type: ignore[arg-type]
        day += timedelta(days=self.hour == 24)
        return datetime.combine(day, there).astimezone(UTC)


def clock_of(shape: str, values: list[object]) -> tuple[Clock | None, bool]:
    """Return the time among tokens, the one with a zone where there are two; and whether it is midnight."""
    found: list[Clock] = []
    midnight = False
    for index, character in enumerate(shape):
        if character != "t":
            continue
        value = values[index]
        if value == "midnight":
            midnight = True
            continue
        if not isinstance(value, tuple) or not (0 <= value[0] <= 24 and 0 <= value[1] < 60):
            continue
        zone = values[index + 1] if shape[index + 1 : index + 2] == "z" else None
        found.append(Clock(int(value[0]), int(value[1]), zone))
    zoned = [one for one in found if one.zone is not None]
    return (zoned or found or [None])[-1], midnight


def close_of_day(day: date, zone: str) -> datetime:
    """Return the end of a day, for comparison with times."""
    return end_of_day(day, zone)

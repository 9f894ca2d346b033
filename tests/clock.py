"""A clock that stands still until a test moves it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass
class Clock:
    """Say what time it is, in UTC, as often as asked: always the same until moved."""

    now: datetime

    def __post_init__(self) -> None:
        self.set(self.now)

    def __call__(self) -> datetime:
        return self.now

    def set(self, now: datetime) -> None:
        """Move the hands to an aware instant, forwards or back."""
        if now.tzinfo is None:
            raise ValueError(f"{now} names no time zone; a clock shows aware instants")
        self.now = now.astimezone(UTC)

    def advance(self, by: timedelta) -> datetime:
        """Let time pass and return what the clock shows then."""
        self.now += by
        return self.now

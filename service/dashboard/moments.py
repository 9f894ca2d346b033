"""Looking back: a page as things were known on a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from service.dashboard import wording
from service.dashboard.frame import Visitor
from service.domain.window import day_of
from service.intake import queries
from service.read_models.filters import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """From when a page is seen; `as_of` and `recorded_by` are the days asked for, empty for now."""

    moment: Moment
    today: date
    as_of: str = ""
    words: str = ""
    recorded_by: str = ""
    #: From when it is seen, in sentences; empty for now.
    told: str = ""

    @property
    def is_now(self) -> bool:
        """Whether the page shows how things stand, so that things can be changed on it."""
        return self.moment.as_of is None and self.moment.recorded_by is None

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The parameters that make another address look back as far."""
        asked = (("as_of", self.as_of), ("recorded_by", self.recorded_by))
        return [(name, value) for name, value in asked if value]


def seen_from(asked: str | None, visitor: Visitor, recorded_by: str | None = None) -> Seen:
    """Return from when a page is to be seen; a date means the end of that day in the newsroom's zone.

    Args:
        asked: the moment of the world.
        recorded_by: the moment of this ledger, which shows what it held by then.

    Raises:
        Refusal: a date cannot be read, or has not come yet.
    """
    pairs = [(name, one) for name, one in (("as_of", asked), ("recorded_by", recorded_by)) if one]
    moment = queries.moment(pairs, now=visitor.now, zone=visitor.zone)
    as_of, held_by = _day(moment.as_of, visitor), _day(moment.recorded_by, visitor)
    today = as_of or held_by
    return Seen(
        moment=moment,
        today=today or visitor.today,
        as_of=_kept(asked, as_of),
        recorded_by=_kept(recorded_by, held_by),
        words="" if today is None else wording.day(today),
        told=" ".join(_told(moment, asked, recorded_by, visitor.zone)),
    )


def _kept(asked: str | None, day: date | None) -> str:
    """Return what another address asks for to look back as far: an instant as it was given, or a day."""
    return asked if asked and _is_instant(asked) else str(day or "")


def _told(moment: Moment, as_of: str | None, recorded_by: str | None, zone: str) -> Iterator[str]:
    if moment.as_of is not None:
        yield f"As known {_clock(moment.as_of, as_of, zone)}."
    if moment.recorded_by is not None:
        yield f"From what was recorded here {_clock(moment.recorded_by, recorded_by, zone, 'by')}."


def _clock(instant: datetime, asked: str | None, zone: str, at: str = "on") -> str:
    if asked and _is_instant(asked):
        return f"{at} {wording.moment(instant, zone)}"
    day = wording.day(day_of(instant - instant.resolution, zone))
    return f"by the end of {day}" if at == "by" else f"on {day}, at the end of the day"


def _is_instant(asked: str) -> bool:
    return len(asked) > len("2022-09-28")


def _day(instant: datetime | None, visitor: Visitor) -> date | None:
    """The instant after a day's end still speaks of that day."""
    return None if instant is None else day_of(instant - instant.resolution, visitor.zone)

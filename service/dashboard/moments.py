"""Looking back: a page as things were known on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from service.dashboard import wording
from service.dashboard.frame import Visitor
from service.domain.window import day_of
from service.intake import queries
from service.read_models.filters import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """From when a page is seen; `as_of` is what was asked for, empty for now."""

    moment: Moment
    today: date
    as_of: str = ""
    words: str = ""

    @property
    def is_now(self) -> bool:
        """Whether the page shows how things stand, so that things can be changed on it."""
        return self.moment.as_of is None


def seen_from(asked: str | None, visitor: Visitor) -> Seen:
    """Return from when a page is to be seen; a date means the end of that day in the newsroom's zone.

    Raises:
        Refusal: the date cannot be read, or has not come yet.
    """
    pairs = [("as_of", asked)] if asked else []
    moment = queries.moment(pairs, now=visitor.now, zone=visitor.zone)
    if moment.as_of is None or asked is None:
        return Seen(moment=moment, today=visitor.today)
    # The instant after a day's end still speaks of that day.
    today = day_of(moment.as_of - moment.as_of.resolution, visitor.zone)
    return Seen(moment=moment, today=today, as_of=str(today), words=wording.day(today))

"""Looking back: a page as things were known on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from service.dashboard import wording
from service.dashboard.frame import Visitor
from service.domain.refusals import refuse
from service.domain.window import end_of_day, require_year
from service.read_models.filters import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """From when a page is seen; `as_of` is the day asked for, None for now."""

    moment: Moment
    today: date
    as_of: date | None = None
    words: str = ""

    @property
    def is_now(self) -> bool:
        """Whether the page shows how things stand, so that things can be changed on it."""
        return self.as_of is None


def moments(asked: str | None, visitor: Visitor) -> Moments:
    """Return from when a page is to be seen; a date means the end of that day in the newsroom's zone.

    Raises:
        Refusal: `bad_date`, `year_out_of_range`.
    """
    if not asked:
        return Moments(moment=Moment(now=visitor.now), today=visitor.today)
    try:
        day = date.fromisoformat(asked)
    except ValueError as error:
        raise refuse("bad_date", "This is not a day.", at="as_of", hint="2022-09-28") from error
    require_year(day)
    as_of = end_of_day(day, visitor.zone)
    if as_of > visitor.now:
        return Moments(moment=Moment(now=visitor.now), today=visitor.today)
    return Moments(
        moment=Moment(now=visitor.now, as_of=as_of),
        today=day,
        as_of=day,
        words=wording.day(day),
    )

"""What letters a person wants, when, and who gets them while that person is away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal, get_args

from service.domain.reminding.steps import MOST_TIMES
from service.domain.roles import Role
from service.domain.window import day_of

DigestPace = Literal["weekdays", "daily", "mondays", "off"]
FollowKind = Literal["claim", "question", "tag", "desk", "outlet", "source"]
PACES: tuple[DigestPace, ...] = get_args(DigestPace)
#: Bounds of what can be set.
EVERY_DAYS, TIMES = (1, 60), (0, MOST_TIMES)
#: What one can stop by a link in a letter, each kind by itself.
LetterKind = Literal["reminder", "digest", "date_moved", "escalation", "receipt"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """One person's choices; the defaults are what everybody has who never chose."""

    #: Where this person's days begin and end.
    zone: str = "UTC"
    digest: DigestPace = "weekdays"
    digest_at: time = time(7)
    #: No digest on days on which there is nothing in it.
    skips_empty: bool = True
    day_before: bool = False
    last_day: bool = True
    #: Once the date has passed, and again until the ladder ends; off means neither.
    date_passed: bool = True
    again_every_days: int = 7
    again_times: int = 4
    date_moved: bool = True
    escalation: bool = True
    receipt: bool = True
    #: Keep claims' words out of subject lines; None is as the claim's desk has it.
    hides_text: bool | None = None
    #: No letters before this day.
    paused_until: date | None = None
    #: First and last day away; letters go to the stand-in then, or to the editors where there is none.
    away_from: date | None = None
    away_until: date | None = None
    stand_in: str | None = None


#: What everybody has who never chose.
DEFAULTS = Choices()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody letters may be for: the account as far as it matters, and the choices."""

    id: str
    role: Role = "reporter"
    is_active: bool = True
    choices: Choices = DEFAULTS


def is_away(choices: Choices, now: datetime) -> bool:
    """Say whether somebody is away on the day it is where they are; one open end is open."""
    if choices.away_from is None and choices.away_until is None:
        return False
    today = day_of(now, choices.zone)
    has_left = choices.away_from is None or choices.away_from <= today
    return has_left and (choices.away_until is None or today <= choices.away_until)


def is_paused(choices: Choices, now: datetime) -> bool:
    """Say whether somebody wants no letters at all on the day it is where they are."""
    return choices.paused_until is not None and day_of(now, choices.zone) < choices.paused_until

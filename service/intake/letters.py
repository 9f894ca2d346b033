"""Bodies about letters: what somebody chooses, what they follow, who takes claims over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Any, get_args

from service.domain.refusals import Fault, Refusal, refuse
from service.domain.reminding.choices import EVERY_DAYS, PACES, TIMES, FollowKind
from service.intake import limits
from service.intake.faulting import wrong
from service.intake.fields import Choice, Day, Flag, Id, Text, Whole, Zone
from service.intake.schema import Body, load

#: Members that null takes away; in all others null means the same as missing.
_MAY_BE_NULL = ("hides_text", "paused_until", "away_from", "away_until", "stand_in")


class TimeOfDay(Text):
    """A time on the clock, in hours and minutes."""

    def __init__(self, **options: Any) -> None:
        super().__init__(limits.ID, **options)
        self.looks = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}

    def read(self, text: str) -> time:
        """Return the time."""
        hours, _, minutes = text.partition(":")
        is_plain = len(text) == 5 and text.isascii() and hours.isdigit() and minutes.isdigit()
        if not is_plain or int(hours) > 23 or int(minutes) > 59:
            raise wrong("bad_time", "A time of day is written like 07:00.")
        return time(int(hours), int(minutes))


class LettersBody(Body):
    """Choices about letters; what is left out stays as it is, and null takes away what can be taken away."""

    zone = Zone(kept_apart=True, says="Where one's days begin: digests come by its clocks.")
    digest = Choice(PACES, kept_apart=True, says="On which days.")
    digest_at = TimeOfDay(kept_apart=True, says="At which time on those days.")
    skips_empty = Flag(kept_apart=True, says="No digest where there is nothing in it.")
    day_before = Flag(kept_apart=True, says="A reminder on the day before a claim's last day.")
    last_day = Flag(kept_apart=True, says="A reminder on the last day.")
    date_passed = Flag(
        kept_apart=True, says="A reminder once the date has passed, and again; false is neither."
    )
    again_every_days = Whole(*EVERY_DAYS, kept_apart=True, says="Days between two reminders.")
    again_times = Whole(*TIMES, kept_apart=True, says="Reminders after the first; then only the digest.")
    date_moved = Flag(kept_apart=True, says="A letter where somebody moved a date.")
    escalation = Flag(kept_apart=True, says="For editors: what nobody answers for.")
    receipt = Flag(kept_apart=True, says="A receipt for every answer given by a link in a letter.")
    hides_text = Flag(kept_apart=True, says="Keep claims' words out of subjects; null is as the desk has it.")
    paused_until = Day(kept_apart=True, says="No letters before this day.")
    away_from = Day(kept_apart=True, says="First day away; letters go to the stand-in, else to the editors.")
    away_until = Day(kept_apart=True, says="Last day away.")
    stand_in = Id("acc", kept_apart=True, says="Who gets one's letters meanwhile.")


class FollowBody(Body):
    """What to follow: one of a claim, a question, a tag, a desk, an outlet, a named source."""

    claim = Id("clm")
    question = Id("qst")
    tag = Text(limits.TAG)
    desk = Text(limits.DESK)
    outlet = Id("src")
    source = Id("src", says="A named person, an institution or a document.")
    wants_letters = Flag(says="false, for a claim alone: hear no more of it, although one owns it.")


class DisableBody(Body):
    """Who has the open claims of an account that is switched off."""

    new_owner = Id("acc", says="Without one, the editors are told.")


@dataclass(frozen=True, slots=True)
class FollowAsked:
    """What somebody wants to follow, or hear no more of."""

    kind: FollowKind
    target: str
    wants_letters: bool


_letters, _follow, _disable = LettersBody(), FollowBody(), DisableBody()
_KINDS: tuple[FollowKind, ...] = get_args(FollowKind)


def choices(body: object) -> dict[str, Any]:
    """Return the choices that a body changes, by name.

    Raises:
        Refusal: with every fault at once.
    """
    loaded = load(_letters, body)
    return {name: value for name, value in loaded.items() if value is not None or name in _MAY_BE_NULL}


def follow(body: object) -> FollowAsked:
    """Return what a body asks to follow.

    Raises:
        Refusal: with every fault at once; `missing` or `one_of_these` where it is not exactly one thing.
    """
    loaded = load(_follow, body)
    given: list[tuple[FollowKind, str]] = [
        (kind, loaded[kind]) for kind in _KINDS if loaded[kind] is not None
    ]
    if not given:
        raise refuse("missing", "Name what to follow.", at="/claim", hint=f"One of {', '.join(_KINDS)}.")
    if len(given) > 1:
        faults = [Fault(f"/{kind}", "one_of_these", "Follow one thing at a time.") for kind, _ in given]
        raise Refusal(*faults)
    [(kind, target)] = given
    return FollowAsked(kind, target, loaded["wants_letters"] is not False)


def new_owner(body: object) -> str | None:
    """Return who takes claims over; None where nobody is named."""
    found: str | None = load(_disable, body)["new_owner"]
    return found

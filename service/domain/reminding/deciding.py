"""What one look at a claim's ladder comes to: whom to write to now, and when to look again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from service.domain.claim import Claim
from service.domain.due import deadlines
from service.domain.reminding.choices import Choices, Person
from service.domain.reminding.ladder import Ask, Asked, Later, Over, Rung, editors_hear_at, next_rung
from service.domain.reminding.readers import principals, readers_for
from service.domain.reminding.standing import Reminder
from service.domain.reminding.steps import OWNER_GONE, UNANSWERED, Step
from service.domain.window import day_of, start_of_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsroom:
    """Whom letters may go to, and how the newsroom wants to hear of what nobody answers."""

    people: Mapping[str, Person]
    #: Who is told as "the editors".
    editors: tuple[str, ...]
    zone: str
    #: So many working days without an answer; 0 is never.
    tell_editors_after: int
    #: Days on which nobody works, beside weekends.
    holidays: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A claim as a look at its ladder finds it."""

    id: str
    claim: Claim
    armed_at: datetime
    followers: Collection[str] = ()
    muted: Collection[str] = ()
    #: What each person was asked in this arming, by whose letter it was.
    asked: Mapping[str, Sequence[Asked]]
    #: What the editors were told in this arming.
    told: Collection[Step] = ()


@dataclass(frozen=True, slots=True)
class Decided:
    """The letters to plan, and when to look again; None is not before something happens to the claim."""

    reminders: tuple[Reminder, ...]
    look_again_at: datetime | None
    #: What was found for each person, whose letter it would be, in order.
    found: tuple[tuple[str, Rung], ...] = ()


def decide(looked: Looked, newsroom: Newsroom, *, now: datetime) -> Decided:
    """Say who is written to about a claim at this moment."""
    claim = looked.claim
    if claim.is_settled:
        return Decided((), None)
    planned: list[Reminder] = []
    waits: list[datetime] = []
    found: list[tuple[str, Rung]] = []
    for principal in principals(claim, looked.followers, looked.muted):
        choices = _choices(principal, newsroom)
        rung = next_rung(claim, choices, looked.asked.get(principal, ()), armed_at=looked.armed_at, now=now)
        found.append((principal, rung))
        match rung:
            case Ask(step):
                planned += _to_readers(looked, newsroom, step, principal, now)
                waits.append(_after(claim, choices, now))
            case Later(at, _):
                waits.append(at)
            case Over():
                pass
    for_editors, hear_at = _for_editors(looked, newsroom, now)
    waits += [] if hear_at is None else [hear_at]
    return Decided((*planned, *for_editors), min(waits, default=None), tuple(found))


def _to_readers(
    looked: Looked, newsroom: Newsroom, step: Step, principal: str, now: datetime
) -> list[Reminder]:
    readers = readers_for(principal, newsroom.people, newsroom.editors, now=now)
    person = newsroom.people.get(principal)
    if person is None or not person.is_active:
        # Put on record all the same, with the reason why nobody was written to.
        return [Reminder(looked.id, looked.claim.arming, step, principal)]
    return [
        Reminder(
            looked.id,
            looked.claim.arming,
            step,
            one.recipient,
            None if one.recipient == principal else principal,
        )
        for one in readers
    ]


def _for_editors(looked: Looked, newsroom: Newsroom, now: datetime) -> tuple[list[Reminder], datetime | None]:
    """Return what editors are told now, and when they would be told what they need not know yet."""
    claim, owner = looked.claim, looked.claim.owner
    closes_at = deadlines(claim).closes_at
    others = [one for one in newsroom.editors if one != owner]
    made: list[Reminder] = []
    is_gone = (
        owner is not None and not newsroom.people.get(owner, Person(id=owner, is_active=False)).is_active
    )
    if is_gone and closes_at is not None and now >= closes_at and OWNER_GONE not in looked.told:
        made += [Reminder(looked.id, claim.arming, OWNER_GONE, one, owner) for one in others]
    hear_at = editors_hear_at(
        claim,
        armed_at=looked.armed_at,
        working_days=newsroom.tell_editors_after,
        zone=newsroom.zone,
        holidays=newsroom.holidays,
    )
    if hear_at is None or UNANSWERED in looked.told:
        return made, None
    if now < hear_at:
        return made, hear_at
    return [*made, *(Reminder(looked.id, claim.arming, UNANSWERED, one) for one in others)], None


def _after(claim: Claim, choices: Choices, now: datetime) -> datetime:
    """Look again when the next step may be reached; before the date has passed that is the next day."""
    closes_at = deadlines(claim).closes_at
    is_ahead = closes_at is not None and now < closes_at
    days = 1 if is_ahead else choices.again_every_days
    zone = claim.window.zone
    return start_of_day(day_of(now, zone) + timedelta(days=days), zone)


def _choices(principal: str, newsroom: Newsroom) -> Choices:
    person = newsroom.people.get(principal)
    return Choices(zone=newsroom.zone) if person is None else person.choices

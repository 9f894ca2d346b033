"""Who is written to about a claim: its owner and followers, or those who stand in for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from service.domain.claim import Claim
from service.domain.reminding.choices import Person, is_away


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody a letter goes to, and whose letter it is: the same person, but for absences."""

    recipient: str
    principal: str


def principals(claim: Claim, followers: Collection[str], muted: Collection[str]) -> list[str]:
    """Return who wants to hear about a claim, its owner first, without those who said to stop."""
    wanted = [claim.owner] if claim.owner is not None else []
    wanted += sorted(one for one in followers if one != claim.owner)
    return [one for one in wanted if one not in muted]


def editors_among(people: Mapping[str, Person], *, now: datetime) -> list[str]:
    """Return who is told as "the editors": the editors that are there, else the admins."""
    here = sorted(
        (one for one in people.values() if one.is_active and not is_away(one.choices, now)),
        key=lambda one: one.id,
    )
    editors = [one.id for one in here if one.role == "editor"]
    return editors or [one.id for one in here if one.role == "admin"]


def readers_for(
    principal: str, people: Mapping[str, Person], editors: Collection[str], *, now: datetime
) -> list[Reader]:
    """Return who gets one person's letters at this moment; nobody where the account is off.

    While somebody is away that is the stand-in, and the editors where there is none who is there.
    """
    person = people.get(principal)
    if person is None or not person.is_active:
        return []
    if not is_away(person.choices, now):
        return [Reader(principal, principal)]
    stand_in = people.get(person.choices.stand_in or "")
    if stand_in is not None and stand_in.is_active and not is_away(stand_in.choices, now):
        return [Reader(stand_in.id, principal)]
    return [Reader(editor, principal) for editor in editors if editor != principal]


def stands_in_for(
    reader: str, people: Mapping[str, Person], editors: Collection[str], *, now: datetime
) -> list[str]:
    """Return the people who are away and whose letters this reader gets, in a fixed order."""
    return [
        person.id
        for person in sorted(people.values(), key=lambda one: one.id)
        if person.is_active
        and person.id != reader
        and is_away(person.choices, now)
        and any(one.recipient == reader for one in readers_for(person.id, people, editors, now=now))
    ]

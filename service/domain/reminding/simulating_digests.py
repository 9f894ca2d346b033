"""The digests of a rehearsal: on which mornings somebody would get one, and about how much."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from service.domain.due import deadlines, is_snoozed
from service.domain.events import (
    Assigned,
    Checked,
    ClaimReported,
    DeadlinePassed,
    Linked,
    Noted,
    Redacted,
    Snoozed,
    Tagged,
)
from service.domain.reminding.choices import Person, is_away, is_paused
from service.domain.reminding.digesting import Listed, next_turn, sections_of, told_since
from service.domain.reminding.readers import stands_in_for
from service.domain.reminding.story import Happening, Rules, Story, claim_at

#: Keep in step with rounds.digest_items.CHANGES; a test compares what comes of both.
_NO_CHANGE = (
    ClaimReported,
    Checked,
    Noted,
    Snoozed,
    Assigned,
    Tagged,
    Linked,
    DeadlinePassed,
    Redacted,
)


def digests_of(
    person: Person, stories: Sequence[Story], rules: Rules, start: datetime, until: datetime
) -> list[Happening]:
    """Return one person's digests from one instant to another, in order of time."""
    found: list[Happening] = []
    last = rules.last_digests.get(person.id)
    last_at, last_day = (None, None) if last is None else (last.at, last.day)
    turn = next_turn(person.choices, start, last_day=last_day) if person.is_active else None
    while turn is not None and turn.at <= until:
        if not is_paused(person.choices, turn.at) and not is_away(person.choices, turn.at):
            since = told_since(last_at, turn.at)
            sections = sections_of(_items(person, stories, rules, since, turn.at), turn.at)
            parts = ", ".join(f"{one.count} {one.name.replace('_', ' ')}" for one in sections)
            if sections or not person.choices.skips_empty:
                count = sum(one.count for one in sections)
                found.append(
                    Happening(
                        at=turn.at,
                        what="digest",
                        recipient=person.id,
                        claims=count,
                        reason=f"its turn on {turn.day}: {parts or 'nothing'}",
                    )
                )
        last_at = turn.at
        turn = next_turn(person.choices, turn.at, last_day=turn.day)
    return found


def _items(
    person: Person, stories: Sequence[Story], rules: Rules, since: datetime, now: datetime
) -> list[Listed]:
    newsroom = rules.at(now)
    theirs = {person.id, *stands_in_for(person.id, newsroom.people, newsroom.editors, now=now)}
    found = []
    for story in stories:
        claim = claim_at(story, now)
        if claim is None or person.id in story.muted:
            continue
        if claim.owner not in theirs and not theirs & set(story.followers):
            continue
        changed = any(
            since <= one.known_at <= now
            and one.entry.actor != person.id
            and not isinstance(one.entry.event, _NO_CHANGE)
            for one in story.history
        )
        found.append(
            Listed(
                id=story.id,
                number=story.number,
                deadlines=deadlines(claim),
                question=claim.question,
                is_settled=claim.is_settled,
                is_asleep=is_snoozed(claim, now),
                has_changed=changed,
            )
        )
    return found

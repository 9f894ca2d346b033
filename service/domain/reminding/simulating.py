"""The scheduler on pretend time: every flag and letter of a span of days, with its reason, and no effect."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from service.domain.claim import Claim, versions_that_rearm
from service.domain.due import deadlines
from service.domain.events import (
    DeadlinePassed,
    WindowMoved,
)
from service.domain.reminding.choices import DEFAULTS
from service.domain.reminding.deciding import Looked, decide
from service.domain.reminding.ladder import AHEAD, Asked
from service.domain.reminding.readers import principals, readers_for
from service.domain.reminding.simulating_digests import digests_of
from service.domain.reminding.standing import (
    MOST_SINGLE_LETTERS,
    Drop,
    Reminder,
    Standing,
    Wait,
    is_old_import,
    verdict,
)
from service.domain.reminding.steps import MOVED, Step, is_for_editors, is_of_ladder
from service.domain.reminding.story import Happening, Rules, Story, What, claim_at
from service.domain.roles import RANK


def simulate(stories: Sequence[Story], rules: Rules, *, start: datetime, until: datetime) -> list[Happening]:
    """Return everything the scheduler would do from one instant to another, in order of time."""
    found: list[Happening] = []
    for story in stories:
        found += _climbed(story, rules, start, until)
    found = _together(found)
    for account in sorted(rules.people):
        found += digests_of(rules.people[account], stories, rules, start, until)
    return sorted(found, key=lambda one: (one.at, one.what, one.claim or "", one.recipient or ""))


@dataclass(slots=True)
class _State:
    """What has happened to one claim so far in pretend time."""

    arming: int = 0
    asked: dict[str, list[Asked]] = field(default_factory=dict)
    told: set[Step] = field(default_factory=set)
    #: Steps and whom they were written to, for whomever: there is never a second letter for one step.
    written: set[tuple[Step, str]] = field(default_factory=set)
    flagged: set[int] = field(default_factory=set)
    ended: set[int] = field(default_factory=set)


def _climbed(story: Story, rules: Rules, start: datetime, until: datetime) -> list[Happening]:
    state = _State()
    state.flagged = {
        one.entry.event.arming
        for one in story.history
        if isinstance(one.entry.event, DeadlinePassed) and one.known_at <= start
    }
    news = sorted({one.known_at for one in story.history if start < one.known_at <= until})
    found: list[Happening] = []
    now: datetime | None = start
    while now is not None and now <= until:
        claim = claim_at(story, now)
        again = None
        if claim is not None:
            _take_arming(state, story, claim)
            found += _moves(story, claim, state, rules, now, is_start=now == start)
            found += _flag(story, claim, state, now)
            made, again = _letters(story, claim, state, rules, now, is_start=now == start)
            found += made
        closes = None if claim is None else deadlines(claim).closes_at
        ahead = [one for one in (*news, again, closes) if one is not None and one > now]
        if closes is not None and closes - AHEAD > now:
            ahead.append(closes - AHEAD)
        now = min(ahead, default=None)
    return found


def _take_arming(state: _State, story: Story, claim: Claim) -> None:
    if state.arming == claim.arming:
        return
    state.arming = claim.arming
    before = story.asked.get(claim.arming, {})
    state.asked = {principal: list(asked) for principal, asked in before.items()}
    state.told = set(story.told.get(claim.arming, ()))
    state.written = set(story.written.get(claim.arming, ()))


def _armed_at(story: Story, now: datetime) -> datetime:
    known = [one for one in story.history if one.known_at <= now]
    rearming = versions_that_rearm([one.entry for one in known])
    return max(
        (one.known_at for one in known if one.entry.version in rearming), default=story.history[0].known_at
    )


def _flag(story: Story, claim: Claim, state: _State, now: datetime) -> list[Happening]:
    closed_at = deadlines(claim).closes_at
    if claim.is_settled or closed_at is None or now < closed_at or claim.arming in state.flagged:
        return []
    state.flagged.add(claim.arming)
    reason = f"its window closed at {closed_at:%Y-%m-%d %H:%M} UTC"
    found = [Happening(at=now, what="flag", claim=story.id, reason=reason)]
    if is_old_import(claim, logged_at=_armed_at(story, now)):
        state.ended.add(claim.arming)
        found.append(Happening(at=now, what="no_letter", claim=story.id, reason="imported_after_its_date"))
    elif claim.owner is None and not story.followers:
        found.append(Happening(at=now, what="no_letter", claim=story.id, reason="nobody_owns_it"))
    return found


def _letters(
    story: Story, claim: Claim, state: _State, rules: Rules, now: datetime, *, is_start: bool
) -> tuple[list[Happening], datetime | None]:
    closed_at = deadlines(claim).closes_at
    is_far = closed_at is None or closed_at - AHEAD > now
    if claim.is_settled or is_far or claim.arming in state.ended:
        return [], None
    if is_start and claim.arming in story.look_again_at:
        wakes_at = story.look_again_at[claim.arming]
        if wakes_at is None or wakes_at > now:
            return [], wakes_at
    looked = Looked(
        id=story.id,
        claim=claim,
        armed_at=_armed_at(story, now),
        followers=story.followers,
        muted=story.muted,
        asked=state.asked,
        told=state.told,
    )
    decided = decide(looked, rules.at(now), now=now)
    found: list[Happening] = []
    for reminder in sorted(decided.reminders, key=lambda one: (one.step, one.recipient or "")):
        letter = _once(story, claim, state, reminder, rules, now)
        if letter is None:
            continue
        found.append(letter)
        if letter.what == "escalation":
            state.told.add(reminder.step)
        elif letter.what == "letter" and is_of_ladder(reminder.step):
            state.asked.setdefault(reminder.principal or "", []).append(Asked(reminder.step, now))
    return found, decided.look_again_at


def _once(
    story: Story, claim: Claim, state: _State, reminder: Reminder, rules: Rules, now: datetime
) -> Happening | None:
    """Return the letter, or None where the same person was written to for this step, maybe for another."""
    key = (reminder.step, reminder.recipient or "")
    if key in state.written:
        return None
    letter = _letter(story, claim, reminder, rules, now)
    if letter.what != "no_letter":
        state.written.add(key)
    return letter


def _letter(story: Story, claim: Claim, reminder: Reminder, rules: Rules, now: datetime) -> Happening:
    """Return the letter, or why it would not go out: what is looked at when a letter is sent."""
    person = rules.people.get(reminder.recipient or "")
    standing = Standing(
        is_active=None if person is None else person.is_active,
        is_editor=person is not None and RANK[person.role] >= RANK["editor"],
        choices=DEFAULTS if person is None else person.choices,
        follows=reminder.principal in story.followers,
        is_muted=reminder.principal in story.muted,
    )
    found = verdict(reminder, claim, standing, now=now)
    is_dropped = isinstance(found, Drop | Wait)
    what: What = "escalation" if is_for_editors(reminder.step) else "letter"
    reason = found.reason if isinstance(found, Drop | Wait) else why(reminder, claim)
    return Happening(
        at=now,
        what="no_letter" if is_dropped else what,
        claim=story.id,
        step=reminder.step,
        recipient=reminder.recipient,
        reason=reason,
    )


def why(reminder: Reminder, claim: Claim) -> str:
    """Return in a few words why somebody is written to."""
    if is_for_editors(reminder.step):
        return "nobody has answered" if reminder.step == "unanswered" else "the owner's account is off"
    role = "owns it" if claim.owner == reminder.principal else "follows it"
    who = f"{reminder.principal} {role} and is away" if reminder.on_behalf_of else role
    return f"{who}; {reminder.step.replace('_', ' ')}"


def _moves(
    story: Story, claim: Claim, state: _State, rules: Rules, now: datetime, *, is_start: bool
) -> list[Happening]:
    by = [
        one.entry.actor
        for one in story.history
        if one.known_at == now and isinstance(one.entry.event, WindowMoved)
    ]
    if is_start or not by or claim.is_settled or claim.arming in story.told_of_moves:
        return []
    newsroom = rules.at(now)
    reminders = [
        Reminder(
            story.id,
            claim.arming,
            MOVED,
            reader.recipient,
            principal if reader.recipient != principal else None,
        )
        for principal in principals(claim, story.followers, story.muted)
        if principal != by[-1]
        and (person := newsroom.people.get(principal)) is not None
        and person.choices.date_moved
        for reader in readers_for(principal, newsroom.people, newsroom.editors, now=now)
    ]
    letters = [_once(story, claim, state, one, rules, now) for one in reminders]
    return [one for one in letters if one is not None]


def _together(found: Iterable[Happening]) -> list[Happening]:
    """Make one letter of more than twenty for one person at one instant, and of all that editors are told."""
    groups: dict[tuple[object, ...], list[Happening]] = {}
    made: list[Happening] = []
    for one in found:
        if one.what in ("letter", "escalation"):
            groups.setdefault((one.at, one.what, one.recipient, one.step == MOVED), []).append(one)
        else:
            made.append(one)
    for group in groups.values():
        first = group[0]
        is_one = len(group) > MOST_SINGLE_LETTERS or (first.what == "escalation" and len(group) > 1)
        if is_one:
            reason = f"one letter about {len(group)} claims"
            made.append(replace(first, claim=None, step=None, claims=len(group), reason=reason))
        else:
            made += group
    return made

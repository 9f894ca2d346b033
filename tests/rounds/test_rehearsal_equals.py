"""What is rehearsed is what rounds then do: over the sample story, and over histories made up by chance."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select

from seeds.story import QUESTION, STORY
from service.access import accounts, letter_choices
from service.changes import claims
from service.database import reading, transact
from service.domain.attribution import Article
from service.domain.claim import fold
from service.domain.events import Checked, Confirmed
from service.domain.refusals import Refusal
from service.domain.roles import Actor
from service.ledger import log
from service.mail import outbox
from service.rounds import flagging, reminding
from service.rounds.rehearsal import rehearse
from service.wiring import new_id
from tests import histories
from tests.builders import at

LEAST = timedelta(microseconds=1)
#: Kinds that a rehearsal tells apart; all other occasions are its "letter".
KINDS = {"digest": "digest", "escalation": "escalation"}


@dataclass(frozen=True, order=True)
class Done:
    """A flag, or a letter that went out: when, which, to whom, about how many claims."""

    at: datetime
    what: str
    whom: str
    claims: int


def rehearsed(newsroom, start, until):
    """Return what a rehearsal expects after one instant and before another."""
    with reading(newsroom.engine) as connection:
        found = rehearse(connection, newsroom.wiring.settings, start=start, until=until - LEAST)
    return sorted(
        Done(one.at, one.what, one.recipient or one.claim or "", one.claims)
        for one in found
        if one.what != "no_letter" and one.at > start
    )


def done(newsroom, after):
    """Return what rounds have flagged and sent after an instant."""
    flags, rows, letters = flagging.flagged_armings.c, reminding.reminders.c, outbox.letters.c
    with reading(newsroom.engine) as connection:
        flagged = connection.execute(
            select(flags.flagged_at, flags.claim).where(flags.flagged_at > after).order_by(flags.claim)
        )
        found = [Done(when, "flag", claim, 1) for when, claim in flagged]
        sent = select(letters.id, letters.occasion, letters.recipient, letters.sent_at)
        for letter in connection.execute(
            sent.where(letters.state == "sent", letters.sent_at > after).order_by(letters.id)
        ):
            about = select(rows.id).where(rows.letter == letter.id, rows.state == "sent").order_by(rows.id)
            count = len(connection.execute(about).all()) or len(outbox.claims_in(connection, letter.id))
            what = KINDS.get(letter.occasion, "letter")
            found.append(Done(letter.sent_at, what, letter.recipient, count))
    return sorted(found)


def compare(newsroom, until):
    """Rehearse from now until an instant, let rounds come by until then, and return both.

    They come at every instant that was rehearsed, and at others: nothing more may happen there.
    """
    start = newsroom.clock()
    expected = rehearsed(newsroom, start, until)
    days = (until - start) // timedelta(days=1)
    others = {start + timedelta(days=number, hours=5, seconds=7) for number in range(days + 1)}
    for moment in sorted({one.at for one in expected} | {one for one in others if start < one < until}):
        newsroom.clock.set(moment)
        newsroom.runs()
    newsroom.clock.set(until)
    return expected, done(newsroom, start)


def join(newsroom, actor, **choices):
    """Give one of the people of made-up histories an account and choices."""

    def work(connection):
        accounts.add(
            connection,
            email=f"{actor.id}@example.org",
            name=actor.id,
            role=actor.role,
            now=newsroom.clock(),
            new_id=lambda prefix: actor.id,
        )
        letter_choices.choose(connection, actor.id, choices, zone="UTC", now=newsroom.clock())

    transact(newsroom.engine, work)


def context(newsroom, actor, claim_id=""):
    names = {"clm": claim_id, "qst": QUESTION}
    return claims.Context(
        actor=actor,
        now=newsroom.clock(),
        zone="UTC",
        new_id=lambda prefix: names.get(prefix) or new_id(prefix),
    )


def test_the_sample_story_is_rehearsed_as_it_goes(newsroom):
    editor, colleague = Actor("acc_editor", "editor"), Actor("acc_reporter", "reporter")
    newsroom.clock.set(at("2022-09-26T15:00"))
    join(newsroom, editor, zone="Europe/Moscow")
    join(newsroom, colleague, digest="daily", zone="Europe/Oslo", day_before=True, again_every_days=3)
    newsroom.follows(colleague.id, "tag", "border")
    later = {Checked: at("2022-10-03T10:00"), Confirmed: at("2022-09-27T20:00")}
    coming = []
    for told in STORY:
        work = context(newsroom, editor, told.claim_id)
        proposed = replace(told.claim, owner=editor.id)
        transact(newsroom.engine, lambda c: claims.report_claim(c, proposed, work, ask=told.asks))  # noqa: B023
        for event in told.follow_ups:
            if type(event) in later and event is not told.follow_ups[0]:
                coming.append((later[type(event)], told.claim_id, event))
                continue
            transact(newsroom.engine, lambda c: claims.follow_up(c, told.claim_id, event, work))  # noqa: B023
    newsroom.runs()

    pairs = []
    for moment in sorted({when for when, _, _ in coming} | {at("2022-10-16T00:00")}):
        pairs.append(compare(newsroom, moment))
        for when, claim_id, event in coming:
            if when == moment:
                work = context(newsroom, editor)
                transact(newsroom.engine, lambda c: claims.follow_up(c, claim_id, event, work))  # noqa: B023
        newsroom.runs()

    for expected, happened in pairs:
        assert happened == expected
    whole = [one for expected, _ in pairs for one in expected]
    assert len(pairs) == 3
    assert {one.what for one in whole} == {"flag", "letter", "digest"}
    assert len(whole) > 40


#: Kinds of commands whose entries occur when they are recorded, so that a look back knows them from then.
#: Not tags: who follows a claim is looked up as it is now.
OF_THE_MOMENT = ("note", "close", "reopen", "snooze", "assign")


def made_up(random, *, count, kinds):
    """Return a timeline of commands about some claims: when, which claim by number, and what."""
    timeline: list[tuple[datetime, int, histories.Command | None]] = []
    for number in range(count):
        when = at("2022-09-26T12:00") + timedelta(minutes=random.randrange(60 * 24 * 3))
        timeline.append((when, number, None))
        for command in histories.random_commands(random, 7):
            when += timedelta(hours=command.hours, minutes=random.randrange(1, 60))
            if command.kind in kinds:
                timeline.append((when, number, command))
    return sorted(timeline, key=lambda one: one[:2])


def carry_out(newsroom, number, command, random, *, published_now=False):
    """Do what a command says; what is refused is left undone.

    Args:
        published_now: claims are logged in the moment of their publication, from which a look back has them.
    """
    claim_id = f"clm_made_up_{number}"
    if command is None:
        work = context(newsroom, histories.PEOPLE[0], claim_id)
        proposed = histories.first_event(random.randrange(1000), now=newsroom.clock())
        if published_now:
            article = Article(published_at=newsroom.clock())
            proposed = replace(proposed, report=replace(proposed.report, article=article))
        transact(newsroom.engine, lambda c: claims.report_claim(c, proposed, work))
        return
    with reading(newsroom.engine) as connection:
        history = [one.entry for one in log.read(connection, claim_id)]
    claim = fold(history)
    assert claim is not None
    event = histories.follow_up_of(command, claim, history, newsroom.clock())
    work = context(newsroom, histories.PEOPLE[command.who])
    try:
        transact(newsroom.engine, lambda c: claims.follow_up(c, claim_id, event, work))
    except Refusal:
        return


def a_crowd(newsroom):
    """Have the people of made-up histories join, each with other choices, and follow what there is."""
    admin, editor, reporter, owner = histories.PEOPLE
    join(newsroom, admin, digest="off")
    join(newsroom, editor, zone="America/Sao_Paulo", paused_until=date(2022, 10, 4))
    join(newsroom, reporter, digest="mondays", again_every_days=3, again_times=2, zone="Pacific/Apia")
    away = {"away_from": date(2022, 10, 5), "away_until": date(2022, 10, 12), "stand_in": reporter.id}
    join(newsroom, owner, digest="daily", day_before=True, zone="Europe/Moscow", **away)
    newsroom.follows(reporter.id, "tag", "border")
    newsroom.follows(editor.id, "desk", "world")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_histories_made_up_by_chance_are_rehearsed_as_they_go(newsroom, seed):
    random = Random(seed)
    newsroom.clock.set(at("2022-09-26T11:00"))
    a_crowd(newsroom)
    newsroom.runs()
    kinds = [one for one in histories.KINDS if one not in ("deadline", "redact")]

    pairs = []
    for when, number, command in made_up(random, count=4, kinds=kinds):
        if when > newsroom.clock():
            pairs.append(compare(newsroom, when))
        carry_out(newsroom, number, command, random)
        newsroom.runs()
    pairs.append(compare(newsroom, newsroom.clock() + timedelta(days=20)))

    for expected, happened in pairs:
        assert happened == expected
    assert len([one for expected, _ in pairs for one in expected]) > 30


@pytest.mark.parametrize("seed", [4, 5])
def test_a_look_back_over_made_up_histories_tells_what_went(newsroom, seed):
    random = Random(seed)
    start = at("2022-09-26T11:00")
    newsroom.clock.set(start)
    a_crowd(newsroom)
    newsroom.runs()
    for when, number, command in made_up(random, count=10, kinds=OF_THE_MOMENT):
        if when > newsroom.clock():
            compare(newsroom, when)
        carry_out(newsroom, number, command, random, published_now=True)
        newsroom.runs()
    until = newsroom.clock() + timedelta(days=10)
    compare(newsroom, until)

    found = rehearsed(newsroom, start, until)

    assert done(newsroom, start) == found
    assert len(found) > 20

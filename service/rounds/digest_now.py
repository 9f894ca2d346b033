"""The digest of today for somebody who does not want to wait for its hour."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from service.access import letter_choices
from service.database import StartOver
from service.domain.refusals import conflict
from service.domain.reminding.digesting import next_turn, sections_of, told_since
from service.domain.window import day_of
from service.mail.messages import message_id, sender_of
from service.rounds.digest_items import changes_since, items_of
from service.rounds.digesting import Made, choices_stand, digest_turns, queue_made
from service.wiring import Wiring


def queue_now(connection: Connection, wiring: Wiring, account_id: str) -> None:
    """Queue somebody's digest of today; the next round sends it, and at its hour none comes again.

    Raises:
        Refusal: today's has been sent, digests are off or paused, or there is nothing to tell.
        MailSettingsError: nobody can be written to.
    """
    now, sender = wiring.now(), sender_of(wiring.settings.mail_from)
    people = letter_choices.people(connection, [account_id], zone=wiring.settings.zone)
    person = people.get(account_id)
    why_not = choices_stand(person, now)
    if person is None or why_not is not None:
        raise conflict("no_digest", "Your digest is off, or your letters are paused. Save that first.")
    query = select(digest_turns).where(digest_turns.c.account == account_id).with_for_update()
    turn = connection.execute(query).one_or_none()
    today = day_of(now, person.choices.zone)
    if turn is not None and turn.last_day is not None and turn.last_day >= today:
        raise conflict("digest_sent", "You have had today’s digest. There is one on each day.")
    since = told_since(None if turn is None else turn.last_at, now)
    found = items_of(connection, people, changes_since(connection, since), {account_id: since}, wiring)
    sections = sections_of(found.get(account_id, ()), now)
    if not sections:
        raise conflict(
            "nothing_to_tell", "There is nothing to tell: no claim of yours is due or has changed."
        )
    try:
        made = Made(account_id, today, since, sections)
        queue_made(connection, [made], wiring, lambda name: message_id(name, sender))
    except IntegrityError as error:
        raise StartOver("a digest of today was queued a moment ago") from error
    following = next_turn(person.choices, now, last_day=today)
    values = {"last_day": today, "last_at": now, "next_at": None if following is None else following.at}
    if turn is None:
        connection.execute(insert(digest_turns).values(account=account_id, **values))
    else:
        connection.execute(update(digest_turns).where(digest_turns.c.account == account_id).values(values))

"""Delivers the outbox: take a letter, look again whether it stands, hand it over, write down the outcome."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address

from sqlalchemy import Connection

from service.database import CommitUnknown, Unavailable, reading, transact
from service.mail import mailbox, outbox, paused
from service.mail.messages import Draft, Unwritten, build, sender_of
from service.mail.outbox import Written
from service.mail.outcomes import Dropped, Outcome, Refused, Sent, Trouble, Unwritable
from service.mail.smtp import Handed, Session, server_at
from service.mail.tries import Letter, Via
from service.rounds import rechecking, reminding
from service.rounds.rechecking import Rechecked
from service.wiring import Wiring, kept_secret_key

logger = logging.getLogger(__name__)

#: A round hands over at most so many letters, and for about so long; then the next round flags first.
MOST_LETTERS = 500
LEAST_SECONDS = 10.0
#: How often to write an outcome down before it is left to the end of the lease.
MOST_MARKS = 3


@dataclass(frozen=True, slots=True)
class Delivered:
    """How many letters went out and how many did not; what was wrong with the server, if it was."""

    sent: int = 0
    failed: int = 0
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class _Post:
    """What letters go out through; without a session they land in the built-in mailbox."""

    sender: Address
    session: Session | None
    #: Signs the links in letters.
    key: str


@dataclass(frozen=True, slots=True)
class _Ready:
    """A letter that was taken and looked at: as it is to go out, or what has become of it already."""

    letter: Letter
    checked: Rechecked | None = None
    written: Written | None = None
    outcome: Outcome | None = None


def deliver(
    wiring: Wiring,
    *,
    should_stop: Callable[[], bool],
    monotonic: Callable[[], float] = time.monotonic,
    pause: Callable[[float], None] = time.sleep,
) -> Delivered:
    """Hand over the letters that are due, one after the other, until none is left or the time is up.

    A server that cannot be used ends it; one letter that cannot be sent does not.

    Raises:
        MailSettingsError: nothing can be sent with these settings; the letters stay due.
    """
    url, sender = wiring.settings.smtp_url, sender_of(wiring.settings.mail_from)
    key = kept_secret_key(wiring.settings)
    if url is None:
        return _deliver(wiring, _Post(sender, None, key), should_stop, monotonic, pause)
    with Session(server_at(url), hello=sender.domain) as session:
        return _deliver(wiring, _Post(sender, session, key), should_stop, monotonic, pause)


def _deliver(
    wiring: Wiring,
    post: _Post,
    should_stop: Callable[[], bool],
    monotonic: Callable[[], float],
    pause: Callable[[float], None],
) -> Delivered:
    until = monotonic() + max(LEAST_SECONDS, wiring.settings.round_every.total_seconds())
    sent = failed = 0
    for _ in range(MOST_LETTERS):
        if should_stop() or monotonic() >= until:
            break
        letter = transact(wiring.engine, lambda connection: _take(connection, wiring))
        if letter is None:
            break
        outcome = _deliver_one(wiring, letter, post, pause)
        sent += isinstance(outcome, Sent)
        failed += not isinstance(outcome, Sent | Dropped)
        if isinstance(outcome, Trouble):
            return Delivered(sent, failed, outcome.words)
    return Delivered(sent, failed)


def _take(connection: Connection, wiring: Wiring) -> Letter | None:
    return outbox.take(connection, wiring.now(), most_a_minute=wiring.settings.letters_a_minute)


def _deliver_one(
    wiring: Wiring, letter: Letter, post: _Post, pause: Callable[[float], None]
) -> Outcome | None:
    """Send one letter that was taken and return what became of it; None where the lease was over."""
    ready = _made_ready(wiring, letter, post)
    if letter.lease_until is not None and wiring.now() >= letter.lease_until:
        logger.warning("the lease on letter %s ran out before it was sent", letter.id)
        return None
    outcome = ready.outcome or _handed_over(ready, post)
    _mark_surely(wiring, ready, outcome, pause)
    return outcome


def _made_ready(wiring: Wiring, letter: Letter, post: _Post) -> _Ready:
    now = wiring.now()
    try:
        with reading(wiring.engine) as connection:
            checked = rechecking.recheck(connection, letter, wiring, key=post.key)
        return _written(letter, checked, post, now)
    except Unavailable:
        raise
    except Unwritten as error:
        return _Ready(letter, outcome=Unwritable(str(error)))
    except Exception as error:
        logger.exception("letter %s cannot be written", letter.id)
        return _Ready(letter, outcome=Unwritable(f"The letter cannot be written: {type(error).__name__}"))


def _written(letter: Letter, checked: Rechecked, post: _Post, now: datetime) -> _Ready:
    words = checked.words
    if words is None or checked.reader is None:
        return _Ready(letter, checked, outcome=Dropped(checked.reason))
    claim = words.claim
    draft = Draft(
        letter=letter.id,
        occasion=words.occasion,
        message_id=letter.message_id,
        thread=claim,
        sender=post.sender,
        reader_name=checked.reader.name,
        reader_address=checked.reader.email,
        written_at=now,
        subject=words.trio.subject,
        text=words.trio.text,
        html=words.trio.html,
        heads={} if claim is None else {"X-Hearsay-Claim": claim},
        stop_url=words.stop_url,
    )
    via: Via = "mailbox" if post.session is None else "smtp"
    written = Written(address=draft.reader_address, subject=draft.subject, raw=build(draft), via=via)
    return _Ready(letter, checked, written)


def _handed_over(ready: _Ready, post: _Post) -> Outcome:
    written = ready.written
    if written is None:
        raise AssertionError("a letter is either written or has its outcome")
    if post.session is None:
        return Sent("kept in the built-in mailbox")
    return post.session.send(Handed(post.sender.addr_spec, written.address, written.raw))


def _mark_surely(wiring: Wiring, ready: _Ready, outcome: Outcome, pause: Callable[[float], None]) -> None:
    """Write the outcome down; it may be tried again, for only the one who took the letter last counts."""

    def work(connection: Connection) -> bool:
        return _mark(connection, wiring, ready, outcome)

    for tries_left in reversed(range(MOST_MARKS)):
        try:
            is_marked = transact(wiring.engine, work)
        except (CommitUnknown, Unavailable):
            if not tries_left:
                raise
            pause(1.0)
            continue
        if not is_marked:
            logger.warning("letter %s: %s, and somebody else has it now", ready.letter.id, outcome)
        return


def _mark(connection: Connection, wiring: Wiring, ready: _Ready, outcome: Outcome) -> bool:
    now, written = wiring.now(), ready.written
    marked = outbox.mark(connection, ready.letter, outcome, written=written, now=now, chance=wiring.chance())
    if marked is None:
        return False
    was_sent = isinstance(outcome, Sent)
    if was_sent and written is not None and written.via == "mailbox":
        _keep(connection, marked, written, now)
    if isinstance(outcome, Refused) and outcome.is_about_address and written is not None:
        _pause(connection, marked, written, outcome, now)
    if ready.checked is not None:
        reminding.settle(connection, ready.checked.verdicts, marked)
        for heir in ready.checked.heirs:
            reminding.hand_over(connection, heir, now)
    return True


def _pause(connection: Connection, letter: Letter, written: Written, outcome: Refused, now: datetime) -> None:
    logger.warning("letters to account %s are paused: its address was refused for good", letter.recipient)
    found = paused.Paused(
        address=written.address, account=letter.recipient, since=now, words=outcome.words, letter=letter.id
    )
    paused.pause(connection, found)


def _keep(connection: Connection, marked: Letter, written: Written, now: datetime) -> None:
    mailbox.put(
        connection,
        mailbox.Kept(
            letter=marked.id,
            message_id=marked.message_id,
            recipient=marked.recipient,
            address=written.address,
            subject=written.subject if marked.keeps_words else None,
            raw=written.raw if marked.keeps_words else None,
            received_at=now,
        ),
    )

"""The outbox: letters that are to go out, one try at a time, and what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
    func,
    insert,
    or_,
    select,
    update,
)

from service.database import Instant, metadata
from service.mail import mailbox
from service.mail.outcomes import Outcome
from service.mail.tries import LEASE, MOST_UNKNOWN_TRIES, MOST_WAIT, Letter, State, Via, after, at_rest

MINUTE = timedelta(minutes=1)
#: Letters that carry a way in; their words are kept nowhere once they were handed over.
UNKEPT = frozenset({"sign_in", "invitation"})

letters = Table(
    "letters",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("occasion", String(32), nullable=False),
    #: Id of the account it is for; the address is the one it was last tried at.
    Column("recipient", String(64), nullable=False),
    Column("address", Text),
    Column("queued_at", Instant, nullable=False),
    Column("state", String(16), nullable=False),
    #: Counts the times it was taken; only the sender that took it last may say what became of it.
    Column("attempt", Integer, nullable=False),
    Column("lease_until", Instant),
    #: When it may be taken (again): the next try, or the end of the lease. Null once it is at rest.
    Column("next_try_at", Instant),
    Column("message_id", String(255), nullable=False),
    Column("subject", Text),
    #: The bytes as they were last handed over.
    Column("raw", LargeBinary),
    Column("sent_at", Instant),
    #: The server's words, or why it was dropped.
    Column("reason", Text),
    Column("via", String(16)),
    Column("put_off", Integer, nullable=False),
    Column("unknown_tries", Integer, nullable=False),
    #: False where words in it were destroyed while it was out: its bytes are not kept then.
    Column("keeps_words", Boolean, nullable=False),
    UniqueConstraint("message_id"),
    Index("ix_letters_state_next_try_at", "state", "next_try_at"),
    Index("ix_letters_sent_at", "sent_at"),
)
#: Whose words a letter holds.
letter_claims = Table(
    "letter_claims",
    metadata,
    Column("letter", String(64), primary_key=True),
    Column("claim", String(64), primary_key=True),
    Index("ix_letter_claims_claim", "claim"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A letter as it was handed over, or tried."""

    address: str
    subject: str
    raw: bytes
    via: Via


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """A letter that is to go out, before it is written: for whom, and what about."""

    letter_id: str
    occasion: str
    recipient: str
    claims: Sequence[str]
    message_id: str


def queue(
    connection: Connection,
    *,
    letter_id: str,
    occasion: str,
    recipient: str,
    claims: Sequence[str],
    message_id: str,
    now: datetime,
    is_ahead: bool = False,
) -> None:
    """Put a letter into the outbox; it is written when it is taken.

    Args:
        is_ahead: it is taken before all that wait already, for somebody sits there and waits for it.
    """
    queued = Queued(
        letter_id=letter_id, occasion=occasion, recipient=recipient, claims=claims, message_id=message_id
    )
    queue_all(connection, [queued], now - MOST_WAIT if is_ahead else now, now=now)


def queue_all(
    connection: Connection, queued: Sequence[Queued], next_try_at: datetime, *, now: datetime
) -> None:
    """Put letters into the outbox, with as few statements for thousands as for one."""
    rows = [
        {
            "id": one.letter_id,
            "occasion": one.occasion,
            "recipient": one.recipient,
            "queued_at": now,
            "state": "due",
            "attempt": 0,
            "next_try_at": next_try_at,
            "message_id": one.message_id,
            "put_off": 0,
            "unknown_tries": 0,
            "keeps_words": True,
        }
        for one in queued
    ]
    if rows:
        connection.execute(insert(letters), rows)
    about = [
        {"letter": one.letter_id, "claim": claim} for one in queued for claim in dict.fromkeys(one.claims)
    ]
    if about:
        connection.execute(insert(letter_claims), about)


def take(connection: Connection, now: datetime, *, most_a_minute: int = 0) -> Letter | None:
    """Take the letter that has waited longest for its turn, under a lease; None where none is due.

    A letter whose sender's lease ran out is taken over; nobody knows whether that sender sent it, so this
    counts as an unknown try.

    Args:
        most_a_minute: letters of all senders together; where they are used up none is taken. 0 is no limit.
    """
    if most_a_minute and _in_the_last_minute(connection, now) >= most_a_minute:
        return None
    row = connection.execute(
        select(letters)
        .where(_is_ready(now))
        .order_by(letters.c.next_try_at, letters.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if row is None:
        return None
    found = _letter(row)
    was_lost = found.state == "sending"
    if was_lost and found.unknown_tries + 1 >= MOST_UNKNOWN_TRIES:
        # Whoever takes this one is gone before the end, again and again: it must not hold up the others.
        _park(connection, found)
        return take(connection, now, most_a_minute=most_a_minute)
    taken = connection.execute(
        update(letters)
        .where(letters.c.id == found.id, letters.c.attempt == found.attempt)
        .values(
            state="sending",
            attempt=found.attempt + 1,
            lease_until=now + LEASE,
            next_try_at=now + LEASE,
            unknown_tries=found.unknown_tries + was_lost,
            keeps_words=True,
        )
        .returning(*letters.c)
    ).one_or_none()
    return None if taken is None else _letter(taken)


def mark(
    connection: Connection,
    letter: Letter,
    outcome: Outcome,
    *,
    written: Written | None,
    now: datetime,
    chance: float,
) -> Letter | None:
    """Write down what became of a try; None where the lease has passed to another sender since.

    Args:
        written: the letter as it was handed over; None where it did not come to that.
        chance: from 0 to 1, spreads the next tries of many letters.
    """
    values = after(letter, outcome, now, chance) | {"lease_until": None}
    if written is not None:
        values |= {"address": written.address, "subject": written.subject, "via": written.via}
        values["raw"] = written.raw
    if letter.occasion in UNKEPT:
        values["keeps_words"] = False
    row = connection.execute(
        update(letters)
        .where(letters.c.id == letter.id, letters.c.attempt == letter.attempt, letters.c.state == "sending")
        .values(values)
        .returning(*letters.c)
    ).one_or_none()
    if row is None:
        return None
    marked = _letter(row)
    if not marked.keeps_words:
        connection.execute(update(letters).where(letters.c.id == letter.id).values(subject=None, raw=None))
    return marked


def send_again(connection: Connection, letter_id: str, now: datetime) -> bool:
    """Make a dead letter due again, under its old Message-ID; say whether there was one."""
    found = connection.execute(
        update(letters)
        .where(letters.c.id == letter_id, letters.c.state == "dead")
        .values(state="due", next_try_at=now, put_off=0, reason=None)
        .returning(letters.c.id)
    ).one_or_none()
    return found is not None


def one(connection: Connection, letter_id: str) -> Letter | None:
    """Return a letter by its id, or None where there is none."""
    row = connection.execute(select(letters).where(letters.c.id == letter_id)).one_or_none()
    return None if row is None else _letter(row)


def every(
    connection: Connection, *, state: State | None = None, claim: str | None = None, most: int = 200
) -> list[Letter]:
    """Return the newest letters, newest first, in one state or about one claim if wanted."""
    query = select(letters).order_by(letters.c.queued_at.desc(), letters.c.id.desc()).limit(most)
    if state is not None:
        query = query.where(letters.c.state == state)
    if claim is not None:
        query = query.where(letters.c.id.in_(_about(claim)))
    return [_letter(row) for row in connection.execute(query)]


def last_to(connection: Connection, recipient: str) -> Letter | None:
    """Return the letter that last went out to an account, or None where none ever did."""
    went_out = select(letters).where(letters.c.recipient == recipient, letters.c.sent_at.is_not(None))
    row = connection.execute(went_out.order_by(letters.c.sent_at.desc()).limit(1)).one_or_none()
    return None if row is None else _letter(row)


def claims_in(connection: Connection, letter_id: str) -> list[str]:
    """Return the claims whose words a letter holds."""
    query = select(letter_claims.c.claim).where(letter_claims.c.letter == letter_id)
    return list(connection.execute(query.order_by(letter_claims.c.claim)).scalars())


def counts(connection: Connection) -> dict[State, int]:
    """Return how many letters are in each state."""
    found: dict[State, int] = {"due": 0, "sending": 0, "sent": 0, "dead": 0, "dropped": 0}
    query = select(letters.c.state, func.count()).group_by(letters.c.state).order_by(letters.c.state)
    found.update((state, count) for state, count in connection.execute(query))
    return found


def waiting_since(connection: Connection) -> datetime | None:
    """Return when the oldest letter that is still to go out was queued, or None where none is."""
    query = select(func.min(letters.c.queued_at)).where(letters.c.state.in_(("due", "sending")))
    return connection.execute(query).scalar()


def last_sent_at(connection: Connection) -> datetime | None:
    """Return when a letter last went out, or None where none ever did."""
    return connection.execute(select(func.max(letters.c.sent_at))).scalar()


def destroy_words(connection: Connection, claim_id: str) -> None:
    """Take subject and text out of every letter about a claim, here and in the built-in mailbox, for good.

    A letter that is just being sent will not have its bytes kept. One that is still to be written is written
    from the words that are left. Call it in the transaction that redacts.
    """
    about = list(connection.execute(_about(claim_id)).scalars())
    if not about:
        return
    connection.execute(
        update(letters)
        .where(letters.c.id.in_(about))
        .values(subject=None, raw=None, keeps_words=letters.c.state != "sending")
    )
    mailbox.destroy_words(connection, about)


def _park(connection: Connection, letter: Letter) -> None:
    tries = letter.unknown_tries + 1
    reason = f"given up after {letter.attempt} tries: its senders were gone before they could say"
    connection.execute(
        update(letters)
        .where(letters.c.id == letter.id, letters.c.attempt == letter.attempt)
        .values(at_rest("dead", reason) | {"lease_until": None, "unknown_tries": tries})
    )


def _in_the_last_minute(connection: Connection, now: datetime) -> int:
    """Count what went out lately and what is just going; the first range is short, the second has few."""
    lately = letters.c.sent_at > now - MINUTE
    sent = select(func.count()).select_from(letters).where(lately, letters.c.sent_at <= now)
    going = select(func.count()).select_from(letters).where(letters.c.state == "sending")
    return int(connection.execute(sent).scalar_one()) + int(connection.execute(going).scalar_one())


def _about(claim_id: str) -> Any:
    return select(letter_claims.c.letter).where(letter_claims.c.claim == claim_id)


def _is_ready(now: datetime) -> Any:
    """Return the condition that a letter may be taken: its time has come, or lies impossibly far ahead."""
    at = letters.c.next_try_at
    return and_(letters.c.state.in_(("due", "sending")), or_(at <= now, at > now + 2 * MOST_WAIT))


def _letter(row: Row[Any]) -> Letter:
    return Letter(**row._mapping)

"""Looks at a letter at the moment of sending: what of it still stands, and what it says now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from service.access import accounts, follows, letter_choices, sign_in_links
from service.access.accounts import Account
from service.domain.claim import Claim
from service.domain.reminding import (
    Choices,
    LetterKind,
    Person,
    Reminder,
    Send,
    Standing,
    Verdict,
    family_of,
    heir_of,
    verdict,
)
from service.domain.reminding.steps import OWNER_GONE, version_received
from service.domain.roles import may_read
from service.ledger import log
from service.letters import date_moved, digest, escalation, receipt, reminder, sign_in
from service.letters.letterhead import Letterhead
from service.letters.rendering import Trio
from service.mail import paused
from service.mail.tries import Letter
from service.read_models import questions
from service.read_models.claim_rows import ClaimView
from service.rounds import digesting, looking, reminding
from service.rounds.reminding import Planned
from service.wiring import Wiring

#: Rivals looked at.
MOST_RIVALS_READ = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A letter as it is to go out: its words, the claim it is about where that is one, how to stop it."""

    occasion: str
    trio: Trio
    #: None for letters that somebody asked for a moment ago.
    stop_url: str | None
    claim: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rechecked:
    """What a letter comes to now; `reader` and `words` are None where nothing of it stands."""

    verdicts: tuple[tuple[Planned, Verdict], ...] = ()
    heirs: tuple[Reminder, ...] = ()
    reader: Account | None = None
    words: Words | None = None
    #: Why a letter without reminders does not stand.
    dropped: str | None = field(default=None)

    @property
    def reason(self) -> str:
        """Why the letter is dropped: the reasons of all its reminders."""
        found = {one.reason for _, one in self.verdicts if not isinstance(one, Send)}
        return self.dropped or ", ".join(sorted(found)) or "nothing left to say"


@dataclass(frozen=True, slots=True)
class _Reading:
    """Whom a letter goes to, and everything that is known of that person."""

    account: Account | None
    choices: Choices
    is_address_paused: bool


def recheck(connection: Connection, letter: Letter, wiring: Wiring, *, key: str) -> Rechecked:
    """Return what of a letter still stands, and its words as they are to be now.

    Args:
        key: signs the links in it.
    """
    account = accounts.by_id(connection, letter.recipient)
    reading = _Reading(
        account,
        letter_choices.of(connection, letter.recipient, zone=wiring.settings.zone),
        account is not None and paused.is_paused(connection, account.email),
    )
    if letter.occasion in ("sign_in", "invitation"):
        return _recheck_way_in(connection, letter, account, wiring)
    if letter.occasion == "digest":
        return _recheck_digest(connection, letter, reading, wiring, key)
    now = wiring.now()
    planned = reminding.of_letter(connection, letter.id)
    found = looking.claims_of(connection, [one.reminder.claim for one in planned])
    listening = follows.listeners(connection, {view.id: view.claim for view in found.values()})
    verdicts, heirs = [], []
    for one in planned:
        view = found.get(one.reminder.claim)
        claim = None if view is None else view.claim
        heard = listening.get(one.reminder.claim, follows.Listeners())
        weighed = verdict(one.reminder, claim, _standing(one.reminder, reading, heard), now=now)
        verdicts.append((one, weighed))
        heir = heir_of(one.reminder, claim, weighed)
        heirs += [] if heir is None else [heir]
    standing = [one for one, weighed in verdicts if isinstance(weighed, Send)]
    if not standing or account is None:
        return Rechecked(verdicts=tuple(verdicts), heirs=tuple(heirs))
    views = [found[one.reminder.claim] for one in standing]
    head = _head(connection, account, reading.choices, standing[0].reminder, wiring, key)
    return Rechecked(
        verdicts=tuple(verdicts),
        heirs=tuple(heirs),
        reader=account,
        words=_words(connection, standing, views, head),
    )


def _standing(one: Reminder, reading: _Reading, heard: follows.Listeners) -> Standing:
    account = reading.account
    if account is None:
        return Standing(is_active=None)
    actor = accounts.actor_of(account)
    return Standing(
        is_active=account.is_active,
        may_read=may_read(actor, public_read=False),
        is_editor=actor.is_at_least("editor"),
        choices=reading.choices,
        is_address_paused=reading.is_address_paused,
        follows=one.principal in heard.followers,
        is_muted=one.principal in heard.muted,
    )


def _head(
    connection: Connection, account: Account, choices: Choices, one: Reminder | None, wiring: Wiring, key: str
) -> Letterhead:
    behalf = None if one is None or one.step == OWNER_GONE else one.on_behalf_of
    away = None if behalf is None else accounts.by_id(connection, behalf)
    return Letterhead(
        base_url=wiring.settings.base_url,
        key=key,
        reader=account,
        now=wiring.now(),
        stands_in_for=None if away is None else away.name,
        hides_text=choices.hides_text,
        discreet_desks=wiring.settings.discreet_desks,
    )


def _words(
    connection: Connection, standing: Sequence[Planned], views: Sequence[ClaimView], head: Letterhead
) -> Words:
    first = standing[0].reminder
    about = views[0].id if len(views) == 1 else None
    match family_of(first.step):
        case "moved":
            trio = date_moved.date_moved(views, head=head)
            return _of("date_moved", "date_moved", trio, head, about)
        case "editors":
            trio = _escalation(connection, standing, views, head)
            return _of("escalation", "escalation", trio, head, about)
        case "receipt":
            trio = _receipt(connection, first, views[0], head)
            return _of("receipt", "receipt", trio, head, about)
        case "ladder":
            pass
    if len(views) > 1:
        return _of("many_past_due", "reminder", reminder.many_claims(views, head=head), head, None)
    rivals = _rivals(connection, views[0])
    return _of("reminder", "reminder", reminder.one_claim(views[0], rivals=rivals, head=head), head, about)


def _of(occasion: str, kind: LetterKind, trio: Trio, head: Letterhead, claim: str | None) -> Words:
    return Words(occasion=occasion, trio=trio, stop_url=head.stop_url(kind), claim=claim)


def _escalation(
    connection: Connection, standing: Sequence[Planned], views: Sequence[ClaimView], head: Letterhead
) -> Trio:
    wanted = sorted({view.claim.owner for view in views if view.claim.owner is not None})
    found = [accounts.by_id(connection, one) for one in wanted]
    owners = {one.id: one.name for one in found if one is not None}
    gone = frozenset(one.reminder.claim for one in standing if one.reminder.step == OWNER_GONE)
    unique = list({view.id: view for view in views}.values())
    return escalation.escalation(unique, owners=owners, gone=gone, head=head)


def _receipt(connection: Connection, one: Reminder, view: ClaimView, head: Letterhead) -> Trio:
    version = version_received(one.step)
    kinds = {stored.entry.version: stored.kind for stored in log.read(connection, view.id)}
    if version is None or version not in kinds:
        raise AssertionError("a receipt is for an entry that was written")
    return receipt.receipt(view, kind=kinds[version], version=version, head=head)


def _recheck_digest(
    connection: Connection, letter: Letter, reading: _Reading, wiring: Wiring, key: str
) -> Rechecked:
    account, now = reading.account, wiring.now()
    found = digesting.of_letter(connection, letter.id)
    person = None
    if account is not None:
        person = Person(
            id=account.id, role=account.role, is_active=account.is_active, choices=reading.choices
        )
    reason = digesting.choices_stand(person, now)
    reason = reason or ("address_paused" if reading.is_address_paused else None)
    if reason is not None or account is None or found is None:
        return Rechecked(dropped=reason or "nothing left to say")
    queued = digesting.claims_in(connection, letter.id)
    sections = digesting.sections_for(connection, account.id, wiring, since=found[1], only=queued)
    if not sections and reading.choices.skips_empty:
        return Rechecked(dropped="nothing left to say")
    head = _head(connection, account, reading.choices, None, wiring, key)
    views = looking.claims_of(connection, [item.id for section in sections for item in section.items])
    words = questions.texts_of(connection, {view.claim.question for view in views.values()})
    trio = digest.digest(
        sections, views, questions=words, zone=reading.choices.zone, since=found[1], head=head
    )
    return Rechecked(reader=account, words=_of("digest", "digest", trio, head, None))


def _recheck_way_in(
    connection: Connection, letter: Letter, account: Account | None, wiring: Wiring
) -> Rechecked:
    found = sign_in.of_letter(connection, letter.id, wiring)
    until = None if found is None else sign_in_links.expires_at(connection, found.secret)
    if account is None or found is None or until is None:
        return Rechecked(dropped="it was used, or ran out")
    occasion: sign_in.Occasion = "invitation" if letter.occasion == "invitation" else "sign_in"
    settings = wiring.settings
    trio = sign_in.sign_in(
        account, found, occasion, base_url=settings.base_url, until=until, zone=settings.zone
    )
    return Rechecked(reader=account, words=Words(occasion=occasion, trio=trio, stop_url=None))


def _rivals(connection: Connection, view: ClaimView) -> list[Claim]:
    question = view.claim.question
    if question is None:
        return []
    ids = questions.claims_on(connection, [question])[question]
    others = [claim_id for claim_id in ids if claim_id != view.id][:MOST_RIVALS_READ]
    return [
        rival.claim for rival in looking.claims_of(connection, others).values() if rival.claim.closed is None
    ]

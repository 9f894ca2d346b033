"""Looks at a letter at the moment of sending: what of it still stands, and what it says now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from service.access import accounts
from service.access.accounts import Account
from service.domain.claim import Claim
from service.domain.reminding import Reminder, Send, Verdict, heir_of, verdict
from service.domain.roles import may_follow_up
from service.letters import date_passed
from service.letters.rendering import Trio
from service.mail.tries import Letter
from service.read_models import questions
from service.read_models.claim_board import claim_board
from service.read_models.claim_rows import ClaimView, view_columns, views
from service.rounds import reminding
from service.rounds.reminding import Planned

#: Claims read at once; rivals looked at.
BATCH = 500
MOST_RIVALS_READ = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Rechecked:
    """What a letter comes to now; `reader` and `trio` are None where nothing of it stands."""

    verdicts: tuple[tuple[Planned, Verdict], ...]
    heirs: tuple[Reminder, ...]
    reader: Account | None = None
    trio: Trio | None = None
    #: The claim it is about, where it is about one.
    claim: str | None = None

    @property
    def reason(self) -> str:
        """Why the letter is dropped: the reasons of all its reminders."""
        found = {one.reason for _, one in self.verdicts if not isinstance(one, Send)}
        return ", ".join(sorted(found)) or "nothing left to say"


def recheck(connection: Connection, letter: Letter, *, now: datetime, base_url: str) -> Rechecked:
    """Return what of a letter still stands, and its words as they are to be now."""
    planned = reminding.of_letter(connection, letter.id)
    reader = accounts.by_id(connection, letter.recipient)
    is_active = None if reader is None else reader.is_active
    found = {view.id: view for view in _claims(connection, [one.reminder.claim for one in planned])}
    verdicts, heirs = [], []
    for one in planned:
        view = found.get(one.reminder.claim)
        claim = None if view is None else view.claim
        weighed = verdict(one.reminder, claim, recipient_is_active=is_active, now=now)
        verdicts.append((one, weighed))
        heir = heir_of(one.reminder, claim, weighed)
        heirs += [] if heir is None else [heir]
    standing = [found[one.reminder.claim] for one, weighed in verdicts if isinstance(weighed, Send)]
    if not standing or reader is None:
        return Rechecked(verdicts=tuple(verdicts), heirs=tuple(heirs))
    return Rechecked(
        verdicts=tuple(verdicts),
        heirs=tuple(heirs),
        reader=reader,
        trio=_words(connection, standing, reader, now, base_url),
        claim=standing[0].id if len(standing) == 1 else None,
    )


def _words(
    connection: Connection, standing: Sequence[ClaimView], reader: Account, now: datetime, base_url: str
) -> Trio:
    if len(standing) > 1:
        return date_passed.many_claims(standing, now=now, base_url=base_url)
    [view] = standing
    actor = accounts.actor_of(reader)
    may = frozenset(
        answer for answer in date_passed.ANSWERS if may_follow_up(actor, answer, owns=True, wrote_it=False)
    )
    rivals = _rivals(connection, view)
    return date_passed.one_claim(view, rivals=rivals, may=may, now=now, base_url=base_url)


def _rivals(connection: Connection, view: ClaimView) -> list[Claim]:
    question = view.claim.question
    if question is None:
        return []
    ids = questions.claims_on(connection, [question])[question]
    others = [claim_id for claim_id in ids if claim_id != view.id][:MOST_RIVALS_READ]
    return [rival.claim for rival in _claims(connection, others) if rival.claim.closed is None]


def _claims(connection: Connection, claim_ids: Sequence[str]) -> list[ClaimView]:
    found: list[ClaimView] = []
    for start in range(0, len(claim_ids), BATCH):
        query = view_columns(claim_board).where(claim_board.c.claim.in_(claim_ids[start : start + BATCH]))
        found += views(connection, query.order_by(claim_board.c.stream_id))
    return found

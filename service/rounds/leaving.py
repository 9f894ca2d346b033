"""Switching an account off: its claims go to a new owner, or the editors are told of them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from service.access import accounts
from service.access.accounts import Account
from service.changes.claims import Context
from service.changes.handing_over import hand_over, open_claims_of
from service.domain.refusals import refuse
from service.domain.reminding import Reminder
from service.domain.reminding.steps import OWNER_GONE
from service.rounds import looking, reminding
from service.rounds.reminding import Plan
from service.wiring import Wiring


@dataclass(frozen=True, slots=True)
class Left:
    """An account that was switched off: how many open claims it had, and who has them now, if anybody."""

    account: Account
    claims: int
    new_owner: Account | None


def switch_off(
    connection: Connection, wiring: Wiring, account_id: str, context: Context, *, new_owner: str | None = None
) -> Left:
    """Switch an account off and give its open claims to somebody; without a new owner, tell the editors.

    Raises:
        Refusal: `not_found`, `last_admin`; `unknown_account` or `account_disabled` of the new owner, and
            `same_account` where that is the one that leaves.
    """
    if new_owner == account_id:
        raise refuse("same_account", "Name somebody else as the new owner.", at="/new_owner")
    heir = None if new_owner is None else accounts.by_id(connection, new_owner)
    if new_owner is not None and (heir is None or not heir.is_active):
        raise refuse("unknown_account", "There is no such active account.", at="/new_owner")
    account = accounts.set_active(connection, account_id, is_active=False)
    found = open_claims_of(connection, account_id)
    if heir is not None:
        hand_over(connection, found, heir.id, context)
    else:
        _tell_editors(connection, wiring, account_id, found)
    return Left(account, len(found), heir)


def _tell_editors(connection: Connection, wiring: Wiring, account_id: str, claim_ids: list[str]) -> None:
    now = wiring.now()
    newsroom = looking.newsroom_of(connection, [], wiring.settings, now=now)
    claims = looking.claims_of(connection, claim_ids)
    had = reminding.of_claims(connection, claim_ids)
    for view in claims.values():
        plans = [
            Plan(Reminder(view.id, view.claim.arming, OWNER_GONE, editor, account_id))
            for editor in newsroom.editors
            if editor != account_id
        ]
        reminding.plan_anew(connection, plans, had.get(view.id, ()), now)

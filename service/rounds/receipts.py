"""Receipts: one letter for every answer that was given by a link in a letter."""

from __future__ import annotations

from sqlalchemy import Connection

from service.domain.reminding import Reminder
from service.domain.reminding.steps import receipt_of
from service.rounds import reminding
from service.rounds.reminding import Plan
from service.wiring import Wiring


def acknowledge(
    connection: Connection, wiring: Wiring, *, claim: str, arming: int, version: int, account: str
) -> None:
    """Have a receipt written to whoever answered; the next round sends it. A second time changes nothing.

    Call it in the transaction that records the answer.

    Args:
        arming: of the claim after the answer.
        version: of the entry that the answer became; the receipt's Undo takes this one back.
    """
    planned = Plan(Reminder(claim, arming, receipt_of(version), account))
    had = reminding.of_claims(connection, [claim]).get(claim, [])
    reminding.plan_anew(connection, [planned], had, wiring.now())

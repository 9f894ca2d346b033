"""One function per intent: the claim as it stands and the facts in, events or a refusal out."""

from __future__ import annotations

from service.domain.decisions.deciding import Decision, Facts, FollowUp, Seconded, Warned, follow_up_kind
from service.domain.decisions.following_up import follow_up, pass_deadline, report_claim

__all__ = [
    "Decision",
    "Facts",
    "FollowUp",
    "Seconded",
    "Warned",
    "follow_up",
    "follow_up_kind",
    "pass_deadline",
    "report_claim",
]

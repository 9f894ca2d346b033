"""Whether whoever changes a claim has seen it as it stands."""

from __future__ import annotations

from collections.abc import Sequence

from service.domain.claim import Claim
from service.domain.events import SchedulersOwn
from service.ledger.log import Stored


class StaleVersion(Exception):
    """The claim has changed since the caller read it. `current` is how it stands, `since` what was added."""

    def __init__(self, claim_id: str, current: Claim, since: Sequence[Stored]) -> None:
        super().__init__(claim_id)
        self.claim_id = claim_id
        self.current = current
        self.since = since


def require_fresh(
    claim_id: str, claim: Claim, stored: Sequence[Stored], expected_version: int | None
) -> None:
    """Refuse where a person changed the claim since; what the scheduler notes upsets nobody."""
    if expected_version is None:
        return
    since = [one for one in stored if one.entry.version > expected_version]
    by_people = [one for one in since if not isinstance(one.entry.event, SchedulersOwn)]
    if by_people or expected_version > claim.version:
        raise StaleVersion(claim_id, claim, since)

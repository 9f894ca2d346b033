"""Follow-ups: the one way to change a claim."""

from __future__ import annotations

from dataclasses import replace

from service.access import accounts
from service.api.answering import written
from service.api.calls import Call, Operation, Reply
from service.api.claims import made_of
from service.api.conditions import expected_version
from service.api.once import Made, once
from service.changes import claims as changes
from service.changes.claims import StaleVersion
from service.database import Connection, StartOver
from service.domain.events import Assigned
from service.domain.refusals import not_found, refuse
from service.intake import follow_ups as intake
from service.intake import queries
from service.intake.fields import is_id
from service.intake.follow_ups import Loaded, Proposed
from service.read_models import claim_board
from service.read_models.claim_rows import ClaimView


def add(call: Call) -> Reply:
    """Add a follow-up to a claim's history."""
    dry_run = queries.is_dry_run(call.pairs)
    claim_id = call.path["claim_id"]
    expected_version(call.if_match, 0)  # unreadable is refused before anything is looked up
    if not is_id(claim_id, "clm"):
        raise not_found("such claim")
    loaded = intake.loaded_follow_up(call.body)

    def work(connection: Connection) -> Made:
        view = claim_board.one(connection, claim_id)
        if view is None:
            raise not_found("such claim")
        made = _written(connection, call, view, loaded)
        return made_of(connection, call, made, status=200 if dry_run else 201, dry_run=dry_run)

    answered = once(call.wiring, work, key=call.key, now=call.now, dry_run=dry_run, changes=claim_id)
    return written(answered)


def _written(connection: Connection, call: Call, view: ClaimView, loaded: Loaded) -> changes.Written:
    proposed = intake.propose(
        loaded,
        claim=view.claim,
        now=call.now,
        zone=call.settings.zone,
        new_id=call.wiring.new_id,
        conventions=call.settings.conventions,
    )
    _require_account(connection, proposed)
    asked_for = expected_version(call.if_match, view.claim.version)
    # What was read of the claim went into the proposal: it has to be decided on that very claim.
    relies_on = view.claim.version if asked_for is None and loaded.hangs_on_claim else asked_for
    try:
        made = changes.follow_up(
            connection,
            view.id,
            proposed.event,
            call.context,
            expected_version=relies_on,
            looked_at=proposed.looked_at,
            resting_on=proposed.resting_on,
        )
    except StaleVersion as stale:
        if asked_for is None:
            raise StartOver(view.id) from stale
        raise
    return replace(made, warnings=(*made.warnings, *proposed.warnings))


def _require_account(connection: Connection, proposed: Proposed) -> None:
    if not isinstance(proposed.event, Assigned) or proposed.event.owner is None:
        return
    account = accounts.by_id(connection, proposed.event.owner)
    if account is None or not account.is_active:
        raise refuse("unknown_account", "There is no such active account.", at="/owner")


OPERATIONS = (
    Operation(
        method="POST",
        path="/claims/{claim_id}/follow-ups",
        name="add_follow_up",
        summary="Add a follow-up to a claim",
        about="The one way to change a claim; nothing is overwritten. If-Match is honoured where it is sent: "
        "the version in front of the ETag counts, weak tags like strong ones, and what the scheduler notes "
        "upsets nobody. 412 says what was added since.",
        view=add,
        door="writers",
        query="WriteQuery",
        takes="FollowUpBody",
        gives="WrittenClaim",
        status=201,
        problems=(404, 409, 412, 422),
        headers=("ETag", "Idempotency-Replayed"),
        example={
            "kind": "refute",
            "evidence": [{"note": "The border was open on 29 September; no link is kept."}],
            "known_on": "2022-09-29",
            "reason": "did_not_happen",
        },
    ),
)

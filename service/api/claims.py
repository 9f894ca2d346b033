"""Claims: log one, list them, look at one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from service.access.accounts import public_roles
from service.api.answering import answer_of, listed, tagged, whole, written
from service.api.calls import WHOLE, Call, Operation, Reply
from service.api.once import Made, once, stands_in_ledger
from service.changes import claims as changes
from service.changes.claims import Written
from service.database import Connection, reading
from service.domain.decisions import Warned
from service.domain.events import Confirmed, Refuted
from service.domain.refusals import not_allowed, not_found
from service.domain.roles import may_report_claims
from service.formats import exported, shapes
from service.formats.json_text import dump, version_tag
from service.intake import claims as intake
from service.intake import queries
from service.intake.fields import is_id
from service.intake.queries import ListQuery
from service.intake.syntax import bad_syntax
from service.read_models import claim_board, filters, whole_lists
from service.read_models.claim_rows import ClaimView
from service.read_models.identities import identities
from service.read_models.looking_back import rivals_of, view_at
from service.read_models.open_rivals import rivals_to_consider

#: Filters that speak of what the newsroom keeps to itself.
_INTERNAL = ("owner", "snoozed", "never_checked", "waits_for_second")


def report(call: Call) -> Reply:
    """Log a claim."""
    dry_run = queries.is_dry_run(call.pairs)
    if not may_report_claims(call.actor):
        raise not_allowed("Your account may not log claims.")
    new = intake.new_claim(
        call.body,
        owner=call.actor.id,
        now=call.now,
        zone=call.settings.zone,
        new_id=call.wiring.new_id,
        conventions=call.settings.conventions,
    )

    def work(connection: Connection) -> Made:
        made = changes.report_claim(connection, new.proposed, call.context, ask=new.ask)
        return made_of(connection, call, made, status=200 if dry_run else 201, dry_run=dry_run, is_new=True)

    return written(once(call.wiring, work, key=call.key, now=call.now, dry_run=dry_run))


def made_of(
    connection: Connection, call: Call, made: Written, *, status: int, dry_run: bool, is_new: bool = False
) -> Made:
    """Return what a change of a claim is answered with: the claim as it stands after it, and warnings."""
    view = claim_board.one(connection, made.claim_id)
    if view is None:
        raise AssertionError("a claim that was written is on the board")
    shape = _shape(connection, call, [view])[0]
    body = {
        **shape,
        "warnings": warnings_of(made.warnings),
        "rivals_to_consider": _rivals_to_consider(connection, call, view, made),
    }
    if dry_run:
        body["dry_run"] = True
    answer = answer_of(
        status,
        body,
        location=shape["url"] if is_new and not dry_run else None,
        etag=None if dry_run else version_tag(view.claim.version, dump(shape)),
    )
    return Made(answer=answer, stream=made.claim_id, stands=stands_in_ledger(made))


def _rivals_to_consider(
    connection: Connection, call: Call, view: ClaimView, made: Written
) -> list[dict[str, Any]]:
    """Return the open claims on the question of one that was just answered; none for any other change."""
    if not any(isinstance(one.entry.event, Confirmed | Refuted) for one in made.entries):
        return []
    found = rivals_to_consider(connection, view)
    return [shapes.rival(one, would, base_url=call.settings.base_url) for one, would in found]


def warnings_of(warned: Sequence[Warned]) -> list[dict[str, str]]:
    """Return what hardly fits, although it was recorded."""
    return [{"code": one.code, "detail": one.detail} for one in warned]


def every(call: Call) -> Reply:
    """List claims."""
    asked = queries.claim_list(call.pairs, now=call.now, zone=call.settings.zone)
    if call.for_public:
        _require_public(asked.filter)
    if call.wants != "json":
        return _every_one(call, asked)
    with reading(call.wiring.engine) as connection:
        page = filters.claims(
            connection,
            asked.filter,
            asked.moment,
            sort=asked.sort,
            limit=asked.limit,
            cursor=asked.cursor,
        )
        items = _shape(connection, call, page.items, moment=asked.moment)
    return listed(call, "/claims", items, page.next)


def _every_one(call: Call, asked: ListQuery) -> Reply:
    """List all of the claims that were asked for, not a page of them."""
    with reading(call.wiring.engine) as connection:
        roles = public_roles(connection) if call.for_public else None
    pages = whole_lists.claims(call.wiring.engine, asked.filter, asked.moment, sort=asked.sort)
    shaped = (
        shapes.claims(
            page.views,
            page.rivals,
            base_url=call.settings.base_url,
            now=asked.moment.due_at,
            who_is=page.who_is,
            for_public=call.for_public,
            roles=roles,
        )
        for page in pages
    )
    return whole(call, exported.CLAIMS, shaped)


def one(call: Call) -> Reply:
    """Look at one claim."""
    claim_id = call.path["claim_id"]
    moment = queries.moment(call.pairs, now=call.now, zone=call.settings.zone)
    with reading(call.wiring.engine) as connection:
        view = view_at(connection, claim_id, moment) if is_id(claim_id, "clm") else None
        if view is None:
            raise not_found("such claim")
        body = _shape(connection, call, [view], moment=moment)[0]
    return tagged(call, view.claim.version, body)


def _shape(
    connection: Connection,
    call: Call,
    views: Sequence[ClaimView],
    *,
    moment: filters.Moment | None = None,
) -> list[dict[str, Any]]:
    seen = moment or filters.Moment(now=call.now)
    return shapes.claims(
        views,
        rivals_of(connection, views, seen),
        base_url=call.settings.base_url,
        now=seen.due_at,
        who_is=identities(connection, [view.claim for view in views]),
        for_public=call.for_public,
        roles=public_roles(connection) if call.for_public else None,
    )


def _require_public(wanted: filters.ClaimFilter) -> None:
    for name in _INTERNAL:
        if getattr(wanted, name) is not None:
            raise bad_syntax("unknown_parameter", f"{name} is for readers with a token.", at=name)


EXAMPLE = {
    "text": "The border is closed to men of military age.",
    "report": {
        "outlet": "Meduza",
        "said_by": {"label": "government sources", "kind": "unnamed", "count": "2+"},
        "hedge": "most likely date",
        "article": {"published_at": "2022-09-26"},
    },
    "when": "2022-09-28",
    "zone": "Europe/Moscow",
    "question": "When does the border close?",
    "tags": ["mobilisation"],
}

OPERATIONS = (
    Operation(
        method="POST",
        path="/claims",
        name="report_claim",
        summary="Log a claim",
        about="The claim belongs to the account that logs it. With dry_run=true everything is checked and "
        "nothing is kept: the ids in that answer are nobody's.",
        view=report,
        door="writers",
        query="WriteQuery",
        takes="ClaimBody",
        gives="WrittenClaim",
        status=201,
        problems=(409, 422),
        headers=("Location", "ETag", "Idempotency-Replayed"),
        example=EXAMPLE,
    ),
    Operation(
        method="GET",
        path="/claims",
        name="list_claims",
        summary="List claims",
        about="Pages are stable while claims are added. as_of shows the world's time, recorded_by this "
        f"ledger's; given both, both count. {WHOLE}",
        view=every,
        door="readers",
        query="ClaimListQuery",
        gives="ClaimList",
        also=("csv", "ndjson"),
        problems=(422,),
        headers=("Link",),
    ),
    Operation(
        method="GET",
        path="/claims/{claim_id}",
        name="show_claim",
        summary="Look at one claim",
        view=one,
        door="readers",
        query="MomentQuery",
        gives="Claim",
        problems=(404,),
        headers=("ETag",),
    ),
)

"""Outlets and named sources: find them, look at one, say what is one and what is not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Literal

from service.access.accounts import public_roles
from service.api.answering import answer_of, listed, tagged, written
from service.api.calls import Call, Operation, Reply
from service.api.conditions import expected_version
from service.api.history import version_in
from service.api.once import Made, once
from service.changes import sources as changes
from service.changes.sources import SourceWritten
from service.database import Connection, reading
from service.domain.refusals import not_allowed, not_found
from service.domain.roles import may_keep_sources
from service.formats import entries, shapes
from service.formats.json_text import dump, version_tag
from service.intake import queries
from service.intake import sources as intake
from service.intake.fields import is_id
from service.intake.sources import SourcesAsked
from service.intake.syntax import bad_syntax
from service.ledger import log
from service.read_models import sources
from service.read_models.filters import Moment
from service.read_models.looking_back import held_at
from service.read_models.source_views import SourceView, view_at, views

#: What stands in the path: only outlets, or whoever can be named.
Plural = Literal["outlets", "sources"]


def every(plural: Plural, call: Call) -> Reply:
    """List outlets or named sources, in alphabetical order."""
    asked = _asked(plural, call)
    if asked.cursor is not None and not is_id(asked.cursor, "src"):
        raise bad_syntax("bad_cursor", "This cursor does not belong to this list.", at="cursor")
    with reading(call.wiring.engine) as connection:
        found = sources.every(
            connection,
            asked.types,
            named=asked.named,
            behind=asked.cursor,
            as_of=asked.moment.as_of,
            recorded_by=asked.moment.recorded_by,
            most=asked.limit + 1,
        )
        shown = views(connection, found[: asked.limit])
    items = [shapes.source(one, base_url=call.settings.base_url) for one in shown]
    return listed(call, f"/{plural}", items, shown[-1].id if len(found) > asked.limit else None)


def one(plural: Plural, call: Call) -> Reply:
    """Look at one outlet or source, as it stands or as it stood at a moment."""
    moment = queries.moment(call.pairs, now=call.now, zone=call.settings.zone)
    with reading(call.wiring.engine) as connection:
        found = _found(connection, plural, call.path["source_id"], moment)
    return tagged(call, found.version, shapes.source(found, base_url=call.settings.base_url))


def follow_up(plural: Plural, call: Call) -> Reply:
    """Rename a source, add a name, merge, split, or take such an entry back."""
    dry_run = queries.is_dry_run(call.pairs)
    source_id = call.path["source_id"]
    if not may_keep_sources(call.actor):
        raise not_allowed("Your account may not change what is kept of sources.", hint="Ask an editor to.")
    expected_version(call.if_match, 0)  # unreadable is refused before anything is looked up
    proposed = intake.follow_up(call.body, call.wiring.new_id)

    def work(connection: Connection) -> Made:
        there = _found(connection, plural, source_id, Moment(now=call.now))
        version = expected_version(call.if_match, there.version)
        made = changes.follow_up(connection, source_id, proposed, call.context, expected_version=version)
        return _made(connection, plural, call, made, dry_run=dry_run)

    return written(once(call.wiring, work, key=call.key, now=call.now, dry_run=dry_run, changes=source_id))


def history(plural: Plural, call: Call) -> Reply:
    """Return a source's history, oldest entry first."""
    source_id = call.path["source_id"]
    moment, page = queries.moment_and_page(call.pairs, now=call.now, zone=call.settings.zone)
    after = version_in(page.cursor)
    with reading(call.wiring.engine) as connection:
        _found(connection, plural, source_id, moment)
        stored = held_at(log.read(connection, source_id), moment)
        roles = public_roles(connection) if call.for_public else None
    behind = [one for one in stored if one.entry.version > after]
    shown = behind[: page.limit]
    items = [entries.history_entry(one, for_public=call.for_public, roles=roles) for one in shown]
    cursor = f"v{shown[-1].entry.version}" if len(behind) > page.limit else None
    return listed(call, f"/{plural}/{source_id}/history", items, cursor)


def _asked(plural: Plural, call: Call) -> SourcesAsked:
    ask = intake.outlets if plural == "outlets" else intake.sources
    return ask(call.pairs, now=call.now, zone=call.settings.zone)


def _found(connection: Connection, plural: Plural, source_id: str, moment: Moment) -> SourceView:
    found = view_at(connection, source_id, moment) if is_id(source_id, "src") else None
    if found is None or (plural == "outlets" and found.type != "outlet"):
        raise not_found("such outlet" if plural == "outlets" else "such source")
    return found


def _made(connection: Connection, plural: Plural, call: Call, made: SourceWritten, *, dry_run: bool) -> Made:
    found = _found(connection, plural, made.source_id, Moment(now=call.now))
    shape = shapes.source(found, base_url=call.settings.base_url)
    ours = made.entries[-1]

    def stands(later: Connection) -> bool | None:
        held = log.read(later, made.source_id)
        return next((one == ours for one in held if one.entry.version == ours.entry.version), None)

    if dry_run:
        answer = answer_of(200, {**shape, "dry_run": True})
    else:
        answer = answer_of(201, shape, etag=version_tag(found.version, dump(shape)))
    return Made(answer=answer, stream=made.source_id, stands=stands)


def _operations(
    plural: Plural, what: str, *, of: str, query: str, example: Mapping[str, Any]
) -> tuple[Operation, ...]:
    """Return what can be done with outlets, or with all sources.

    Args:
        what: one of them, in words.
        of: the middle of the operations' names.
    """

    def view(function: Callable[[Plural, Call], Reply]) -> Callable[[Call], Reply]:
        return partial(function, plural)

    return (
        Operation(
            method="GET",
            path=f"/{plural}",
            name=f"list_{plural}",
            summary="Outlets" if plural == "outlets" else "Named persons, institutions and documents",
            about="In alphabetical order, without those that were merged into another one. Who is not named "
            "is nobody's, and never stands here.",
            view=view(every),
            door="readers",
            query=query,
            gives="SourceList",
            headers=("Link",),
        ),
        Operation(
            method="GET",
            path=f"/{plural}/{{source_id}}",
            name=f"show_{of}",
            summary=f"Look at one {what}",
            about="One that was merged stays here; `merged_into` leads to the one that tells of both.",
            view=view(one),
            door="readers",
            query="MomentQuery",
            gives="Source",
            problems=(404,),
            headers=("ETag",),
        ),
        Operation(
            method="POST",
            path=f"/{plural}/{{source_id}}/follow-ups",
            name=f"add_{of}_follow_up",
            summary=f"Rename a{'n' if what[0] in 'aeiou' else ''} {what}, add a name, merge, split, or take "
            "an entry back",
            about="For editors. Claims keep every name as it was published; a merge shows in all of them at "
            "once, and so does its undo.",
            view=view(follow_up),
            door="writers",
            query="WriteQuery",
            takes="SourceFollowUpBody",
            gives="Source",
            tries="TriedSource",
            status=201,
            problems=(404, 409, 412, 422),
            headers=("ETag", "Idempotency-Replayed"),
            example=example,
        ),
        Operation(
            method="GET",
            path=f"/{plural}/{{source_id}}/history",
            name=f"show_{of}_history",
            summary=f"The history of one {what}, oldest entry first",
            view=view(history),
            door="readers",
            query="HistoryQuery",
            gives="History",
            problems=(404,),
            headers=("Link",),
        ),
    )


_NAMED = {"kind": "known_as", "name": "Медуза"}
_RENAMED = {"kind": "rename", "name": "Dmitry Peskov"}

OPERATIONS = (
    *_operations("outlets", "outlet", of="outlet", query="OutletListQuery", example=_NAMED),
    *_operations("sources", "source", of="source", query="SourceListQuery", example=_RENAMED),
)

"""Lists as files to take away: what a page lists, whole, as CSV, JSON or NDJSON, for who may see the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, request

from service.access.accounts import public_roles
from service.dashboard import frame
from service.dashboard.as_files import OF_THE_PAGE
from service.dashboard.claims import asked
from service.dashboard.frame import Visitor
from service.dashboard.moments import seen_from
from service.database import Connection, reading
from service.formats import entries, exported, sentences, shapes, telling
from service.formats.exported import CONTENT_TYPES, Columns, Kind
from service.formats.json_text import dump
from service.formats.sentences import About
from service.intake import queries
from service.intake.fields import is_id
from service.ledger import log
from service.ledger.log import Stored
from service.read_models import looking_back, questions, whole_lists
from service.read_models.filters import ClaimFilter, Moment
from service.read_models.sorting import Sort
from service.wiring import Wiring

_KIND = "<any(csv, json, ndjson):kind>"


def add(pages: Blueprint, wiring: Wiring) -> None:
    """Put the files on their paths."""
    rules: Mapping[str, Callable[..., Response]] = {
        f"/claims.{_KIND}": claims,
        f"/questions/<question_id>/claims.{_KIND}": of_question,
        f"/claims/<claim_id>/history.{_KIND}": history,
        "/claims/<claim_id>/history/<int:version>.json": entry,
        f"/changes.{_KIND}": changes,
    }
    for rule, view in rules.items():
        pages.add_url_rule(rule, f"file_{view.__name__}", partial(view, wiring))


def claims(wiring: Wiring, kind: Kind) -> Response:
    """Return the claims that were asked for, all of them."""
    visitor = frame.reader(wiring)
    given = [pair for pair in request.args.items(multi=True) if pair[0] not in OF_THE_PAGE]
    pairs = asked(given, for_public=visitor.is_public)
    wanted = queries.claim_list(pairs, now=visitor.now, zone=visitor.zone)
    return _claims(wiring, visitor, kind, wanted.filter, wanted.moment, wanted.sort, name="claims")


def of_question(wiring: Wiring, question_id: str, kind: Kind) -> Response:
    """Return the claims that bear on a question."""
    visitor = frame.reader(wiring)
    with reading(wiring.engine) as connection:
        if not is_id(question_id, "qst") or questions.one(connection, question_id) is None:
            abort(404)
    wanted = ClaimFilter(question=question_id)
    moment = _moment(visitor)
    return _claims(wiring, visitor, kind, wanted, moment, "window_end", name=f"claims-{question_id}")


def history(wiring: Wiring, claim_id: str, kind: Kind) -> Response:
    """Return a claim's history, oldest first; in CSV also in sentences."""
    visitor = frame.reader(wiring)
    with reading(wiring.engine) as connection:
        stored, about, roles = _history(connection, visitor, claim_id)
    items = [_entry(one, visitor, roles) for one in stored]
    if kind == "csv":
        items = [
            {**item, "told": _told(one, about, visitor)} for item, one in zip(items, stored, strict=True)
        ]
    columns = exported.TOLD_ENTRIES
    return file_of(visitor, kind, columns, [items], name=f"history-{claim_id}")


def entry(wiring: Wiring, claim_id: str, version: int) -> Response:
    """Return one entry of a claim's history as JSON."""
    visitor = frame.reader(wiring)
    with reading(wiring.engine) as connection:
        stored, _, roles = _history(connection, visitor, claim_id)
    found = next((one for one in stored if one.entry.version == version), None)
    if found is None:
        abort(404)
    return Response(
        dump(_entry(found, visitor, roles)), headers=dict(frame.HEADERS), content_type=CONTENT_TYPES["json"]
    )


def changes(wiring: Wiring, kind: Kind) -> Response:
    """Return every event of the ledger that the reader may see, in the order of the ledger."""
    visitor = frame.reader(wiring)
    left_out = ("limit", "wait")
    asked_for = queries.changes([pair for pair in request.args.items(multi=True) if pair[0] not in left_out])
    with reading(wiring.engine) as connection:
        roles = _roles(connection, visitor)
    base_url = wiring.settings.base_url

    def shaped(page: Sequence[Stored]) -> list[dict[str, Any]]:
        seen = entries.shown(page, for_public=visitor.is_public)
        tell = partial(entries.change, base_url=base_url, for_public=visitor.is_public, roles=roles)
        return [tell(one) for one in seen]

    found = (shaped(page) for page in whole_lists.changes(wiring.engine, after=asked_for.after))
    return file_of(visitor, kind, exported.CHANGES, found, name="changes")


def _claims(
    wiring: Wiring,
    visitor: Visitor,
    kind: Kind,
    wanted: ClaimFilter,
    moment: Moment,
    sort: Sort,
    *,
    name: str,
) -> Response:
    with reading(wiring.engine) as connection:
        roles = _roles(connection, visitor)
    found = (
        shapes.claims(
            page.views,
            page.rivals,
            base_url=wiring.settings.base_url,
            now=moment.due_at,
            who_is=page.who_is,
            for_public=visitor.is_public,
            roles=roles,
        )
        for page in whole_lists.claims(wiring.engine, wanted, moment, sort=sort)
    )
    return file_of(visitor, kind, exported.CLAIMS, found, name=name)


def file_of(
    visitor: Visitor, kind: Kind, columns: Columns, pages: Iterable[Sequence[Mapping[str, Any]]], *, name: str
) -> Response:
    """Return a file that is sent piece by piece, named after its list and the day."""
    made: Iterator[bytes] = exported.begun(exported.pieces(kind, columns, pages))
    response = Response(made, headers=dict(frame.HEADERS), content_type=CONTENT_TYPES[kind])
    response.headers.set(
        "Content-Disposition", "attachment", filename=f"hearsay-{name}-{visitor.today}.{kind}"
    )
    return response


def _history(
    connection: Connection, visitor: Visitor, claim_id: str
) -> tuple[list[Stored], About, Mapping[str, str] | None]:
    if not is_id(claim_id, "clm"):
        abort(404)
    held = looking_back.held_at(log.read(connection, claim_id), _moment(visitor))
    view = looking_back.view_of(claim_id, held)
    if view is None:
        abort(404)
    about = About(
        names={account.id: account.name for account in frame.people(connection, visitor).values()},
        questions=questions.texts(connection, telling.questions_in(one.entry.event for one in held)),
        left={move.version: move.window for move in view.claim.moves},
    )
    return entries.shown(held, for_public=visitor.is_public), about, _roles(connection, visitor)


def _entry(one: Stored, visitor: Visitor, roles: Mapping[str, str] | None) -> dict[str, Any]:
    return entries.history_entry(one, for_public=visitor.is_public, roles=roles)


def _told(one: Stored, about: About, visitor: Visitor) -> str:
    event = entries.words_for(one.entry.event, for_public=visitor.is_public)
    told = telling.told(event, one.entry.version, about)
    return f"{sentences.who(one.entry.actor, about)} {sentences.in_one_line(told)}"


def _moment(visitor: Visitor) -> Moment:
    return seen_from(request.args.get("as_of"), visitor, request.args.get("recorded_by")).moment


def _roles(connection: Connection, visitor: Visitor) -> Mapping[str, str] | None:
    return public_roles(connection) if visitor.is_public else None

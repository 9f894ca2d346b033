"""Outlets and named sources: the list of them, and for each its names, its claims and what was said of it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, request

from service.access import follows, guards
from service.dashboard import (
    as_files,
    following,
    frame,
    narrowing,
    records,
    source_forms,
    subscribing,
    wording,
    writing,
)
from service.dashboard.claims import MOST_COUNTED, count_words
from service.dashboard.frame import Visitor
from service.dashboard.moments import Seen, seen_from
from service.dashboard.narrowing import address
from service.dashboard.rows import as_of_then, rows
from service.dashboard.typed import title_text
from service.dashboard.writing import Again
from service.database import Connection, reading
from service.domain.events import SourceType
from service.domain.source import TYPES
from service.intake import queries, record_queries
from service.intake.fields import is_id
from service.read_models import filters, sources
from service.read_models.identities import identities
from service.read_models.source_views import SourceView, view_at, views
from service.read_models.track_records import Records
from service.wiring import Wiring

#: Sources that the list shows at once.
MOST = 50
TYPE_WORDS: dict[SourceType, str] = {
    "outlet": "Outlet",
    "person": "Person",
    "institution": "Institution",
    "document": "Document",
}
#: The names of the kinds as they are chosen among above the list.
PLURALS: dict[SourceType, str] = {
    "outlet": "Outlets",
    "person": "Persons",
    "institution": "Institutions",
    "document": "Documents",
}
#: What the page's own address says, beside what its claims are narrowed by.
_OWN = ("as_of", "recorded_by", "cursor", "facet")


def add(pages: Blueprint, wiring: Wiring) -> None:
    """Put the pages on their paths."""
    one = "/sources/<source_id>"
    pages.add_url_rule("/sources", "sources", partial(every, wiring))
    pages.add_url_rule(one, "source", partial(show, wiring))
    pages.add_url_rule(one, "change_source", partial(change, wiring), methods=["POST"])


def every(wiring: Wiring) -> Response:
    """Return the outlets and named sources in alphabetical order; of some, those whose names fit."""
    visitor = frame.reader(wiring)
    seen = seen_from(request.args.get("as_of"), visitor, request.args.get("recorded_by"))
    asked = request.args.get("type", "")
    types = [one for one in TYPES if one == asked] or list(TYPES)
    named = request.args.get("q", "").strip()[:200]
    behind = request.args.get("cursor") or None
    if behind is not None and not is_id(behind, "src"):
        abort(404)
    with reading(wiring.engine) as connection:
        found = sources.every(
            connection,
            types,
            named=named,
            behind=behind,
            as_of=seen.moment.as_of,
            recorded_by=seen.moment.recorded_by,
            most=MOST + 1,
        )
        shown = views(connection, found[:MOST])
    kept = [("q", named), ("type", asked), *seen.pairs]
    pairs = [(name, value) for name, value in kept if value]
    return frame.page(
        visitor,
        "sources.html",
        seen=seen,
        here_now="/sources",
        sources=shown,
        type_words=TYPE_WORDS,
        kinds=_kinds(asked, [pair for pair in pairs if pair[0] != "type"]),
        named=named,
        type=asked,
        query=address("", seen.pairs),
        next=address("/sources", [*pairs, ("cursor", shown[-1].id)]) if len(found) > MOST else None,
        first=address("/sources", pairs) if behind else None,
    )


def show(wiring: Wiring, source_id: str) -> Response:
    """Return a source's page, as it stands or as it stood at a moment; a merged one's leads on."""
    visitor = frame.reader(wiring)
    seen = seen_from(request.args.get("as_of"), visitor, request.args.get("recorded_by"))
    return _page(wiring, visitor, source_id, seen)


def change(wiring: Wiring, source_id: str) -> Response:
    """Rename a source, add a name, merge, split or take such an entry back; or show the form again."""
    visitor, caller = frame.person(wiring)
    guards.require_csrf(wiring)
    given = writing.given()
    sent = writing.send(wiring, caller, given, partial(source_forms.changed, source_id, given), about=None)
    if isinstance(sent, str):
        return frame.see_other(sent)
    return _page(wiring, visitor, source_id, seen_from(None, visitor), again=sent)


def _page(
    wiring: Wiring, visitor: Visitor, source_id: str, seen: Seen, *, again: Again | None = None
) -> Response:
    if not is_id(source_id, "src"):
        abort(404)
    with reading(wiring.engine) as connection:
        now = sources.resolved(connection, source_id)
        if now is None:
            abort(404)
        if now.id != source_id and again is None:
            return frame.see_other(address(f"/sources/{now.id}", list(request.args.items(multi=True))))
        source = view_at(connection, source_id, seen.moment)
        if source is None:
            abort(404)
        values = _claims(connection, source, visitor, seen)
        values |= source_forms.told(connection, wiring, source, visitor, seen, again)
        asked = record_queries.record(seen.pairs, now=visitor.now, zone=visitor.zone)
        found = records.of_source(connection, source.type, source.id, asked)
        relies_on = _relies_on(found, source, seen) if source.type == "outlet" else []
        kind = follows.kind_of(source.type)
        follow = following.buttons(connection, visitor, kind, source_id) if seen.is_now else None
    plural = "outlets" if source.type == "outlet" else "sources"
    alternates = subscribing.of_source(plural, source.id) if seen.is_now else []
    return frame.page(
        visitor,
        "source.html",
        status=200 if again is None else again.status,
        source=source,
        follow=follow,
        type_word=TYPE_WORDS[source.type],
        title=title_text(source.name),
        seen=seen,
        here_now=f"/sources/{source_id}",
        relies_on=relies_on,
        record=records.summary(found, source.type, source.id, asked),
        alternates=alternates,
        subscribe=subscribing.links(visitor, alternates),
        query=address("", seen.pairs),
        **values,
    )


def _claims(connection: Connection, source: SourceView, visitor: Visitor, seen: Seen) -> dict[str, Any]:
    """Return the claims of a source, narrowed as its address asks."""
    path, own = f"/sources/{source.id}", _filter_of(source)
    pairs = [(name, value) for name, value in request.args.items(multi=True) if value.strip()]
    kept = [pair for pair in pairs if pair[0] != "cursor"]
    asked = [pair for pair in pairs if pair[0] in (*narrowing.NAMES, *_OWN) and pair[0] not in (own, "facet")]
    wanted = queries.claim_list([*asked, (own, source.id)], now=visitor.now, zone=visitor.zone)
    page = filters.claims(
        connection, wanted.filter, wanted.moment, sort=wanted.sort, limit=wanted.limit, cursor=wanted.cursor
    )
    names = frame.people(connection, visitor)
    who_is = identities(connection, [view.claim for view in page.items])
    shown = rows(page.items, names, wanted.moment.due_at, for_public=visitor.is_public, who_is=who_is)
    files = [(own, source.id), *(pair for pair in kept if pair[0] not in (own, "facet"))]
    return {
        "rows": shown if seen.is_now else [as_of_then(one) for one in shown],
        "count": count_words(filters.count(connection, wanted.filter, wanted.moment, most=MOST_COUNTED + 1)),
        "narrow": narrowing.narrowing(
            connection,
            path,
            kept,
            wanted.filter,
            wanted.moment,
            names,
            for_public=visitor.is_public,
            fixed=(own,),
        ),
        "files": as_files.links("/claims", files),
        "all_claims": address("/claims", [(own, source.id), *seen.pairs]),
        "next": address(path, [*kept, ("cursor", page.next)]) if page.next else None,
        "first": address(path, kept) if wanted.cursor else None,
    }


def _relies_on(found: Records, source: SourceView, seen: Seen) -> list[tuple[str, str, str]]:
    """Return on whom an outlet relies, by the kind alone: in how many of its claims, and where those are."""
    counts = {kind: record.both.all_claims for kind, record in found.by_kind.items()}
    return [
        (words, count_words(counts[kind]), _carried(source.id, kind, seen.pairs))
        for kind, words in wording.SAID_BY_KINDS.items()
        if counts.get(kind)
    ]


def _carried(source_id: str, kind: str, seen: Iterable[tuple[str, str]]) -> str:
    return address("/claims", [("outlet", source_id), ("said_by", kind), ("role", "carried"), *seen])


def _filter_of(source: SourceView) -> str:
    return "outlet" if source.type == "outlet" else "source"


def _kinds(chosen: str, pairs: list[tuple[str, str]]) -> list[tuple[str, str, bool]]:
    """Return the kinds of sources, each with the address of its list and whether that is this one."""
    every_kind = [("All", address("/sources", pairs), chosen not in TYPES)]
    return every_kind + [
        (words, address("/sources", [("type", type_), *pairs]), type_ == chosen)
        for type_, words in PLURALS.items()
    ]

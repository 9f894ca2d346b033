"""The trail, for admins: who tried what, and how it went, as a page and as a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import partial

from flask import Blueprint, Response, request

from service.access import accounts, trail
from service.access.trail import Asked, Kept
from service.dashboard import as_files, frame, wording
from service.dashboard.frame import Visitor
from service.dashboard.narrowing import address
from service.database import reading
from service.domain.refusals import not_allowed
from service.formats import exported
from service.formats import people as shapes
from service.formats.exported import CONTENT_TYPES, Kind
from service.intake.trail import TrailAsked
from service.intake.trail import trail as asked_of
from service.wiring import Wiring

#: What the form offers, and what each stands for in the address.
HOW_IT_WENT = (("", "Done and refused"), ("true", "Refused"), ("false", "Done"))


@dataclass(frozen=True, slots=True)
class Line:
    """One line as the page shows it."""

    at: str
    who: str
    credential: str
    tried: str
    about: str
    went: str
    is_refused: bool
    address: str
    request_id: str


def add(pages: Blueprint, wiring: Wiring) -> None:
    """Put the page and the files on their paths."""
    pages.add_url_rule("/trail", "trail", partial(show, wiring))
    pages.add_url_rule("/trail.<any(csv, json, ndjson):kind>", "file_trail", partial(as_file, wiring))


def show(wiring: Wiring) -> Response:
    """Return a page of lines, the newest first."""
    visitor = _admin(wiring)
    pairs = [pair for pair in request.args.items(multi=True) if pair[1]]
    asked = asked_of(pairs, zone=visitor.zone)
    with reading(wiring.engine) as connection:
        found = trail.page(connection, _which(asked), before_id=asked.cursor, most=asked.limit + 1)
        people = accounts.every(connection)
    names = {one.id: one.name for one in people}
    shown = found[: asked.limit]
    kept = [pair for pair in pairs if pair[0] != "cursor"]
    older = address("/trail", [*kept, ("cursor", shown[-1].id)]) if len(found) > len(shown) else None
    return frame.page(
        visitor,
        "trail.html",
        lines=[_line(one, names, visitor) for one in shown],
        people=[(one.id, one.name) for one in people],
        how=HOW_IT_WENT,
        given=dict(pairs),
        older=older,
        newest=address("/trail", kept) if asked.cursor else None,
        files=as_files.links("/trail", kept),
    )


def as_file(wiring: Wiring, kind: Kind) -> Response:
    """Return all lines that were asked for, as a file."""
    visitor = _admin(wiring)
    pairs = [pair for pair in request.args.items(multi=True) if pair[0] not in as_files.OF_THE_PAGE]
    asked = asked_of(pairs, zone=visitor.zone)
    pages = (
        [shapes.trail_line(line_id=one.id, **asdict(one.attempt)) for one in page]
        for page in trail.every(wiring.engine, _which(asked))
    )
    made = exported.begun(exported.pieces(kind, exported.TRAIL, pages))
    headers = {**frame.HEADERS, "Content-Disposition": f'attachment; filename="trail.{kind}"'}
    return Response(made, headers=headers, content_type=CONTENT_TYPES[kind])


def _admin(wiring: Wiring) -> Visitor:
    visitor, _caller = frame.person(wiring)
    if not visitor.may_administer:
        raise not_allowed("The trail is for admins.", hint="Ask an admin to look for you.")
    return visitor


def _which(asked: TrailAsked) -> Asked:
    return Asked(
        actor=asked.actor,
        credential=asked.credential,
        request_id=asked.request_id,
        since=asked.since,
        before=asked.before,
        is_refused=asked.is_refused,
    )


def _line(one: Kept, names: Mapping[str, str], visitor: Visitor) -> Line:
    tried = one.attempt
    status = "" if tried.status is None else f" ({tried.status})"
    return Line(
        at=wording.moment(tried.at, visitor.zone),
        who=names.get(tried.actor, tried.actor),
        credential=tried.credential,
        tried=f"{tried.method} {tried.route}",
        about=tried.about or "",
        went=f"refused: {tried.code}{status}" if tried.code else f"done{status}",
        is_refused=tried.code is not None,
        address=tried.address or "",
        request_id=tried.request_id or "",
    )

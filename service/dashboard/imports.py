"""Files in and out, for editors: bring one in, see what is wrong with which row, who brought what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, request
from markupsafe import Markup

from service.access import guards
from service.access.accounts import Account
from service.changes.claims import Context
from service.dashboard import frame, wording
from service.dashboard.frame import Visitor
from service.dashboard.typed import said
from service.database import reading
from service.domain.refusals import not_allowed
from service.formats import exported
from service.formats.exported import CONTENT_TYPES
from service.imports import exporting, record, shapes
from service.imports.importing import Order, bring_in, may_import
from service.imports.record import Import
from service.intake.file_rows import Format
from service.intake.limits import UPLOAD_BYTES
from service.wiring import Wiring

#: Imports of one page; faults that its page lists, all others are in the API's answer.
MOST, MOST_FAULTS = 50, 200
#: What a form with a file holds beside the file.
_AROUND_BYTES = 64 * 1024
FORMATS: Mapping[str, Format] = {"csv": "csv", "ndjson": "ndjson"}
STATES: Mapping[str, str] = {
    "checking": "being checked",
    "writing": "being written",
    "done": "came in",
    "refused": "refused: nothing came in",
    "failed": "cut off",
    "cut_off": "cut off",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One import as it stands in the list."""

    id: str
    name: Markup
    by: Markup
    at: str
    state: str
    rows: str
    is_wrong: bool


def add(pages: Blueprint, wiring: Wiring) -> None:
    """Put the pages and the files on their paths."""
    pages.add_url_rule("/imports", "imports", partial(show, wiring))
    pages.add_url_rule("/imports", "bring_in", partial(bring, wiring), methods=["POST"])
    pages.add_url_rule("/imports/<import_id>", "import_report", partial(report, wiring))
    pages.add_url_rule("/export.<any(csv, ndjson):kind>", "file_export", partial(take_out, wiring))


def show(wiring: Wiring) -> Response:
    """Return the form for a file, and the imports there were, the newest first."""
    visitor = _editor(wiring)
    return _page(wiring, visitor)


def bring(wiring: Wiring) -> Response:
    """Bring a file in, or only check it, and lead to how it went."""
    visitor = _editor(wiring)
    if (request.content_length or 0) > UPLOAD_BYTES + _AROUND_BYTES:
        return _page(wiring, visitor, status=413, wrong=_TOO_LARGE)
    request.max_content_length = UPLOAD_BYTES + _AROUND_BYTES
    guards.require_csrf(wiring)
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _page(wiring, visitor, status=422, wrong="Choose a file.")
    caller = visitor.caller
    if caller is None:
        raise AssertionError("an editor has signed in")
    context = Context(
        actor=caller.actor,
        now=wiring.now(),
        zone=wiring.settings.zone,
        new_id=wiring.new_id,
        request_id=frame.request_id(),
        conventions=wiring.settings.conventions,
    )
    order = Order(
        source=sent.stream,
        file_name=_shown_name(sent.filename),
        format=FORMATS.get(request.form.get("format", "")),
        is_dry_run=request.form.get("only") != "write",
        ask=request.form.get("ask") == "yes",
    )
    found = bring_in(wiring, context, order)
    return frame.see_other(f"/imports/{found.id}")


def report(wiring: Wiring, import_id: str) -> Response:
    """Return how one import went, with what is wrong by row."""
    visitor = _editor(wiring)
    with reading(wiring.engine) as connection:
        found = record.one(connection, import_id)
        names = frame.people(connection, visitor)
    if found is None:
        abort(404)
    faults = shapes.faults(found)
    return frame.page(
        visitor,
        "import.html",
        line=_line(found, names, visitor),
        one=found,
        is_under_way=found.finished_at is None and not found.is_cut_off(visitor.now),
        told=shapes.told(found),
        added=sorted(found.added.items()),
        faults=[_fault(one) for one in faults[:MOST_FAULTS]],
        codes=sorted(found.report.get("codes", {}).items()),
        left_out=max(found.faults - MOST_FAULTS, 0),
        changed=list(found.report.get("changed", ()))[:MOST_FAULTS],
    )


def take_out(wiring: Wiring, kind: Format) -> Response:
    """Return every event of the ledger as a file."""
    visitor = _editor(wiring)
    made = exported.begun(exporting.pieces(wiring.engine, kind))
    response = Response(made, headers=dict(frame.HEADERS), content_type=CONTENT_TYPES[kind])
    name = f"hearsay-events-{visitor.today}.{kind}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


_TOO_LARGE = (
    f"A file holds at most {UPLOAD_BYTES // 2**20} MB here. Send it in parts, or read it on the machine "
    "itself: hearsay import FILE."
)


def _editor(wiring: Wiring) -> Visitor:
    visitor, caller = frame.person(wiring)
    if not may_import(caller.actor):
        raise not_allowed("Files in and out are for editors.", hint="Ask an editor.")
    return visitor


def _page(wiring: Wiring, visitor: Visitor, *, status: int = 200, wrong: str = "") -> Response:
    with reading(wiring.engine) as connection:
        found = record.every(connection, most=MOST)
        names = frame.people(connection, visitor)
    lines = [_line(one, names, visitor) for one in found]
    most = UPLOAD_BYTES // 2**20
    return frame.page(visitor, "imports.html", status=status, lines=lines, wrong=wrong, most_mb=most)


def _line(one: Import, names: Mapping[str, Account], visitor: Visitor) -> Line:
    account = names.get(one.account)
    state = "cut_off" if one.is_cut_off(visitor.now) else one.state
    words = "only checked" if one.is_dry_run and state == "done" else STATES[state]
    of = "" if one.rows is None else f" of {one.rows:,}"
    return Line(
        id=one.id,
        name=Markup("a file without a name") if one.file_name is None else said(one.file_name, 200),
        by=Markup("somebody") if account is None else said(account.name, 80),
        at=wording.moment(one.started_at, visitor.zone),
        state=words,
        rows=f"{one.done:,}{of}",
        is_wrong=state in ("refused", "failed", "cut_off"),
    )


def _fault(one: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a fault as it is shown; what came from the file is marked as such."""
    key = one["key"]
    return {
        **one,
        "key": Markup() if key is None else said(key, 200),
        "column": said(one["column"], 200) if one["column"] else Markup(),
        "words": said(one["detail"], 500),
        "hint": said(one["hint"], 500) if one["hint"] else Markup(),
    }


def _shown_name(name: str) -> str:
    """Return a file's own name, without folders and what cannot be shown."""
    plain = name.replace("\\", "/").rpartition("/")[2]
    return "".join(one for one in plain if one.isprintable())[:200] or "a file"


__all__: Sequence[str] = ["add"]

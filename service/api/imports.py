"""Files in and out: bring rows in, see how that went, take every event out."""

from __future__ import annotations

from service.api.answering import listed
from service.api.calls import Call, Operation, Reply
from service.database import reading
from service.domain.refusals import Fault, not_found, refuse
from service.formats import exported, problem
from service.imports import exporting, record, shapes
from service.imports.importing import Order, bring_in
from service.imports.record import Import
from service.intake import queries
from service.intake.fields import is_id
from service.intake.file_rows import Format
from service.intake.limits import FAULTS

#: Of files as a whole: the status of a refusal by its code.
_STATUS = {"file_too_large": 413, "row_too_large": 413}


def add(call: Call) -> Reply:
    """Bring a file in; how it went is kept either way."""
    asked = queries.file_to_bring_in(call.pairs)
    if call.file is None:
        raise AssertionError("this operation takes a file")
    order = Order(
        source=call.file.stream,
        file_name=asked.file_name,
        format=call.file.format,
        is_dry_run=asked.is_dry_run,
        ask=asked.ask,
    )
    found = bring_in(call.wiring, call.context, order)
    return _refused(call, found) if found.state == "refused" else _shown(call, found, status=201)


def every(call: Call) -> Reply:
    """List imports, the newest first."""
    asked = queries.page(call.pairs)
    if asked.cursor is not None and not is_id(asked.cursor, "imp"):
        raise refuse("bad_cursor", "This is no cursor of ours.", at="cursor")
    with reading(call.wiring.engine) as connection:
        found = record.every(connection, most=asked.limit + 1, before=asked.cursor)
    page = found[: asked.limit]
    items = [shapes.brief(one, base_url=call.settings.base_url, now=call.now) for one in page]
    return listed(call, "/imports", items, page[-1].id if len(found) > len(page) else None)


def one(call: Call) -> Reply:
    """Look at one import, with its report."""
    queries.none(call.pairs)
    with reading(call.wiring.engine) as connection:
        found = record.one(connection, call.path["import_id"])
    if found is None:
        raise not_found("such import")
    return _shown(call, found, status=200)


def take_out(call: Call) -> Reply:
    """Return every event of the ledger."""
    until = queries.events_to_take_out(call.pairs, now=call.now, zone=call.settings.zone)
    kind: Format = "csv" if call.wants == "csv" else "ndjson"
    made = exported.begun(exporting.pieces(call.wiring.engine, kind, recorded_by=until))
    return Reply(200, made, media_type=exported.CONTENT_TYPES[kind])


def _shown(call: Call, found: Import, *, status: int) -> Reply:
    body = shapes.whole(found, base_url=call.settings.base_url, now=call.now)
    headers = {"Location": body["url"]} if status == 201 else {}
    return Reply(status, body, headers)


def _refused(call: Call, found: Import) -> Reply:
    """Return what is wrong: of the file as a whole, or of its rows, each by its number."""
    faults = [
        Fault(f"/{one['row']}{one['pointer']}" if one["row"] else "", one["code"], one["detail"], one["hint"])
        for one in found.report["faults"][:FAULTS]
    ]
    of_file = [one for one in found.report["faults"] if not one["row"]]
    status = _STATUS.get(of_file[0]["code"], 400) if of_file else 422
    body = problem.document(
        status=status,
        code=faults[0].code if len(faults) == 1 else "rows_refused",
        detail=" ".join(shapes.told(found)),
        base_url=call.settings.base_url,
        request_id=call.request_id,
        faults=faults,
        more={"import": shapes.whole(found, base_url=call.settings.base_url, now=call.now)},
    )
    return Reply(status, body, media_type=problem.MEDIA_TYPE)


_ABOUT = (
    "For editors. The body is CSV or NDJSON, of up to 64 MB, not compressed: each row the body of POST "
    "/claims or of a follow-up, with `kind`, `key`, `claim` and `occurred_at` beside it; docs/import.md has "
    "examples. Everything is checked before anything is written; up to 50,000 rows are written all or none. "
    "Rows that came in before are known by their keys and add nothing: a file may be sent again, with an "
    "Idempotency-Key or without. What is refused is told by row in `errors`, of which each pointer begins "
    "with the number of the row, and wholly in `import`."
)
OPERATIONS = (
    Operation(
        method="POST",
        path="/imports",
        name="bring_in_a_file",
        summary="Bring in a file of claims, reports and answers",
        about=_ABOUT,
        view=add,
        door="editors",
        query="ImportQuery",
        takes_files=("csv", "ndjson"),
        gives="ImportReport",
        status=201,
        headers=("Location",),
    ),
    Operation(
        method="GET",
        path="/imports",
        name="list_imports",
        summary="List imports, the newest first",
        about="For editors. One that is under way stands here too, with the rows that are done.",
        view=every,
        door="editors",
        query="PageQuery",
        gives="ImportList",
        problems=(422,),
        headers=("Link",),
    ),
    Operation(
        method="GET",
        path="/imports/{import_id}",
        name="show_import",
        summary="Look at one import, with what is wrong by row",
        view=one,
        door="editors",
        gives="ImportReport",
        problems=(404,),
    ),
    Operation(
        method="GET",
        path="/export",
        name="take_everything_out",
        summary="Every event of the ledger, as rows that another installation takes",
        about="For editors. NDJSON, or CSV by the Accept header. POST /imports of an empty installation "
        "makes the same claims, histories and states of it.",
        view=take_out,
        door="editors",
        query="ExportQuery",
        gives="ExportedEvents",
        media_type="application/x-ndjson",
        also=("csv",),
    ),
)

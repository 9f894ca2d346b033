"""Track records: what became of the claims that outlets, named sources and kinds of sources carried."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from service.api.answering import whole
from service.api.calls import WHOLE, Call, Operation, Reply
from service.database import reading
from service.domain.events import SourceType
from service.domain.refusals import not_found
from service.formats import track_records as told
from service.formats.json_text import instant, instant_or_none
from service.formats.track_records import Behind
from service.intake import record_queries
from service.intake.fields import is_id
from service.intake.record_queries import RecordAsked
from service.read_models import sources, track_records
from service.read_models.carried_claims import Subject

OUTLETS: tuple[SourceType, ...] = ("outlet",)
COUNTED = (
    "Counts come before rates; no rate is told of fewer than ten; open claims are always counted. Each count "
    "stands beside the list of its claims, as of the same moment. See docs/track-record.md."
)


def classes(call: Call) -> Reply:
    """Tell what became of the claims of each kind of source, whoever published them."""
    asked = record_queries.record(call.pairs, now=call.now, zone=call.settings.zone)
    with reading(call.wiring.engine) as connection:
        found = track_records.classes(connection, asked.moment, asked.narrowed)
    shown = {kind: one for kind, one in found.items() if asked.said_by in (None, kind)}
    behind = behind_of(call, asked, [])
    if call.wants != "json":
        return whole(call, told.COLUMNS, [list(told.lines_of_classes(shown, behind))])
    return Reply(200, {**asked_of(asked), "items": told.of_classes(shown, behind)})


def of_outlet(call: Call) -> Reply:
    """Tell what became of the claims that an outlet published."""
    return _of_source(call, call.path["outlet_id"], OUTLETS)


def of_source(call: Call) -> Reply:
    """Tell what became of the claims that a person, an institution or a document said."""
    return _of_source(call, call.path["source_id"], sources.SAYERS)


def _of_source(call: Call, source_id: str, types: Collection[SourceType]) -> Reply:
    asked = record_queries.record(call.pairs, now=call.now, zone=call.settings.zone)
    with reading(call.wiring.engine) as connection:
        known = sources.resolved(connection, source_id) if is_id(source_id, "src") else None
        if known is None or known.type not in types:
            raise not_found("such outlet" if "outlet" in types else "such source")
        subject = Subject(type=known.type, names=frozenset(sources.names_of(connection, known.id)))
        found = track_records.records(connection, subject, asked.moment, asked.narrowed)
    whose = "outlet" if known.type == "outlet" else "source"
    behind = behind_of(call, asked, [(whose, known.id)])
    if call.wants != "json":
        return whole(call, told.COLUMNS, [list(told.lines_of_source(found, behind, said_by=asked.said_by))])
    body = {
        "source": {"id": known.id, "type": known.type, "name": known.name},
        "said_by": asked.said_by,
        **asked_of(asked),
        **told.of_source(found, behind, said_by=asked.said_by),
    }
    return Reply(200, body)


def behind_of(call: Call, asked: RecordAsked, whose: list[tuple[str, str]]) -> Behind:
    """Return where the claims behind the numbers are listed."""
    pairs = [*whose, *asked.narrowed_pairs]
    return Behind(path=told.of_path(call.settings.base_url), pairs=pairs, moment=asked.moment_pairs)


def asked_of(asked: RecordAsked) -> dict[str, Any]:
    """Return of which claims a record tells, and from when it is seen."""
    moment, narrowed = asked.moment, asked.narrowed
    return {
        "at": instant(moment.due_at),
        "as_of": instant_or_none(moment.as_of),
        "recorded_by": instant_or_none(moment.recorded_by),
        "from": narrowed.ends_from,
        "to": narrowed.ends_until,
        "tag": narrowed.topic,
    }


OPERATIONS = (
    Operation(
        method="GET",
        path="/records/classes",
        name="show_class_records",
        summary="What became of the claims of each kind of source",
        about=f"A kind of source is what `said_by` says, over all outlets. {COUNTED} {WHOLE}",
        view=classes,
        door="readers",
        query="RecordQuery",
        gives="ClassRecords",
        also=("csv", "ndjson"),
        problems=(422,),
    ),
    Operation(
        method="GET",
        path="/outlets/{outlet_id}/record",
        name="show_outlet_record",
        summary="What became of the claims that an outlet published",
        about=f"Over all its names, and by the kind of source it gave. {COUNTED} {WHOLE}",
        view=of_outlet,
        door="readers",
        query="RecordQuery",
        gives="TrackRecord",
        also=("csv", "ndjson"),
        problems=(404, 422),
    ),
    Operation(
        method="GET",
        path="/sources/{source_id}/record",
        name="show_source_record",
        summary="What became of the claims that a named source said",
        about=f"A person, an institution or a document, over all its names. {COUNTED} {WHOLE}",
        view=of_source,
        door="readers",
        query="RecordQuery",
        gives="TrackRecord",
        also=("csv", "ndjson"),
        problems=(404, 422),
    ),
)

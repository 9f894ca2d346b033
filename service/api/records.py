"""Track records: what became of the claims that kinds of sources carried."""

from __future__ import annotations

from typing import Any

from service.api.answering import whole
from service.api.calls import WHOLE, Call, Operation, Reply
from service.database import reading
from service.formats import track_records as told
from service.formats.json_text import instant, instant_or_none
from service.formats.track_records import Behind
from service.intake import record_queries
from service.intake.record_queries import RecordAsked
from service.read_models import track_records

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
)

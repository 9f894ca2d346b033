"""What the API gives of track records, as JSON Schemas: every key is always there, and no others are."""

from __future__ import annotations

from collections.abc import Mapping

from service.domain.attribution import SaidByKind
from service.formats.schema_parts import ADDRESS, COUNT, DAY, INSTANT, TEXT, Schema
from service.formats.schema_parts import list_of as _list
from service.formats.schema_parts import object_of as _object
from service.formats.schema_parts import one_of as _one_of
from service.formats.schema_parts import or_null as _or_null
from service.formats.schema_parts import ref as _ref
from service.formats.track_records import CELLS

_NUMBER: Schema = {"type": "number"}
_COUNTED: Schema = {
    **_object(count=COUNT, claims=_or_null(ADDRESS)),
    "description": "How many claims, and the list of them from the same moment; null for none.",
}
_RATE: Schema = {
    **_object(count=COUNT, of=COUNT, share=_or_null(_NUMBER), low=_or_null(_NUMBER), high=_or_null(_NUMBER)),
    "description": "A share with its Wilson 95 % range; the three are null where it is one of fewer than 10.",
}


def _group(group: str, **more: Schema) -> Schema:
    return _object(**{cell.name: _ref("Counted") for cell in CELLS if cell.group == group}, **more)


_TALLY = _object(
    claims=_ref("Counted"),
    retracted=_or_null(_ref("Counted")),
    dated=_group("dated"),
    undated=_group("undated"),
    late_days=_object(median=_or_null(_NUMBER)),
    moves=_group("moves", times=COUNT, days={"type": "integer"}, median_days=_or_null(_NUMBER)),
    rates=_object(**dict.fromkeys(("came_true", "held", "confirmed", "passed_in_silence"), _ref("Rate"))),
)
_ASKED: Mapping[str, Schema] = {
    "at": INSTANT,
    "as_of": _or_null(INSTANT),
    "recorded_by": _or_null(INSTANT),
    "from": _or_null(DAY),
    "to": _or_null(DAY),
    "tag": _or_null(TEXT),
}
_OF_KIND = _object(said_by=_one_of(SaidByKind), record=_ref("RecordTallies"))

#: By name, as the operations speak of them.
RECORD_SCHEMAS: Mapping[str, Schema] = {
    "Counted": _COUNTED,
    "Rate": _RATE,
    "RecordTally": _TALLY,
    "RecordTallies": _object(**dict.fromkeys(("carried", "originated", "repeated"), _ref("RecordTally"))),
    "TrackRecord": _object(
        source=_object(id=TEXT, type=TEXT, name=TEXT),
        said_by=_or_null(_one_of(SaidByKind)),
        **_ASKED,
        record=_ref("RecordTallies"),
        classes=_list(_OF_KIND),
    ),
    "ClassRecords": _object(**_ASKED, items=_list(_OF_KIND)),
}

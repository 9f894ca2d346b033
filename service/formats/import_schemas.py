"""What the API gives about files in and out, as JSON Schemas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from service.formats.schema_parts import (
    ADDRESS,
    COUNT,
    FLAG,
    INSTANT,
    TEXT,
    Schema,
    list_of,
    object_of,
    one_of,
    or_null,
    page_of,
)

#: Keep in step with imports.record.State: tests hold answers against it. cut_off is one that stopped.
State = Literal["checking", "writing", "done", "refused", "failed", "cut_off"]
_COUNTS: Schema = {"type": "object", "additionalProperties": COUNT}
_IMPORT = {
    "id": TEXT,
    "url": ADDRESS,
    "html_url": ADDRESS,
    "account": TEXT,
    "file_name": or_null(TEXT),
    "format": or_null(TEXT),
    "size_bytes": or_null(COUNT),
    "dry_run": FLAG,
    "ask": FLAG,
    "state": one_of(State),
    "rows": or_null(COUNT),
    "rows_done": COUNT,
    "added": {**_COUNTS, "description": "Rows that came in, by kind; in a dry run, that would."},
    "known": {**COUNT, "description": "Rows that had come in before."},
    "changed": {**COUNT, "description": "Of those, the ones that say something else now."},
    "faults": COUNT,
    "started_at": INSTANT,
    "updated_at": INSTANT,
    "finished_at": or_null(INSTANT),
}
_FAULT = object_of(
    row={**COUNT, "description": "From 1 on; 0 is the file as a whole."},
    line=COUNT,
    key=or_null(TEXT),
    pointer=TEXT,
    column={**TEXT, "description": "The name of its column in CSV."},
    code=TEXT,
    detail=TEXT,
    hint=or_null(TEXT),
)
_CHANGED: Schema = {
    "type": "object",
    "properties": {"row": COUNT, "line": COUNT, "key": or_null(TEXT), "stream": TEXT, "import": TEXT},
    "required": ["row", "line", "key", "stream"],
    "additionalProperties": False,
}

#: By name, as the operations speak of them.
SCHEMAS: Mapping[str, Schema] = {
    "Import": object_of(**_IMPORT),
    "ImportList": page_of("Import"),
    "ImportReport": object_of(
        **_IMPORT,
        report=object_of(faults=list_of(_FAULT), codes=_COUNTS, changed=list_of(_CHANGED)),
    ),
    "ExportedEvents": TEXT,
}

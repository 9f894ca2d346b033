"""Changing outlets and sources on their pages: what the forms hold, what they come to, the history below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from service.changes import sources as changes
from service.changes.claims import Context
from service.changes.sources import StaleSource
from service.dashboard import forms, frame, history, writing
from service.dashboard.forms import Given
from service.dashboard.frame import Visitor
from service.dashboard.history import Line
from service.dashboard.moments import Seen
from service.dashboard.typed import said
from service.dashboard.writing import Again
from service.database import Connection
from service.domain.events import SourceMerged
from service.domain.refusals import conflict, not_found, refuse
from service.domain.roles import may_keep_sources
from service.domain.source import versions_taken_back
from service.formats.sentences import About
from service.intake import sources as intake
from service.intake.fields import is_id
from service.ledger import log
from service.ledger.log import Stored
from service.read_models import sources
from service.read_models.looking_back import held_at
from service.read_models.source_views import SourceView
from service.wiring import Wiring

#: What is changed, and what the button that changes it is called.
KINDS = {
    "rename": "Save the name",
    "known_as": "Add the name",
    "merge": "Merge them",
    "split": "Take these names away",
}
CHANGED_SINCE = "Somebody changed this source while you were writing. See its history, then send it again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the history of a source, or of one that was merged into it."""

    line: Line
    #: The source it is about, by id and, where it is another one, by its name.
    source: str
    named: Markup | None
    #: The version of that source, for whoever may take the entry back; None for others.
    undo_version: int | None


def changed(source_id: str, given: Given, connection: Connection, context: Context) -> tuple[None, str]:
    """Change a source as the form says, and return where to look at it."""
    if not is_id(source_id, "src"):
        raise not_found("such source")
    body = forms.body_of(given)
    if "other_name" in body:
        body["name"] = body.pop("other_name")
    if body.get("kind") == "merge":
        body["into"] = _meant(connection, source_id, str(body.get("into", "")))
    proposed = intake.follow_up(body, context.new_id)
    try:
        changes.follow_up(
            connection, source_id, proposed, context, expected_version=writing.expected_version(given)
        )
    except StaleSource as stale:
        raise conflict("stale_version", CHANGED_SINCE) from stale
    now = sources.resolved(connection, source_id)
    return None, f"/sources/{source_id if now is None else now.id}#history"


def told(
    connection: Connection,
    wiring: Wiring,
    source: SourceView,
    visitor: Visitor,
    seen: Seen,
    again: Again | None,
) -> dict[str, Any]:
    """Return the history of a source and, for whoever may change it, the forms."""
    may_change = seen.is_now and visitor.caller is not None and may_keep_sources(visitor.caller.actor)
    values: dict[str, Any] = {
        "entries": _entries(connection, source, visitor, seen, may_change=may_change),
        "forms": {},
        "faults": () if again is None else again.form.faults,
        "undo_key": wiring.new_secret(),
    }
    if may_change:
        sent = "" if again is None else again.form.value("kind")
        starts: dict[str, Given] = {"rename": {"name": [source.name]}, "known_as": {}, "merge": {}}
        if source.also_known_as:
            starts["split"] = {}
        values["forms"] = {
            kind: again.form if again is not None and kind == sent else writing.new_form(wiring, start)
            for kind, start in starts.items()
        }
        values["buttons"] = KINDS
    return values


def _meant(connection: Connection, source_id: str, typed: str) -> str:
    """Return the id of the source that was typed: by its id, its page's address, or one of its names."""
    last = typed.strip().rstrip("/").rpartition("/")[2].partition("?")[0].partition("#")[0]
    if is_id(last, "src"):
        return last
    this = sources.one(connection, source_id)
    found = None if this is None else sources.by_name(connection, this.type, typed)
    if found is None:
        raise refuse("unknown_source", "No source of this type goes by that name.", at="/into")
    return found.id


def _entries(
    connection: Connection, source: SourceView, visitor: Visitor, seen: Seen, *, may_change: bool
) -> Sequence[Entry]:
    """Return what was recorded of a source and of those merged into it, the newest first."""
    names = frame.people(connection, visitor)
    about = About(names={account.id: account.name for account in names.values()})
    reader = history.Reader(about=about, zone=visitor.zone, today=seen.today, for_public=visitor.is_public)
    found: list[tuple[int, Entry]] = []
    for source_id, name in ((source.id, None), *((one.id, one.name) for one in source.merged)):
        stored = held_at(log.read(connection, source_id), seen.moment)
        gone = versions_taken_back([one.entry for one in stored])
        positions = {one.entry.version: one.position for one in stored}
        for line in history.lines(stored, reader, taken_back=gone):
            may_go = may_change and line.version > 1 and not line.is_taken_back
            may_go = may_go and (name is None or _merges(stored, line.version))
            entry = Entry(
                line=line,
                source=source_id,
                named=None if name is None else said(name, 120),
                undo_version=len(stored) if may_go else None,
            )
            found.append((positions[line.version], entry))
    return [entry for _, entry in sorted(found, key=lambda pair: pair[0], reverse=True)]


def _merges(stored: Sequence[Stored], version: int) -> bool:
    return any(one.entry.version == version and isinstance(one.entry.event, SourceMerged) for one in stored)

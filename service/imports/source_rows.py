"""Rows that name a source and what else it is known as: a new source, or more names of one that is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from service.changes.in_bulk import Other
from service.domain.events import NewEvent, SourceAdded, SourceKnownAs
from service.domain.refusals import Refusal, refuse
from service.domain.source import Key, folded_name
from service.imports.deciding import Terms, moment_in
from service.imports.faulty import Faults
from service.imports.known import Known
from service.intake.import_rows import BODIES, SOURCE, Row
from service.intake.schema import load
from service.ledger import log
from service.ledger.log import Append
from service.read_models import sources


@dataclass(slots=True)
class Named:
    """What rows of sources come to."""

    others: list[Other] = field(default_factory=list)
    kept: list[Known] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Wanted:
    row: Row
    at: datetime
    #: By key, in the order of the row, the name itself first.
    names: Mapping[Key, str]


def named(connection: Connection, rows: Iterable[Row], terms: Terms, faults: Faults) -> Named:
    """Return what adds the sources of rows, and the names that known ones go by as well."""
    wanted = []
    for row in rows:
        try:
            wanted.append(_wanted(row, terms))
        except Refusal as refusal:
            faults.of(row, refusal.faults)
    holders = sources.holders(connection, {key for one in wanted for key in one.names})
    found, taken = Named(), dict[Key, Row]()
    for one in wanted:
        try:
            _require_own(one, holders, taken)
        except Refusal as refusal:
            faults.of(one.row, refusal.faults)
            continue
        taken |= dict.fromkeys(one.names, one.row)
        _put(connection, one, holders, found, terms)
    return found


def _wanted(row: Row, terms: Terms) -> _Wanted:
    body = load(BODIES[SOURCE], row.body)
    names = [body["name"], *(body["also_known_as"] or ())]
    by_key = {Key(body["type"], folded_name(name)): name for name in reversed(names)}
    first = Key(body["type"], folded_name(body["name"]))
    return _Wanted(row, moment_in(row, terms.context), {first: body["name"], **by_key})


def _require_own(one: _Wanted, holders: Mapping[Key, str], taken: Mapping[Key, Row]) -> None:
    first, *others = one.names
    own = holders.get(first)
    for key in (first, *others):
        if key in taken:
            detail = f"Row {taken[key].number} is about “{one.names[key][:60]}” already."
            raise refuse(
                "name_taken", detail, at="/name", hint="One row for each source, with all its names."
            )
        if holders.get(key, own) != own:
            detail = f"“{one.names[key][:60]}” is the name of {holders[key]} here."
            raise refuse("name_taken", detail, at="/also_known_as", hint="Merge the two on their page.")


def _put(
    connection: Connection, one: _Wanted, holders: Mapping[Key, str], found: Named, terms: Terms
) -> None:
    first, *others = one.names
    source_id = holders.get(first)
    before = [] if source_id is None else [stored.entry for stored in log.read(connection, source_id)]
    new = [NewEvent(SourceKnownAs(name=one.names[key]), one.at) for key in others if key not in holders]
    if source_id is None:
        source_id = terms.context.new_id("src")
        new.insert(0, NewEvent(SourceAdded(name=one.names[first], type=first.type), one.at))
    if new:
        append = Append(source_id, "source", len(before), [(event, None) for event in new])
        found.others.append(Other(append, before))
    version = len(before) + len(new)
    found.kept.append(Known(one.row.key, one.row.digest, source_id, version, None, ""))

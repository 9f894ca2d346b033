"""Track records: of one outlet or source, of the kinds of sources, and of up to four names side by side."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, request

from service.dashboard import as_files, forms, frame, record_tables
from service.dashboard.exports import file_of
from service.dashboard.frame import Visitor
from service.dashboard.moments import Seen, seen_from
from service.dashboard.narrowing import address
from service.dashboard.record_tables import KIND_WORDS, Compared
from service.dashboard.typed import title_text
from service.database import Connection, reading
from service.domain.events import SourceType
from service.domain.source import TYPES
from service.formats import track_records as told
from service.formats.exported import Kind
from service.formats.track_records import Behind
from service.intake import record_queries
from service.intake.fields import is_id
from service.intake.queries import Pairs
from service.intake.record_queries import RecordAsked
from service.read_models import sources, track_records
from service.read_models.carried_claims import Subject
from service.read_models.sources import Known
from service.read_models.track_records import Records
from service.wiring import Wiring

#: Names that stand side by side.
MOST_COMPARED = 4
KIND_OPTIONS = [("", "Any"), *KIND_WORDS.items()]
TYPE_WORDS = {"outlet": "Outlet", "person": "Person", "institution": "Institution", "document": "Document"}
_KIND = "<any(csv, json, ndjson):kind>"


def add(pages: Blueprint, wiring: Wiring) -> None:
    """Put the pages and their files on their paths."""
    pages.add_url_rule("/records", "records", partial(every, wiring))
    pages.add_url_rule(f"/records.{_KIND}", "records_file", partial(every_as_file, wiring))
    pages.add_url_rule("/sources/<source_id>/record", "record", partial(show, wiring))
    pages.add_url_rule(f"/sources/<source_id>/record.{_KIND}", "record_file", partial(as_file, wiring))


def show(wiring: Wiring, source_id: str) -> Response:
    """Return the track record of an outlet or a named source."""
    visitor = frame.reader(wiring)
    pairs, asked, seen = _asked(visitor)
    with reading(wiring.engine) as connection:
        known = _known(connection, source_id)
        values = block(connection, known, asked)
    path = f"/sources/{known.id}/record"
    return frame.page(
        visitor,
        "record.html",
        title=title_text(known.name),
        name=known.name,
        type=TYPE_WORDS[known.type],
        id=known.id,
        seen=seen,
        here_path=path,
        here_query=address("", list(asked.moment_pairs)),
        is_narrowed=bool(asked.narrowed_pairs or asked.said_by),
        here_now=address(path, [pair for pair in pairs if pair[0] not in ("as_of", "recorded_by")]),
        files=as_files.links(path, pairs),
        form=_form(pairs),
        kind_options=KIND_OPTIONS if known.type == "outlet" else [],
        compare=address("/records", [("compare", known.id), *asked.moment_pairs]),
        found=values,
    )


def as_file(wiring: Wiring, source_id: str, kind: Kind) -> Response:
    """Return the numbers of a record as a file."""
    visitor = frame.reader(wiring)
    _, asked, _ = _asked(visitor)
    with reading(wiring.engine) as connection:
        known = _known(connection, source_id)
        found = of_source(connection, known.type, known.id, asked)
    lines = told.lines_of_source(found, _behind(wiring, asked, _whose(known)), said_by=asked.said_by)
    return file_of(visitor, kind, told.COLUMNS, [list(lines)], name=f"record-{known.id}")


def every(wiring: Wiring) -> Response:
    """Return the records of the kinds of sources, and of names that were ticked, side by side."""
    visitor = frame.reader(wiring)
    pairs, asked, seen = _asked(visitor)
    ticked = request.args.getlist("compare")
    with reading(wiring.engine) as connection:
        names, unknown = _ticked(connection, ticked)
        compared = [_compared(connection, known, asked) for known in names]
        classes = track_records.classes(connection, asked.moment, asked.narrowed)
    of_kinds = [
        Compared(
            KIND_WORDS[kind],
            None,
            record,
            Behind(
                path="/claims", pairs=[*asked.narrowed_pairs, ("said_by", kind)], moment=asked.moment_pairs
            ),
        )
        for kind, record in classes.items()
    ]
    return frame.page(
        visitor,
        "records.html",
        seen=seen,
        here_now="/records",
        form=_form(pairs),
        kept=pairs,
        files=as_files.links("/records", pairs),
        names=[(known.id, title_text(known.name)) for known in names],
        unknown=unknown,
        is_full=len(names) == MOST_COMPARED,
        has_too_many=len(set(ticked) - {""}) > MOST_COMPARED,
        compared=record_tables.across(compared) if compared else None,
        kinds=record_tables.across(of_kinds),
        has_claims=any(record.both.all_claims for record in classes.values()),
    )


def every_as_file(wiring: Wiring, kind: Kind) -> Response:
    """Return the numbers of the kinds of sources as a file."""
    visitor = frame.reader(wiring)
    _, asked, _ = _asked(visitor)
    with reading(wiring.engine) as connection:
        found = track_records.classes(connection, asked.moment, asked.narrowed)
    lines = told.lines_of_classes(found, _behind(wiring, asked, []))
    return file_of(visitor, kind, told.COLUMNS, [list(lines)], name="records")


def block(connection: Connection, known: Known, asked: RecordAsked) -> dict[str, Any]:
    """Return what a page shows of a record; for an outlet also by kind of source."""
    found = of_source(connection, known.type, known.id, asked)
    behind = Behind(path="/claims", pairs=[*_whose(known), *asked.narrowed_pairs], moment=asked.moment_pairs)
    shown, own = told.picked(found, asked.said_by), behind.of_kind(asked.said_by)
    columns = record_tables.by_role(shown, own)
    kinds = [
        Compared(KIND_WORDS[kind], None, record, behind.of_kind(kind))
        for kind, record in (found.by_kind.items() if asked.said_by is None else ())
    ]
    whole = shown.both
    settled = whole.settled(is_dated=True) + whole.settled(is_dated=False)
    is_open = whole.became("open", is_dated=True) + whole.became("open", is_dated=False)
    return {
        "heads": list(record_tables.CARRIED_WORDS.values()),
        "lines": record_tables.lines(columns),
        "rates": record_tables.rate_lines(columns),
        "sentences": record_tables.sentences(whole),
        "kinds": record_tables.across(kinds) if kinds else None,
        "own_drawing": record_tables.drawn([Compared("All claims", None, shown, own)]) if not kinds else None,
        "count": whole.all_claims,
        "settled": settled,
        "open_count": is_open,
        "open_list": own.address("carried", (("outcome", "open"),)),
        "whole_list": own.address("carried"),
    }


def of_source(connection: Connection, type_: SourceType, source_id: str, asked: RecordAsked) -> Records:
    """Return the records of a source over all its names."""
    subject = Subject(type=type_, names=frozenset(sources.names_of(connection, source_id)))
    return track_records.records(connection, subject, asked.moment, asked.narrowed)


def summary(found: Records, type_: SourceType, source_id: str, asked: RecordAsked) -> dict[str, Any]:
    """Return what the page of a source shows of its record: one line for all, and one for each kind."""
    behind = Behind(path="/claims", pairs=_named(type_, source_id), moment=asked.moment_pairs)
    by_kind = [
        Compared(KIND_WORDS[kind], None, record, behind.of_kind(kind))
        for kind, record in found.by_kind.items()
    ]
    whole = found.whole.both
    is_open = whole.became("open", is_dated=True) + whole.became("open", is_dated=False)
    return {
        "claims": whole.all_claims,
        "settled": whole.settled(is_dated=True) + whole.settled(is_dated=False),
        "open_count": is_open,
        "open_list": behind.address("carried", (("outcome", "open"),)),
        "sentences": record_tables.sentences(whole),
        "across": record_tables.across([Compared("All", None, found.whole, behind), *by_kind]),
        "whole": address(f"/sources/{source_id}/record", list(asked.moment_pairs)),
    }


def _compared(connection: Connection, known: Known, asked: RecordAsked) -> Compared:
    found = told.picked(of_source(connection, known.type, known.id, asked), asked.said_by)
    behind = Behind(path="/claims", pairs=[*_whose(known), *asked.narrowed_pairs], moment=asked.moment_pairs)
    own = address(f"/sources/{known.id}/record", list(asked.moment_pairs))
    return Compared(title_text(known.name), own, found, behind.of_kind(asked.said_by))


def _ticked(connection: Connection, ticked: Sequence[str]) -> tuple[list[Known], list[str]]:
    """Return who is meant by ids and names, up to as many as are compared, and what nobody goes by."""
    found: dict[str, Known] = {}
    unknown = []
    for one in [text.strip() for text in ticked if text.strip()]:
        by_id = sources.resolved(connection, one) if is_id(one, "src") else None
        known = [by_id] if by_id else [sources.by_name(connection, type_, one) for type_ in TYPES]
        meant = [each for each in known if each is not None]
        found |= {each.id: each for each in meant[:1]}
        unknown += [] if meant else [one]
    return list(found.values())[:MOST_COMPARED], unknown


def _known(connection: Connection, source_id: str) -> Known:
    found = sources.resolved(connection, source_id) if is_id(source_id, "src") else None
    if found is None:
        abort(404)
    return found


def _whose(known: Known) -> list[tuple[str, str]]:
    return _named(known.type, known.id)


def _named(type_: SourceType, source_id: str) -> list[tuple[str, str]]:
    return [("outlet" if type_ == "outlet" else "source", source_id)]


def _behind(wiring: Wiring, asked: RecordAsked, whose: Pairs) -> Behind:
    path = f"{wiring.settings.base_url}/claims"
    return Behind(path=path, pairs=[*whose, *asked.narrowed_pairs], moment=asked.moment_pairs)


def _asked(visitor: Visitor) -> tuple[list[tuple[str, str]], RecordAsked, Seen]:
    given = request.args.items(multi=True)
    pairs = [(name, value) for name, value in given if name != "compare" and value.strip()]
    asked = record_queries.record(pairs, now=visitor.now, zone=visitor.zone)
    seen = seen_from(request.args.get("as_of"), visitor, request.args.get("recorded_by"))
    return pairs, asked, seen


def _form(pairs: Pairs) -> forms.Form:
    return forms.Form(given={name: [value] for name, value in pairs}, key="")

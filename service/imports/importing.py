"""Brings a file of rows in: all of it is checked before anything is written; nothing comes in twice.

Up to 50,000 rows are written in one transaction, all or none. A larger file is checked as a whole too and
then written in parts; where it is cut off in between, running it again adds the rest and doubles nothing,
for every row is known by its key.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import IO, NamedTuple

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from service.access import accounts
from service.changes.in_bulk import destroy_words, write_all
from service.changes.writing import Context
from service.database import StartOver, Unavailable, reading, transact
from service.domain.refusals import Fault, Refusal, not_allowed
from service.domain.roles import Actor, may_report_claims
from service.imports import known, record
from service.imports.arranging import after_named
from service.imports.deciding import Terms
from service.imports.faulty import Faults
from service.imports.planning import Plan, plan
from service.imports.record import Import
from service.imports.spool import Place, Spooled, spooled
from service.intake.file_rows import Format
from service.intake.import_rows import CLAIM, EVENT, QUESTION, SOURCE, BadRow, Row, places
from service.intake.limits import ROW_FAULTS, ROWS_AT_ONCE, UPLOAD_BYTES
from service.wiring import Wiring

#: Rows of one part of a file that is too large to be written at once.
ROWS_OF_A_PART = 5_000
#: How often a part is looked at anew where somebody changed one of its claims, or imported one of its rows.
MOST_TRIES = 5
#: Is told what is being done, how many rows of it are done, and of how many.
Progress = Callable[[str, int, int], None]


def may_import(actor: Actor) -> bool:
    """Say whether the actor may bring files in and take all events out: editors, with leave to write."""
    return may_report_claims(actor) and actor.is_at_least("editor")


def require_may_import(actor: Actor) -> None:
    """Refuse whoever may not bring files in or take events out."""
    if not may_import(actor):
        raise not_allowed("Files in and out are for editors.", hint="Ask an editor.")


class Overtaken(Exception):
    """Somebody changed what a part was planned on. Plan it again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked for: which file, and what is to become of it."""

    source: IO[bytes]
    file_name: str | None = None
    format: Format | None = None
    is_dry_run: bool = False
    #: Ask about dates that had passed already.
    ask: bool = False
    most_bytes: int = UPLOAD_BYTES


class _Listed(NamedTuple):
    """A row of the file, as much of it as is kept of every row."""

    place: Place
    key: str
    kind: str
    #: Key or id of the claim it belongs to.
    claim: str
    names: tuple[str, ...]
    digest: str
    row: Row | None


@dataclass(slots=True)
class _Import:
    """One import on its way."""

    wiring: Wiring
    context: Context
    order: Order
    kept: Import
    progress: Progress
    faults: Faults = field(default_factory=Faults)
    changed: list[Mapping[str, object]] = field(default_factory=list)
    #: Rows that stand twice in the file.
    repeated: int = 0


def bring_in(
    wiring: Wiring, context: Context, order: Order, *, progress: Progress = lambda what, done, of: None
) -> Import:
    """Bring a file in and return how it went, which is kept too.

    Raises:
        Refusal: `not_allowed`.
        Unavailable: the database does not answer; what was written of a large file stays.
    """
    require_may_import(context.actor)
    begun = Import(
        id=context.new_id("imp"),
        account=context.actor.id,
        file_name=None if order.file_name is None else order.file_name[:200],
        format=order.format,
        size_bytes=None,
        is_dry_run=order.is_dry_run,
        asks=order.ask,
        state="checking",
        started_at=context.now,
        touched_at=context.now,
    )
    transact(wiring.engine, lambda connection: record.begin(connection, begun))
    work = _Import(wiring, context, order, begun, progress)
    try:
        return _brought_in(work)
    except Refusal as refusal:
        work.faults.of_bad(BadRow(0, 0, None, refusal.faults))
        return _ended(work, "refused")
    except BaseException:
        _ended(work, "failed")
        raise


def _brought_in(work: _Import) -> Import:
    order = work.order
    with spooled(order.source, name=order.file_name, kind=order.format, most_bytes=order.most_bytes) as file:
        work.kept = replace(work.kept, format=file.format, size_bytes=file.size_bytes)
        listed = _listed(work, file)
        rows = len(listed) + work.repeated + len(work.faults.rows)
        work.kept = replace(work.kept, rows=rows, known=work.repeated)
        _note(work)
        parts = _parts(listed)
        plans = _checked(work, file, parts)
        if work.faults.count:
            return _ended(work, "refused")
        if order.is_dry_run:
            return _ended(work, "done")
        return _written(work, file, parts, plans)


def _listed(work: _Import, file: Spooled) -> list[_Listed]:
    """Return every row that can be read, each key once."""
    listed: list[_Listed] = []
    by_key: dict[str, tuple[int, str]] = {}
    keeps_rows = True
    for place, row in file.rows():
        if isinstance(row, BadRow):
            work.faults.of_bad(row)
            continue
        first = by_key.setdefault(row.key, (row.number, row.digest))
        if first != (row.number, row.digest):
            _say_again(work, row, *first)
            continue
        if keeps_rows and len(listed) >= ROWS_AT_ONCE:
            keeps_rows, listed = False, [one._replace(row=None) for one in listed]
        claim = row.body["stream"] if row.kind == EVENT else row.claim or row.key
        names = tuple(name for (what, _), name in places(row) if what == "claim")
        listed.append(
            _Listed(place, row.key, row.kind, claim, names, row.digest, row if keeps_rows else None)
        )
    return listed


def _say_again(work: _Import, row: Row, first: int, digest: str) -> None:
    """A row that stands twice counts once; one that says something else under the same key is wrong."""
    if digest == row.digest:
        work.repeated += 1
        return
    detail = f"Row {first} has this key and says something else."
    hint = "Each thing has a key of its own: article-7 and claim-7, not 7 and 7."
    work.faults.of(row, [Fault("/key", "key_twice", detail, hint)])


def _parts(listed: Sequence[_Listed]) -> list[list[_Listed]]:
    """Return the rows as they are written together: all of them, or some claims of a large file at a time.

    Questions come first, and a claim behind those that it waits for.
    """
    if len(listed) <= ROWS_AT_ONCE:
        return [list(listed)] if listed else []
    claims: dict[str, list[_Listed]] = {}
    questions = []
    for one in listed:
        if one.kind in (QUESTION, SOURCE):
            questions.append(one)
        else:
            claims.setdefault(one.claim, []).append(one)
    ordered = after_named(claims, lambda rows: [name for one in rows for name in one.names])
    return list(_gathered([[one] for one in questions])) + list(_gathered(ordered))


def _gathered(groups: Iterable[list[_Listed]]) -> Iterator[list[_Listed]]:
    part: list[_Listed] = []
    for group in groups:
        if part and len(part) + len(group) > ROWS_OF_A_PART:
            yield part
            part = []
        part += group
    if part:
        yield part


def _checked(work: _Import, file: Spooled, parts: Sequence[Sequence[_Listed]]) -> list[Plan]:
    """Return what each part comes to, where there is only one; one of many is planned again later."""
    is_whole = len(parts) == 1 and not work.order.is_dry_run
    claims = {one.key: f"clm_{one.digest}" for part in parts for one in part if one.kind == CLAIM}
    claims = {} if len(parts) == 1 else claims
    plans, done, total = [], 0, sum(map(len, parts))
    for part in parts:
        work.progress("Checking", done, total)
        made = _planned(work, file, part, elsewhere=claims, is_to_be_written=is_whole)
        done += len(part)
        if is_whole:
            plans.append(made)
        else:
            _count(work, made, done=done)
    work.progress("Checking", total, total)
    return plans


def _written(work: _Import, file: Spooled, parts: Sequence[Sequence[_Listed]], plans: list[Plan]) -> Import:
    total, done = sum(map(len, parts)), 0
    if not plans:
        # What was counted while it was checked is counted again as it is written.
        work.kept = replace(work.kept, added={}, known=work.repeated, changed=0)
        work.changed.clear()
    for part, made in zip_longest(parts, plans):
        work.progress("Writing", done, total)
        done += len(part)
        if not _write_part(work, file, part, made, done=done, is_last=done == total):
            return _ended(work, "refused")
    work.progress("Writing", total, total)
    return work.kept if parts else _ended(work, "done")


def _write_part(
    work: _Import,
    file: Spooled,
    part: Sequence[_Listed],
    made: Plan | None,
    *,
    done: int,
    is_last: bool,
) -> bool:
    """Write one part, planned anew where somebody came first; say whether it could still be taken."""
    for _ in range(MOST_TRIES):
        if made is None:
            made = _planned(work, file, part, elsewhere={}, is_to_be_written=True)
            if work.faults.count:
                return False
        before, changed = work.kept, list(work.changed)
        _count(work, made, done=done)
        try:
            _store(work, made, is_last=is_last)
        except Overtaken:
            made, work.kept, work.changed = None, before, changed
        else:
            return True
    raise Unavailable("others kept changing the same claims")


def _store(work: _Import, made: Plan, *, is_last: bool) -> None:
    now = work.wiring.now()
    kept = replace(work.kept, touched_at=now, state="writing", report=_report(work))
    if is_last:
        kept = replace(kept, state="done", finished_at=now)
    keys = [one._replace(import_id=kept.id) for one in made.kept]

    def write(connection: Connection) -> bool:
        try:
            if made.stories or made.also:
                write_all(connection, made.stories, work.context, also=made.also)
            for stream, version, redacted_in in made.redactions:
                destroy_words(connection, stream, version, redacted_in=redacted_in)
            known.keep(connection, keys)
        except (StartOver, IntegrityError) as error:
            raise Overtaken(str(error)) from error
        record.note(connection, kept)
        return True

    def stands(connection: Connection) -> bool | None:
        found = record.one(connection, kept.id)
        return True if found is not None and found.touched_at == now else None

    transact(work.wiring.engine, write, recover=stands)
    work.kept = kept


def _planned(
    work: _Import,
    file: Spooled,
    part: Sequence[_Listed],
    *,
    elsewhere: Mapping[str, str],
    is_to_be_written: bool,
) -> Plan:
    rows = [file.row_at(one.place) if one.row is None else one.row for one in part]
    with reading(work.wiring.engine) as connection:
        working = frozenset(one.id for one in accounts.every(connection) if one.is_active)
        terms = Terms(context=work.context, ask=work.order.ask, accounts=working)
        return plan(
            connection, rows, terms, work.faults, elsewhere=elsewhere, is_to_be_written=is_to_be_written
        )


def _count(work: _Import, made: Plan, *, done: int) -> None:
    room = ROW_FAULTS - len(work.changed)
    work.changed += made.changed[:room]
    work.kept = replace(
        work.kept,
        done=done,
        added=dict(Counter(work.kept.added) + made.added),
        known=work.kept.known + made.known,
        changed=work.kept.changed + len(made.changed),
        faults=work.faults.count,
    )


def _report(work: _Import) -> dict[str, object]:
    codes = dict(sorted(work.faults.by_code.items()))
    return {"faults": work.faults.shapes(), "codes": codes, "changed": list(work.changed)}


def _note(work: _Import) -> None:
    work.kept = replace(work.kept, touched_at=work.wiring.now())
    transact(work.wiring.engine, lambda connection: record.note(connection, work.kept))


def _ended(work: _Import, state: record.State) -> Import:
    now = work.wiring.now()
    ended = replace(work.kept, state=state, faults=work.faults.count, report=_report(work), finished_at=now)

    def note(connection: Connection) -> Import:
        before = record.one(connection, ended.id)
        kept = ended
        if state != "done" and before is not None:
            # Of one that did not come to its end, what was written stands in the record.
            kept = replace(ended, added=before.added, known=before.known, done=before.done)
        kept = replace(kept, touched_at=now)
        record.note(connection, kept)
        return kept

    work.kept = transact(work.wiring.engine, note)
    return work.kept

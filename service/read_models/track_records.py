"""Track records: what became of the claims that a source, an outlet or a kind of source carried.

As things stand and over everything, tallies answer; else rows are counted. Several names of one source count
a claim once, so that claims which more than one of them carried are counted anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any, get_args

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    Table,
    and_,
    case,
    exists,
    false,
    func,
    literal_column,
    select,
    type_coerce,
)

from service.domain.attribution import SaidByKind
from service.domain.record_numbers import Record, record_of
from service.domain.track_record import (
    Fate,
    RecordType,
    Role,
    TallyKey,
    as_one,
    marks,
    outcome_mark,
    tallied_parts,
)
from service.read_models import filters
from service.read_models.carried_claims import (
    Subject,
    belongs,
    carried_claims,
    days_in,
    fate_in,
    holds,
    part_in,
    replayed_carried,
)
from service.read_models.claim_board import claim_board
from service.read_models.filters import ClaimFilter, Moment
from service.read_models.record_tallies import record_tallies

KINDS: tuple[SaidByKind, ...] = get_args(SaidByKind)
#: A date that lies so many days back has passed in every zone, whichever hour of it was meant.
PASSED_FOR_SURE = timedelta(days=2)
#: Claims of which rows are read at once.
AT_ONCE = 5_000
_OPEN = outcome_mark("open", is_dated=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """To which claims a record is narrowed; what is None is not asked."""

    #: The window ends on this day or later, on this day or before.
    ends_from: date | None = None
    ends_until: date | None = None
    topic: str | None = None

    @property
    def filter(self) -> ClaimFilter:
        """The same as a filter of lists."""
        return ClaimFilter(tag=self.topic, window_end_gte=self.ends_from, window_end_lte=self.ends_until)


@dataclass(frozen=True, slots=True)
class Records:
    """The record of one subject over all kinds of source together, and of each kind that it has."""

    whole: Record = field(default_factory=Record)
    by_kind: Mapping[str, Record] = field(default_factory=dict)


#: What a record is of: whose (for classes the kind itself), by kind of source ("" for all), in which role.
_Of = tuple[str, Role]


@dataclass(slots=True)
class _Counted:
    """Counts on their way to a record, by kind of source."""

    marks: Counter[tuple[str, Role, str, int]] = field(default_factory=Counter)
    past_due: Counter[_Of] = field(default_factory=Counter)

    def add(self, counted: Mapping[TallyKey, int], past: bool, times: int) -> None:
        """Take in what parts of one claim add, so many times."""
        for key, count in counted.items():
            self.marks[key.kind, key.role, key.what, key.value] += count * times
            if past and key.what == _OPEN:
                self.past_due[key.kind, key.role] += times

    def records(self) -> Records:
        """Return the records of all kinds together and of each."""
        kinds = sorted({kind for kind, _, _, _ in self.marks} | {""})
        found = {kind: self._of_kind(kind) for kind in kinds}
        whole = found.pop("")
        return Records(whole, {kind: one for kind, one in found.items() if one.both.all_claims})

    def _of_kind(self, kind: str) -> Record:
        counted = {
            (role, what, value): count for (of, role, what, value), count in self.marks.items() if of == kind
        }
        return record_of(counted, {role: count for (of, role), count in self.past_due.items() if of == kind})


_EVERYTHING = Narrowed()


def records(
    connection: Connection, subject: Subject, moment: Moment, narrowed: Narrowed = _EVERYTHING
) -> Records:
    """Return the track record of a source or an outlet, an outlet's also by kind of source.

    Args:
        subject: without a kind; of a class see `classes`.

    Raises:
        Refusal: `too_much_to_replay` where recorded_by reaches over too long a ledger.
    """
    among = _among(connection, moment, narrowed)
    if among.is_everything_now:
        counted = _from_tallies(connection, subject.type, sorted(subject.names), moment.now)
    else:
        counted = _from_rows(connection, among, subject)
    if len(subject.names) > 1:
        _count_once(connection, among, subject, counted)
    return counted.records()


def classes(
    connection: Connection, moment: Moment, narrowed: Narrowed = _EVERYTHING
) -> Mapping[SaidByKind, Record]:
    """Return the track record of each kind of source over all outlets; as of a moment, every row is read.

    Raises:
        Refusal: `too_much_to_replay` where recorded_by reaches over too long a ledger.
    """
    among = _among(connection, moment, narrowed)
    if among.is_everything_now:
        counted = _from_tallies(connection, "class", KINDS, moment.now)
    else:
        counted = _from_rows(connection, among, Subject(type="class"))
    by_kind = counted.records().by_kind
    return {kind: by_kind.get(kind, Record()) for kind in KINDS}


@dataclass(frozen=True, slots=True)
class _Among:
    """Among which rows is counted, and by when a date has passed."""

    table: Table
    fits: ColumnElement[bool]
    at: datetime
    is_everything_now: bool


def _among(connection: Connection, moment: Moment, narrowed: Narrowed) -> _Among:
    is_now = moment.as_of is None and moment.recorded_by is None
    claims, scope = filters.table_at(connection, moment)
    is_replayed = moment.recorded_by is not None
    table = replayed_carried if is_replayed else carried_claims
    fits = holds(table, None if is_replayed else moment.as_of)
    if narrowed.ends_from is not None:
        fits &= table.c.latest_on >= narrowed.ends_from
    if narrowed.ends_until is not None:
        fits &= table.c.latest_on <= narrowed.ends_until
    if narrowed.topic is not None:
        wanted = filters.resolved(connection, ClaimFilter(tag=narrowed.topic))
        about = filters.where(claims, wanted, moment.due_at)
        fits &= table.c.stream_id.in_(select(claims.c.stream_id).where(scope, about))
    return _Among(table, fits, moment.due_at, is_now and narrowed == _EVERYTHING)


def _from_tallies(connection: Connection, type_: RecordType, names: Iterable[str], now: datetime) -> _Counted:
    """Count from tallies; of a class its name is the kind."""
    names = list(names)
    row, counted = record_tallies.c, _Counted()
    surely = (now.astimezone(UTC) - PASSED_FOR_SURE).date()
    is_open = row.what == _OPEN
    passed = and_(is_open, row.value > 0, row.value <= surely.toordinal())
    each = select(
        (row.name if type_ == "class" else row.kind).label("kind"),
        row.role,
        row.what,
        case((is_open, 0), else_=row.value).label("value"),
        row.claims,
        case((passed, row.claims), else_=0).label("passed"),
    )
    one = each.where(row.type == type_, row.name.in_(names)).subquery().c
    by = (one.kind, one.role, one.what, one.value)
    query = select(*by, func.sum(one.claims), func.sum(one.passed)).group_by(*by).order_by(*by)
    for of, role, what, value, count, past in connection.execute(query):
        counted.marks[of, role, what, value] += int(count)
        counted.past_due[of, role] += int(past)
    _add_just_passed(connection, type_, names, now, surely, counted)
    return counted


def _add_just_passed(
    connection: Connection,
    type_: RecordType,
    names: Iterable[str],
    now: datetime,
    surely: date,
    counted: _Counted,
) -> None:
    """Count the dates of the last days that have passed: those are few, and their hour decides.

    They are found first: in one query PostgreSQL would go through all rows of a name to meet them.
    """
    row, board = carried_claims.c, claim_board.c
    since = datetime.combine(surely, datetime.min.time(), UTC)
    closed = select(board.stream_id).where(
        board.is_settled == false(), board.closes_at > since, board.closes_at <= now
    )
    numbers = list(connection.execute(closed.order_by(board.closes_at, board.stream_id)).scalars())
    subject = Subject(type=type_, names=frozenset(names))
    columns = (row.kind, row.role, row.name_role, row.class_role)
    is_theirs = belongs(carried_claims, subject, walks=True)
    theirs = and_(holds(carried_claims, None), is_theirs, row.closes_about > surely)
    for start in range(0, len(numbers), AT_ONCE):
        among = row.stream_id.in_(numbers[start : start + AT_ONCE])
        query = select(*columns, func.count()).where(among, theirs).group_by(*columns).order_by(*columns)
        for found in connection.execute(query):
            for of in _kinds_of(found, type_):
                counted.past_due[of] += int(found[4])


def _kinds_of(row: Any, type_: RecordType) -> list[_Of]:
    """Return in which records of a subject a row counts: that of its kind, that of all kinds."""
    if type_ == "class":
        return [(row.kind, row.class_role)]
    found: list[_Of] = [(row.kind, row.role)] if type_ == "outlet" else []
    return found if row.name_role is None else [*found, ("", row.name_role)]


def _from_rows(connection: Connection, among: _Among, subject: Subject) -> _Counted:
    row, counted = among.table.c, _Counted()
    past = type_coerce(func.coalesce(row.closes_at <= among.at, false()), Boolean).label("past")
    columns = (
        *(row.kind, row.role, row.name_role, row.class_role, row.retracted),
        *(row.outcome, row.is_dated, row.late_days, row.moves, row.moved_days, past),
    )
    query = select(*columns, func.count().label("claims")).where(belongs(among.table, subject), among.fits)
    for found in connection.execute(query.group_by(*columns).order_by(row.kind, row.role)):
        became = Fate(
            outcome=found.outcome,
            is_dated=found.is_dated,
            late_days=found.late_days,
            moves=found.moves,
            moved_days=days_in(found.moved_days),
        )
        retracted = found.retracted and subject.type != "class"
        for kind, role in _kinds_of(found, subject.type):
            for what, value in marks(became, retracted=retracted):
                counted.marks[kind, role, what, value] += found.claims
            if found.past:
                counted.past_due[kind, role] += found.claims
    return counted


def _count_once(connection: Connection, among: _Among, subject: Subject, counted: _Counted) -> None:
    """Put right what claims added that several names of a subject carried."""
    numbers = _shared(connection, among, subject)
    for start in range(0, len(numbers), AT_ONCE):
        for rows in _rows_of(connection, among, subject, numbers[start : start + AT_ONCE]):
            became = fate_in(rows[0])
            past = became.closes_at is not None and became.closes_at <= among.at
            became = replace(became, closes_about=None)  # open ones are counted without their day
            # Their kind over all outlets is no matter of names.
            parts = [replace(part_in(row), class_role=None) for row in rows]
            for part in parts:
                counted.add(tallied_parts([part], became), past, -1)
            counted.add(tallied_parts(as_one(parts), became), past, 1)


def _rows_of(
    connection: Connection, among: _Among, subject: Subject, numbers: Sequence[int]
) -> list[list[Any]]:
    """Return the rows of a subject in each of these claims, also those where a name only took it back."""
    row = among.table.c
    its = (row.type == subject.type) & row.name.in_(sorted(subject.names))
    query = select(among.table).where(its, among.fits, row.stream_id.in_(numbers))
    query = query.order_by(row.stream_id, row.name, row.kind)
    found = connection.execute(query).all()
    return [list(rows) for _, rows in groupby(found, key=lambda one: one.stream_id)]


def _shared(connection: Connection, among: _Among, subject: Subject) -> list[int]:
    """Return the claims that more than one name carried, going through the names with the fewest first."""
    sizes = dict.fromkeys(sorted(subject.names), 0)
    tally = record_tallies.c
    query = select(tally.name, func.sum(tally.claims)).where(tally.type == subject.type)
    query = query.where(tally.name.in_(sorted(subject.names))).group_by(tally.name).order_by(tally.name)
    sizes.update({name: int(size) for name, size in connection.execute(query)})
    names = sorted(sizes, key=lambda name: (sizes[name], name))
    found: set[int] = set()
    row, other = among.table.c, among.table.alias("other")
    for place, name in enumerate(names[:-1], start=1):
        also = exists(literal_column("1")).where(
            other.c.stream_id == row.stream_id,
            other.c.from_at == row.from_at,
            other.c.type == subject.type,
            other.c.name.in_(names[place:]),
        )
        query_one = select(row.stream_id).where(row.type == subject.type, row.name == name, among.fits, also)
        found.update(connection.execute(query_one.order_by(row.stream_id)).scalars())
    return sorted(found)

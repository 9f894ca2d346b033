"""One set of filters, sorts and pages for every list of claims: API, pages, command line."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any, Literal, get_args

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Subquery,
    Table,
    and_,
    false,
    func,
    null,
    or_,
    select,
    true,
    type_coerce,
)

from service.domain.due import LONG_AFTER, Due
from service.domain.events import SourceType, Status
from service.domain.outcome import OutcomeName
from service.domain.searching import asked_for
from service.read_models import carrying, claim_labels, claim_search, sorting, sources
from service.read_models.carried_claims import Carrying
from service.read_models.carrying import OutcomeAsked
from service.read_models.claim_board import claim_board
from service.read_models.claim_rows import (
    ClaimView,
    Family,
    Tested,
    folded_label,
    folded_text,
    view,
    view_columns,
)
from service.read_models.claims_as_known import claims_as_known, known_at
from service.read_models.replaying import replayed
from service.read_models.sorting import Sort, Stretch

#: No day and no week is longer, wherever clocks are changed and whichever way the date line moves.
DAY_AT_MOST, WEEK_AT_MOST = timedelta(days=2), timedelta(days=9)
DUES: tuple[Due, ...] = (
    "no_date",
    "later",
    "this_week",
    "today",
    "to_check",
    "past_due",
    "long_past_due",
    "settled",
)


#: Folded names of one source, or of several of the same name, by type.
Names = Mapping[SourceType, Collection[str]]
#: Labels, folded, by family.
Labels = Sequence[tuple[Family, Collection[str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFilter:
    """Which claims; what is None is not asked."""

    status: Status | None = None
    #: Beside outcomes: `open`, `answered`, and `confirmed` or `refuted` without more to say of it.
    outcome: OutcomeAsked | None = None
    due: Due | None = None
    #: An outlet, and a person, institution or document: by id, or by any name it goes by.
    outlet: str | None = None
    source: str | None = None
    said_by: str | None = None
    #: How at least one outlet stands, by the latest of its reports.
    stance: str | None = None
    #: How the outlet, the source or the kind of source that is asked for carried it.
    role: Carrying | None = None
    #: Whether a date was said; whether it was ever moved; whether who carried it took it back.
    dated: bool | None = None
    moved: bool | None = None
    retracted: bool | None = None
    question: str | None = None
    tag: str | None = None
    desk: str | None = None
    owner: str | None = None
    never_checked: bool | None = None
    window_end_lte: date | None = None
    window_end_gte: date | None = None
    window_start_lte: date | None = None
    window_start_gte: date | None = None
    #: Words, "phrases" and beginnings* that all occur in text, wording, outlet, title or a named source.
    q: str | None = None
    snoozed: bool | None = None
    #: Those that were merged into another claim in place of all others; no list holds both.
    merged: bool | None = None
    #: Whether an answer waits for somebody else to agree.
    waits_for_second: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedFilter(ClaimFilter):
    """A filter with every name that its outlet and its source go by; only such a one is asked."""

    outlet_names: Names
    source_names: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """From when the list is seen: now, as of a moment of the world, or as this ledger stood."""

    now: datetime
    as_of: datetime | None = None
    recorded_by: datetime | None = None

    @property
    def due_at(self) -> datetime:
        """The instant at which due is weighed."""
        return self.as_of or self.recorded_by or self.now


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, and the cursor of the next one, if any."""

    items: Sequence[ClaimView]
    next: str | None


def claims(
    connection: Connection,
    wanted: ClaimFilter,
    moment: Moment,
    *,
    sort: Sort = "-recorded_at",
    limit: int = 50,
    cursor: str | None = None,
) -> Page:
    """Return one page of the claims that pass the filter.

    Raises:
        Refusal: `bad_cursor`; `too_much_to_replay` where recorded_by reaches over too long a ledger.
    """
    table, scope = table_at(connection, moment)
    fits = and_(scope, where(table, resolved(connection, wanted), moment.due_at))
    rows: list[Any] = []
    for stretch in sorting.stretches(table, sort, cursor):
        rows += _rows(connection, table, fits, stretch, limit + 1 - len(rows))
        if len(rows) > limit:
            break
    last = rows[limit - 1] if len(rows) > limit else None
    found = [view(row) for row in rows[:limit]]
    return Page(found, None if last is None else sorting.cursor_after(sort, last.sorted_by, last.stream_id))


def _rows(
    connection: Connection, table: Table, fits: ColumnElement[bool], stretch: Stretch, most: int
) -> Sequence[Any]:
    by = table.c.stream_id if stretch.by is None else stretch.by
    told = null() if stretch.by is None else stretch.by
    query = select(*table.primary_key.columns, told.label("sorted_by")).where(fits, stretch.holds)
    page = query.order_by(*stretch.order(by, table.c.stream_id)).limit(most).subquery()
    order = stretch.order(page.c.sorted_by, page.c.stream_id)
    return connection.execute(whole(table, page).add_columns(page.c.sorted_by).order_by(*order)).all()


def whole(table: Table, page: Subquery) -> Select[Any]:
    """Return a query for the whole claims of a page of keys; only now is more than keys looked at."""
    same = and_(*(column == page.c[column.name] for column in table.primary_key.columns))
    return view_columns(table).join(page, same)


def count(connection: Connection, wanted: ClaimFilter, moment: Moment, *, most: int | None = None) -> int:
    """Return how many claims pass the filter; counting ends at `most`, so that long lists cost no more."""
    table, scope = table_at(connection, moment)
    fits = and_(scope, where(table, resolved(connection, wanted), moment.due_at))
    if most is None:
        return int(connection.execute(select(func.count()).select_from(table).where(fits)).scalar_one())
    first = select(table.c.stream_id).where(fits).limit(most).subquery()
    return int(connection.execute(select(func.count()).select_from(first)).scalar_one())


def where(table: Table, wanted: ResolvedFilter, at: datetime, *, walks: bool = False) -> ColumnElement[bool]:
    """Return the filter as a condition on a table of claims, due weighed at an instant.

    Args:
        walks: the order or something else in the query leads to the claims by an index; what is due always
            does.
    """
    tests_columns, walks = walks, walks or wanted.due is not None
    groups = carrying.subjects(wanted, _names(wanted)) if carrying.asks(wanted) else []
    is_plain = not groups and wanted.outcome in get_args(OutcomeName)
    plain = {
        "status": wanted.status,
        "outcome": wanted.outcome if is_plain else None,
        "question": wanted.question,
        "desk": wanted.desk,
        "owner": wanted.owner,
    }
    columns = {name: table.c[name] for name, value in plain.items() if value is not None}
    conditions = [
        (type_coerce(Tested(column), column.type) if tests_columns else column) == plain[name]
        for name, column in columns.items()
    ]
    if groups:
        conditions.append(carrying.condition(table, wanted, groups, at, walks=walks))
    else:
        conditions += carrying.of_claims(table, wanted)
    is_merged, labels = bool(wanted.merged), _labels(wanted, carries=not groups)
    conditions += [_is_labelled(table, one, walks=walks, merged=is_merged) for one in labels]
    if wanted.q is not None and wanted.q.strip():
        conditions.append(claim_search.has(table, asked_for(wanted.q), holds=what_holds(table), walks=walks))
    if wanted.never_checked is not None:
        conditions.append(table.c.checks == 0 if wanted.never_checked else table.c.checks > 0)
    if wanted.waits_for_second is not None:
        waits = table.c.proposed_by.is_not(None)
        conditions.append(waits if wanted.waits_for_second else ~waits)
    conditions += _bounds(table, wanted)
    conditions += _merged(table, wanted)
    if wanted.snoozed is not None:
        asleep = is_asleep(table, at)
        conditions.append(asleep if wanted.snoozed else ~asleep)
    if wanted.due is not None:
        conditions.append(is_due(table, wanted.due, at))
    return and_(true(), *conditions)


def resolved(connection: Connection, wanted: ClaimFilter) -> ResolvedFilter:
    """Return the filter with every name that its outlet and its source go by, through all merges."""
    if isinstance(wanted, ResolvedFilter):
        return wanted
    given = {field.name: getattr(wanted, field.name) for field in fields(ClaimFilter)}
    outlet, source = wanted.outlet, wanted.source
    return ResolvedFilter(
        **given,
        outlet_names={} if outlet is None else sources.meant(connection, ("outlet",), outlet),
        source_names={} if source is None else sources.meant(connection, sources.SAYERS, source),
    )


def _names(wanted: ResolvedFilter) -> list[Names]:
    asked = ((wanted.outlet, wanted.outlet_names), (wanted.source, wanted.source_names))
    return [names for value, names in asked if value is not None]


def _labels(wanted: ResolvedFilter, *, carries: bool) -> list[Labels]:
    """Return what of labels a filter asks for: of each of these, one label.

    Args:
        carries: whether who carried a claim, and on whose word, is asked of its labels.
    """
    found: list[Labels] = []
    if wanted.tag is not None:
        found.append([("tag", [folded_label("tag", wanted.tag)])])
    if wanted.said_by is not None and carries:
        found.append([("said_by", [folded_label("said_by", wanted.said_by)])])
    if wanted.stance is not None:
        found.append([("stance", [folded_label("stance", wanted.stance)])])
    if carries:
        found += [tuple(one.items()) for one in _names(wanted)]
    return found


def _is_labelled(table: Table, labels: Labels, *, walks: bool, merged: bool) -> ColumnElement[bool]:
    """Return the condition that a claim has one of some labels; one that was merged has no rows of them."""
    if what_holds(table) == "now" and not merged:
        return claim_labels.has(table.c.stream_id, labels, walks=walks)
    texts = [folded_text(family, value) for family, values in labels for value in values]
    return or_(false(), *(table.c.labels.contains(text, autoescape=True) for text in texts))


def _merged(table: Table, wanted: ClaimFilter) -> list[ColumnElement[bool]]:
    """Return the condition that leaves out, or picks, what was merged into another claim.

    Merged claims are settled: lists of what is due need no look at each claim to be rid of them.
    """
    if wanted.merged and table is claim_board:
        # The few that were merged have an index of their own: by the list's order, every claim would be read.
        board = claim_board.alias("merged").c
        return [table.c.stream_id.in_(select(board.stream_id).where(board.merged_into.is_not(None)))]
    if wanted.merged:
        return [table.c.merged_into.is_not(None)]
    if wanted.due is not None and wanted.due != "settled":
        return []
    return [table.c.merged_into.is_(None)]


def _bounds(table: Table, wanted: ClaimFilter) -> list[ColumnElement[bool]]:
    """Return the conditions on the two ends of a window; an open end fits none."""
    ends, starts = table.c.latest_on, table.c.earliest_on
    asked = (
        (wanted.window_end_lte, ends.__le__),
        (wanted.window_end_gte, ends.__ge__),
        (wanted.window_start_lte, starts.__le__),
        (wanted.window_start_gte, starts.__ge__),
    )
    return [fits(day) for day, fits in asked if day is not None]


def what_holds(table: Table) -> Literal["now", "then", "replayed"]:
    """Return whether a table holds claims as they stand, as they were known, or as they were replayed."""
    return "now" if table is claim_board else "then" if table is claims_as_known else "replayed"


def is_asleep(table: Table, at: datetime) -> ColumnElement[bool]:
    """Return the condition that a claim is snoozed at an instant."""
    return func.coalesce(table.c.snoozed_until_at > at, false())


def is_due(table: Table, due: Due, at: datetime) -> ColumnElement[bool]:
    """Return `domain.due.due` as a condition; a test holds the two equal. `past_due` holds the long ones.

    Keep in step with domain.due.due.
    """
    row = table.c
    if due == "settled":
        return row.is_settled == true()
    open_ = row.is_settled == false()
    if due == "past_due":
        return open_ & (row.closes_at <= at)
    if due == "long_past_due":
        return open_ & (row.closes_at <= at - LONG_AFTER)
    asked = row.next_check_at <= at
    if due == "to_check":
        return open_ & asked & or_(row.closes_at.is_(None), row.closes_at > at)
    still = open_ & or_(row.next_check_at.is_(None), row.next_check_at > at)
    match due:
        # What closes soon after follows from the rest; said once more, it lets the index find the few.
        case "today":
            soon = row.closes_at <= at + DAY_AT_MOST
            return still & (row.last_day_at <= at) & (row.closes_at > at) & soon
        case "this_week":
            soon = (row.closes_at > at) & (row.closes_at <= at + WEEK_AT_MOST)
            return still & (row.week_at <= at) & (row.last_day_at > at) & soon
        case "later":
            return still & (row.has_date == true()) & or_(row.week_at.is_(None), row.week_at > at)
    return still & (row.has_date == false())


def table_at(connection: Connection, moment: Moment) -> tuple[Table, ColumnElement[bool]]:
    """Return the table that holds the claims of a moment, and which of its rows are that moment's.

    Raises:
        Refusal: `too_much_to_replay` where recorded_by reaches over too long a ledger.
    """
    if moment.recorded_by is not None:
        return replayed(connection, recorded_by=moment.recorded_by, as_of=moment.as_of), true()
    if moment.as_of is not None:
        return claims_as_known, known_at(moment.as_of)
    return claim_board, true()

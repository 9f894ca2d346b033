"""The parameters of addresses: which claims, from when they are seen, how many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qsl

from marshmallow import Schema, ValidationError

from service.domain.phrases import HOUSE, Conventions, Reading, read
from service.domain.refusals import Fault
from service.domain.window import day_of, end_of_day
from service.intake import limits
from service.intake.faulting import faults_of, unknown_names
from service.intake.query_schemas import (
    CalendarQuery,
    ChangesQuery,
    ClaimListQuery,
    DeliveriesQuery,
    DueQuery,
    ExportQuery,
    FeedQuery,
    HistoryQuery,
    ImportQuery,
    MomentQuery,
    NoQuery,
    PageQuery,
    SuggestionsQuery,
    TimelineQuery,
    TokensQuery,
    WindowQuery,
    WriteQuery,
)
from service.intake.syntax import BadSyntax, bad_syntax
from service.mail.tries import State
from service.read_models.claim_names import Family
from service.read_models.filters import ClaimFilter, Moment
from service.read_models.sorting import Sort
from service.read_models.windows import Side, View

Pairs = Sequence[tuple[str, str]]
_claim_list, _one, _history, _page_only = ClaimListQuery(), MomentQuery(), HistoryQuery(), PageQuery()
_changes, _due, _window, _write, _tokens = (
    ChangesQuery(),
    DueQuery(),
    WindowQuery(),
    WriteQuery(),
    TokensQuery(),
)
_nothing, _deliveries, _suggestions = NoQuery(), DeliveriesQuery(), SuggestionsQuery()
_import, _export = ImportQuery(), ExportQuery()
_calendar, _timeline, _feed = CalendarQuery(), TimelineQuery(), FeedQuery()
_FILTERS = tuple(field.name for field in fields(ClaimFilter))


@dataclass(frozen=True, slots=True)
class ImportAsked:
    """How a file is to be brought in."""

    is_dry_run: bool
    ask: bool
    file_name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListQuery:
    """A list of claims as it was asked for."""

    filter: ClaimFilter
    moment: Moment
    sort: Sort
    limit: int
    cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedAsked:
    """Which claims, and before which position of the ledger."""

    filter: ClaimFilter
    before: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarAsked:
    """Which windows, which end of them, and around which day."""

    filter: ClaimFilter
    moment: Moment
    view: View
    side: Side
    on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineAsked:
    """Which windows, from which day on and for how many weeks; None is what is usual."""

    filter: ClaimFilter
    moment: Moment
    on: date | None
    weeks: int | None


@dataclass(frozen=True, slots=True)
class PageAsked:
    """How many items, and behind which one."""

    limit: int
    cursor: str | None


@dataclass(frozen=True, slots=True)
class ChangesAsked:
    """Behind which position, how many at most, and how long to wait where there is nothing yet."""

    after: int
    limit: int
    wait_seconds: int


@dataclass(frozen=True, slots=True)
class SuggestionsAsked:
    """What kind of name is being typed, how it begins, and how many are wanted."""

    field: Family
    begins: str
    limit: int


@dataclass(frozen=True, slots=True)
class DeliveriesAsked:
    """Letters in one state or about one claim, and how many at most."""

    state: State | None
    claim: str | None
    limit: int


def pairs_of(query: bytes) -> list[tuple[str, str]]:
    """Return names and values of a query string, in order, decoded strictly.

    Raises:
        BadSyntax: `not_utf8`, `query_too_long`, `too_many`.
    """
    if len(query) > limits.QUERY_CHARACTERS:
        raise bad_syntax("query_too_long", f"A query has at most {limits.QUERY_CHARACTERS:,} characters.")
    try:
        return parse_qsl(
            query.decode("utf-8"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=limits.PARAMETERS,
        )
    except UnicodeDecodeError as error:
        raise bad_syntax("not_utf8", "The query is not UTF-8.") from error
    except ValueError as error:
        raise bad_syntax("too_many", f"A query has at most {limits.PARAMETERS} parameters.") from error


def parameters(pairs: Pairs, schema: Schema) -> dict[str, Any]:
    """Return the parameters by field name.

    Raises:
        BadSyntax: with every fault at once; unknown and repeated names are faults.
    """
    faults = _name_faults(pairs, schema)
    known = {field.data_key or name for name, field in schema.load_fields.items()}
    found: dict[str, Any] = {}
    try:
        found = schema.load({name: value for name, value in pairs if name in known})
    except ValidationError as error:
        faults += faults_of(error.messages)
    if faults:
        raise BadSyntax(*(_named(fault) for fault in faults))
    return found


def claim_list(pairs: Pairs, *, now: datetime, zone: str) -> ListQuery:
    """Return the list of claims that an address asks for."""
    found = parameters(pairs, _claim_list)
    return ListQuery(
        filter=_filter(found),
        moment=_moment(found, now, zone),
        sort=found["sort"] or "-recorded_at",
        limit=found["limit"] or limits.PAGE_DEFAULT,
        cursor=found["cursor"],
    )


def feed(pairs: Pairs) -> FeedAsked:
    """Return which claims a feed or a calendar is about, as they stand, and which page of the feed."""
    found = parameters(pairs, _feed)
    return FeedAsked(filter=_filter(found), before=found["before"])


def calendar(pairs: Pairs, *, now: datetime, zone: str) -> CalendarAsked:
    """Return which days of which claims an address asks for."""
    found = parameters(pairs, _calendar)
    return CalendarAsked(
        filter=_filter(found),
        moment=_moment(found, now, zone),
        view=found["view"] or "month",
        side=found["side"] or "closing",
        on=found["on"],
    )


def timeline(pairs: Pairs, *, now: datetime, zone: str) -> TimelineAsked:
    """Return which weeks of which claims an address asks for."""
    found = parameters(pairs, _timeline)
    return TimelineAsked(
        filter=_filter(found), moment=_moment(found, now, zone), on=found["on"], weeks=found["weeks"]
    )


def moment(pairs: Pairs, *, now: datetime, zone: str) -> Moment:
    """Return from when one claim is to be seen."""
    return _moment(parameters(pairs, _one), now, zone)


def moment_and_page(pairs: Pairs, *, now: datetime, zone: str) -> tuple[Moment, PageAsked]:
    """Return from when a history is to be seen, and which page of it."""
    found = parameters(pairs, _history)
    return _moment(found, now, zone), _page(found)


def page(pairs: Pairs) -> PageAsked:
    """Return which page of a plain list is asked for."""
    return _page(parameters(pairs, _page_only))


def changes(pairs: Pairs) -> ChangesAsked:
    """Return which changes are asked for."""
    found = parameters(pairs, _changes)
    return ChangesAsked(found["after"] or 0, found["limit"] or limits.PAGE_DEFAULT, found["wait"] or 0)


def due(pairs: Pairs) -> int:
    """Return how many claims of each section of the board are asked for."""
    limit: int = parameters(pairs, _due)["limit"] or limits.PAGE_DEFAULT
    return limit


def is_dry_run(pairs: Pairs) -> bool:
    """Return whether a change is only to be checked."""
    return bool(parameters(pairs, _write)["dry_run"])


def file_to_bring_in(pairs: Pairs) -> ImportAsked:
    """Return how a file is to be brought in."""
    found = parameters(pairs, _import)
    return ImportAsked(bool(found["dry_run"]), bool(found["ask"]), found["file_name"])


def events_to_take_out(pairs: Pairs, *, now: datetime, zone: str) -> datetime | None:
    """Return up to when events are asked for; None is all of them."""
    return _instant(parameters(pairs, _export)["recorded_by"], "recorded_by", now, zone)


def tokens_of(pairs: Pairs) -> str | None:
    """Return the account whose tokens are asked for; None is one's own."""
    account: str | None = parameters(pairs, _tokens)["account"]
    return account


def deliveries(pairs: Pairs) -> DeliveriesAsked:
    """Return which letters are asked for."""
    found = parameters(pairs, _deliveries)
    return DeliveriesAsked(found["state"], found["claim"], found["limit"] or limits.PAGE_DEFAULT)


def suggestions(pairs: Pairs) -> SuggestionsAsked:
    """Return which names are asked for; what is typed may still be blank."""
    found = parameters([pair for pair in pairs if pair[0] != "q" or pair[1].strip()], _suggestions)
    return SuggestionsAsked(found["field"], found["q"] or "", found["limit"] or 10)


def none(pairs: Pairs) -> None:
    """Refuse any parameter."""
    parameters(pairs, _nothing)


def reading(pairs: Pairs, *, zone: str, conventions: Conventions = HOUSE) -> tuple[Reading, WindowAsked]:
    """Return what a phrase is read as; one that cannot be read has no window.

    Args:
        zone: the newsroom's, where the address names none.
        conventions: the newsroom's, by which the words are read.
    """
    found = parameters(pairs, _window)
    event_zone = found["zone"] or zone
    asked = WindowAsked(
        phrase=found["phrase"],
        said_on=found["said_on"],
        said_zone=found["said_zone"] or event_zone,
        zone=event_zone,
    )
    found_reading = read(
        asked.phrase,
        said_on=asked.said_on,
        said_zone=asked.said_zone,
        zone=asked.zone,
        conventions=conventions,
    )
    return found_reading, asked


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowAsked:
    """A phrase that is to be read, and where and when it was said."""

    phrase: str
    said_on: date | None
    said_zone: str
    zone: str


def _filter(found: dict[str, Any]) -> ClaimFilter:
    wanted = ClaimFilter(**{name: found[name] for name in _FILTERS})
    _require_carriers(wanted)
    return wanted


def _require_carriers(wanted: ClaimFilter) -> None:
    """Refuse to ask how somebody carried a claim where nobody is named who did."""
    named = wanted.outlet is not None or wanted.source is not None
    for name in ("role", "moved", "retracted"):
        is_enough = named or (wanted.said_by is not None and name != "retracted")
        if getattr(wanted, name) is not None and not is_enough:
            raise bad_syntax(
                "carrier_needed",
                f"{name} asks about claims that somebody carried, and nobody is named.",
                at=name,
                hint="Add outlet, source or, but for retracted, said_by.",
            )


def _moment(found: dict[str, Any], now: datetime, zone: str) -> Moment:
    return Moment(
        now=now,
        as_of=_instant(found["as_of"], "as_of", now, zone),
        recorded_by=_instant(found["recorded_by"], "recorded_by", now, zone),
    )


def _instant(given: date | datetime | None, name: str, now: datetime, zone: str) -> datetime | None:
    """Return the instant a moment stands for: a date alone is the end of that day, or now while it lasts."""
    if given is None:
        return None
    if not isinstance(given, datetime):
        if given > day_of(now, zone):
            raise bad_syntax("in_the_future", f"{given} has not come yet.", at=name)
        return min(end_of_day(given, zone), now)
    if given > now:
        raise bad_syntax("in_the_future", f"{given.isoformat()} has not come yet.", at=name)
    return given


def _page(found: dict[str, Any]) -> PageAsked:
    return PageAsked(found["limit"] or limits.PAGE_DEFAULT, found["cursor"])


def _name_faults(pairs: Pairs, schema: Schema) -> list[Fault]:
    known = [field.data_key or name for name, field in schema.load_fields.items()]
    unknown = [name for name, _ in pairs if name not in known]
    names = [name for name, _ in pairs]
    repeated = [name for name in known if names.count(name) > 1]
    twice = [Fault(name, "repeated_parameter", f"{name} is given more than once.") for name in repeated]
    # Names come from outside and go back in the answer: only what can be shown does.
    shown = {"".join(character if character.isprintable() else "?" for character in name) for name in unknown}
    return faults_of(unknown_names(sorted(shown), known, what="parameter")) + twice


def _named(fault: Fault) -> Fault:
    """Return the fault with the parameter's name instead of a pointer into a body."""
    name = fault.pointer.removeprefix("/").replace("~1", "/").replace("~0", "~")
    return Fault(name[:60], fault.code, fault.detail, fault.hint)

"""What a claim looks like as a row: the columns that every list of claims shares, and how they fill."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

import msgspec
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    Integer,
    LargeBinary,
    Select,
    SmallInteger,
    String,
    Table,
    Text,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from service.database import Instant, from_microseconds
from service.domain.attribution import Report
from service.domain.claim import Claim
from service.domain.dependents import condition_waits_for, window_waits_for
from service.domain.due import Deadlines, deadlines
from service.domain.outcome import outcome
from service.domain.searching import joined
from service.domain.source import MOST_FOLDED, TYPE_OF, folded_name, named_in
from service.domain.stance import outlet_stances
from service.domain.window import start_of_day
from service.ledger.log import events

Family = Literal["tag", "said_by", "stance", "outlet", "person", "institution", "document"]
FAMILIES: tuple[Family, ...] = get_args(Family)
#: Labels that are no names of sources.
_PLAIN_LABELS = ("tag", "said_by", "stance")
#: Characters by which a label is told from others.
MOST_LABEL = MOST_FOLDED
_encoder = msgspec.json.Encoder(order="sorted")
_decoder = msgspec.json.Decoder(Claim)
#: Stands in `search_text` between the words of the claim itself and those of its reports, only there.
HEAD_ENDS = "§"
#: Characters of a claim's reports that are searched; PostgreSQL takes a megabyte of lexemes.
MOST_SEARCHED = 150_000
_FROM_THE_FIRST = from_microseconds(0)


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim as it is shown: what stands about it, and when this ledger came to hold it."""

    id: str
    claim: Claim
    recorded_at: datetime
    updated_at: datetime
    flagged_at: datetime | None
    #: Orders claims by when their streams began; the tail of every sort.
    number: int


def claim_columns() -> list[Column[Any]]:
    """Return fresh columns for a table of claims, without its key."""
    return [
        Column("claim", String(64), nullable=False),
        Column("version", Integer, nullable=False),
        Column("flag_version", Integer),
        Column("status", String(16), nullable=False),
        Column("outcome", String(16)),
        Column("is_settled", Boolean, nullable=False),
        Column("owner", String(64)),
        Column("desk", String(64)),
        Column("question", String(64)),
        #: The claims it waits for: the one its condition is about, the one its window hangs on.
        Column("condition_on", String(64)),
        Column("window_on", String(64)),
        Column("labels", Text, nullable=False),
        #: The words that are searched, as `domain.searching` makes them.
        Column("search_text", Text, nullable=False),
        Column("checks", Integer, nullable=False),
        Column("arming", SmallInteger, nullable=False),
        Column("has_date", Boolean, nullable=False),
        Column("earliest_on", Date),
        Column("latest_on", Date),
        Column("reported_at", Instant, nullable=False),
        Column("week_at", Instant),
        Column("last_day_at", Instant),
        Column("closes_at", Instant),
        Column("next_check_at", Instant),
        Column("snoozed_until_at", Instant),
        Column("flag_at", Instant),
        #: The claim that goes on in its place; lists leave it out.
        Column("merged_into", String(64)),
        #: Who proposed an answer that waits for somebody else to agree.
        Column("proposed_by", String(64)),
        #: From when on it stands on the board, whatever happens meanwhile; null once it is settled.
        Column("on_board_at", Instant),
        Column("state", LargeBinary, nullable=False),
    ]


def row_of(claim_id: str, claim: Claim) -> dict[str, Any]:
    """Return the values of the shared columns for a claim."""
    kept = deadlines(claim)
    found = outcome(claim)
    until = claim.snoozed_until
    return {
        "claim": claim_id,
        "version": claim.version,
        "flag_version": claim.flag_version if claim.is_flagged else None,
        "status": claim.status,
        "outcome": None if found is None else found.name,
        "is_settled": claim.is_settled,
        "owner": claim.owner,
        "desk": claim.desk,
        "question": claim.question,
        "condition_on": condition_waits_for(claim),
        "window_on": window_waits_for(claim),
        "labels": labels_of(claim),
        "search_text": _search_text(claim),
        "checks": claim.checks,
        "arming": claim.arming,
        "has_date": kept.has_date,
        "earliest_on": claim.window.earliest,
        "latest_on": claim.window.latest,
        "reported_at": claim.reported_at,
        "week_at": kept.week_at,
        "last_day_at": kept.last_day_at,
        "closes_at": kept.closes_at,
        "next_check_at": kept.next_check_at,
        "snoozed_until_at": None if until is None else start_of_day(until, claim.window.zone),
        "flag_at": None if claim.is_flagged else kept.closes_at,
        "merged_into": claim.merged_into,
        "proposed_by": None if claim.proposal is None else claim.proposal.by,
        "on_board_at": None if claim.is_settled else on_board_at(kept),
        "state": _encoder.encode(claim),
    }


def on_board_at(kept: Deadlines) -> datetime | None:
    """Return from when on an open claim is due somehow or other; None for one that is only later.

    Keep in step with domain.due.due: later is whatever has a date and neither closes this week nor is asked
    about. A claim without a date stands on the board from the first.
    """
    if not kept.has_date:
        return _FROM_THE_FIRST
    found = (kept.week_at, kept.closes_at, kept.next_check_at)
    return min((at for at in found if at is not None), default=None)


def folded_label(family: Family, value: str) -> str:
    """Return a label as it is compared: names without case and accents, all else without case."""
    return value.casefold()[:MOST_LABEL] if family in _PLAIN_LABELS else folded_name(value)


def words_of(claim: Claim, family: Family) -> list[str]:
    """Return the claim's labels of one family as they were typed."""
    match family:
        case "tag":
            return list(claim.tags)
        case "said_by":
            return [report.said_by.kind for report in claim.reports]
        case "stance":
            return [one.latest for one in outlet_stances(claim.reports)]
        case "outlet" | "person" | "institution" | "document":
            named = (one for report in claim.reports for one in named_in(report))
            return [one.name for one in named if one.type == family]


def label(family: Family, value: str) -> str:
    """Return one label as it stands among the labels of a row."""
    return folded_text(family, folded_label(family, value))


def folded_text(family: Family, folded: str) -> str:
    """Return one label, folded already, as it stands among the labels of a row."""
    return f"|{family}:{folded.replace('|', ' ')}|"


def labels_of(claim: Claim) -> str:
    """Return the claim's labels of all families as one text to search in."""
    found = {label(family, word) for family in FAMILIES for word in words_of(claim, family)}
    return "".join(sorted(found))


def _search_text(claim: Claim) -> str:
    """Return the words of the claim, a mark, and the words of its reports, as they are searched."""
    texts = [text for report in claim.reports for text in searched_texts(report)]
    rest = joined(dict.fromkeys(texts), most=MOST_SEARCHED)
    return joined([claim.text], most=MOST_SEARCHED) + HEAD_ENDS + rest


def searched_texts(report: Report) -> list[str]:
    """Return the texts of a report that are searched; the label of an unnamed source never is."""
    texts = (report.wording, report.outlet, report.article.title, named_source(report))
    return [text for text in texts if text]


def named_source(report: Report) -> str | None:
    """Return who is named as the source of a report; None for one that is not named or not given."""
    said_by = report.said_by
    return said_by.label if said_by.kind in TYPE_OF else None


class Tested(FunctionElement[int]):
    """A number that is only compared: SQLite is not to look claims up by it and read each of them whole."""

    inherit_cache = True


@compiles(Tested, "sqlite")
def _plus(element: Any, compiler: Any, **given: Any) -> str:
    return f"+{compiler.process(element.clauses, **given)}"


@compiles(Tested)
def _as_it_is(element: Any, compiler: Any, **given: Any) -> str:
    return str(compiler.process(element.clauses, **given))


def views(connection: Connection, query: Select[Any]) -> list[ClaimView]:
    """Return the claims of a query made by `view_columns`, in its order."""
    return [view(row) for row in connection.execute(query)]


def view_columns(table: Table) -> Select[Any]:
    """Return a query for whole claims of a table; times of recording come from the ledger."""
    first, last, flag = events.alias("first"), events.alias("last"), events.alias("flag")
    return select(
        table.c.stream_id,
        table.c.claim,
        table.c.state,
        first.c.recorded_at.label("recorded_at"),
        last.c.recorded_at.label("updated_at"),
        flag.c.recorded_at.label("flagged_at"),
    ).select_from(
        table.join(first, (first.c.stream_id == table.c.stream_id) & (first.c.version == 1))
        .join(last, (last.c.stream_id == table.c.stream_id) & (last.c.version == table.c.version))
        .outerjoin(flag, (flag.c.stream_id == table.c.stream_id) & (flag.c.version == table.c.flag_version))
    )


def claim_in(state: bytes) -> Claim:
    """Return the claim that a row holds."""
    return _decoder.decode(state)


def view(row: Sequence[Any]) -> ClaimView:
    """Return the claim of a row whose first columns are those of `view_columns`."""
    number, claim_id, state, recorded_at, updated_at, flagged_at = tuple(row)[:6]
    return ClaimView(
        claim_id,
        _decoder.decode(state),
        from_microseconds(recorded_at),
        from_microseconds(updated_at),
        None if flagged_at is None else from_microseconds(flagged_at),
        number,
    )


def stream_id_column() -> Column[Any]:
    """Return the column that names a claim's stream by its number."""
    number = BigInteger().with_variant(Integer, "sqlite")
    return Column("stream_id", number, primary_key=True, autoincrement=False)

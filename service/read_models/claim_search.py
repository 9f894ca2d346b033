"""The words of claims, to be found by: one row each, with an index of words on either engine.

On SQLite the index is the FTS5 table `claim_words`, which keeps no text of its own; on PostgreSQL it is a
column `claim_words`, the tsvector that the server makes of the row, in which a word of the claim itself is
another lexeme than the same word of a report. The migration makes both. Neither ever sees a text
or a search as it was typed, only plain words (`domain.searching`), so both find the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any, Literal

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Table,
    Text,
    and_,
    bindparam,
    false,
    insert,
    literal,
    text,
    update,
)
from sqlalchemy.exc import DatabaseError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from service.database import metadata
from service.domain.claim import Claim
from service.domain.events import Amended, ClaimReported, Entry, Event, ReportAdded
from service.domain.searching import Asked, Term, joined
from service.ledger.fast_log import Statement
from service.read_models.claim_rows import HEAD_ENDS, MOST_SEARCHED, Tested, searched_texts, stream_id_column

claim_search = Table(
    "claim_search",
    metadata,
    stream_id_column(),
    #: The words of the claim itself.
    Column("head", Text, nullable=False),
    #: The words of its reports: wording, outlet, title, and who is named as saying so.
    Column("rest", Text, nullable=False),
    #: The words that only earlier entries hold, by which the claim was found once.
    Column("once", Text, nullable=False),
)
#: Which words are meant: of the claim itself, of all there is to it now, or of all there ever was.
Where = Literal["head", "now", "ever"]
#: By where: the columns of the index on SQLite, and the marks that lexemes bear on PostgreSQL.
_COLUMNS: Mapping[Where, Sequence[str]] = {
    "head": ("head",),
    "now": ("head", "rest"),
    "ever": ("head", "rest", "once"),
}
_MARKS: Mapping[Where, Sequence[str]] = {"head": ("=",), "now": ("=", ""), "ever": ("=", "", "~")}

_insert = Statement(insert(claim_search), columns=tuple(claim_search.c.keys()))
_update = Statement(
    update(claim_search)
    .where(claim_search.c.stream_id == bindparam("number"))
    .values(head=bindparam("head"), rest=bindparam("rest"), once=bindparam("once"))
)
_index = Statement(
    text("INSERT INTO claim_words(rowid, head, rest, once) VALUES (:stream_id, :head, :rest, :once)")
)
_take_out = Statement(
    text(
        "INSERT INTO claim_words(claim_words, rowid, head, rest, once) "
        "SELECT 'delete', stream_id, head, rest, once FROM claim_search WHERE stream_id = :number"
    )
)
_SHARING_SQLITE = text(
    "SELECT rowid FROM claim_words WHERE claim_words MATCH :asked AND rowid BETWEEN :first AND :last "
    "ORDER BY rowid DESC LIMIT :most"
)
# OFFSET 0: the index is asked first, and what it finds is put in order.
_SHARING_POSTGRESQL = text(
    "SELECT stream_id FROM (SELECT stream_id FROM claim_search "
    "WHERE claim_words @@ CAST(:asked AS tsquery) AND stream_id BETWEEN :first AND :last OFFSET 0) AS found "
    "ORDER BY stream_id DESC LIMIT :most"
)
_REINDEX = text("INSERT INTO claim_words(claim_words) VALUES ('rebuild')")
_COMPARE = text("INSERT INTO claim_words(claim_words, rank) VALUES ('integrity-check', 1)")


def row_of(claim_row: Mapping[str, Any], claim: Claim, history: Sequence[Entry]) -> dict[str, Any]:
    """Return what is kept of a claim, of which `claim_rows.row_of` gave the row, and of its whole history."""
    head, _, rest = claim_row["search_text"].partition(HEAD_ENDS)
    now = {claim.text, *(text for report in claim.reports for text in searched_texts(report))}
    once = dict.fromkeys(text for entry in history for text in _texts(entry.event) if text not in now)
    return {"head": head, "rest": rest, "once": joined(once, most=MOST_SEARCHED)}


def put(connection: Connection, number: int, row: Mapping[str, Any], *, is_new: bool) -> None:
    """Write the words of a claim, as `row_of` gives them, and bring the index up to them."""
    is_sqlite = connection.dialect.name == "sqlite"
    if is_new:
        _insert.run(connection, {"stream_id": number, **row})
    else:
        if is_sqlite:
            _take_out.run(connection, {"number": number})
        _update.run(connection, {"number": number, **row})
    if is_sqlite:
        _index.run(connection, {"stream_id": number, **row})


def index_new(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Bring the index up to new rows that stand in the table; PostgreSQL keeps its own in step."""
    if connection.dialect.name == "sqlite":
        _index.run_all(connection, rows)


def reindex(connection: Connection) -> None:
    """Make the index anew from the rows; PostgreSQL keeps its own in step."""
    if connection.dialect.name == "sqlite":
        connection.execute(_REINDEX)


def leave_no_trace(connection: Connection) -> None:
    """Let no word stay in the index that was taken out of the rows; this takes as long as there are claims.

    SQLite marks words as deleted and keeps them until it tidies up. It would do so with every change if asked
    to, which made each added report dearer; only a redaction needs it. PostgreSQL keeps no
    words in its index that a row does not hold, once the old row is vacuumed away.
    """
    reindex(connection)


def index_fits(connection: Connection) -> bool:
    """Say whether the index holds exactly the words of the rows."""
    if connection.dialect.name != "sqlite":
        return True
    try:
        connection.execute(_COMPARE)
    except DatabaseError:
        return False
    return True


def has(
    table: Table,
    asked: Asked,
    *,
    in_head: bool = False,
    holds: Literal["now", "then", "replayed"],
    walks: bool = False,
) -> ColumnElement[bool]:
    """Return the condition that a claim's words hold everything that is searched for.

    Args:
        table: of claims; it has their words as `search_text`.
        in_head: the words are to stand in the claim itself, not in its reports.
        holds: the claims as they stand, which the index finds alone; as they were known at some time,
            which it narrows down; or as they were replayed, which it may not know.
        walks: another index leads to the claims, so that the words only tell which of them are meant.
    """
    if not asked.terms:
        return false()
    if holds == "now":
        number = Tested(table.c.stream_id) if walks else table.c.stream_id
        return _indexed(number, asked, "head" if in_head else "now")
    ends = f"{HEAD_ENDS}%" if in_head else ""
    stand: list[ColumnElement[Any]] = [
        table.c.search_text.like(_pattern(term) + ends) for term in asked.terms
    ]
    return and_(*stand, *([_indexed(table.c.stream_id, asked, "ever")] if holds == "then" else []))


def sharing(
    connection: Connection, words: Sequence[str], *, at_least: int, among: tuple[int, int], most: int
) -> list[int]:
    """Return the numbers of the claims whose own sentence has at least so many of some words, newest first.

    Args:
        words: as `domain.searching` makes them, no more than a few: each choice of them is asked for.
        among: the first and the last number that is looked at.
    """
    bounds = {"first": among[0], "last": among[1], "most": most}
    choices = list(combinations(words, at_least))
    if connection.dialect.name == "sqlite":
        asked = " OR ".join("(" + " AND ".join(f'"{word}"' for word in one) + ")" for one in choices)
        given = {"asked": f"{{head}} : ({asked})", **bounds}
        return list(connection.execute(_SHARING_SQLITE, given).scalars())
    mark = _MARKS["head"][0]
    asked = " | ".join("(" + " & ".join(f"'{mark}{word}'" for word in one) + ")" for one in choices)
    return list(connection.execute(_SHARING_POSTGRESQL, {"asked": asked, **bounds}).scalars())


def _indexed(number: ColumnElement[int], asked: Asked, place: Where) -> _Indexed:
    phrases = [_pattern(term) for term in asked.terms if len(term.words) > 1]
    given = (_fts5(asked, place), _tsquery(asked, place), *phrases)
    kinds: Mapping[Where, type[_Indexed]] = {"head": _InHead, "now": _InNow, "ever": _InEver}
    return kinds[place](number, *(literal(one) for one in given))


class _Indexed(FunctionElement[Any]):
    """That a claim is among those the index finds: its number, the search in either engine's terms, phrases.

    It is not said to be a truth: SQLite would be asked whether it equals 1, and no longer see a list in it.
    """

    inherit_cache = True
    place: Where


class _InHead(_Indexed):
    inherit_cache = True
    place = "head"


class _InNow(_Indexed):
    inherit_cache = True
    place = "now"


class _InEver(_Indexed):
    inherit_cache = True
    place = "ever"


@compiles(_Indexed, "sqlite")
def _in_fts5(element: Any, compiler: Any, **given: Any) -> str:
    number, words, *_ = element.clauses
    given_words = compiler.process(words, **given)
    found = f"(SELECT rowid FROM claim_words WHERE claim_words MATCH {given_words})"  # noqa: S608 - a place
    return f"{compiler.process(number, **given)} IN {found}"


@compiles(_Indexed, "postgresql")
def _in_gin(element: Any, compiler: Any, **given: Any) -> str:
    number, _, words, *phrases = element.clauses
    conditions = [f"claim_words @@ CAST({compiler.process(words, **given)} AS tsquery)"]
    for phrase in phrases:
        pattern = compiler.process(phrase, **given)
        stands = [f"{column} LIKE {pattern}" for column in _COLUMNS[element.place]]
        conditions.append(f"({' OR '.join(stands)})")
    # OFFSET 0 lets it be planned by itself: walking all claims in their order until enough are found is
    # quick for a common word and takes seconds for a rare one.
    found = f"(SELECT stream_id FROM claim_search WHERE {' AND '.join(conditions)} OFFSET 0)"  # noqa: S608 - places
    return f"{compiler.process(number, **given)} IN {found}"


def _fts5(asked: Asked, place: Where) -> str:
    """Return a search for FTS5: plain words in quotation marks and nothing else that it could read."""
    terms = (f'"{" ".join(term.words)}"{" *" if term.is_start else ""}' for term in asked.terms)
    return f"{{{' '.join(_COLUMNS[place])}}} : ({' AND '.join(terms)})"


def _tsquery(asked: Asked, place: Where) -> str:
    """Return a search for PostgreSQL by single words; it leaves open whether a phrase stands together."""
    found = []
    for term in asked.terms:
        last = len(term.words) - 1
        for at, word in enumerate(term.words):
            start = ":*" if term.is_start and at == last else ""
            lexemes = [f"'{mark}{word}'{start}" for mark in _MARKS[place]]
            found.append(f"({' | '.join(lexemes)})")
    return " & ".join(found)


def _texts(event: Event) -> list[str]:
    """Return the texts that an event brings to be searched."""
    match event:
        case ClaimReported(text=text, report=report):
            return [text, *searched_texts(report)]
        case ReportAdded(report=report):
            return searched_texts(report)
        case Amended(text=text, report=report):
            return [text or "", *(searched_texts(report) if report else ())]
    return []


def _pattern(term: Term) -> str:
    """Return a term as LIKE finds it among plain words, none of which holds what LIKE would read."""
    return f"% {' '.join(term.words)}{'%' if term.is_start else ' %'}"

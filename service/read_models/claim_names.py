"""The names that claims hold, to be suggested where somebody types one again: outlets, named sources, tags.

What an unnamed source is called is no name and never stands here. Questions have words of their own and are
suggested from among them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Select,
    String,
    Table,
    Text,
    bindparam,
    delete,
    insert,
    select,
)

from service.database import metadata
from service.domain.claim import Claim
from service.domain.searching import plain_words
from service.domain.source import Key, folded_name
from service.ledger.fast_log import Statement
from service.read_models import sources
from service.read_models.claim_rows import named_source, stream_id_column
from service.read_models.questions import questions
from service.read_models.sources import SAYERS

#: What can be suggested.
Family = Literal["outlet", "source", "tag", "question"]
FAMILIES: tuple[Family, ...] = get_args(Family)
#: Characters of a name by which it is found and told from others.
MOST_FOLDED = 100
#: Questions, the newest, among which are suggested.
MOST_QUESTIONS = 2_000

#: Ordered by its characters alone, on either engine.
_FOLDED = String(MOST_FOLDED).with_variant(String(MOST_FOLDED, collation="C"), "postgresql")
claim_names = Table(
    "claim_names",
    metadata,
    stream_id_column(),
    Column("family", String(8), primary_key=True),
    #: The name without case and accents; two that are alike in this are one.
    Column("folded", _FOLDED, primary_key=True),
    Column("name", Text, nullable=False),
    Index("ix_claim_names_family_folded", "family", "folded"),
)
_insert = Statement(insert(claim_names), columns=tuple(claim_names.c.keys()))
_forget = Statement(delete(claim_names).where(claim_names.c.stream_id == bindparam("number")))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing that may be meant: what goes into a form, and how it reads."""

    value: str
    label: str


def rows(number: int, claim: Claim) -> list[dict[str, Any]]:
    """Return all rows of one claim, in the order of their keys."""
    named = [("outlet", report.outlet) for report in claim.reports]
    named += [("source", name) for report in claim.reports if (name := named_source(report))]
    named += [("tag", tag) for tag in claim.tags]
    found: dict[tuple[str, str], str] = {}
    for family, name in named:
        folded = _folded(name)
        if folded:
            found.setdefault((family, folded), name)
    return [
        {"stream_id": number, "family": family, "folded": folded, "name": found[family, folded]}
        for family, folded in sorted(found)
    ]


def put(connection: Connection, number: int, new_rows: Sequence[Mapping[str, Any]], *, is_new: bool) -> None:
    """Write the names of a claim, as `rows` gives them."""
    if not is_new:
        _forget.run(connection, {"number": number})
    _insert.run_all(connection, new_rows)


def suggestions(connection: Connection, family: Family, begins: str, *, most: int = 10) -> list[Suggestion]:
    """Return names of one family that begin like this, each once, in alphabetical order.

    Case and accents are alike; of a question any words may be given. How many claims hold a name is not
    told, and neither is anything about a source that is not named.
    """
    folded = _folded(begins)
    if family == "question":
        return _questions(connection, folded, most)
    found: list[Suggestion] = []
    last = None
    while len(found) < most:
        row = connection.execute(_next(family, folded, last)).first()
        if row is None:
            break
        last = row.folded
        found.append(Suggestion(row.name, row.name))
    return _with_whom_they_mean(connection, family, found)


def _with_whom_they_mean(
    connection: Connection, family: Family, found: Sequence[Suggestion]
) -> list[Suggestion]:
    """Return names of outlets and sources with what whoever goes by them is called, where that is another."""
    types = {"outlet": ("outlet",), "source": SAYERS}.get(family, ())
    known = sources.many(connection, [Key(type_, folded_name(one.value)) for type_ in types for one in found])
    called = {key.folded: one.name for key, one in known.items()}
    told = [(one.value, called.get(folded_name(one.value), one.value)) for one in found]
    return [
        Suggestion(name, name if folded_name(name) == folded_name(whom) else f"{name} ({whom})")
        for name, whom in told
    ]


def _next(family: Family, begins: str, last: str | None) -> Select[Any]:
    """Return a query for the first name behind the last one: a jump, however many claims hold that.

    Nothing that is folded goes beyond the last character there is, so the range is all that begin so.
    """
    names = claim_names.c
    behind = names.folded >= begins if last is None else names.folded > last
    return (
        select(names.folded, names.name)
        .where(names.family == family, behind, names.folded < begins + "\U0010ffff")
        .order_by(names.folded, names.stream_id)
        .limit(1)
    )


def _questions(connection: Connection, folded: str, most: int) -> list[Suggestion]:
    """Return the newest questions that hold words beginning like those given."""
    query = select(questions.c.question, questions.c.text).order_by(questions.c.stream_id.desc())
    wanted = [f" {word}" for word in folded.split()]
    found = []
    for question_id, words in connection.execute(query.limit(MOST_QUESTIONS)):
        plain = f" {plain_words(words)}"
        if all(word in plain for word in wanted):
            found.append(Suggestion(question_id, words))
        if len(found) == most:
            break
    return found


def _folded(name: str) -> str:
    return plain_words(name)[:MOST_FOLDED].rstrip()

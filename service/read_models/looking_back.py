"""One claim or question as it stood at a moment, and the others on its question then."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import attrgetter

from sqlalchemy import select

from service.database import Connection, to_microseconds
from service.domain import question
from service.domain.claim import fold
from service.ledger import log
from service.ledger.log import Stored, events
from service.read_models import claim_board, filters, questions
from service.read_models.claim_rows import ClaimView
from service.read_models.filters import Moment
from service.read_models.questions import Question

#: Rivals that one claim names.
MOST_RIVALS = 100


def view_at(connection: Connection, claim_id: str, moment: Moment) -> ClaimView | None:
    """Return a claim as it stands, or as it stood at a moment; None where there was none."""
    if moment.as_of is None and moment.recorded_by is None:
        return claim_board.one(connection, claim_id)
    return view_of(claim_id, held_at(log.read(connection, claim_id), moment))


def view_of(claim_id: str, held: Sequence[Stored]) -> ClaimView | None:
    """Return the claim that a part of its history tells; None where it tells of none."""
    claim = fold([one.entry for one in held])
    if claim is None:
        return None
    flagged = [one.recorded_at for one in held if one.entry.version == claim.flag_version]
    return ClaimView(
        claim_id,
        claim,
        recorded_at=held[0].recorded_at,
        updated_at=held[-1].recorded_at,
        flagged_at=flagged[0] if flagged and claim.is_flagged else None,
        number=0,
    )


def question_at(connection: Connection, question_id: str, moment: Moment) -> Question | None:
    """Return a question as it stands, or as it stood at a moment; None where it was not asked by then."""
    if moment.as_of is None and moment.recorded_by is None:
        return questions.one(connection, question_id)
    found = question.fold([one.entry for one in held_at(log.read(connection, question_id), moment)])
    if found is None:
        return None
    rule = found.rule
    return Question(
        question_id,
        found.text,
        found.version,
        None if rule is None else rule.text,
        None if rule is None else rule.set_at,
    )


def held_at(stored: Iterable[Stored], moment: Moment) -> list[Stored]:
    """Return the entries that had occurred, and had been recorded, by a moment."""
    return [
        one
        for one in stored
        if (moment.as_of is None or one.entry.occurred_at <= moment.as_of)
        and (moment.recorded_by is None or one.recorded_at <= moment.recorded_by)
    ]


def rivals_of(
    connection: Connection, views: Sequence[ClaimView], moment: Moment
) -> Mapping[str, Sequence[str]]:
    """Return for each claim the others on its question, as far as they were there at the moment."""
    wanted = {view.claim.question for view in views if view.claim.question is not None}
    is_now = moment.as_of is None and moment.recorded_by is None
    on_question: Mapping[str, Sequence[str]] = (
        questions.claims_on(connection, wanted) if is_now else _known_on(connection, wanted, moment)
    )
    return {
        view.id: [one for one in on_question.get(view.claim.question or "", ()) if one != view.id][
            :MOST_RIVALS
        ]
        for view in views
    }


def _known_on(connection: Connection, wanted: Collection[str], moment: Moment) -> Mapping[str, Sequence[str]]:
    """Return the claims that bore on questions as of a moment, as far as they had been recorded by then.

    One query for all of them: a list of two hundred claims may bear on as many questions.
    """
    table, scope = filters.table_at(connection, replace(moment, recorded_by=None))
    first = events.alias("first")
    query = (
        select(table.c.question, table.c.claim)
        .join(first, (first.c.stream_id == table.c.stream_id) & (first.c.version == 1))
        .where(scope, table.c.merged_into.is_(None), table.c.question.in_(sorted(wanted)))
        .order_by(table.c.question, table.c.stream_id)
    )
    if moment.recorded_by is not None:
        query = query.where(first.c.recorded_at <= to_microseconds(moment.recorded_by))
    found = connection.execute(query).all() if wanted else []
    by_question = groupby(found, key=attrgetter("question"))
    return {question: [row.claim for row in rows] for question, rows in by_question}

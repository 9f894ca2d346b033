"""What counts as an answer, as it was written down in advance: shown wherever a claim on the question is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from service.dashboard import wording
from service.dashboard.typed import said
from service.database import Connection
from service.domain.window import day_of
from service.read_models.filters import Moment
from service.read_models.looking_back import question_at
from service.read_models.questions import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleShown:
    """A question's rule with the question, and since when it is written down."""

    question_id: str
    question: Markup
    rule: Markup
    since: str


def rules_of(
    connection: Connection, question_ids: Iterable[str | None], moment: Moment, zone: str
) -> list[RuleShown]:
    """Return the rules of these questions, as far as they had one, each once."""
    wanted = dict.fromkeys(one for one in question_ids if one is not None)
    found = (question_at(connection, one, moment) for one in wanted)
    shown = (None if one is None else shown_of(one, zone) for one in found)
    return [one for one in shown if one is not None]


def shown_of(question: Question, zone: str) -> RuleShown | None:
    """Return a question's rule as it is shown; None where it has none."""
    if question.rule is None or question.rule_set_at is None:
        return None
    return RuleShown(
        question_id=question.id,
        question=said(question.text, 400),
        rule=said(question.rule, 2000),
        since=wording.day(day_of(question.rule_set_at, zone)),
    )

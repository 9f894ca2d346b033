"""Asking and changing questions on their pages: what the forms hold, what they come to, the history below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from service.changes import questions as changes
from service.changes.claims import Context
from service.changes.questions import StaleQuestion
from service.dashboard import forms, frame, history, writing
from service.dashboard.forms import Given
from service.dashboard.frame import Visitor
from service.dashboard.history import Line
from service.dashboard.moments import Seen
from service.dashboard.writing import Again
from service.database import Connection
from service.domain.question import versions_taken_back
from service.domain.refusals import conflict, not_found
from service.domain.roles import may_keep_questions
from service.formats.sentences import About
from service.intake import questions as intake
from service.intake.fields import is_id
from service.ledger import log
from service.read_models.looking_back import held_at
from service.read_models.questions import Question
from service.wiring import Wiring

#: What is changed, and what the button that changes it is called.
KINDS = {"rule": "Save the rule", "reword": "Save the words"}
CHANGED_SINCE = "Somebody changed this question while you were writing. See its history, then send it again."


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a question's history, and whether this reader may take it back."""

    line: Line
    may_be_undone: bool


def asked(connection: Connection, context: Context) -> tuple[None, str]:
    """Ask what the form holds, and return where the question is."""
    body = forms.body_of(writing.given())
    text, rule = intake.new_question(body)
    made = changes.ask(connection, text, rule, context)
    return None, f"/questions/{made.question_id}"


def changed(question_id: str, given: Given, connection: Connection, context: Context) -> tuple[None, str]:
    """Change a question as the form says, and return where it is."""
    if not is_id(question_id, "qst"):
        raise not_found("such question")
    body = forms.body_of(given)
    if body.get("kind") == "rule":
        body.setdefault("rule", None)
    proposed = intake.follow_up(body)
    try:
        made = changes.follow_up(
            connection, question_id, proposed, context, expected_version=writing.expected_version(given)
        )
    except StaleQuestion as stale:
        raise conflict("stale_version", CHANGED_SINCE) from stale
    return None, f"/questions/{question_id}#v{made.question.version}"


def told(
    connection: Connection,
    wiring: Wiring,
    question: Question,
    visitor: Visitor,
    seen: Seen,
    again: Again | None,
) -> dict[str, Any]:
    """Return the history of a question and, for whoever may change it, the forms."""
    may_change = seen.is_now and visitor.caller is not None and may_keep_questions(visitor.caller.actor)
    values: dict[str, Any] = {
        "entries": _entries(connection, question, visitor, seen, may_change=may_change),
        "forms": {},
        "faults": () if again is None else again.form.faults,
        "version": question.version,
        "undo_key": wiring.new_secret(),
    }
    if may_change:
        sent = "" if again is None else again.form.value("kind")
        starts: dict[str, Given] = {
            "rule": {"rule": [question.rule or ""]},
            "reword": {"text": [question.text]},
        }
        values["forms"] = {
            kind: again.form if again is not None and kind == sent else writing.new_form(wiring, start)
            for kind, start in starts.items()
        }
        values["buttons"] = KINDS
    return values


def _entries(
    connection: Connection, question: Question, visitor: Visitor, seen: Seen, *, may_change: bool
) -> Sequence[Entry]:
    names = frame.people(connection, visitor)
    about = About(names={account.id: account.name for account in names.values()})
    reader = history.Reader(about=about, zone=visitor.zone, today=seen.today, for_public=visitor.is_public)
    stored = held_at(log.read(connection, question.id), seen.moment)
    gone = versions_taken_back([one.entry for one in stored])
    found = history.lines(stored, reader, taken_back=gone)
    return [Entry(line, may_change and line.version > 1 and not line.is_taken_back) for line in found][::-1]

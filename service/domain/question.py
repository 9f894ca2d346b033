"""A question as its history tells it, and the decisions about it: ask, reword, set its rule, take back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import itemgetter

from service.domain.events import (
    Entry,
    NewEvent,
    QuestionAsked,
    QuestionReworded,
    QuestionRuleSet,
    QuestionUndone,
)
from service.domain.refusals import conflict, not_allowed, refuse
from service.domain.roles import Actor, may_keep_questions, may_report_claims

#: What an editor may say of a question.
QuestionFollowUp = QuestionReworded | QuestionRuleSet | QuestionUndone


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What counts as an answer, written in advance; who wrote it last, and when."""

    text: str
    set_at: datetime
    by: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Everything that stands about a question after an entry of its history."""

    version: int
    text: str
    asked_at: datetime
    rule: Rule | None = None


def fold(entries: Sequence[Entry]) -> Question | None:
    """Return the question its history tells, oldest entry first; None where it was never asked."""
    taken_back = versions_taken_back(entries)
    question: Question | None = None
    for entry in entries:
        if entry.version not in taken_back:
            question = _evolved(question, entry)
        if question is not None:
            question = replace(question, version=entry.version)
    return question


def versions_taken_back(entries: Sequence[Entry]) -> frozenset[int]:
    """Return the versions that no longer count; taking back an undo lets its entry count again."""
    taken_back: set[int] = set()
    undoing = [
        (entry.version, entry.event.version) for entry in entries if isinstance(entry.event, QuestionUndone)
    ]
    for version, about in sorted(undoing, key=itemgetter(0), reverse=True):
        if version not in taken_back:
            taken_back.add(about)
    return frozenset(taken_back)


def ask(text: str, rule: str | None, actor: Actor, now: datetime) -> tuple[NewEvent, ...]:
    """Return the events of a new question, with the rule that it is asked with."""
    if not may_report_claims(actor):
        raise not_allowed("Your account may not ask questions.")
    asked = NewEvent(QuestionAsked(text=text), now)
    return (asked,) if rule is None else (asked, NewEvent(QuestionRuleSet(rule=rule), now))


def follow_up(history: Sequence[Entry], proposed: QuestionFollowUp, actor: Actor, now: datetime) -> NewEvent:
    """Return the event that a proposal about a question comes to.

    Raises:
        Refusal: `not_allowed`, `nothing_changes`, `cannot_be_undone`, `undone_already`, `unknown_version`.
    """
    question = fold(history)
    if question is None:
        raise AssertionError("a question is decided on once it was asked")
    if not may_keep_questions(actor):
        raise not_allowed("Your account may not change questions.", hint="Ask an editor to do it.")
    match proposed:
        case QuestionReworded(text=text):
            if text == question.text:
                raise refuse("nothing_changes", "These are its words already.", at="/text")
        case QuestionRuleSet(rule=rule):
            if rule == (None if question.rule is None else question.rule.text):
                raise refuse("nothing_changes", "That is its rule already.", at="/rule")
        case QuestionUndone(version=version):
            return NewEvent(proposed, _to_take_back(history, version).occurred_at)
    return NewEvent(proposed, now)


def _to_take_back(history: Sequence[Entry], version: int) -> Entry:
    found = next((entry for entry in history if entry.version == version), None)
    if found is None:
        raise refuse("unknown_version", f"The history has no entry {version}.", at="/version")
    if isinstance(found.event, QuestionAsked):
        raise conflict("cannot_be_undone", "That it was asked cannot be taken back.", hint="Reword it.")
    if version in versions_taken_back(history):
        raise conflict("undone_already", "This entry has been taken back already.")
    return found


def _evolved(question: Question | None, entry: Entry) -> Question | None:
    event = entry.event
    if question is None:
        if not isinstance(event, QuestionAsked):
            return None
        return Question(version=entry.version, text=event.text, asked_at=entry.occurred_at)
    match event:
        case QuestionReworded(text=text):
            return replace(question, text=text)
        case QuestionRuleSet(rule=None):
            return replace(question, rule=None)
        case QuestionRuleSet(rule=str() as text):
            rule = Rule(text=text, set_at=entry.occurred_at, by=entry.actor, version=entry.version)
            return replace(question, rule=rule)
    return question

"""Bodies about questions: a new one, and what is recorded about one."""

from __future__ import annotations

from typing import Any, Literal, get_args

from marshmallow import validates_schema

from service.domain.events import QuestionReworded, QuestionRuleSet, QuestionUndone
from service.domain.question import QuestionFollowUp
from service.domain.refusals import Fault, Refusal
from service.intake import limits
from service.intake.faulting import Wrong, wrong_at
from service.intake.fields import Choice, Text, Whole
from service.intake.follow_up_schemas import MOST_VERSION
from service.intake.schema import Body, load

QuestionKind = Literal["reword", "rule", "undo"]
_RULE_SAYS = "What counts as an answer, as in: closed means a decree in force."
#: The one field that a kind speaks of.
_SPEAKS_OF: dict[QuestionKind, str] = {"reword": "text", "rule": "rule", "undo": "version"}


class QuestionBody(Body):
    """A new question."""

    text = Text(limits.QUESTION, lines=True, required=True, says="The question, as in: When does it close?")
    rule = Text(limits.RULE, lines=True, says=_RULE_SAYS)


class QuestionFollowUpBody(Body):
    """One entry about a question: other words, its rule, or that an entry is taken back."""

    kind = Choice(get_args(QuestionKind), required=True)
    text = Text(limits.QUESTION, lines=True, says="For reword: the question in its new words.")
    rule = Text(limits.RULE, lines=True, kept_apart=True, says=f"For rule: {_RULE_SAYS} Null takes it away.")
    version = Whole(1, MOST_VERSION, says="For undo: the entry that is taken back.")
    note = Text(limits.NOTE, lines=True, says="Why; for colleagues.")

    @validates_schema(skip_on_field_errors=True)
    def says_what_its_kind_does(self, loaded: dict[str, Any], **_options: Any) -> None:
        """Refuse fields of another kind."""
        wanted = _SPEAKS_OF[loaded["kind"]]
        for name in _SPEAKS_OF.values():
            if name != wanted and loaded.get(name) is not None:
                raise wrong_at(**{name: Wrong("of_another_kind", f"This belongs to no “{loaded['kind']}”.")})


_new, _follow_up = QuestionBody(), QuestionFollowUpBody()


def new_question(body: object) -> tuple[str, str | None]:
    """Return the words of a new question, and its rule."""
    loaded = load(_new, body)
    return loaded["text"], loaded["rule"]


def follow_up(body: object) -> QuestionFollowUp:
    """Return what a body proposes about a question.

    Raises:
        Refusal: with every fault at once.
    """
    loaded = load(_follow_up, body)
    kind, note = loaded["kind"], loaded["note"]
    wanted = _SPEAKS_OF[kind]
    if wanted not in loaded or (loaded[wanted] is None and kind != "rule"):
        raise Refusal(Fault(f"/{wanted}", "missing", f"A “{kind}” needs this."))
    match kind:
        case "reword":
            return QuestionReworded(text=loaded["text"], note=note)
        case "rule":
            return QuestionRuleSet(rule=loaded["rule"], note=note)
    return QuestionUndone(version=loaded["version"], note=note)

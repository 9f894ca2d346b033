import pytest

from service.domain.events import QuestionAsked, QuestionReworded, QuestionRuleSet, QuestionUndone
from service.domain.question import ask, fold, follow_up
from service.domain.refusals import Refusal
from service.domain.roles import Actor
from tests.builders import NOW, actor, at, events_of, history

ASKED = QuestionAsked(text="When does the border close?")
REWORDED = QuestionReworded(text="When is the border closed to men of military age?")
RULE = QuestionRuleSet(rule="Closed means a decree in force.")
LATER = at("2022-09-27T09:00")


def code_of(work):
    with pytest.raises(Refusal) as refused:
        work()
    return refused.value.code


@pytest.mark.parametrize(
    ("events", "text", "rule"),
    [
        pytest.param([], ASKED.text, None, id="asked"),
        pytest.param([REWORDED], REWORDED.text, None, id="reworded"),
        pytest.param([RULE], ASKED.text, RULE.rule, id="with a rule"),
        pytest.param([RULE, QuestionRuleSet(rule=None)], ASKED.text, None, id="its rule taken away"),
        pytest.param([RULE, QuestionUndone(version=2)], ASKED.text, None, id="its rule taken back"),
        pytest.param([REWORDED, QuestionUndone(version=2)], ASKED.text, None, id="its new words taken back"),
        pytest.param(
            [RULE, QuestionRuleSet(rule="other"), QuestionUndone(version=3)],
            ASKED.text,
            RULE.rule,
            id="the rule before stands again",
        ),
        pytest.param(
            [RULE, QuestionUndone(version=2), QuestionUndone(version=3)],
            ASKED.text,
            RULE.rule,
            id="again",
        ),
    ],
)
def test_what_stands_about_a_question(events, text, rule):
    question = fold(history(ASKED, *events))

    assert question is not None
    assert (question.text, question.rule and question.rule.text) == (text, rule)
    assert question.version == 1 + len(events)


def test_a_rule_says_since_when_it_is_written_down_and_by_whom():
    question = fold(history(ASKED, (RULE, LATER), by="acc_editor"))

    assert question is not None
    assert question.rule is not None
    assert (question.rule.set_at, question.rule.by, question.rule.version) == (LATER, "acc_editor", 2)


def test_what_is_no_question_tells_of_none():
    assert fold(history(RULE)) is None


def test_a_question_is_asked_with_or_without_a_rule():
    assert [new.event for new in ask(ASKED.text, None, actor("reporter"), NOW)] == [ASKED]
    assert [new.event for new in ask(ASKED.text, RULE.rule, actor("reporter"), NOW)] == [ASKED, RULE]
    assert code_of(lambda: ask(ASKED.text, None, actor("viewer"), NOW)) == "not_allowed"


@pytest.mark.parametrize(
    ("who", "may"),
    [
        pytest.param(Actor("acc_1", "reporter"), False, id="a reporter"),
        pytest.param(Actor("acc_1", "editor"), True, id="an editor"),
        pytest.param(Actor("acc_1", "editor", frozenset({"read"})), False, id="a token that may only read"),
    ],
)
def test_editors_change_questions(who, may):
    if may:
        assert follow_up(history(ASKED), RULE, who, LATER).event == RULE
    else:
        assert code_of(lambda: follow_up(history(ASKED), RULE, who, LATER)) == "not_allowed"


@pytest.mark.parametrize(
    ("entries", "proposed", "code"),
    [
        pytest.param([], QuestionReworded(text=ASKED.text), "nothing_changes", id="the same words"),
        pytest.param([RULE], QuestionRuleSet(rule=RULE.rule), "nothing_changes", id="the same rule"),
        pytest.param([], QuestionRuleSet(rule=None), "nothing_changes", id="no rule where there is none"),
        pytest.param([], QuestionUndone(version=1), "cannot_be_undone", id="that it was asked"),
        pytest.param([], QuestionUndone(version=2), "unknown_version", id="an entry that is not there"),
        pytest.param([RULE, QuestionUndone(version=2)], QuestionUndone(version=2), "undone_already", id="2x"),
    ],
)
def test_what_changes_nothing_is_refused(entries, proposed, code):
    assert code_of(lambda: follow_up(history(ASKED, *entries), proposed, actor(), LATER)) == code


def test_taking_back_takes_the_time_of_what_it_mends():
    new = follow_up(history(ASKED, (RULE, NOW)), QuestionUndone(version=2), actor(), LATER)

    assert (new.event, new.occurred_at) == (QuestionUndone(version=2), NOW)
    assert events_of(history(ASKED)) == [ASKED]

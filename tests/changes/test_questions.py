"""Questions are asked, reworded, given rules and taken back, in the ledger and in what is read from it."""

from datetime import timedelta

import pytest

from service import database
from service.changes import questions as changes
from service.changes.questions import StaleQuestion
from service.domain.events import QuestionReworded, QuestionRuleSet, QuestionUndone
from service.domain.refusals import Refusal
from service.read_models import questions
from service.read_models.filters import Moment
from service.read_models.looking_back import question_at
from service.read_models.rebuild import differences
from tests.builders import actor, reported
from tests.newsroom import Newsroom

RULE = "Closed means a decree in force."


@pytest.fixture
def newsroom(engine):
    return Newsroom(engine)


@pytest.fixture
def question(newsroom):
    return newsroom.does(lambda c: changes.ask(c, "When?", RULE, newsroom.context())).question_id


def follow_up(newsroom, question, proposed, **given):
    newsroom.now += timedelta(hours=1)
    who = given.pop("who", actor())
    return newsroom.does(lambda c: changes.follow_up(c, question, proposed, newsroom.context(who), **given))


def seen(newsroom, question, **moment):
    with database.reading(newsroom.engine) as connection:
        assert differences(connection) == []
        found = question_at(connection, question, Moment(now=newsroom.now, **moment))
    return None if found is None else (found.version, found.text, found.rule)


def test_a_question_is_asked_with_its_rule_in_one_transaction(newsroom, question):
    assert seen(newsroom, question) == (2, "When?", RULE)


def test_what_was_said_of_a_question_stands_as_of_its_time(newsroom, question):
    asked_at = newsroom.now
    follow_up(newsroom, question, QuestionReworded(text="When does it close?"))
    follow_up(newsroom, question, QuestionRuleSet(rule=None))

    assert seen(newsroom, question) == (4, "When does it close?", None)
    assert seen(newsroom, question, as_of=asked_at) == (2, "When?", RULE)
    assert seen(newsroom, question, recorded_by=asked_at + timedelta(hours=1, minutes=30))[1:] == (
        "When does it close?",
        RULE,
    )
    assert seen(newsroom, question, as_of=asked_at - timedelta(seconds=1)) is None


def test_a_rule_that_is_taken_back_gives_way_to_the_one_before(newsroom, question):
    follow_up(newsroom, question, QuestionRuleSet(rule="Closed means closed."))

    written = follow_up(newsroom, question, QuestionUndone(version=3))

    assert seen(newsroom, question) == (4, "When?", RULE)
    assert [one.kind for one in written.entries] == ["question_undone"]


def test_a_reworded_question_is_found_by_its_new_words_and_keeps_its_claims(newsroom, question):
    claim = newsroom.report(reported(question=question)).claim_id

    follow_up(newsroom, question, QuestionReworded(text="When does it close?"))

    with database.reading(newsroom.engine) as connection:
        assert questions.by_text(connection, "When?") is None
        found = questions.by_text(connection, "When does it close?")
        assert found is not None
        assert questions.claims_on(connection, [found.id]) == {question: (claim,)}


def test_a_question_in_the_very_same_words_is_not_asked_twice(newsroom, question):
    with pytest.raises(Refusal) as refused:
        newsroom.does(lambda c: changes.ask(c, "When?", None, newsroom.context()))

    assert (refused.value.code, refused.value.faults[0].hint) == ("asked_before", f"Use {question}.")


def test_whoever_read_it_before_a_change_is_told(newsroom, question):
    follow_up(newsroom, question, QuestionReworded(text="When does it close?"))

    with pytest.raises(StaleQuestion) as stale:
        follow_up(newsroom, question, QuestionRuleSet(rule="other"), expected_version=2)

    assert [one.entry.version for one in stale.value.since] == [3]


@pytest.mark.parametrize(
    ("who", "asked", "code"),
    [
        pytest.param(actor("reporter"), "qst_1", "not_allowed", id="a reporter"),
        pytest.param(actor(), "qst_none", "not_found", id="no such question"),
    ],
)
def test_what_is_refused_leaves_nothing(newsroom, question, who, asked, code):
    with pytest.raises(Refusal) as refused:
        follow_up(newsroom, asked, QuestionReworded(text="x"), who=who)

    assert refused.value.code == code
    assert seen(newsroom, question) == (2, "When?", RULE)

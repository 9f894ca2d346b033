"""An answer about a named private person: one proposes it, another editor agrees to it or declines it."""

from dataclasses import replace

import pytest

from service.domain.claim import fold
from service.domain.decisions import Facts, Seconded, follow_up
from service.domain.events import (
    Amended,
    AnswerDeclined,
    AnswerProposed,
    Closed,
    Confirmed,
    Entry,
    Happened,
    Noted,
    Redacted,
    Refuted,
    Reopened,
    Undone,
)
from service.domain.refusals import Refusal
from service.domain.roles import Actor
from tests.builders import EVIDENCE, NOW, TODAY, folded, reported

EVA, ED, ADA = Actor("acc_eva", "editor"), Actor("acc_ed", "editor"), Actor("acc_ada", "admin")
OWNER = Actor("acc_owner", "reporter")
HAPPENED = Happened(earliest=TODAY, latest=TODAY)
CONFIRM = Confirmed(evidence=EVIDENCE, happened=HAPPENED, known_on=TODAY, extent="part", extent_note="half")
REFUTE = Refuted(evidence=EVIDENCE, known_on=TODAY, reason="shown_untrue")


class Story:
    """A claim whose follow-ups are decided one after the other, as the newsroom's setting wants it."""

    def __init__(self, *, private_person=True, second_editor=True):
        first = reported(private_person=private_person)
        self.entries = [Entry(1, first, NOW, OWNER.id)]
        self.second_editor = second_editor

    def add(self, who, proposed):
        """Record a follow-up, and return the event it came to."""
        facts = Facts(who, NOW, "UTC", self.second_editor)
        (new,) = follow_up(self.claim, self.entries, proposed, facts).events
        self.entries.append(Entry(len(self.entries) + 1, new.event, new.occurred_at, who.id))
        return new.event

    def refused(self, who, proposed):
        """Return the code with which a follow-up is refused; it leaves nothing."""
        with pytest.raises(Refusal) as refusal:
            self.add(who, proposed)
        return refusal.value.code

    @property
    def claim(self):
        return folded(self.entries)


@pytest.mark.parametrize(("private_person", "second_editor"), [(False, True), (True, False), (False, False)])
def test_without_the_mark_or_the_setting_an_answer_counts_at_once(private_person, second_editor):
    story = Story(private_person=private_person, second_editor=second_editor)

    assert story.add(EVA, REFUTE) == REFUTE
    assert (story.claim.status, story.claim.proposal) == ("refuted", None)


@pytest.mark.parametrize("who", [EVA, ADA, OWNER])
@pytest.mark.parametrize("answer", [CONFIRM, REFUTE], ids=["confirm", "refute"])
def test_an_answer_waits_and_the_claim_stays_open(who, answer):
    story = Story()

    proposed = story.add(who, answer)

    assert isinstance(proposed, AnswerProposed)
    assert (story.claim.status, story.claim.resolution, story.claim.is_settled) == ("rumored", None, False)
    assert story.claim.proposal is not None
    assert (story.claim.proposal.version, story.claim.proposal.by) == (2, who.id)


def test_whoever_answers_is_told_that_it_waits():
    decision = follow_up(Story().claim, Story().entries, REFUTE, Facts(EVA, NOW, "UTC", second_editor=True))

    assert [one.code for one in decision.warnings] == ["waits_for_second"]


@pytest.mark.parametrize("who", [ED, ADA])
@pytest.mark.parametrize("answer", [CONFIRM, REFUTE], ids=["confirm", "refute"])
def test_an_answer_somebody_else_agrees_to_is_recorded_as_it_was_proposed(answer, who):
    story = Story()
    story.add(EVA, answer)

    recorded = story.add(who, Seconded(version=2))

    assert recorded == replace(answer, seconds=2)
    found = story.claim.resolution
    assert found is not None
    assert (found.by, found.proposed_by, found.evidence) == (who.id, EVA.id, EVIDENCE)
    assert story.claim.proposal is None


def test_nobody_agrees_to_an_answer_of_their_own():
    story = Story()
    story.add(EVA, REFUTE)

    assert story.refused(EVA, Seconded(version=2)) == "not_allowed"
    assert story.refused(EVA, AnswerDeclined(version=2, reason="no")) == "not_allowed"


def test_reporters_agree_to_nothing():
    story = Story()
    story.add(EVA, REFUTE)

    assert story.refused(OWNER, Seconded(version=2)) == "not_allowed"


def test_an_answer_that_is_declined_leaves_the_claim_open_to_another_one():
    story = Story()
    story.add(EVA, REFUTE)
    story.add(ED, AnswerDeclined(version=2, reason="The page speaks of somebody else"))

    assert story.claim.proposal is None
    assert story.refused(ADA, Seconded(version=2)) == "nothing_waits"
    assert isinstance(story.add(EVA, CONFIRM), AnswerProposed)


def test_one_answer_waits_at_a_time():
    story = Story()
    story.add(EVA, REFUTE)

    assert story.refused(ED, CONFIRM) == "answer_waits"
    assert story.refused(ED, Seconded(version=1)) == "nothing_waits"


def test_an_answer_is_taken_back_by_whoever_proposed_it():
    story = Story()
    story.add(OWNER, REFUTE)
    story.add(OWNER, Undone(version=2))

    assert story.claim.proposal is None


def test_taking_the_settling_entry_back_lets_the_proposal_wait_again():
    story = Story()
    story.add(EVA, REFUTE)
    story.add(ED, Seconded(version=2))
    story.add(ED, Undone(version=3))

    assert story.claim.status == "rumored"
    assert story.claim.proposal is not None
    story.add(ADA, Seconded(version=2))
    assert story.claim.status == "refuted"


def test_it_happened_after_all_waits_as_well():
    story = Story(private_person=False)
    story.add(EVA, REFUTE)
    story.add(EVA, Amended(reason="It names her", private_person=True))

    assert isinstance(story.add(EVA, CONFIRM), AnswerProposed)
    assert story.claim.status == "refuted"
    story.add(ED, Seconded(version=4))
    assert story.claim.status == "confirmed"


@pytest.mark.parametrize("settled", [Closed(reason="too_vague"), REFUTE], ids=["closed", "refuted"])
def test_what_was_settled_meanwhile_is_not_settled_again(settled):
    story = Story()
    story.add(EVA, REFUTE)
    story.second_editor = False
    story.add(ED, settled)

    assert story.refused(ED, Seconded(version=2)) == "nothing_waits"


def test_an_answer_whose_evidence_was_destroyed_is_not_agreed_to():
    story = Story()
    story.add(EVA, REFUTE)
    story.add(ADA, Redacted(version=2, reason="a court order"))

    assert story.refused(ED, Seconded(version=2)) == "words_gone"


def test_the_mark_is_set_by_reporters_and_taken_off_by_editors():
    story = Story(private_person=False)
    story.add(OWNER, Amended(reason="It names her", private_person=True))

    assert story.refused(OWNER, Amended(reason="a slip", private_person=False)) == "not_allowed"
    assert story.refused(EVA, Amended(reason="a slip", private_person=True)) == "nothing_changes"
    story.add(EVA, Amended(reason="She holds an office", private_person=False))
    assert not story.claim.private_person


@pytest.mark.parametrize("way", ["amend", "undo"])
def test_whoever_took_the_mark_off_does_not_answer_alone(way):
    story = Story(private_person=False)
    story.add(OWNER, Amended(reason="It names her", private_person=True))
    off = Amended(reason="no", private_person=False) if way == "amend" else Undone(version=2)
    story.add(EVA, off)

    assert not story.claim.private_person
    assert isinstance(story.add(EVA, REFUTE), AnswerProposed)
    assert story.add(ED, REFUTE) == REFUTE


def test_an_answer_from_before_the_mark_is_not_brought_back_by_one():
    story = Story(private_person=False)
    story.add(EVA, REFUTE)
    story.add(EVA, Undone(version=2))
    story.add(OWNER, Amended(reason="It names her", private_person=True))

    assert story.refused(EVA, Undone(version=3)) == "second_editor_needed"
    story.second_editor = False
    story.add(EVA, Undone(version=3))
    assert story.claim.status == "refuted"


def test_an_answer_two_agreed_on_is_brought_back_like_any_entry():
    story = Story()
    story.add(EVA, REFUTE)
    story.add(ED, Seconded(version=2))
    story.add(ED, Undone(version=3))
    story.add(ED, Undone(version=4))

    assert story.claim.status == "refuted"


def test_other_entries_come_and_go_while_an_answer_waits():
    story = Story()
    story.add(EVA, REFUTE)
    story.add(OWNER, Noted(note="called her lawyer"))

    assert story.claim.proposal is not None


def test_opening_it_again_lets_no_old_proposal_wait():
    story = Story()
    story.add(EVA, REFUTE)
    story.add(ED, Seconded(version=2))
    story.add(EVA, Reopened(reason="new facts"))

    assert story.claim.proposal is None


def test_a_history_without_the_proposal_still_tells_the_answer():
    story = Story()
    story.add(EVA, REFUTE)
    story.add(ED, Seconded(version=2))

    claim = fold([story.entries[0], story.entries[2]])

    assert claim is not None
    assert claim.resolution is not None
    assert (claim.status, claim.resolution.by, claim.resolution.proposed_by) == ("refuted", ED.id, None)

"""Claims that wait for others, as pure rules: windows that hang on a claim, conditions, and what follows."""

from dataclasses import replace

import pytest

from service.domain.claim import fold, grown
from service.domain.decisions import Facts, follow_up
from service.domain.dependents import as_other, days_of, follow, linked_in, waits_for
from service.domain.due import claim_asks_on, deadlines, due, next_check_on
from service.domain.events import (
    Amended,
    Checked,
    Closed,
    Condition,
    ConditionChanged,
    Confirmed,
    DeadlinePassed,
    Entry,
    Happened,
    Linked,
    Noted,
    Redacted,
    Refuted,
    Reopened,
    Snoozed,
    Undone,
    WindowEmptied,
    WindowMoved,
    WindowOpened,
)
from service.domain.refusals import Refusal
from service.domain.roles import SCHEDULER
from service.domain.window import HangsOn
from tests.builders import (
    EVIDENCE,
    NOW,
    actor,
    at,
    claim_after,
    events_of,
    folded,
    history,
    no_date,
    on,
    reported,
    window,
)

VOTE = "clm_vote"
#: The vote was held on Tuesday, which was known at that day's end.
VOTED = Confirmed(
    evidence=EVIDENCE,
    happened=Happened(earliest=on("2022-09-27"), latest=on("2022-09-27")),
    known_on=on("2022-09-27"),
)
VOTED_AT = at("2022-09-28T00:00")
DAY_UNKNOWN = Confirmed(evidence=EVIDENCE, happened=None, known_on=on("2022-09-27"))
CALLED_OFF = Refuted(evidence=EVIDENCE, known_on=on("2022-09-27"), reason="called_off")
DROPPED = Closed(reason="cannot_be_known")
ON_THE_VOTE = Condition(text="if the vote is held", claim=VOTE)


def hanging(how="within", days=2, claim=VOTE):
    """Return the window of "within 48 hours of the vote"."""
    return replace(no_date(said_on="2022-09-26"), hangs_on=HangsOn(how=how, days=days, claim=claim))


def vote(*events):
    """Return how the vote's own claim stands after it was reported for the 28th and these events."""
    other = as_other(history(reported(window()), *events))
    assert other is not None
    return other


def follows(claim_events, *events_of_the_vote):
    """Return what is noted on a claim about the vote."""
    decision = follow(claim_after(*claim_events), {VOTE: vote(*events_of_the_vote)})
    return [new.event for new in decision.events]


def opened(version=2, earliest="2022-09-27", latest="2022-09-29"):
    ends = {"earliest": earliest and on(earliest), "latest": latest and on(latest)}
    return WindowOpened(claim=VOTE, version=version, **ends)


# Windows that hang on another claim.


@pytest.mark.parametrize(
    ("hangs_on", "earliest", "latest"),
    [
        pytest.param(HangsOn(how="from_that_day"), "2022-09-27", None, id="once it is held"),
        pytest.param(HangsOn(how="within", days=2), "2022-09-27", "2022-09-29", id="within 48 hours of it"),
        pytest.param(HangsOn(how="about", days=14), "2022-10-11", "2022-10-11", id="two weeks after it"),
        pytest.param(HangsOn(how="eve"), "2022-09-26", "2022-09-26", id="on its eve"),
        pytest.param(HangsOn(how="by"), None, "2022-09-27", id="by the time it is held"),
    ],
)
def test_the_days_follow_from_the_day_the_other_thing_happened(hangs_on, earliest, latest):
    happened = Happened(earliest=on("2022-09-27"), latest=on("2022-09-27"))

    found = days_of(hangs_on, happened)

    assert found == (earliest and on(earliest), latest and on(latest))


@pytest.mark.parametrize(
    ("hangs_on", "earliest", "latest"),
    [
        pytest.param(HangsOn(how="within", days=2), "2022-09-23", "2022-09-29", id="within"),
        pytest.param(HangsOn(how="about", days=2), "2022-09-25", "2022-09-29", id="about"),
        pytest.param(HangsOn(how="eve"), "2022-09-22", "2022-09-26", id="eve"),
        pytest.param(HangsOn(how="by"), None, "2022-09-27", id="by"),
    ],
)
def test_a_span_of_days_gives_a_window_that_takes_in_all_of_them(hangs_on, earliest, latest):
    happened = Happened(earliest=on("2022-09-23"), latest=on("2022-09-27"))

    assert days_of(hangs_on, happened) == (earliest and on(earliest), on(latest))


def test_days_beyond_our_years_are_no_end():
    happened = Happened(earliest=on("2399-12-31"), latest=on("2400-12-31"))

    assert days_of(HangsOn(how="within", days=9), happened) == (on("2399-12-31"), None)


def test_a_window_that_hangs_on_an_open_claim_stays_empty_and_asks_as_no_date():
    events = [reported(hanging())]

    assert follows(events) == []
    claim = claim_after(*events)
    assert not claim.window.has_dates
    assert (claim_asks_on(claim), deadlines(claim).closes_at) == (on("2022-10-03"), None)


def test_a_confirmation_opens_the_window_at_the_time_it_is_known():
    (new,) = follow(claim_after(reported(hanging())), {VOTE: vote((VOTED, VOTED_AT))}).events

    assert new.event == opened()
    assert new.occurred_at == VOTED_AT


def test_an_opened_window_passes_like_any_other():
    claim = claim_after(reported(hanging()), (opened(), VOTED_AT))

    assert (claim.window.earliest, claim.window.latest) == (on("2022-09-27"), on("2022-09-29"))
    assert (claim.window.precision, claim.window.certainty) == ("range", "inferred")
    assert claim.arming == 2
    assert deadlines(claim).closes_at == at("2022-09-30T00:00")
    assert claim_asks_on(claim) == on("2022-09-30")


def test_about_so_many_days_after_it_is_approximate():
    about = hanging("about", 14)

    claim = claim_after(reported(about), opened(earliest="2022-10-11", latest="2022-10-11"))

    assert (claim.window.precision, claim.window.certainty) == ("day", "approximate")


def test_what_was_noted_is_not_noted_again():
    assert follows([reported(hanging()), opened()], VOTED) == []
    assert follows([reported(hanging()), opened()], VOTED, Noted(note="seen")) == []


def test_a_confirmation_without_a_known_day_gives_no_dates_and_asks_at_once():
    events = [reported(hanging())]

    assert follows(events, DAY_UNKNOWN) == [opened(earliest=None, latest=None)]
    claim = claim_after(*events, (opened(earliest=None, latest=None), VOTED_AT))
    assert not claim.window.has_dates
    assert next_check_on(claim) == on("2022-09-28")
    assert due(deadlines(claim), VOTED_AT, is_settled=False) == "to_check"


@pytest.mark.parametrize(
    ("event", "standing"),
    [pytest.param(CALLED_OFF, "refuted", id="refuted"), pytest.param(DROPPED, "closed", id="closed")],
)
def test_a_claim_whose_other_claim_will_not_come_is_to_be_checked_at_once(event, standing):
    emptied = WindowEmptied(claim=VOTE, version=2, standing=standing)

    assert follows([reported(hanging())], event) == [emptied]
    claim = claim_after(reported(hanging()), (emptied, VOTED_AT))
    assert due(deadlines(claim), VOTED_AT, is_settled=False) == "to_check"


def test_an_earlier_check_or_snooze_does_not_answer_what_came_later():
    claim = claim_after(
        reported(hanging()),
        Checked(looked_on=on("2022-09-27")),
        Snoozed(until=on("2022-10-20")),
        (WindowEmptied(claim=VOTE, version=2, standing="refuted"), VOTED_AT),
    )

    assert claim.snoozed_until is None
    assert next_check_on(claim) == on("2022-09-28")


def test_a_later_check_or_snooze_answers_it_for_a_while():
    events = [reported(hanging()), (WindowEmptied(claim=VOTE, version=2, standing="refuted"), VOTED_AT)]

    assert next_check_on(claim_after(*events, Checked(looked_on=on("2022-09-28")))) == on("2022-10-05")
    assert next_check_on(claim_after(*events, Snoozed(until=on("2022-10-20")))) == on("2022-10-20")


@pytest.mark.parametrize(
    ("then", "version"),
    [
        pytest.param([Undone(version=2)], 3, id="undone"),
        pytest.param([Reopened(reason="too early")], 3, id="reopened"),
        pytest.param([Noted(note="hm"), Undone(version=2), Noted(note="well")], 4, id="among notes"),
    ],
)
def test_a_window_closes_again_when_the_confirmation_does_not_stand(then, version):
    emptied = WindowEmptied(claim=VOTE, version=version, standing="open")

    assert follows([reported(hanging()), opened()], VOTED, *then) == [emptied]
    claim = claim_after(reported(hanging()), opened(), emptied)
    assert not claim.window.has_dates
    assert claim.window == replace(hanging(), certainty="unread")
    assert claim.arming == 3
    assert follows([reported(hanging()), opened(), emptied], VOTED, *then) == []


def test_an_undo_that_is_undone_opens_the_window_by_another_entry():
    undone_twice = [VOTED, Undone(version=2), Undone(version=3)]
    emptied = WindowEmptied(claim=VOTE, version=3, standing="open")

    found = follows([reported(hanging()), opened(), emptied], *undone_twice)

    assert found == [opened(version=4)]


def test_a_second_confirmation_gives_new_days():
    later = replace(VOTED, happened=Happened(earliest=on("2022-09-26"), latest=on("2022-09-26")))

    found = follows([reported(hanging()), opened()], VOTED, Undone(version=2), later)

    assert found == [opened(version=4, earliest="2022-09-26", latest="2022-09-28")]


def test_a_settled_claim_waits_for_nobody():
    answered = Refuted(evidence=EVIDENCE, known_on=on("2022-09-26"), reason="shown_untrue")

    assert follows([reported(hanging()), answered], VOTED) == []
    assert follows([reported(hanging()), answered, Reopened(reason="not so")], VOTED) == [opened()]


def test_words_that_hang_on_nothing_in_particular_open_by_nothing():
    claim = claim_after(reported(hanging(claim=None)))

    assert waits_for(claim) == frozenset()
    assert follow(claim, {VOTE: vote(VOTED)}).events == ()


@pytest.mark.parametrize(
    "later",
    [
        pytest.param(WindowMoved(window=window()), id="moved to days of its own"),
        pytest.param(WindowMoved(window=hanging(claim="clm_other")), id="moved to another claim"),
        pytest.param(Amended(reason="misread", window=window()), id="amended"),
    ],
)
def test_days_that_come_of_a_claim_it_no_longer_hangs_on_change_nothing(later):
    before = history(reported(hanging()), later)
    after = history(reported(hanging()), later, opened())

    assert folded(after).window == folded(before).window
    assert folded(after).window_follows is None


def test_a_window_moved_back_to_the_claim_opens_anew():
    moved = WindowMoved(window=hanging("by"))
    events = [reported(hanging()), opened(), moved]

    assert follows(events, VOTED) == [opened(earliest=None, latest="2022-09-27")]
    assert linked_in(history(*events)) == 3


def test_taking_a_move_back_brings_back_the_days():
    claim = claim_after(reported(hanging()), opened(), WindowMoved(window=window()), Undone(version=3))

    assert claim.window.latest == on("2022-09-29")
    assert follow(claim, {VOTE: vote(VOTED)}).events == ()


# Conditions.


def test_an_open_condition_asks_when_its_own_claims_date_asks():
    events = [reported(window(), condition=ON_THE_VOTE)]
    changed = ConditionChanged(claim=VOTE, version=1, standing="open", asks_on=on("2022-09-29"))

    assert follows(events) == [changed]
    claim = claim_after(*events, changed)
    assert claim.condition_standing == "open"
    assert (claim_asks_on(claim), deadlines(claim).closes_at) == (on("2022-09-29"), None)
    assert due(deadlines(claim), at("2022-09-28T23:59"), is_settled=False) == "later"
    assert due(deadlines(claim), at("2022-09-29T00:00"), is_settled=False) == "to_check"
    assert follows([*events, changed]) == []


def test_a_condition_asks_on_another_day_when_its_claim_is_moved():
    events = [
        reported(window(), condition=ON_THE_VOTE),
        ConditionChanged(claim=VOTE, version=1, standing="open", asks_on=on("2022-09-29")),
    ]
    moved = (WindowMoved(window=window("2022-10-05", "2022-10-05")), at("2022-09-27T10:00"))

    (new,) = follow(claim_after(*events), {VOTE: vote(moved)}).events

    assert new.event == ConditionChanged(claim=VOTE, version=1, standing="open", asks_on=on("2022-10-06"))
    assert new.occurred_at == at("2022-09-27T10:00")
    assert claim_after(*events, new.event).arming == 1


def test_a_condition_whose_claim_has_no_date_asks_as_no_date():
    other = as_other(history(reported(no_date(said_on="2022-09-20"))))
    assert other is not None
    claim = claim_after(reported(window(), condition=ON_THE_VOTE))

    assert follow(claim, {VOTE: other}).events == ()
    assert claim_asks_on(claim) == on("2022-10-03")
    assert due(deadlines(claim), NOW, is_settled=False) == "no_date"


def test_a_condition_of_bare_words_asks_a_week_after_it_was_said_and_after_each_check():
    claim = claim_after(reported(window(), condition=Condition(text="if it rains")))
    checked = claim_after(
        reported(window(), condition=Condition(text="if it rains")), Checked(looked_on=on("2022-10-04"))
    )

    assert next_check_on(claim) == on("2022-10-03")
    assert next_check_on(checked) == on("2022-10-11")
    assert deadlines(checked).closes_at is None


def test_a_met_condition_lets_the_claims_own_date_count_again_in_a_new_arming():
    events = [reported(window(), condition=ON_THE_VOTE), DeadlinePassed(arming=1, closes_at=VOTED_AT)]
    met = ConditionChanged(claim=VOTE, version=2, standing="confirmed")

    assert follows(events, VOTED) == [met]
    claim = claim_after(*events, (met, VOTED_AT))
    assert (claim.condition_standing, claim.arming, claim.is_flagged) == ("met", 2, False)
    assert due(deadlines(claim), at("2022-09-29T00:00"), is_settled=False) == "past_due"
    assert follows([*events, met], VOTED) == []


@pytest.mark.parametrize(
    ("event", "standing"),
    [pytest.param(CALLED_OFF, "refuted", id="refuted"), pytest.param(DROPPED, "closed", id="closed")],
)
def test_a_failed_condition_is_to_be_checked_at_once_and_closing_is_one_step(event, standing):
    failed = ConditionChanged(claim=VOTE, version=2, standing=standing)
    events = [reported(window(), condition=ON_THE_VOTE), Checked(looked_on=on("2022-09-26"))]

    assert follows(events, event) == [failed]
    claim = claim_after(*events, (failed, VOTED_AT))
    assert (claim.condition_standing, claim.arming) == ("failed", 1)
    assert due(deadlines(claim), VOTED_AT, is_settled=False) == "to_check"
    assert due(deadlines(claim), at("2022-10-30T00:00"), is_settled=False) == "to_check"
    closing = Closed(reason="condition_failed")
    facts = Facts(actor(), VOTED_AT, "UTC")
    (closed,) = follow_up(claim, history(*events, failed), closing, facts).events
    assert closed.event == closing


def test_a_condition_is_open_again_when_the_confirmation_does_not_stand():
    events = [
        reported(window(), condition=ON_THE_VOTE),
        ConditionChanged(claim=VOTE, version=2, standing="confirmed"),
    ]
    reopened = ConditionChanged(claim=VOTE, version=3, standing="open", asks_on=on("2022-09-29"))

    assert follows(events, VOTED, Undone(version=2)) == [reopened]
    claim = claim_after(*events, reopened)
    assert (claim.condition_standing, deadlines(claim).closes_at) == ("open", None)


def test_an_editor_says_that_a_condition_of_words_is_met():
    rain = Condition(text="if it rains")
    events = [reported(window(), condition=rain)]
    proposed = Linked(question=None, condition=rain, met=True)

    (met,) = follow_up(claim_after(*events), history(*events), proposed, Facts(actor(), NOW, "UTC")).events

    claim = claim_after(*events, met.event)
    assert (claim.condition_standing, claim.arming) == ("met", 2)
    assert deadlines(claim).closes_at == at("2022-09-29T00:00")


def test_a_condition_stays_met_while_the_question_changes_and_not_when_its_words_do():
    rain, snow = Condition(text="if it rains"), Condition(text="if it snows")
    met = [reported(window(), condition=rain), Linked(question=None, condition=rain, met=True)]

    same = claim_after(*met, Linked(question="qst_1", condition=rain))
    other = claim_after(*met, Linked(question=None, condition=snow))
    taken_back = claim_after(*met, Linked(question=None, condition=rain, met=False))

    assert (same.condition_standing, same.arming) == ("met", 2)
    assert other.condition_standing == "open"
    assert taken_back.condition_standing == "open"
    assert claim_after(*met, Undone(version=2)).condition_standing == "open"


@pytest.mark.parametrize(
    ("events", "proposed", "code"),
    [
        pytest.param(
            [reported(condition=ON_THE_VOTE)],
            Linked(question=None, condition=ON_THE_VOTE, met=True),
            "met_by_its_claim",
            id="its claim says so",
        ),
        pytest.param(
            [reported()], Linked(question=None, condition=None, met=True), "met_by_its_claim", id="none"
        ),
        pytest.param(
            [
                reported(condition=Condition(text="if")),
                Linked(question=None, condition=Condition(text="if"), met=True),
            ],
            Linked(question=None, condition=Condition(text="if"), met=True),
            "nothing_changes",
            id="met already",
        ),
    ],
)
def test_nobody_says_that_a_condition_is_met_where_that_says_nothing(events, proposed, code):
    with pytest.raises(Refusal) as refused:
        follow_up(claim_after(*events), history(*events), proposed, Facts(actor(), NOW, "UTC"))

    assert refused.value.code == code


def test_what_is_noted_of_another_condition_changes_nothing():
    elsewhere = ConditionChanged(claim="clm_other", version=2, standing="confirmed")

    claim = claim_after(reported(window(), condition=ON_THE_VOTE), elsewhere)

    assert (claim.condition_standing, claim.condition_follows) == ("open", None)


def test_window_and_condition_may_hang_on_two_claims_and_are_noted_together():
    claim = claim_after(reported(hanging(), condition=Condition(text="if", claim="clm_law")))
    others = {VOTE: vote(VOTED), "clm_law": vote(VOTED)}

    noted = [new.event for new in follow(claim, others).events]

    assert noted == [opened(), ConditionChanged(claim="clm_law", version=2, standing="confirmed")]
    assert waits_for(claim) == {VOTE, "clm_law"}


# What the scheduler notes, among what people do.


NOTES = [
    opened(),
    WindowEmptied(claim=VOTE, version=3, standing="open"),
    ConditionChanged(claim=VOTE, version=2, standing="confirmed"),
]


@pytest.mark.parametrize("note", NOTES, ids=lambda note: type(note).__name__)
def test_nobody_takes_back_or_redacts_what_the_scheduler_noted(note):
    entries = history(reported(hanging(), condition=ON_THE_VOTE), note)
    facts = Facts(actor("admin"), NOW, "UTC")

    for proposed, code in (
        (Undone(version=2), "cannot_be_undone"),
        (Redacted(version=2, reason="a court order"), "nothing_to_redact"),
    ):
        with pytest.raises(Refusal) as refused:
            follow_up(folded(entries), entries, proposed, facts)
        assert refused.value.code == code


def test_ones_own_last_entry_stays_ones_own_after_the_scheduler_noted_something():
    own = history(reported(hanging()), Noted(note="hm"), by="acc_reporter")
    entries = [*own, Entry(3, opened(), VOTED_AT, SCHEDULER.id)]
    facts = Facts(actor("reporter", id="acc_reporter"), NOW, "UTC")

    (new,) = follow_up(folded(entries), entries, Undone(version=2), facts).events

    assert events_of([Entry(4, new.event, NOW, "acc_reporter")]) == [Undone(version=2)]


@pytest.mark.parametrize("left_out", range(1, 8))
def test_any_subset_of_a_history_tells_a_claim(left_out):
    entries = history(
        reported(hanging(), condition=ON_THE_VOTE),
        opened(),
        ConditionChanged(claim=VOTE, version=2, standing="confirmed"),
        Checked(looked_on=on("2022-09-27")),
        WindowEmptied(claim=VOTE, version=3, standing="open"),
        ConditionChanged(claim=VOTE, version=3, standing="open", asks_on=on("2022-09-29")),
        Linked(question=None, condition=None),
    )

    kept = [entry for entry in entries if entry.version != left_out]

    assert (fold(kept) is None) == (left_out == 1)
    for length in range(len(kept)):
        before = kept[:length]
        assert grown(fold(before), before, kept[length:]) == fold(kept)

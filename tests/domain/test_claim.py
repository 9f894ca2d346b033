from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.claim import fold, grown, versions_taken_back
from service.domain.events import (
    Amended,
    Assigned,
    Checked,
    ClaimReported,
    Closed,
    Condition,
    Confirmed,
    DeadlinePassed,
    Linked,
    Noted,
    QuestionAsked,
    Redacted,
    Refuted,
    Reopened,
    ReportAdded,
    Snoozed,
    Tagged,
    Undone,
    WindowMoved,
)
from tests.builders import (
    EVIDENCE,
    TODAY,
    at,
    claim_after,
    events_of,
    history,
    on,
    report,
    reported,
    window,
)
from tests.histories import commands, played

CONFIRMED = Confirmed(evidence=EVIDENCE, happened=None, known_on=TODAY)
REFUTED = Refuted(evidence=EVIDENCE, known_on=TODAY, reason="did_not_happen")
CLOSED = Closed(reason="duplicate", duplicate_of="clm_2")
OTHER = window("2022-10-05", "2022-10-05")
PASSED = DeadlinePassed(arming=1, closes_at=at("2022-09-29T00:00"))


@pytest.mark.parametrize(
    ("events", "arming"),
    [
        pytest.param([], 1, id="claim_reported arms"),
        pytest.param([ReportAdded(report=report("rep_2"))], 1, id="report_added does not"),
        pytest.param([Checked(looked_on=TODAY)], 1, id="checked does not"),
        pytest.param([Noted(note="n")], 1, id="noted does not"),
        pytest.param([CONFIRMED], 1, id="confirmed does not"),
        pytest.param([REFUTED], 1, id="refuted does not"),
        pytest.param([CLOSED], 1, id="closed does not"),
        pytest.param([WindowMoved(window=OTHER)], 2, id="window_moved does"),
        pytest.param([CONFIRMED, Reopened(reason="r")], 2, id="reopened does"),
        pytest.param([CONFIRMED, Undone(version=2)], 2, id="undone does, of a confirmation"),
        pytest.param([REFUTED, Undone(version=2)], 2, id="undone does, of a refutation"),
        pytest.param([CLOSED, Undone(version=2)], 2, id="undone does, of a closing"),
        pytest.param([Checked(looked_on=TODAY), Undone(version=2)], 1, id="undone does not, of a check"),
        pytest.param([WindowMoved(window=OTHER), Undone(version=2)], 3, id="undone does, of a move"),
        pytest.param(
            [REFUTED, Undone(version=2), Undone(version=3)], 3, id="undone does, of an undo that did"
        ),
        pytest.param(
            [REFUTED, Undone(version=2), Undone(version=3), Undone(version=4)],
            4,
            id="undone does, three deep",
        ),
        pytest.param([Noted(note="n"), Undone(version=2), Undone(version=3)], 1, id="nothing of nothing"),
        pytest.param([Amended(reason="r", window=OTHER)], 2, id="amended does, of the window"),
        pytest.param([Amended(reason="r", text="t")], 1, id="amended does not, of the text"),
        pytest.param(
            [Amended(reason="r", expects="holds_through")], 1, id="amended does not, of what is expected"
        ),
        pytest.param([Snoozed(until=on("2022-10-01"))], 1, id="snoozed does not"),
        pytest.param([Assigned(owner="acc_2")], 1, id="assigned does not"),
        pytest.param([Tagged(tags=("a",))], 1, id="tagged does not"),
        pytest.param([Linked(question="qst_1")], 1, id="linked does not"),
        pytest.param([PASSED], 1, id="deadline_passed does not"),
        pytest.param([Redacted(version=1, reason="r")], 1, id="redacted does not"),
    ],
)
def test_the_arming_rises_exactly_where_the_table_says(events, arming):
    assert claim_after(reported(), *events).arming == arming


@pytest.mark.parametrize(
    "events",
    [
        pytest.param([WindowMoved(window=OTHER)], id="a new date"),
        pytest.param([REFUTED, Reopened(reason="r")], id="a reopening"),
        pytest.param([REFUTED, Undone(version=3)], id="an undo"),
        pytest.param([Amended(reason="r", window=OTHER)], id="an amended date"),
    ],
)
def test_what_re_arms_takes_the_flag_away(events):
    assert claim_after(reported(), PASSED).is_flagged
    assert not claim_after(reported(), PASSED, *events).is_flagged


@pytest.mark.parametrize(
    ("events", "status", "closed"),
    [
        pytest.param([], "rumored", None, id="reported"),
        pytest.param([CONFIRMED], "confirmed", None, id="confirmed"),
        pytest.param([REFUTED], "refuted", None, id="refuted"),
        pytest.param([REFUTED, CONFIRMED], "confirmed", None, id="happened after all"),
        pytest.param([CLOSED], "rumored", "duplicate", id="closed as it was"),
        pytest.param([CONFIRMED, Reopened(reason="r")], "rumored", None, id="reopened"),
        pytest.param([CLOSED, Reopened(reason="r")], "rumored", None, id="closed and reopened"),
        pytest.param([REFUTED, Undone(version=2)], "rumored", None, id="taken back"),
        pytest.param(
            [REFUTED, Undone(version=2), Undone(version=3)], "refuted", None, id="the undo taken back"
        ),
        pytest.param([REFUTED, CONFIRMED, Undone(version=3)], "refuted", None, id="back to what was before"),
        pytest.param(
            [REFUTED, Reopened(reason="r"), Undone(version=3)], "refuted", None, id="the reopening taken back"
        ),
        pytest.param(
            [CLOSED, Reopened(reason="r"), CONFIRMED, Undone(version=3)],
            "confirmed",
            None,
            id="an answer ends it",
        ),
    ],
)
def test_the_status_is_what_the_history_says(events, status, closed):
    claim = claim_after(reported(), *events)

    assert (claim.status, claim.closed) == (status, closed)
    assert claim.is_settled is (status != "rumored" or closed is not None)


def test_an_answer_leaves_nothing_of_a_closing():
    claim = claim_after(reported(), CLOSED, Reopened(reason="r"), CONFIRMED, Undone(version=3))

    assert claim.duplicate_of is None


def test_a_resolution_names_who_answered_and_where():
    claim = claim_after(reported(), Noted(note="n"), REFUTED, by="acc_7")

    assert claim.resolution is not None
    assert (claim.resolution.version, claim.resolution.by, claim.resolution.evidence) == (
        3,
        "acc_7",
        EVIDENCE,
    )


def test_a_move_keeps_the_window_that_was_left():
    claim = claim_after(reported(), (WindowMoved(window=OTHER), at("2022-09-27T08:00")))

    assert claim.window == OTHER
    assert [(move.window, move.version, move.moved_at) for move in claim.moves] == [
        (window(), 2, at("2022-09-27T08:00"))
    ]


@pytest.mark.parametrize(
    "wakes",
    [
        pytest.param(ReportAdded(report=report("rep_2")), id="a report"),
        pytest.param(WindowMoved(window=OTHER), id="a new date"),
    ],
)
def test_a_snoozed_claim_is_woken_by(wakes):
    assert claim_after(reported(), Snoozed(until=on("2022-11-01")), wakes).snoozed_until is None


def test_an_amended_report_takes_the_place_of_the_old_one():
    mended = report("rep_2", outlet="Vyorstka")
    claim = claim_after(reported(), ReportAdded(report=report("rep_2")), Amended(reason="r", report=mended))

    assert claim.reports == (report("rep_1"), mended)


def test_links_and_owner_and_tags_are_set_as_a_whole():
    claim = claim_after(
        reported(tags=("a",), question="qst_1"),
        Tagged(tags=("b", "c")),
        Linked(question=None, condition=Condition(text="if")),
        Assigned(owner=None),
    )

    assert (claim.tags, claim.question, claim.condition, claim.owner) == (
        ("b", "c"),
        None,
        Condition(text="if"),
        None,
    )


def test_checks_are_counted_and_the_latest_look_is_kept():
    claim = claim_after(
        reported(), Checked(looked_on=on("2022-09-25")), Checked(looked_on=on("2022-09-20")), Noted(note="n")
    )

    assert (claim.checks, claim.last_checked_on) == (2, on("2022-09-25"))


def test_a_long_chain_of_undos_is_followed_to_its_end():
    events = [REFUTED, *(Undone(version=version) for version in range(2, 3002))]

    claim = claim_after(reported(), *events)

    assert (claim.status, claim.arming) == ("refuted", 3001)


@pytest.mark.parametrize(
    "events",
    [
        pytest.param([Undone(version=2)], id="an undo of itself"),
        pytest.param([Undone(version=3), Undone(version=2)], id="two undos of each other"),
        pytest.param([Undone(version=9)], id="an undo of nothing"),
        pytest.param([Undone(version=1)], id="an undo of the first entry"),
        pytest.param([reported()], id="reported twice"),
        pytest.param([QuestionAsked(text="When?")], id="a question"),
        pytest.param([Reopened(reason="r"), Reopened(reason="r")], id="reopened twice"),
        pytest.param([Redacted(version=7, reason="r")], id="a redaction of nothing"),
    ],
)
def test_an_illegal_history_is_folded_all_the_same(events):
    claim = fold(history(reported(), *events))

    assert claim is None or claim.status == "rumored"


def test_what_was_never_reported_is_no_claim():
    assert fold([]) is None
    assert fold(history(Noted(note="n"), REFUTED)) is None
    assert fold(history(Noted(note="n"), reported(), REFUTED)) is not None


@given(number=st.integers(0, 999), intents=st.lists(commands(), max_size=25))
def test_folding_is_deterministic_and_status_is_one_of_three(number, intents):
    entries = played(number, intents)

    claim = fold(entries)

    assert claim == fold(list(entries))
    assert claim is not None
    assert claim.version == len(entries)
    assert claim.status in ("rumored", "confirmed", "refuted")
    assert (claim.resolution is None) is (claim.status == "rumored")


@given(number=st.integers(0, 999), intents=st.lists(commands(), max_size=25), data=st.data())
def test_folding_any_part_of_a_history_never_fails(number, intents, data):
    entries = played(number, intents)
    kept = data.draw(st.lists(st.booleans(), min_size=len(entries), max_size=len(entries)))
    part = [entry for entry, keep in zip(entries, kept, strict=True) if keep]

    claim = fold(part)

    assert (claim is None) is not any(isinstance(event, ClaimReported) for event in events_of(part))
    assert claim is None or claim.version == part[-1].version


@given(number=st.integers(0, 999), intents=st.lists(commands(), max_size=25), data=st.data())
def test_what_is_decided_can_always_be_folded_and_changes_nothing_before_it(number, intents, data):
    entries = played(number, intents)
    split = data.draw(st.integers(1, len(entries)))

    before = fold(entries[:split])

    assert grown(before, entries[:split], entries[split:]) == fold(entries)
    arming = 0
    for end in range(1, len(entries) + 1):
        claim = fold(entries[:end])
        assert claim is not None
        assert claim.arming >= arming
        arming = claim.arming


@given(number=st.integers(0, 999), intents=st.lists(commands(), max_size=25))
def test_an_open_claim_that_was_settled_or_moved_has_a_new_arming(number, intents):
    entries = played(number, intents)
    claims = [fold(entries[:end]) for end in range(1, len(entries) + 1)]

    for before, after in pairwise(claims):
        assert before is not None
        assert after is not None
        opened = before.is_settled and not after.is_settled
        if opened or before.window != after.window:
            assert after.arming == before.arming + 1


@given(number=st.integers(0, 999), intents=st.lists(commands(), max_size=25))
def test_taking_the_undo_back_gives_the_claim_as_it_was(number, intents):
    entries = played(number, intents)
    undone = [*entries, *history(*events_of(entries), Undone(version=len(entries)))[len(entries) :]]
    again = [*undone, *history(*events_of(undone), Undone(version=len(undone)))[len(undone) :]]

    assert versions_taken_back(again) == versions_taken_back(entries) | {len(undone)}

from dataclasses import replace

import pytest

from service.domain.claim import fold
from service.domain.decisions import Facts, follow_up
from service.domain.decisions.merging import came_from, merge, merged_in, take_back
from service.domain.events import (
    Assigned,
    Checked,
    Closed,
    Confirmed,
    Entry,
    Linked,
    Merged,
    Noted,
    Refuted,
    ReportAdded,
    Tagged,
    Undone,
    WindowMoved,
)
from service.domain.refusals import Refusal
from service.domain.roles import Actor
from tests.builders import (
    EVIDENCE,
    NOW,
    TODAY,
    actor,
    at,
    claim_after,
    events_of,
    folded,
    history,
    no_date,
    numbered_ids,
    report,
    reported,
    window,
)

MERGED = Merged(into="clm_s", note="the same story")
CONFIRMED = Confirmed(evidence=EVIDENCE, happened=None, known_on=TODAY)
REFUTED = Refuted(evidence=EVIDENCE, known_on=TODAY, reason="did_not_happen")
CLOSED = Closed(reason="duplicate", duplicate_of="clm_s")
OTHER = reported(report=report("rep_s"), owner="acc_other")
LATER = at("2022-10-03T09:00")


def facts(who=None, now=LATER):
    return Facts(who or actor(), now, "UTC")


def merging(duplicate=(), survivor=(), *, first=None, other=OTHER, who=None):
    """Return what merging one claim with this history into another one adds to either."""
    return merge(
        "clm_d",
        claim_after(first or reported(), *duplicate),
        claim_after(other, *survivor),
        MERGED,
        facts(who),
        new_id="{}_new".format,
    )


def code_of(work):
    with pytest.raises(Refusal) as refused:
        work()
    return refused.value.code


def test_the_survivor_gets_every_report_and_each_says_where_it_came_from():
    second = report("rep_2", outlet="The Moscow Times", cites=("rep_1",))

    both = merging([ReportAdded(report=second)])

    assert events_of(both.duplicate.events) == [MERGED]
    assert events_of(both.survivor.events) == [
        ReportAdded(report=replace(report(), merged_from="clm_d")),
        ReportAdded(report=replace(second, merged_from="clm_d")),
    ]


def test_what_comes_along_comes_now_so_that_no_report_counts_twice_at_any_moment():
    both = merging()

    assert {new.occurred_at for new in (*both.duplicate.events, *both.survivor.events)} == {LATER}


def test_the_first_report_keeps_how_its_words_were_read():
    said = window(phrase="Sept. 28")
    first = reported(said, report=report(when="Sept. 28"))
    moved = WindowMoved(window=window("2022-10-05", "2022-10-05"))

    both = merging([moved], first=first)

    kept = replace(report(when="Sept. 28"), merged_from="clm_d", window=replace(said, phrase=None))
    assert events_of(both.survivor.events) == [ReportAdded(report=kept)]


def test_reports_that_go_by_an_id_of_the_survivor_get_one_of_their_own_with_all_that_names_them():
    copy = report("rep_2", outlet="B", cites=("rep_1",), republishes="rep_1")

    both = merging([ReportAdded(report=copy)], other=reported(report=report("rep_1", outlet="C")))

    assert [
        (one.report.id, one.report.cites, one.report.republishes)
        for one in events_of(both.survivor.events)
        if isinstance(one, ReportAdded)
    ] == [("rep_new", (), None), ("rep_2", ("rep_new",), "rep_new")]


@pytest.mark.parametrize(
    ("owners", "assigned"),
    [
        pytest.param(("acc_owner", None), ["acc_owner"], id="nobody's claim gets the owner"),
        pytest.param(("acc_owner", "acc_other"), [], id="an owner stays"),
        pytest.param((None, None), [], id="nobody stays nobody"),
    ],
)
def test_who_owns_the_survivor(owners, assigned):
    own, others = owners

    both = merging(first=reported(owner=own), other=reported(report=report("rep_s"), owner=others))

    found = [one for one in events_of(both.survivor.events) if isinstance(one, Assigned)]
    assert found == [Assigned(owner=owner, merged_from="clm_d") for owner in assigned]


@pytest.mark.parametrize(
    ("who", "may"),
    [
        pytest.param(Actor("acc_1", "viewer"), False, id="a viewer"),
        pytest.param(Actor("acc_owner", "reporter"), False, id="a reporter, its owner"),
        pytest.param(Actor("acc_1", "editor"), True, id="an editor"),
        pytest.param(Actor("acc_1", "admin"), True, id="an admin"),
        pytest.param(Actor("acc_1", "admin", frozenset({"read"})), False, id="a token that may only read"),
    ],
)
def test_editors_merge(who, may):
    if may:
        assert merging(who=who).duplicate.events
    else:
        assert code_of(lambda: merging(who=who)) == "not_allowed"


@pytest.mark.parametrize(
    ("duplicate", "survivor", "code"),
    [
        pytest.param([], [CONFIRMED], None, id="an open one into a confirmed one"),
        pytest.param([CLOSED], [], None, id="one that was closed as a repetition"),
        pytest.param([CONFIRMED], [CONFIRMED], None, id="both confirmed"),
        pytest.param([CONFIRMED], [], "answers_differ", id="a confirmed one into an open one"),
        pytest.param([REFUTED], [CONFIRMED], "answers_differ", id="a refuted one into a confirmed one"),
        pytest.param([], [Merged(into="clm_x")], "claim_merged", id="into one that was merged itself"),
        pytest.param([Merged(into="clm_x")], [], "claim_merged", id="one that was merged already"),
        pytest.param(
            [ReportAdded(report=report("rep_2", merged_from="clm_x"))],
            [],
            "has_merged",
            id="one that others were merged into",
        ),
    ],
)
def test_no_answer_is_lost_and_no_chain_is_made(duplicate, survivor, code):
    if code is None:
        assert merging(duplicate, survivor).duplicate.events
    else:
        assert code_of(lambda: merging(duplicate, survivor)) == code


def test_what_is_to_happen_is_not_merged_with_what_is_to_hold():
    assert code_of(lambda: merging(other=reported(expects="holds_through"))) == "expects_differ"


def test_other_dates_and_another_question_are_told():
    first = reported(no_date(), question="qst_1")

    codes = [one.code for one in merging(first=first).duplicate.warnings]

    assert codes == ["windows_differ", "question_stays"]


# A merged claim.


def test_nobody_is_asked_about_a_merged_claim_until_it_is_taken_back():
    merged = claim_after(reported(), MERGED)
    back = claim_after(reported(), MERGED, Undone(version=2))

    assert (merged.is_settled, merged.status, merged.merged_into) == (True, "rumored", "clm_s")
    assert (back.is_settled, back.merged_into, back.arming) == (False, None, 2)


@pytest.mark.parametrize(
    ("proposed", "code"),
    [
        pytest.param(Noted(note="n"), None, id="a note is taken"),
        pytest.param(ReportAdded(report=report("rep_2")), "claim_merged", id="a report belongs to the other"),
        pytest.param(Checked(looked_on=TODAY), "claim_merged", id="a check"),
        pytest.param(CONFIRMED, "claim_merged", id="an answer"),
        pytest.param(Tagged(tags=("a",)), "claim_merged", id="tags"),
        pytest.param(Linked(question="qst_1"), "claim_merged", id="a question"),
        pytest.param(CLOSED, "claim_merged", id="a closing"),
    ],
)
def test_what_a_merged_claim_takes(proposed, code):
    entries = history(reported(), MERGED)

    def work():
        return follow_up(folded(entries), entries, proposed, facts())

    if code is None:
        assert events_of(work().events) == [proposed]
    else:
        assert code_of(work) == code


# Taking it back.


def after(entries, decision, who="acc_editor"):
    """Return a history with what was decided behind it."""
    new = enumerate(decision.events, start=len(entries) + 1)
    return [*entries, *(Entry(version, one.event, one.occurred_at, who) for version, one in new)]


@pytest.fixture
def merged():
    """Return the histories of two claims of which the first was merged into the second, and those before."""
    before = history(reported(), Noted(note="n")), history(replace(OTHER, owner=None))
    both = merge("clm_d", folded(before[0]), folded(before[1]), MERGED, facts(), new_id=numbered_ids())
    return (after(before[0], both.duplicate), after(before[1], both.survivor)), before


def taken_back(duplicate, survivor, version=3):
    return take_back("clm_d", folded(duplicate), duplicate, survivor, Undone(version=version), facts())


def test_taken_back_both_claims_stand_as_before(merged):
    (duplicate, survivor), before = merged

    both = taken_back(duplicate, survivor)

    for entries, decision, then in zip(
        (duplicate, survivor), (both.duplicate, both.survivor), before, strict=True
    ):
        now = folded(after(entries, decision))
        assert replace(now, version=0, arming=0) == replace(folded(then), version=0, arming=0)
    assert {new.occurred_at for new in both.survivor.events} == {LATER}


def test_what_came_by_an_earlier_merging_is_taken_back_once(merged):
    (duplicate, survivor), _ = merged
    first = taken_back(duplicate, survivor)
    duplicate, survivor = after(duplicate, first.duplicate), after(survivor, first.survivor)
    again = merge("clm_d", folded(duplicate), folded(survivor), MERGED, facts(), new_id=numbered_ids())
    duplicate, survivor = after(duplicate, again.duplicate), after(survivor, again.survivor)

    both = taken_back(duplicate, survivor, version=5)

    assert events_of(both.survivor.events) == [Undone(version=6), Undone(version=7)]


@pytest.mark.parametrize(
    ("which", "version", "code"),
    [
        pytest.param(1, 2, "came_by_merging", id="a report that came along"),
        pytest.param(1, 3, "came_by_merging", id="the owner that came along"),
    ],
)
def test_half_of_a_merging_is_not_taken_back(merged, which, version, code):
    entries = merged[0][which]

    refused = code_of(lambda: follow_up(folded(entries), entries, Undone(version=version), facts()))

    assert refused == code


def test_a_merging_that_was_taken_back_stays_so(merged):
    (duplicate, survivor), _ = merged
    both = taken_back(duplicate, survivor)

    for entries, version in ((after(duplicate, both.duplicate), 4), (after(survivor, both.survivor), 4)):
        refused = code_of(
            lambda entries=entries, version=version: follow_up(
                folded(entries), entries, Undone(version=version), facts()
            )
        )
        assert refused == "cannot_be_undone"
    assert code_of(lambda: taken_back(after(duplicate, both.duplicate), survivor)) == "undone_already"


def test_a_reporter_takes_no_merging_back(merged):
    (duplicate, survivor), _ = merged
    reporter = facts(actor("reporter", id="acc_owner"))

    refused = code_of(
        lambda: take_back("clm_d", folded(duplicate), duplicate, survivor, Undone(version=3), reporter)
    )

    assert refused == "not_allowed"


def test_which_entry_is_a_merging_and_what_it_brought(merged):
    (duplicate, survivor), _ = merged

    assert [merged_in(duplicate, version) for version in (1, 2, 3, 9)] == [None, None, MERGED, None]
    assert [came_from(entry) for entry in survivor] == [None, "clm_d", "clm_d"]


def test_as_of_a_day_before_the_merging_each_claim_has_its_own_reports(merged):
    def then(entries):
        return fold([entry for entry in entries if entry.occurred_at <= NOW])

    duplicate, survivor = (then(entries) for entries in merged[0])

    assert duplicate is not None
    assert survivor is not None
    assert duplicate.merged_into is None
    assert [one.id for one in survivor.reports] == ["rep_s"]

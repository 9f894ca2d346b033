"""What one answer would make of another claim on the question."""

import pytest

from service.domain.events import Confirmed, Happened, Refuted
from service.domain.outcome import Outcome
from service.domain.rivals import NOTHING, would_be
from tests.builders import EVIDENCE, claim_after, no_date, on, report, reported, window

KNOWN = on("2022-10-20")


def claim(earliest, latest, *events, **given):
    said = no_date() if earliest is latest is None else window(earliest, latest)
    return claim_after(reported(said, report=report(), **given), *events)


def happened(first, last=None, **given):
    days = None if first is None else Happened(earliest=on(first), latest=on(last or first))
    return Confirmed(evidence=EVIDENCE, happened=days, known_on=KNOWN, **given)


def refuted(reason="did_not_happen"):
    return Refuted(evidence=EVIDENCE, known_on=KNOWN, reason=reason)


@pytest.mark.parametrize(
    ("rival", "outcome"),
    [
        pytest.param(("2022-09-26", "2022-09-30"), Outcome("came_true"), id="by 30 September"),
        pytest.param(("2022-10-01", None), Outcome("early"), id="from 1 October"),
        pytest.param((None, "2022-09-25"), Outcome("late", 2), id="by 25 September"),
        pytest.param((None, None), None, id="without a date it is just confirmed"),
    ],
)
def test_what_happened_on_27_september_makes_of_other_dates(rival, outcome):
    answered = claim("2022-09-27", "2022-09-27", happened("2022-09-27"))

    found = would_be(claim(*rival), answered)

    assert (found.kind, found.outcome) == ("confirm", outcome)
    assert (found.happened, found.known_on) == (answered.resolution.happened, KNOWN)


def test_what_came_long_after_a_window_is_for_an_editor_to_name():
    found = would_be(claim(None, "2022-08-01"), claim("2022-09-27", "2022-09-27", happened("2022-09-27")))

    assert (found.kind, found.is_beyond_late) == ("confirm", True)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(happened(None), id="a day that nobody knows"),
        pytest.param(happened("2022-09-27", extent="part", extent_note="one crossing"), id="in part"),
        pytest.param(refuted("shown_untrue"), id="shown untrue"),
    ],
)
def test_some_answers_say_nothing_of_other_dates(answer):
    assert would_be(claim("2022-09-28", "2022-09-28"), claim("2022-09-27", "2022-09-27", answer)) == NOTHING


@pytest.mark.parametrize(
    ("rival", "follows"),
    [
        pytest.param(("2022-09-27", "2022-09-28"), True, id="a part of the same days"),
        pytest.param(("2022-09-26", "2022-10-02"), True, id="the same days"),
        pytest.param(("2022-09-26", "2022-10-09"), False, id="a later end"),
        pytest.param(("2022-09-26", None), False, id="no end"),
        pytest.param((None, "2022-09-28"), False, id="an earlier beginning: it may have come before"),
        pytest.param((None, None), False, id="no date"),
    ],
)
def test_what_did_not_happen_within_a_week_did_not_happen_within_a_part_of_it(rival, follows):
    answered = claim("2022-09-26", "2022-10-02", refuted())

    found = would_be(claim(*rival), answered)

    assert (found.kind, found.reason) == (("refute", "did_not_happen") if follows else (None, None))
    assert found.outcome == (Outcome("did_not_happen") if follows else None)


def test_what_was_called_off_is_called_off_for_every_date():
    found = would_be(claim("2022-11-01", None), claim("2022-09-26", "2022-10-02", refuted("called_off")))

    assert (found.kind, found.reason) == ("refute", "called_off")


@pytest.mark.parametrize(
    ("day", "kind", "outcome"),
    [
        pytest.param("2022-09-27", "refute", "did_not_hold", id="it came while it was to hold"),
        pytest.param("2022-11-02", "confirm", "held", id="it came when the time had run out"),
        pytest.param("2022-09-20", None, None, id="it came before the time began"),
    ],
)
def test_what_was_to_hold_did_or_did_not(day, kind, outcome):
    rival = claim("2022-09-26", "2022-11-01", expects="holds_through")

    found = would_be(rival, claim("2022-09-27", "2022-09-27", happened(day, counts_as="late")))

    assert (found.kind, found.outcome and found.outcome.name) == (kind, outcome)


@pytest.mark.parametrize(
    ("latest", "expects", "kind"),
    [
        pytest.param("2022-10-01", "happens_by", "refute", id="what would have ended it did not happen"),
        pytest.param("2022-10-01", "holds_through", "confirm", id="what was to hold less long held too"),
        pytest.param("2022-12-01", "happens_by", None, id="a later end is still open"),
        pytest.param(None, "happens_by", None, id="no end"),
    ],
)
def test_what_held_through_a_day(latest, expects, kind):
    answered = claim("2022-09-26", "2022-11-01", happened(None), expects="holds_through")

    assert would_be(claim("2022-09-26", latest, expects=expects), answered).kind == kind


def test_nothing_is_offered_on_what_is_settled_or_by_what_is_open():
    answered = claim("2022-09-27", "2022-09-27", happened("2022-09-27"))
    settled = claim("2022-09-28", "2022-09-28", refuted())

    assert would_be(settled, answered) == NOTHING
    assert would_be(claim("2022-09-28", "2022-09-28"), claim("2022-09-27", "2022-09-27")) == NOTHING
    not_held = claim("2022-09-26", "2022-11-01", refuted(), expects="holds_through")
    assert would_be(claim("2022-09-28", "2022-09-28"), not_held) == NOTHING

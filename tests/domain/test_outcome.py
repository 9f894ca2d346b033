import pytest

from service.domain.events import Closed, Confirmed, Happened, Refuted, Reopened
from service.domain.outcome import Outcome, is_beyond_late, outcome
from tests.builders import EVIDENCE, claim_after, no_date, on, reported, window


def happened(earliest, latest=None):
    return Happened(earliest=on(earliest), latest=on(latest or earliest))


def confirmed(when=None, **given):
    return Confirmed(evidence=EVIDENCE, happened=when, known_on=on("2022-12-31"), **given)


def refuted(reason):
    return Refuted(evidence=EVIDENCE, known_on=on("2022-12-31"), reason=reason)


OCTOBER = window("2022-10-01", "2022-10-31")


@pytest.mark.parametrize(
    ("said", "event", "expected"),
    [
        pytest.param(OCTOBER, confirmed(happened("2022-10-01")), Outcome("came_true"), id="on its first day"),
        pytest.param(OCTOBER, confirmed(happened("2022-10-31")), Outcome("came_true"), id="on its last day"),
        pytest.param(OCTOBER, confirmed(happened("2022-11-01")), Outcome("late", 1), id="late by a day"),
        pytest.param(
            OCTOBER, confirmed(happened("2022-12-01")), Outcome("late", 31), id="as late as late goes"
        ),
        pytest.param(
            OCTOBER,
            confirmed(happened("2023-05-01"), counts_as="late"),
            Outcome("late", 182),
            id="beyond late, an editor says late",
        ),
        pytest.param(
            OCTOBER,
            confirmed(happened("2023-05-01"), counts_as="did_not_happen"),
            Outcome("did_not_happen"),
            id="beyond late, an editor says it did not",
        ),
        pytest.param(OCTOBER, confirmed(happened("2022-09-30")), Outcome("early"), id="early"),
        pytest.param(OCTOBER, confirmed(), Outcome("day_not_known"), id="nobody knows when"),
        pytest.param(
            OCTOBER,
            confirmed(happened("2022-10-30", "2022-11-02")),
            Outcome("day_not_known"),
            id="over its end",
        ),
        pytest.param(
            OCTOBER,
            confirmed(happened("2022-09-29", "2022-10-02")),
            Outcome("day_not_known"),
            id="over its start",
        ),
        pytest.param(
            OCTOBER,
            confirmed(happened("2022-10-03", "2022-10-09")),
            Outcome("came_true"),
            id="some days inside",
        ),
        pytest.param(
            OCTOBER,
            confirmed(happened("2022-11-02", "2022-11-05")),
            Outcome("late", 2),
            id="late by its first day",
        ),
        pytest.param(
            OCTOBER,
            confirmed(happened("2022-10-03"), extent="part", extent_note="one region"),
            Outcome("in_part"),
            id="in part",
        ),
        pytest.param(
            window("2022-10-01", None), confirmed(happened("2030-01-01")), Outcome("came_true"), id="no end"
        ),
        pytest.param(
            window("2022-10-01", None), confirmed(happened("2022-09-30")), Outcome("early"), id="before it"
        ),
        pytest.param(
            window(None, "2022-10-31"), confirmed(happened("1990-01-01")), Outcome("came_true"), id="by"
        ),
        pytest.param(
            window(None, "2022-10-31"), confirmed(happened("2022-11-01")), Outcome("late", 1), id="by, late"
        ),
        pytest.param(no_date(), confirmed(happened("2022-10-03")), None, id="no date, confirmed"),
        pytest.param(no_date(), confirmed(), None, id="no date, day not known"),
        pytest.param(
            no_date(), confirmed(extent="part", extent_note="some"), Outcome("in_part"), id="no date, in part"
        ),
        pytest.param(OCTOBER, refuted("did_not_happen"), Outcome("did_not_happen"), id="did not happen"),
        pytest.param(OCTOBER, refuted("called_off"), Outcome("did_not_happen"), id="called off"),
        pytest.param(OCTOBER, refuted("shown_untrue"), Outcome("shown_untrue"), id="shown untrue"),
        pytest.param(no_date(), refuted("did_not_happen"), None, id="no date, refuted"),
        pytest.param(no_date(), refuted("shown_untrue"), Outcome("shown_untrue"), id="no date, shown untrue"),
        pytest.param(OCTOBER, Closed(reason="too_vague"), Outcome("closed"), id="closed"),
        pytest.param(OCTOBER, Reopened(reason="r"), None, id="open"),
    ],
)
def test_what_became_of_a_claim_that_something_happens_by(said, event, expected):
    assert outcome(claim_after(reported(said), event)) == expected


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        pytest.param(confirmed(), Outcome("held"), id="it held"),
        pytest.param(confirmed(happened("2023-05-01")), Outcome("held"), id="it held, with a day"),
        pytest.param(refuted("did_not_happen"), Outcome("did_not_hold"), id="it did not hold"),
        pytest.param(refuted("called_off"), Outcome("did_not_hold"), id="it was called off"),
        pytest.param(Closed(reason="cannot_be_known"), Outcome("closed"), id="nobody can know"),
    ],
)
def test_what_became_of_a_claim_that_something_holds_through(event, expected):
    assert outcome(claim_after(reported(OCTOBER, expects="holds_through"), event)) == expected


def test_what_was_refuted_and_happened_after_all_is_weighed_as_confirmed():
    claim = claim_after(reported(OCTOBER), refuted("did_not_happen"), confirmed(happened("2022-11-02")))

    assert (claim.status, outcome(claim)) == ("confirmed", Outcome("late", 2))


@pytest.mark.parametrize(
    ("said", "when", "beyond"),
    [
        pytest.param(window("2022-10-01", "2022-10-01"), "2022-10-31", False, id="thirty days after one day"),
        pytest.param(
            window("2022-10-01", "2022-10-01"), "2022-11-01", True, id="thirty-one days after one day"
        ),
        pytest.param(OCTOBER, "2022-12-01", False, id="a month's own length"),
        pytest.param(OCTOBER, "2022-12-02", True, id="a month's own length and a day"),
        pytest.param(window("2022-01-01", "2022-12-31"), "2023-12-31", False, id="a year's own length"),
        pytest.param(
            window("2022-01-01", "2022-12-31"), "2024-01-01", True, id="a year's own length and a day"
        ),
        pytest.param(window(None, "2022-10-31"), "2022-11-30", False, id="only an end, thirty days"),
        pytest.param(window(None, "2022-10-31"), "2022-12-01", True, id="only an end, thirty-one days"),
        pytest.param(window("2022-10-01", None), "2099-01-01", False, id="no end is never late"),
        pytest.param(no_date(), "2099-01-01", False, id="no date is never late"),
        pytest.param(OCTOBER, "2022-10-31", False, id="in time"),
    ],
)
def test_late_reaches_as_far_as_the_window_is_long_and_at_least_thirty_days(said, when, beyond):
    assert is_beyond_late(said, happened(when)) is beyond


def test_what_happened_on_no_known_day_is_not_beyond_late():
    assert not is_beyond_late(OCTOBER, None)

import pytest

from service.domain.dates_reported import beside, dates_reported, differ
from service.domain.events import Amended, ReportAdded, WindowMoved
from service.domain.window import Window
from tests.builders import claim_after, no_date, report, reported, window

THIS_WEEK = window("2022-09-26", "2022-10-02", phrase="this week")
AS_SOON_AS = window("2022-09-26", None)
ORIGINAL = report("rep_a", outlet="The Moscow Times", when="this week")
COPY = report(
    "rep_b",
    outlet="The Barents Observer",
    when="as soon as this week",
    window=AS_SOON_AS,
    republishes="rep_a",
)


def told(claim):
    return [(one.report.id, one.window, one.stands, one.beside) for one in dates_reported(claim)]


def test_the_sample_story_has_a_closed_window_in_the_original_and_an_open_end_in_the_copy():
    claim = claim_after(reported(THIS_WEEK, report=ORIGINAL), ReportAdded(report=COPY))

    assert told(claim) == [("rep_a", THIS_WEEK, True, "same"), ("rep_b", AS_SOON_AS, False, "around")]
    assert differ(dates_reported(claim))


def test_after_a_move_the_window_rests_on_the_report_that_gave_the_new_date():
    second = report("rep_2", outlet="Vyorstka", when="Oct. 5", window=window("2022-10-05", "2022-10-05"))
    moved = WindowMoved(window=window("2022-10-05", "2022-10-05", phrase="Oct. 5"), report="rep_2")

    claim = claim_after(reported(THIS_WEEK, report=ORIGINAL), ReportAdded(report=second), moved)

    assert claim.window_report == "rep_2"
    assert told(claim) == [
        ("rep_a", THIS_WEEK, False, "apart"),
        ("rep_2", moved.window, True, "same"),
    ]


def test_a_date_that_was_moved_without_a_report_rests_on_none():
    moved = WindowMoved(window=window("2022-10-05", "2022-10-05"))

    claim = claim_after(reported(THIS_WEEK, report=ORIGINAL), moved)

    assert claim.window_report is None
    assert told(claim) == [("rep_a", THIS_WEEK, False, "apart")]


def test_a_date_that_our_record_got_wrong_still_rests_on_its_report():
    mended = window("2022-09-26", "2022-09-30")

    claim = claim_after(reported(THIS_WEEK, report=ORIGINAL), Amended(reason="r", window=mended))

    assert told(claim) == [("rep_a", mended, True, "same")]


def test_a_report_that_says_nothing_of_a_date_is_not_listed():
    claim = claim_after(reported(no_date(), report=report()), ReportAdded(report=report("rep_2")))

    assert dates_reported(claim) == ()


def test_days_that_a_person_set_rest_on_the_first_report_though_it_words_no_date():
    claim = claim_after(reported(THIS_WEEK, report=report()))

    assert told(claim) == [("rep_1", THIS_WEEK, True, "same")]


def test_words_that_were_not_read_have_no_days():
    claim = claim_after(
        reported(THIS_WEEK, report=ORIGINAL), ReportAdded(report=report("rep_2", when="soon"))
    )

    assert told(claim)[1:] == [("rep_2", None, False, "no_days")]


def test_reports_with_the_same_words_and_days_do_not_differ():
    again = report("rep_2", when="this week", window=window("2022-09-26", "2022-10-02"))

    claim = claim_after(reported(THIS_WEEK, report=ORIGINAL), ReportAdded(report=again))

    assert not differ(dates_reported(claim))


@pytest.mark.parametrize(
    ("one", "lies"),
    [
        pytest.param(window("2022-09-26", "2022-10-02"), "same", id="the same days"),
        pytest.param(window("2022-09-28", "2022-09-28"), "inside", id="a day in the week"),
        pytest.param(window("2022-09-01", "2022-10-31"), "around", id="months around it"),
        pytest.param(window("2022-09-26", None), "around", id="the same beginning and no end"),
        pytest.param(window(None, "2022-10-02"), "around", id="the same end and no beginning"),
        pytest.param(window("2022-09-28", None), "overlaps", id="from a day in it, no end"),
        pytest.param(window("2022-09-20", "2022-09-26"), "overlaps", id="its first day in common"),
        pytest.param(window("2022-10-03", None), "apart", id="from the day after"),
        pytest.param(window(None, "2022-09-25"), "apart", id="until the day before"),
        pytest.param(Window(), "no_days", id="no date"),
        pytest.param(None, "no_days", id="not read"),
    ],
)
def test_how_days_lie_to_those_of_the_week(one, lies):
    assert beside(one, window("2022-09-26", "2022-10-02")) == lies

import pytest

from service.domain.attribution import Article
from service.domain.stance import counted, outlet_stances
from tests.builders import at, on, report


def said(id, stance, day=None, outlet="Meduza"):  # noqa: A002 - an id is an id
    """Return a report with a stance, published on a day, at an instant, or nobody knows when."""
    when = {} if day is None else {"published_at": at(day)} if "T" in day else {"published_on": on(day)}
    return report(id, outlet=outlet, stance=stance, article=Article(**when))


@pytest.mark.parametrize(
    ("reports", "latest"),
    [
        pytest.param([said("1", "for", "2022-09-26")], {"Meduza": "for"}, id="one report"),
        pytest.param(
            [said("1", "for", "2022-09-26"), said("2", "retracted", "2022-10-01")],
            {"Meduza": "retracted"},
            id="an outlet that takes it back",
        ),
        pytest.param(
            [said("1", "retracted", "2022-10-01"), said("2", "for", "2022-09-26")],
            {"Meduza": "retracted"},
            id="published counts, not the order of recording",
        ),
        pytest.param(
            [said("1", "for", "2022-09-26"), said("2", "against")],
            {"Meduza": "against"},
            id="without a day it stands behind what was recorded before it",
        ),
        pytest.param(
            [said("1", "against"), said("2", "for", "2022-09-26")],
            {"Meduza": "for"},
            id="and before what was recorded after it",
        ),
        pytest.param(
            [said("1", "for", "2022-09-26T18:00"), said("2", "against", "2022-09-26T09:00")],
            {"Meduza": "for"},
            id="of one day, the hour decides where all name one",
        ),
        pytest.param(
            [
                said("1", "for", "2022-09-26T18:00"),
                said("2", "against", "2022-09-26T09:00"),
                said("3", "relays", "2022-09-26"),
            ],
            {"Meduza": "relays"},
            id="else the order of recording",
        ),
        pytest.param(
            [said("1", "for", outlet="Meduza"), said("2", "against", outlet="MEDUZA")],
            {"MEDUZA": "against"},
            id="upper and lower case are one outlet",
        ),
        pytest.param(
            [said("1", "for", outlet="A"), said("2", "no_confirmation", outlet="B")],
            {"A": "for", "B": "no_confirmation"},
            id="two outlets, in the order they reported",
        ),
        pytest.param([], {}, id="nobody"),
    ],
)
def test_where_each_outlet_stands_by_the_latest_of_its_reports(reports, latest):
    assert {one.outlet: one.latest for one in outlet_stances(reports)} == latest


def test_the_steps_of_an_outlet_are_those_reports_by_which_it_turned():
    reports = [
        said("1", "for", "2022-09-26"),
        said("2", "for", "2022-09-27"),
        said("3", "retracted", "2022-10-01"),
        said("4", "for", "2022-10-02"),
    ]

    (meduza,) = outlet_stances(reports)

    assert [one.id for one in meduza.steps] == ["1", "3", "4"]
    assert meduza.has_turned


def test_an_outlet_that_says_the_same_again_has_not_turned():
    (meduza,) = outlet_stances([said("1", "for", "2022-09-26"), said("2", "for", "2022-09-27")])

    assert not meduza.has_turned


def test_each_outlet_counts_once_where_it_stands():
    reports = [
        said("1", "for", "2022-09-26", "Meduza"),
        said("2", "retracted", "2022-10-01", "Meduza"),
        said("3", "for", "2022-09-26", "Vyorstka"),
        said("4", "no_confirmation", "2022-09-26", "Kremlin pool"),
    ]

    assert counted(reports) == {"for": 1, "against": 0, "no_confirmation": 1, "relays": 0, "retracted": 1}


def test_two_names_of_one_outlet_count_once_where_they_are_said_to_be_the_same():
    reports = [said("1", "for", outlet="Meduza"), said("2", "retracted", outlet="Медуза")]
    same = {"Meduza": "src_1", "Медуза": "src_1"}.__getitem__

    assert counted(reports, same=same)["retracted"] == 1
    assert counted(reports, same=same)["for"] == 0

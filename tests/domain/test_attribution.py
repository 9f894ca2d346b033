import pytest

from service.domain.attribution import CopyOf, Origins, SaidBy, origins, possible_origins
from tests.builders import report


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        pytest.param([], Origins(0, 0, 0), id="nobody"),
        pytest.param([report("1")], Origins(1, 1, 1), id="one outlet"),
        pytest.param([report("1", outlet="A"), report("2", outlet="B")], Origins(2, 1, 2), id="two outlets"),
        pytest.param(
            [report("1", outlet="A"), report("2", outlet="a")], Origins(1, 1, 1), id="one outlet twice"
        ),
        pytest.param(
            [
                report("1", outlet="Meduza"),
                report("2", outlet="Khodorkovsky Live"),
                report("3", outlet="The Moscow Times", stance="relays", cites=("1", "2")),
                report("4", outlet="The Barents Observer", stance="relays", republishes="3"),
            ],
            Origins(4, 1, 2),
            id="the sample story: copies add nothing",
        ),
        pytest.param(
            [report("1", outlet="A"), report("2", outlet="B", republishes="1")], Origins(2, 1, 1), id="a copy"
        ),
        pytest.param(
            [report("1", outlet="A"), report("2", outlet="B", stance="against")],
            Origins(1, 1, 1),
            id="a denial",
        ),
        pytest.param(
            [report("1", outlet="A", stance="no_confirmation"), report("2", outlet="B", cites=("1",))],
            Origins(1, 1, 1),
            id="all have it from one that does not carry it",
        ),
        pytest.param([report("1", stance="retracted")], Origins(0, 0, 0), id="taken back"),
        pytest.param(
            [
                report("1", outlet="A", said_by=SaidBy(kind="unnamed", label="a source", count="1")),
                report("2", outlet="A", said_by=SaidBy(kind="unnamed", label="another", count="1")),
            ],
            Origins(1, 1, 1),
            id="two unnamed sources of one outlet count as one",
        ),
    ],
)
def test_outlets_and_the_origins_there_can_be(reports, expected):
    assert origins(reports) == expected


def of(number: int, outlet: str, **more):
    return report(str(number), outlet=outlet, **more)


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        pytest.param(
            [of(number, f"Paper {number}", credit="AP") for number in range(1, 6)],
            Origins(5, 1, 1),
            id="five outlets run one agency's text",
        ),
        pytest.param(
            [of(1, "A", credit="AP"), of(2, "B", credit="The Associated Press"), of(3, "C", credit="ap")],
            Origins(3, 1, 1),
            id="one agency under three names",
        ),
        pytest.param(
            [of(1, "Reuters"), of(2, "B", credit="Reuters"), of(3, "C", credit="Thomson Reuters")],
            Origins(3, 1, 1),
            id="the agency itself, and two that run its text",
        ),
        pytest.param(
            [
                of(1, "A", credit="AP"),
                of(2, "B", credit="AFP"),
                of(3, "C", credit="AP"),
                of(4, "D", credit="AFP"),
            ],
            Origins(4, 1, 2),
            id="two agencies",
        ),
        pytest.param(
            [of(1, "Первый канал", credit="ТАСС"), of(2, "B", credit="TASS")],
            Origins(2, 1, 1),
            id="an agency in two scripts",
        ),
        pytest.param(
            [of(1, "The Moscow Times"), of(2, "The Barents Observer", credit="the Moscow Times")],
            Origins(2, 1, 1),
            id="a credit line names an outlet that is there",
        ),
        pytest.param(
            [of(1, "B", credit="The Moscow Times"), of(2, "C", credit="The Moscow Times")],
            Origins(2, 1, 1),
            id="and one that is not",
        ),
        pytest.param(
            [of(1, "Meduza"), of(2, "Médúza")], Origins(1, 1, 1), id="one outlet, with and without accents"
        ),
        pytest.param(
            [
                of(1, "A", said_by=SaidBy(kind="unnamed", label="a source", count="2+")),
                of(2, "B", said_by=SaidBy(kind="unnamed", label="a source", count="2+")),
            ],
            Origins(2, 1, 2),
            id="two outlets' unnamed sources may be one",
        ),
        pytest.param(
            [of(1, "A", credit="AP"), of(2, "B", stance="against", credit="AFP")],
            Origins(1, 1, 1),
            id="a denial by another agency",
        ),
    ],
)
def test_one_agencys_text_is_one_origin_however_many_run_it(reports, expected):
    assert origins(reports) == expected


def test_copies_of_one_article_share_an_origin_whether_or_not_it_carries_the_claim():
    first, second, third = of(1, "A"), of(2, "B"), of(3, "C")
    original = CopyOf(report="1", article="art_a", of="art_a")
    copy = CopyOf(report="2", article="art_b", of="art_a")

    assert origins([first, second, third]) == Origins(3, 1, 3)
    assert origins([first, second, third], [original, copy]) == Origins(3, 1, 2)
    assert origins([of(1, "A", credit="AP"), second, of(3, "C", credit="AP")], [original, copy]) == (
        Origins(3, 1, 1)
    )
    elsewhere = [CopyOf(report=one, article=f"art_{one}", of="art_x") for one in "23"]
    assert origins([first, second, third], elsewhere) == Origins(3, 1, 2)
    assert origins([second, third], elsewhere) == Origins(2, 1, 1)


def test_each_origin_names_the_reports_that_go_back_to_it():
    reports = [
        of(1, "A", credit="AP"),
        of(2, "B", credit="AFP"),
        of(3, "C", credit="AP"),
        of(4, "D", cites=("1",)),
    ]

    found = [(one.name, [report.id for report in one.reports]) for one in possible_origins(reports)]

    assert found == [("Associated Press", ["1", "3"]), ("Agence France-Presse", ["2"])]

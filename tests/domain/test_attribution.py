import pytest

from service.domain.attribution import Origins, SaidBy, origins
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

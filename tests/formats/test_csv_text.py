"""CSV that no spreadsheet runs and no program loses anything of."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.formats import csv_text

#: What a spreadsheet takes for the beginning of a formula.
RUN = "=+-@＝＋－＠\t\r\n"


def read_back(data: bytes) -> list[list[str]]:
    """Read a file as our rule says."""
    rows = csv.reader(io.StringIO(data.decode(), newline=""), strict=True)
    return [[csv_text.unguarded(cell) for cell in row] for row in rows]


@pytest.mark.parametrize(
    ("words", "cell"),
    [
        pytest.param("=1+1", "'=1+1", id="a formula"),
        pytest.param('=HYPERLINK("https://example.org")', '\'=HYPERLINK("https://example.org")', id="a link"),
        pytest.param("-2 % growth", "'-2 % growth", id="a minus"),
        pytest.param("＠SUM(1)", "'＠SUM(1)", id="a full-width sign"),
        pytest.param("\t=1", "'\t=1", id="white space before"),
        pytest.param("'quoted'", "''quoted'", id="an apostrophe of its own"),
        pytest.param("a = b", "a = b", id="a sign inside"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_words_that_look_like_a_formula_get_an_apostrophe(words, cell):
    assert csv_text.cell(words) == cell


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=4))
def test_no_cell_can_run_and_every_cell_reads_back(words):
    data = csv_text.lines([words])

    [cells] = csv.reader(io.StringIO(data.decode(), newline=""), strict=True)
    assert not [cell for cell in cells if cell.lstrip()[:1] and cell.lstrip()[:1] in RUN]
    assert read_back(data) == [words]


def test_lines_end_and_are_quoted_as_the_standard_says():
    rows: list[list[object]] = [
        ["a", 'say "so"', "x,y", "two\nlines"],
        [None, True, 3, ["one", "two"]],
        [{"a": 1}, -1, "", ""],
    ]

    assert csv_text.lines(rows) == (
        b'a,"say ""so""","x,y","two\nlines"\r\n,true,3,"one\ntwo"\r\n"{""a"":1}",-1,,\r\n'
    )

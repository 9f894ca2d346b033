"""What became of a quoted passage in another version of its text."""

import pytest

from service.domain.passages import difference, stands_in, successor

BEFORE = "Russia could close its border this week, and 261,000 men left on Saturday."


@pytest.mark.parametrize(
    ("after", "kinds"),
    [
        pytest.param(BEFORE, (), id="nothing"),
        pytest.param(BEFORE.replace("this week", "as soon as this week"), ("date",), id="the date's wording"),
        pytest.param(BEFORE.replace("261,000", "300,000"), ("figure",), id="a figure"),
        pytest.param(BEFORE.replace("Russia", "Moscow"), ("clause",), id="a clause"),
        pytest.param(
            BEFORE.replace("this week", "next month").replace("261,000", "many"), ("date", "figure"), id="two"
        ),
        pytest.param(BEFORE.upper(), (), id="only the case"),
    ],
)
def test_a_change_says_what_it_is_about(after, kinds):
    found = difference(BEFORE, after, date="this week")

    assert found.kinds == kinds
    assert " ".join(one.text for one in found.pieces if one.kind != "gone") == after


def test_the_passage_that_says_most_nearly_the_same_is_its_successor():
    text = "An intro. Sources say Russia could close its border as soon as this week. Another sentence."

    assert successor("Russia could close its border this week.", text) == (
        "Sources say Russia could close its border as soon as this week."
    )
    assert successor("Parliament passes a law on reservists.", text) is None


def test_a_passage_stands_in_a_text_however_it_is_set():
    assert stands_in("“close its border”", "They CLOSE\nits border, he said.")
    assert not stands_in("close its borders", "They close its border.")
    assert not stands_in("…", "anything")

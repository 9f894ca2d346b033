"""How far reported dates agree, in words."""

import pytest

from service.dashboard.disagreeing import in_words
from tests.builders import no_date, window

BY_28 = window("2022-09-26", "2022-09-28")


@pytest.mark.parametrize(
    ("windows", "words"),
    [
        pytest.param([BY_28], "", id="one alone"),
        pytest.param([BY_28, window()], "All 2 say by Wed 28 Sep 2022.", id="all agree on the end"),
        pytest.param(
            [BY_28, window(), window("2022-09-26", None), no_date()],
            "2 of 4 say by Wed 28 Sep 2022. 1 of 4 says from Mon 26 Sep 2022 on, with no end. "
            "1 of 4 gives no date.",
            id="an open end excludes nothing",
        ),
        pytest.param(
            [window(), window("2022-10-01", "2022-10-02")],
            "1 of 2 says by Wed 28 Sep 2022. 1 of 2 says by Sun 2 Oct 2022. No day lies in both of them.",
            id="they exclude each other",
        ),
    ],
)
def test_disagreement_is_said_in_words(windows, words):
    assert in_words(windows) == words

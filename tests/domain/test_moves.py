"""Moves in their order: what was left, what was given, and by how many days."""

import pytest

from service.domain.claim_parts import moves_with_their_ends
from service.domain.events import Amended, Undone, WindowMoved
from tests.builders import claim_after, no_date, on, reported, window

TO_OCT_5 = WindowMoved(window=window("2022-10-05", "2022-10-05"))
TO_SEPT_30 = WindowMoved(window=window("2022-09-29", "2022-09-30"))


def told(*events):
    """Return the moves as (latest day left, latest day given, days)."""
    claim = claim_after(reported(window()), *events)
    moves = moves_with_their_ends(claim.moves, claim.window)
    return [(move.window.latest, to.latest, days) for move, to, days in moves]


def test_each_move_tells_what_it_left_what_it_gave_and_by_how_much():
    assert told(TO_OCT_5, TO_SEPT_30) == [
        (on("2022-09-28"), on("2022-10-05"), 7),
        (on("2022-10-05"), on("2022-09-30"), -5),
    ]


@pytest.mark.parametrize(
    ("events", "days"),
    [
        pytest.param([WindowMoved(window=no_date())], [None], id="postponed without a date"),
        pytest.param([WindowMoved(window=no_date()), TO_OCT_5], [None, None], id="and then given one"),
        pytest.param([WindowMoved(window=window("2022-09-28", None))], [None], id="an open end"),
        pytest.param([WindowMoved(window=window("2022-09-20", "2022-09-28"))], [0], id="the same end"),
    ],
)
def test_where_an_end_is_open_no_days_are_counted(events, days):
    assert [move[2] for move in told(*events)] == days


def test_a_move_that_was_taken_back_is_none():
    assert told(TO_OCT_5, TO_SEPT_30, Undone(version=2)) == [(on("2022-09-28"), on("2022-09-30"), 2)]


def test_a_date_that_was_written_down_wrongly_counts_as_it_was_put_right():
    put_right = Amended(reason="a slip", version=2, window=window("2022-10-06", "2022-10-06"))

    assert told(TO_OCT_5, put_right) == [(on("2022-09-28"), on("2022-10-06"), 8)]

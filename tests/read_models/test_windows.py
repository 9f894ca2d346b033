"""Which windows close and open on which day, and which reach into some days, now and as of then."""

from collections import Counter

import pytest

from service import database
from service.domain.events import Refuted, WindowMoved
from service.read_models import windows
from service.read_models.filters import ClaimFilter, Moment
from tests.builders import EVIDENCE, TODAY, at, no_date, on, reported, window
from tests.newsroom import Newsroom

NOW = at("2022-10-03T00:00")
SPAN = on("2022-09-26"), on("2022-10-05")
DAYS = [on("2022-09-26"), on("2022-09-28"), on("2022-10-05")]


@pytest.fixture
def told(engine):
    """Return a newsroom with seven claims, a to g, one of them moved, one settled."""
    newsroom = Newsroom(engine)
    for text, said in (
        ("a day", window()),
        ("b the same day", window("2022-09-26", "2022-09-28")),
        ("c over the span", window("2022-09-01", "2022-12-31")),
        ("d no end", window("2022-09-20", None)),
        ("e no beginning", window(None, "2022-10-05")),
        ("f no date", no_date()),
        ("g later", window("2022-11-01", "2022-11-02")),
    ):
        newsroom.report(reported(said, text=text, tags=("even",) if text[0] in "bdf" else ()))
    with database.reading(engine) as connection:
        ids = {
            view.claim.text[0]: view.id
            for view in windows.reaching_into(connection, among(connection), *SPAN, most=9)
        }
    newsroom.now = NOW
    newsroom.follow_up(ids["a"], Refuted(evidence=EVIDENCE, known_on=TODAY, reason="shown_untrue"))
    newsroom.follow_up(ids["e"], WindowMoved(window=window(None, "2023-01-05")))
    return newsroom


def among(connection, *, as_of=None, recorded_by=None, **wanted):
    moment = Moment(now=NOW, as_of=as_of, recorded_by=recorded_by)
    return windows.source(connection, ClaimFilter(**wanted), moment)


def test_days_count_what_closes_what_opens_and_what_waits_for_an_answer(told):
    with database.reading(told.engine) as connection:
        every = among(connection)
        closing = windows.counted(connection, every, "closing", *SPAN)
        opening = windows.counted(connection, every, "opening", *SPAN)
        unanswered = windows.unanswered(connection, every, *SPAN)
        narrowed = windows.counted(connection, among(connection, tag="even"), "closing", *SPAN)

    assert closing == {on("2022-09-28"): 2}
    assert opening == {on("2022-09-26"): 1, on("2022-09-28"): 1}
    assert unanswered == {on("2022-09-28"): 1}
    assert narrowed == {on("2022-09-28"): 1}


@pytest.mark.parametrize(
    ("moment", "letters"),
    [
        pytest.param({}, "abced", id="now, those that end first before, no end last"),
        pytest.param({"recorded_by": at("2022-10-02T00:00")}, "abecd", id="as recorded before the move"),
        pytest.param({"as_of": at("2022-09-01T00:00")}, "", id="before anything was said"),
    ],
)
def test_windows_that_share_a_day_with_a_span_are_found(told, moment, letters):
    with database.reading(told.engine) as connection:
        found = windows.reaching_into(connection, among(connection, **moment), *SPAN, most=9)
        few = windows.reaching_into(connection, among(connection, **moment), *SPAN, most=2)

    assert [view.claim.text[0] for view in found] == list(letters)
    assert [view.claim.text[0] for view in few] == list(letters[:2])


def test_a_day_names_its_first_claims_only(told):
    with database.reading(told.engine) as connection:
        first = windows.firsts(connection, among(connection), "closing", DAYS, most=1)
        as_recorded = windows.firsts(
            connection, among(connection, recorded_by=at("2022-10-02T00:00")), "closing", DAYS, most=2
        )
        as_known = windows.firsts(connection, among(connection, as_of=NOW), "opening", DAYS, most=2)

    assert [view.claim.text[0] for views in first.values() for view in views] == ["a"]
    assert Counter(len(views) for views in as_recorded.values()) == {2: 1, 1: 1}
    assert [view.claim.text[0] for views in as_known.values() for view in views] == ["b", "a"]


def test_the_nearest_claim_outside_a_span_is_the_next_one_or_else_the_last(told):
    with database.reading(told.engine) as connection:
        every = among(connection)
        following = windows.near(connection, every, "closing", *SPAN)
        last = windows.near(connection, every, "opening", on("2022-12-01"), on("2022-12-31"))
        none = windows.near(connection, among(connection, tag="gone"), "closing", *SPAN)

    assert [one and one.claim.text[0] for one in (following, last)] == ["g", "g"]
    assert none is None

"""Two times: as of a moment of the world, and as this ledger stood at one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service import database
from service.domain.claim import fold
from service.domain.events import Amended, Checked, Confirmed, ReportAdded, Undone, WindowMoved
from service.domain.refusals import Refusal
from service.read_models import replaying
from service.read_models.claims_as_known import known_states
from service.read_models.filters import ClaimFilter, Moment, claims, count
from tests.builders import EVIDENCE, NOW, at, on, report, reported, window
from tests.histories import commands, played
from tests.newsroom import Newsroom

LATER = at("2022-12-01T00:00")


@pytest.fixture
def told(engine):
    """Return a newsroom that learnt things in another order than they happened.

    recorded  what                                              occurred
    26 Sep    reported                                          24 Sep 09:00
    27 Sep    a check of the 25th                               26 Sep 00:00
    29 Sep    confirmed, known on the 28th                      29 Sep 00:00
    30 Sep    that taken back                                   29 Sep 00:00
     1 Oct    the text amended                                  24 Sep 09:00
     2 Oct    another date, published on the 23rd of September  23 Sep 08:00
    """
    newsroom = Newsroom(engine)
    newsroom.report(reported(report=report(published_at=at("2022-09-24T09:00"))))
    for day, proposed in (
        ("2022-09-27", Checked(looked_on=on("2022-09-25"))),
        ("2022-09-29", Confirmed(evidence=EVIDENCE, happened=None, known_on=on("2022-09-28"))),
        ("2022-09-30", Undone(version=3)),
        ("2022-10-01", Amended(reason="a typo", text="amended")),
    ):
        newsroom.now = at(f"{day}T12:00")
        newsroom.follow_up("clm_1", proposed)
    newsroom.now = at("2022-10-02T12:00")
    older = ReportAdded(report=report("rep_2", published_at=at("2022-09-23T08:00")))
    moved = WindowMoved(window=window("2022-10-09", "2022-10-09"), report="rep_2")
    newsroom.follow_up("clm_1", moved, resting_on=older)
    return newsroom


FIRST_TEXT = "Men are put on a stop list"


@pytest.mark.parametrize(
    ("as_of", "recorded_by", "expected"),
    [
        pytest.param("2022-09-24T08:59:59.999999", None, None, id="before it came out"),
        pytest.param(
            "2022-09-24T09:00", None, ("rumored", 0, "amended", 1), id="an amendment is as old as its entry"
        ),
        pytest.param("2022-09-25T23:59:59.999999", None, ("rumored", 0, "amended", 1), id="before the look"),
        pytest.param(
            "2022-09-26T00:00", None, ("rumored", 1, "amended", 1), id="a check counts from its own day"
        ),
        pytest.param(
            "2022-09-29T00:00", None, ("rumored", 1, "amended", 1), id="what was taken back never was"
        ),
        pytest.param(None, "2022-09-26T11:59:59.999999", None, id="not logged yet"),
        pytest.param(None, "2022-09-26T12:00", ("rumored", 0, FIRST_TEXT, 0), id="just logged"),
        pytest.param(None, "2022-09-28T00:00", ("rumored", 1, FIRST_TEXT, 0), id="checked"),
        pytest.param(None, "2022-09-29T12:00", ("confirmed", 1, FIRST_TEXT, 0), id="held to be confirmed"),
        pytest.param(None, "2022-09-30T12:00", ("rumored", 1, FIRST_TEXT, 0), id="taken back"),
        pytest.param(None, "2022-10-01T12:00", ("rumored", 1, "amended", 0), id="amended"),
        pytest.param(None, "2022-10-03T00:00", ("rumored", 1, "amended", 1), id="moved"),
        pytest.param(
            "2022-09-29T00:00", "2022-09-29T13:00", ("confirmed", 1, FIRST_TEXT, 0), id="both, confirmed"
        ),
        pytest.param(
            "2022-09-28T23:59:59.999999",
            "2022-09-29T13:00",
            ("rumored", 1, FIRST_TEXT, 0),
            id="both, not yet known",
        ),
        pytest.param(
            "2022-09-25T00:00", "2022-09-26T13:00", ("rumored", 0, FIRST_TEXT, 0), id="both, before the check"
        ),
        pytest.param("2022-09-24T00:00", "2022-10-03T00:00", None, id="both, before it came out"),
        pytest.param("2022-09-26T00:00", "2022-09-26T00:00", None, id="both, before it was logged"),
    ],
)
def test_a_list_as_of_a_moment_and_as_the_ledger_stood(told, as_of, recorded_by, expected):
    moment = Moment(
        now=LATER,
        as_of=None if as_of is None else at(as_of),
        recorded_by=None if recorded_by is None else at(recorded_by),
    )

    with database.reading(told.engine) as connection:
        found = claims(connection, ClaimFilter(), moment).items
        counted = count(connection, ClaimFilter(), moment)

    seen = [(one.claim.status, one.claim.checks, one.claim.text, len(one.claim.moves)) for one in found]
    assert seen == ([] if expected is None else [expected])
    assert counted == len(seen)


def test_due_is_weighed_at_the_moment_that_was_asked_for(told):
    def due_claims(**moment):
        with database.reading(told.engine) as connection:
            return count(connection, ClaimFilter(due="past_due"), Moment(now=LATER, **moment))

    assert due_claims() == 1
    assert due_claims(as_of=at("2022-10-01T00:00")) == 0
    assert due_claims(recorded_by=at("2022-09-30T13:00")) == 1
    assert due_claims(recorded_by=at("2022-09-28T13:00")) == 0


def test_what_the_ledger_recorded_is_dated_by_it_in_every_list(told):
    with database.reading(told.engine) as connection:
        views = [
            claims(connection, ClaimFilter(), moment).items[0]
            for moment in (
                Moment(now=LATER),
                Moment(now=LATER, as_of=at("2022-09-26T00:00")),
                Moment(now=LATER, recorded_by=at("2022-09-28T00:00")),
            )
        ]

    assert {view.recorded_at for view in views} == {NOW}
    assert [view.updated_at.date() for view in views] == [
        on("2022-10-02"),
        on("2022-10-02"),
        on("2022-09-27"),
    ]


def test_too_long_a_ledger_is_not_replayed_for_a_list(told, monkeypatch):
    monkeypatch.setattr(replaying, "MOST_EVENTS", 5)

    with database.reading(told.engine) as connection:
        assert count(connection, ClaimFilter(), Moment(now=LATER, recorded_by=at("2022-09-29T13:00"))) == 1
        with pytest.raises(Refusal) as refused:
            count(connection, ClaimFilter(), Moment(now=LATER, recorded_by=LATER))

    assert refused.value.code == "too_much_to_replay"


def test_two_lists_of_the_past_can_be_had_from_one_connection(told):
    with database.reading(told.engine) as connection:
        first = count(connection, ClaimFilter(), Moment(now=LATER, recorded_by=at("2022-09-01T00:00")))
        second = count(connection, ClaimFilter(), Moment(now=LATER, recorded_by=LATER))

    assert (first, second) == (0, 1)


@settings(max_examples=60)
@given(number=st.integers(0, 999), intents=st.lists(commands(), max_size=30))
def test_each_state_is_the_fold_of_what_had_occurred_by_then(number, intents):
    history = played(number, intents)
    moments = sorted({entry.occurred_at for entry in history})
    by_then = {moment: fold([one for one in history if one.occurred_at <= moment]) for moment in moments}

    known = dict(known_states(history))

    assert known == {moment: claim for moment, claim in by_then.items() if claim is not None}
    middle = moments[len(moments) // 2]
    assert dict(known_states(history, since=middle)) == {
        moment: claim for moment, claim in known.items() if moment >= middle
    }

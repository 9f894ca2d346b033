"""Bodies to follow-ups, for every door alike; the API's tests try every field."""

from datetime import UTC, date, datetime
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import events
from service.domain.attribution import Article, Report, SaidBy
from service.domain.claim import Claim
from service.domain.decisions.deciding import KIND_OF
from service.domain.refusals import Refusal
from service.domain.roles import Kind
from service.domain.window import window_of_dates
from service.intake.follow_up_schemas import SCHEMAS
from service.intake.follow_ups import follow_up, loaded_follow_up

NOW = datetime(2022, 9, 30, 22, tzinfo=UTC)
CLAIM = Claim(
    version=3,
    text="a",
    window=window_of_dates(
        date(2022, 9, 28),
        date(2022, 9, 28),
        zone="Europe/Moscow",
        phrase="Sept. 28",
        said_on=date(2022, 9, 26),
        said_zone="Europe/Oslo",
    ),
    reported_at=datetime(2022, 9, 26, tzinfo=UTC),
    actor="acc_1",
    reports=(
        Report(
            id="rep_1",
            outlet="A",
            said_by=SaidBy(label="b", kind="named", count="1"),
            article=Article(published_on=date(2022, 9, 25)),
        ),
    ),
    condition=events.Condition(text="if"),
    question="qst_1",
)


def read(newsroom_zone="UTC", **body):
    return follow_up(body, claim=CLAIM, now=NOW, zone=newsroom_zone, new_id=lambda prefix: f"{prefix}_new")


def test_there_is_a_body_for_every_kind_of_follow_up():
    assert set(SCHEMAS) == set(get_args(Kind)) == set(KIND_OF.values())


def test_today_is_the_newsrooms():
    here = read(kind="refute", evidence=[{"note": "a"}], newsroom_zone="America/New_York").event
    there = read(kind="refute", evidence=[{"note": "a"}], newsroom_zone="Asia/Tokyo").event

    assert (here.known_on, there.known_on) == (date(2022, 9, 30), date(2022, 10, 1))


def test_a_check_is_made_now_unless_it_says_when():
    now = read(kind="check", newsroom_zone="Asia/Tokyo")
    on = read(kind="check", looked_on="2022-09-29")
    at = read(kind="check", looked_at="2022-09-29T20:00:00Z", newsroom_zone="Asia/Tokyo")

    assert (now.looked_at, now.event.looked_on) == (NOW, date(2022, 10, 1))
    assert (on.looked_at, on.event.looked_on) == (None, date(2022, 9, 29))
    assert at.event.looked_on == date(2022, 9, 30)


def test_a_move_takes_the_claims_zone_and_its_reports_day():
    by_id = read(kind="move", when="qwertz", report="rep_1").event
    added = read(
        kind="move", when="qwertz", report={"outlet": "B", "article": {"published_at": "2022-09-29"}}
    )

    assert (by_id.window.zone, by_id.window.said_on, by_id.report) == (
        "Europe/Moscow",
        date(2022, 9, 25),
        "rep_1",
    )
    assert added.event.report == added.resting_on.report.id == "rep_new"
    assert added.event.window.said_on == date(2022, 9, 29)
    assert added.resting_on.report.when == "qwertz"


def test_an_amended_date_keeps_where_and_when_the_words_were_said():
    days = read(kind="amend", reason="a", window={"latest": "2022-09-29"}).event.window
    words = read(kind="amend", reason="a", when="qwertz").event.window
    elsewhere = read(kind="amend", reason="a", when="qwertz", zone="UTC", said_zone="UTC").event.window

    assert (days.phrase, days.said_on, days.said_zone) == ("Sept. 28", date(2022, 9, 26), "Europe/Oslo")
    assert (words.phrase, words.said_on, words.said_zone) == ("qwertz", date(2022, 9, 26), "Europe/Oslo")
    assert (elsewhere.zone, elsewhere.said_zone) == ("UTC", "UTC")


def test_an_amended_report_keeps_what_is_not_given():
    report = read(
        kind="amend", reason="a", report={"id": "rep_1", "outlet": "B", "said_by": {"count": "2+"}}
    ).event.report

    assert report == Report(
        id="rep_1",
        outlet="B",
        said_by=SaidBy(label="b", kind="named", count="2+"),
        article=Article(published_on=date(2022, 9, 25)),
    )


def test_an_amended_day_of_publication_replaces_an_instant_and_back():
    report = {"id": "rep_1", "article": {"published_at": "2022-09-24T10:00:00Z"}}

    article = read(kind="amend", reason="a", report=report).event.report.article

    assert (article.published_at, article.published_on) == (datetime(2022, 9, 24, 10, tzinfo=UTC), None)


@pytest.mark.parametrize(
    ("given_", "question", "condition"),
    [
        ({"question": None}, None, "if"),
        ({"condition": None}, "qst_1", None),
        ({"question": "qst_2", "condition": {"text": "when"}}, "qst_2", "when"),
    ],
)
def test_a_link_that_is_left_out_stays(given_, question, condition):
    linked = read(kind="link", **given_).event

    assert linked.question == question
    assert (linked.condition and linked.condition.text) == condition


def test_null_is_the_same_as_left_out():
    body = {"kind": "confirm", "evidence": [{"note": "a", "url": None}], "known_on": None, "extent": None}

    assert read(**body) == read(kind="confirm", evidence=[{"note": "a"}])


def test_the_nearest_kind_is_named():
    with pytest.raises(Refusal) as refused:
        loaded_follow_up({"kind": "refuted"})

    assert refused.value.faults[0].hint == "Did you mean refute?"


VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=6)
    | st.lists(st.text(max_size=3), max_size=2)
)
FIELDS = st.sampled_from(
    sorted({name for schema in SCHEMAS.values() for name in schema._declared_fields} - {"kind"})
)


def taken(body):
    """Return what a body proposes, None where it is refused."""
    try:
        return read(**body)
    except Refusal:
        return None


@given(st.sampled_from(get_args(Kind)), st.dictionaries(FIELDS, VALUES, max_size=4))
def test_any_body_is_a_follow_up_of_its_kind_or_refused(kind, body):
    proposed = taken({**body, "kind": kind})

    assert proposed is None or KIND_OF[type(proposed.event)] == kind

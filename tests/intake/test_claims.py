"""Bodies to claims, for every door alike."""

from datetime import UTC, date, datetime
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.refusals import Refusal
from service.intake.claims import new_claim

NOW = datetime(2022, 9, 26, 12, tzinfo=UTC)


def read(newsroom_zone="UTC", **body):
    numbers = count(1)
    whole = {"text": "a", "report": {"outlet": "A"}, **body}
    return new_claim(
        whole, owner="acc_1", now=NOW, zone=newsroom_zone, new_id=lambda prefix: f"{prefix}_{next(numbers)}"
    )


def faults(**body):
    with pytest.raises(Refusal) as refused:
        read(**body)
    return [(one.pointer, one.code) for one in refused.value.faults]


def published(at, **more):
    return {"outlet": "A", "article": {"published_at": at}, **more}


@pytest.mark.parametrize(
    ("body", "said_on", "said_zone", "zone"),
    [
        pytest.param(
            {"report": published("2022-09-25")}, date(2022, 9, 25), "Asia/Tokyo", "Asia/Tokyo", id="a day"
        ),
        pytest.param(
            {"report": published("2022-09-25T20:00:00Z")},
            date(2022, 9, 26),
            "Asia/Tokyo",
            "Asia/Tokyo",
            id="an instant, in the newsroom's zone",
        ),
        pytest.param(
            {"report": published("2022-09-25T20:00:00Z"), "zone": "Europe/Moscow"},
            date(2022, 9, 25),
            "Europe/Moscow",
            "Europe/Moscow",
            id="an instant, in the event's zone",
        ),
        pytest.param(
            {"report": published("2022-09-25T20:00:00Z"), "zone": "UTC", "said_zone": "Asia/Tokyo"},
            date(2022, 9, 26),
            "Asia/Tokyo",
            "UTC",
            id="an instant, where it was said",
        ),
        pytest.param(
            {"report": published("2022-09-25"), "said_on": "2022-09-24"},
            date(2022, 9, 24),
            "Asia/Tokyo",
            "Asia/Tokyo",
            id="said before it was published",
        ),
    ],
)
def test_words_are_read_from_the_day_and_place_they_were_said(body, said_on, said_zone, zone):
    window = read(newsroom_zone="Asia/Tokyo", when="qwertz", **body).proposed.window

    assert (window.said_on, window.said_zone, window.zone) == (said_on, said_zone, zone)
    assert (window.phrase, window.certainty) == ("qwertz", "unread")


def test_a_claim_without_a_date_knows_the_day_it_came_out():
    known = read(report=published("2022-09-25"), zone="Europe/Moscow").proposed.window
    unknown = read().proposed.window

    assert (known.phrase, known.said_on, known.zone) == (None, date(2022, 9, 25), "Europe/Moscow")
    assert (unknown.said_on, unknown.said_zone) == (None, None)


def test_the_first_report_words_the_date_as_the_claim_does_unless_it_says_otherwise():
    assert read(when="a", said_on="2022-09-26").proposed.report.when == "a"
    report = {"outlet": "A", "when": "b"}
    assert read(when="a", said_on="2022-09-26", report=report).proposed.report.when == "b"


def test_said_today_is_today_where_it_was_said():
    said = read(when="a", said_on="2022-09-27", said_zone="Pacific/Kiritimati", zone="UTC")

    assert said.proposed.window.said_on == date(2022, 9, 27)
    assert faults(when="a", said_on="2022-09-27") == [("/said_on", "in_the_future")]


@pytest.mark.parametrize(
    ("question", "known", "ask"),
    [
        ("qst_1", "qst_1", None),
        ("When does the border close?", None, "When does the border close?"),
        ("qst_ is how ids begin", None, "qst_ is how ids begin"),
        (None, None, None),
    ],
)
def test_a_question_is_an_id_or_the_words_of_a_new_one(question, known, ask):
    found = read(question=question)

    assert (found.proposed.question, found.ask) == (known, ask)


def test_faults_of_different_kinds_come_together():
    assert faults(when="a", report={"outlet": "A", "cites": ["rep_1"]}, desk=" ", unknown=1) == [
        ("/desk", "blank"),
        ("/unknown", "unknown_field"),
    ]
    assert faults(when="a", report={"outlet": "A", "cites": ["rep_1"]}) == [
        ("/report/cites", "unknown_report"),
        ("/when", "said_on_needed"),
    ]
    assert faults(said_on="2022-09-25", said_zone="UTC") == [
        ("/said_on", "window_needed"),
        ("/said_zone", "window_needed"),
    ]


def test_a_fault_deep_inside_is_where_its_pointer_says():
    assert faults(report={"outlet": "A", "said_by": {"cuont": "1"}, "cites": ["rep_1", "x"]}) == [
        ("/report/said_by/cuont", "unknown_field"),
        ("/report/cites/1", "bad_id"),
    ]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(
    [
        "text",
        "report",
        "when",
        "window",
        "edtf",
        "said_on",
        "said_zone",
        "zone",
        "expects",
        "condition",
        "question",
        "tags",
        "desk",
        "imported",
        "x",
    ]
)


def refused(body):
    """Return the faults of a body, none where it is taken."""
    try:
        new_claim(body, owner=None, now=NOW, zone="UTC", new_id=lambda prefix: f"{prefix}_1")
    except Refusal as refusal:
        return refusal.faults
    return ()


@given(st.dictionaries(NAMES, JSON, max_size=6) | JSON)
def test_any_value_is_a_claim_or_a_refusal_with_places(body):
    found = refused(body)

    assert all(one.code and one.detail for one in found)
    assert all(one.pointer == "" or one.pointer[0] == "/" for one in found)

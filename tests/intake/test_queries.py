"""Parameters of addresses."""

from dataclasses import fields
from datetime import UTC, datetime

import pytest

from service.intake import queries
from service.intake.query_schemas import ClaimListQuery
from service.intake.syntax import BadSyntax
from service.read_models.filters import ClaimFilter

NOW = datetime(2022, 9, 26, 12, tzinfo=UTC)


def faults(query: bytes):
    with pytest.raises(BadSyntax) as refused:
        queries.claim_list(queries.pairs_of(query), now=NOW, zone="UTC")
    return [(one.pointer, one.code) for one in refused.value.faults]


def test_every_filter_there_is_can_be_asked_for():
    asked = set(ClaimListQuery().load_fields)

    assert {field.name for field in fields(ClaimFilter)} <= asked


def test_all_faults_of_an_address_come_at_once():
    assert faults(b"stauts=a&limit=0&limit=1&due=never&as_of=tomorrow") == [
        ("stauts", "unknown_parameter"),
        ("limit", "repeated_parameter"),
        ("due", "unknown_choice"),
        ("as_of", "bad_date"),
    ]


def test_nothing_asked_is_the_newest_fifty():
    asked = queries.claim_list([], now=NOW, zone="UTC")

    assert (asked.filter, asked.sort, asked.limit, asked.cursor) == (ClaimFilter(), "-recorded_at", 50, None)
    assert (asked.moment.as_of, asked.moment.recorded_by) == (None, None)


@pytest.mark.parametrize(
    ("zone", "as_of"),
    [
        ("Asia/Tokyo", datetime(2022, 9, 25, 15, tzinfo=UTC)),
        ("America/New_York", datetime(2022, 9, 26, 4, tzinfo=UTC)),
    ],
)
def test_a_date_alone_is_the_end_of_that_day_in_the_newsroom(zone, as_of):
    assert queries.moment([("as_of", "2022-09-25")], now=NOW, zone=zone).as_of == as_of


def test_today_is_now_while_it_lasts():
    assert queries.moment([("recorded_by", "2022-09-26")], now=NOW, zone="UTC").recorded_by == NOW


@pytest.mark.parametrize(
    ("query", "pairs"),
    [
        (b"", []),
        (b"q=a+b%20c", [("q", "a b c")]),
        (b"q=%D0%AF", [("q", "Я")]),
        ("q=Я".encode(), [("q", "Я")]),
        (b"q", [("q", "")]),
        (b"q=a=b;c", [("q", "a=b;c")]),
    ],
)
def test_a_query_is_decoded_strictly(query, pairs):
    assert queries.pairs_of(query) == pairs

"""Bars on a line of days: where they begin and end, what is named, what cannot break out."""

from typing import Any
from xml.etree import ElementTree

import pytest

from service.formats.svg_timeline import Bar, Line, drawn, ticks
from service.formats.svg_weeks import tint
from tests.builders import on

LINE = Line(
    first=on("2022-09-26"),
    last=on("2022-10-05"),
    today=on("2022-09-27"),
    name="line",
    title="Ten days",
    description="Told below.",
)


def bar(first="2022-09-28", last="2022-09-28", **given):
    ends = {"first": first and on(first), "last": last and on(last)}
    told: dict[str, Any] = {"label": "x", "says": "x", "href": "/claims/clm_1", "family": "past"}
    return Bar(**told | ends | given)


def rects(one, kind="bar"):
    root = ElementTree.fromstring(drawn(LINE, [one]))  # noqa: S314 - it is our own
    found = (rect for rect in root.iter("rect") if rect.get("class", "").split()[0] == kind)
    return [(rect.get("x"), rect.get("width")) for rect in found]


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        pytest.param(bar(), [("20.00%", "10.00%")], id="a day is as wide as a day"),
        pytest.param(bar("2022-09-01", "2022-10-01"), [("0.00%", "60.00%")], id="begins before"),
        pytest.param(bar("2022-10-05", None), [("90.00%", "10.00%")], id="no end"),
        pytest.param(bar(None, "2022-09-26"), [("0.00%", "10.00%")], id="no beginning"),
        pytest.param(bar("2023-01-01", "2023-01-02"), [], id="beside the line"),
        pytest.param(bar(None, None), [], id="no date"),
    ],
)
def test_a_bar_lies_where_its_days_are(one, expected):
    assert rects(one) == expected


def test_a_window_that_was_left_is_drawn_before_the_one_that_stands():
    moved = bar("2022-10-04", "2022-10-05", earlier=((on("2022-09-26"), on("2022-09-26")),))

    assert rects(moved, "ghost") == [("0.00%", "10.00%")]
    assert rects(moved) == [("80.00%", "20.00%")]


def test_typed_words_stay_words():
    typed = '"><script>alert(1)</script>&'

    text = drawn(LINE, [bar(label=typed, says=typed, href='/claims/x?a="b')])

    root = ElementTree.fromstring(text)  # noqa: S314 - it is our own
    assert "script" not in {element.tag for element in root.iter()}
    assert [one.text for one in root.iter("text") if one.get("class") == "label"] == [typed]
    assert next(root.iter("a")).get("href") == '/claims/x?a="b'
    assert not [
        name for one in root.iter() for name in one.attrib if name == "style" or name.startswith("on")
    ]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        pytest.param("2022-09-26", "2022-10-09", ["2022-09-26", "2022-10-03"], id="Mondays"),
        pytest.param("2022-09-15", "2022-12-20", ["2022-10-01", "2022-11-01", "2022-12-01"], id="months"),
        pytest.param(
            "2020-02-01",
            "2022-05-01",
            ["2020-07-01", "2021-01-01", "2021-07-01", "2022-01-01"],
            id="halves of years",
        ),
    ],
)  # fmt: skip
def test_few_days_are_named_and_they_are_beginnings(first, last, expected):
    assert [str(day) for day in ticks(on(first), on(last))] == expected


def test_tints_go_from_none_to_the_most_in_five_steps():
    assert [tint(count, 50) for count in (0, 1, 10, 11, 50)] == [0, 1, 1, 2, 5]

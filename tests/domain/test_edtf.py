import json
from collections import Counter
from dataclasses import FrozenInstanceError
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.domain.edtf import LONGEST, read_edtf, write_edtf
from service.domain.refusals import Refusal
from service.domain.window import Window, precision_of, window_of_dates

VECTORS = [
    json.loads(line)
    for line in (Path(__file__).parent / "edtf" / "vectors.jsonl").read_text(encoding="utf-8").splitlines()
]

#: Listed as level 2, though their forms are level 1 on other lines of the list: the form decides.
LEVEL_1_BY_FORM = {"2004-06-11%", "196X"}

#: Valid, but the libraries do not agree or only one reads it: what our own rules make of it.
BY_OUR_RULES = {
    # an X is any digit, and a mark widens nothing
    "16XX~": ("1600-01-01", "1699-12-31"),
    "16XX%": ("1600-01-01", "1699-12-31"),
    # an unknown end is treated as open
    "/2006": (None, "2006-12-31"),
    "2004-06-01/": ("2004-06-01", None),
    "1984-06-02?/": ("1984-06-02", None),
    # seasons are meteorological and northern
    "2001-21": ("2001-03-01", "2001-05-31"),
    "2003-22": ("2003-06-01", "2003-08-31"),
    "2001-22": ("2001-06-01", "2001-08-31"),
    "2000-23": ("2000-09-01", "2000-11-30"),
    "2001-23": ("2001-09-01", "2001-11-30"),
    "2010-24": ("2010-12-01", "2011-02-28"),
    "2001-24": ("2001-12-01", "2002-02-28"),
    # a date-time is its day as written
    "2016-05-02T16:54:59.042": ("2016-05-02", "2016-05-02"),
    "2016-05-02T24:00:00": ("2016-05-02", "2016-05-02"),
    "2016-05-02T16:54:59.04200000": ("2016-05-02", "2016-05-02"),
    "2016-05-02T16:54:59.4": ("2016-05-02", "2016-05-02"),
    "2016-05-02T16:54:59.42": ("2016-05-02", "2016-05-02"),
    "2016-05-02T16:54:59.042123": ("2016-05-02", "2016-05-02"),
    "2016-05-02T16:54:59.042Z": ("2016-05-02", "2016-05-02"),
    "2016-05-02T16:54:59+0230": ("2016-05-02", "2016-05-02"),
    "2016-05-02T16:54:59+14": ("2016-05-02", "2016-05-02"),
    "2016-05-02T16:54:59-12": ("2016-05-02", "2016-05-02"),
    # two digits alone are a century
    "19": ("1900-01-01", "1999-12-31"),
}

#: Valid and of level 0 or 1, but no library or only one gives days to tell by: outside our years.
BEYOND_OUR_YEARS = {"1XXX~", "156X~", "-01XX~", "Y170000002", "Y-170000002", "00", "-04"}


def listed_bounds(vector):
    """Return the days both libraries name, None for an open end."""
    lower, upper = vector["python_edtf_strict"]
    return (None if lower == "-inf" else lower, None if upper == "inf" else upper)


def reaches_beyond_our_years(bounds):
    return not all(end is None or (len(end) == 10 and "1600" <= end[:4] <= "2400") for end in bounds)


def expected(vector):
    """Return the days a vector has to give, or the code it has to be refused with."""
    text = vector["edtf"]
    if not vector["valid"]:
        return "edtf_invalid"
    if vector["level"] == 2 and text not in LEVEL_1_BY_FORM:
        return "edtf_level_2"
    if vector.get("windows_agree"):
        bounds = listed_bounds(vector)
        return "edtf_out_of_range" if reaches_beyond_our_years(bounds) else bounds
    return "edtf_out_of_range" if text in BEYOND_OUR_YEARS else BY_OUR_RULES[text]


def bounds_or_code(text):
    try:
        reading = read_edtf(text)
    except Refusal as refusal:
        return refusal.code
    return tuple(None if end is None else str(end) for end in (reading.earliest, reading.latest))


# The vectors


@pytest.mark.parametrize("vector", [pytest.param(row, id=row["edtf"] or "nothing") for row in VECTORS])
def test_every_vector_gives_its_days_or_is_refused_with_its_reason(vector):
    assert bounds_or_code(vector["edtf"]) == expected(vector)


def test_the_vectors_cover_reading_and_every_refusal():
    kinds = Counter(found if isinstance(found := expected(vector), str) else "read" for vector in VECTORS)

    assert kinds == {"read": 81, "edtf_invalid": 63, "edtf_level_2": 63, "edtf_out_of_range": 28}


def test_the_days_named_by_both_suites_are_the_days_both_libraries_name():
    for vector in VECTORS:
        if vector.get("windows_agree") and vector.get("lower"):
            lower, upper = vector["lower"], vector["upper"]
            assert [lower, upper] == vector["python_edtf_strict"], vector["edtf"]


# What a reading says


@pytest.mark.parametrize(
    ("text", "precision", "certainty"),
    [
        pytest.param("2022-09-28", "day", "exact", id="a day"),
        pytest.param("2022-09-28?", "day", "approximate", id="an uncertain day"),
        pytest.param("2022-09~", "month", "approximate", id="an approximate month"),
        pytest.param("2022%", "year", "approximate", id="a year that is both"),
        pytest.param("2022-XX", "year", "exact", id="some month"),
        pytest.param("2022-09-XX", "month", "exact", id="some day"),
        pytest.param("2022-22", "range", "exact", id="a season"),
        pytest.param("2022-09/2022-10", "range", "exact", id="an interval"),
        pytest.param("2022-09/2022-10~", "range", "approximate", id="an interval with one mark"),
        pytest.param("2022-09-26/..", "open_end", "exact", id="no end"),
        pytest.param("2022-09-26/", "open_end", "exact", id="an unknown end"),
        pytest.param("../2022-09-26?", "open_start", "approximate", id="no beginning"),
        pytest.param("2022-09/2022-09-30", "month", "exact", id="an interval that is a month"),
    ],
)
def test_a_reading_names_its_precision_and_certainty(text, precision, certainty):
    reading = read_edtf(text)

    assert (reading.precision, reading.certainty, reading.rule) == (precision, certainty, "edtf")


@pytest.mark.parametrize(
    ("text", "explanation"),
    [
        ("2022-09-28", "The day 2022-09-28."),
        ("2022-09", "The month 2022-09: from 2022-09-01 up to and with 2022-09-30."),
        ("2022-02-XX", "Any day that 2022-02-XX can stand for: from 2022-02-01 up to and with 2022-02-28."),
        ("2022-09-28T23:30:00Z", "The day 2022-09-28 as written, hours and offset left aside."),
        ("20", "The years of the century 20: from 2000-01-01 up to and with 2099-12-31."),
        ("2022-09-26/", "The interval 2022-09-26/: from 2022-09-26, no end given."),
        ("../2022-09", "The interval ../2022-09: up to and with 2022-09-30, no beginning given."),
        (
            "2023-21",
            "Spring 2023, by our rule whole months of the north: from 2023-03-01 up to and with 2023-05-31.",
        ),
        (
            "2022-09-28~",
            "The day 2022-09-28; marked as uncertain or approximate, the days are not widened.",
        ),
    ],
)
def test_a_reading_explains_itself_in_one_sentence(text, explanation):
    assert read_edtf(text).explanation == explanation


def test_a_reading_cannot_be_changed():
    reading = read_edtf("2022")

    with pytest.raises(FrozenInstanceError):
        reading.latest = date(2023, 12, 31)  # type: ignore[misc]  # the point of the test


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        pytest.param("2022-09-28T23:30:00-11:59", "2022-09-28", "2022-09-28", id="next day in UTC"),
        pytest.param("2022-09-28T00:30:00+14:00", "2022-09-28", "2022-09-28", id="the day before in UTC"),
        pytest.param("2022-09-28T00:30:00-00:30", "2022-09-28", "2022-09-28", id="half an hour behind"),
        pytest.param("2024-02", "2024-02-01", "2024-02-29", id="February of a leap year"),
        pytest.param("1900-02", "1900-02-01", "1900-02-28", id="February of a century year"),
        pytest.param("2000-02-29", "2000-02-29", "2000-02-29", id="a leap day"),
        pytest.param("2022-10-XX", "2022-10-01", "2022-10-31", id="some day of October"),
        pytest.param("1600", "1600-01-01", "1600-12-31", id="the first year"),
        pytest.param("2400", "2400-01-01", "2400-12-31", id="the last year"),
        pytest.param("2399-24", "2399-12-01", "2400-02-29", id="the last winter"),
        pytest.param("2004-06-15/2004-06", "2004-06-15", "2004-06-30", id="from within its last month"),
        pytest.param("2004-06/2004-06-01", "2004-06-01", "2004-06-01", id="up to its first day"),
    ],
)
def test_a_text_is_read_to_its_first_and_last_day(text, earliest, latest):
    assert bounds_or_code(text) == (earliest, latest)


# What is refused


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(" 2016", id="a space before"),
        pytest.param("2016\n", id="a line end after"),
        pytest.param("2016\x00", id="NUL"),
        pytest.param("２０１６", id="full-width digits"),
        pytest.param("٢٠١٦", id="Arabic-Indic digits"),
        pytest.param("2016-05-0\ud800", id="a lone surrogate"),
        pytest.param("199x", id="a small x"),
        pytest.param("2016-05-02t10:00:00", id="a small t"),
        pytest.param("2016-05-02T10:00", id="no seconds"),
        pytest.param("2016-05-02T10:00:00~", id="a marked date-time"),
        pytest.param("2016-02-30T10:00:00", id="a date-time on no day"),
        pytest.param("1900-02-29", id="no leap year"),
        pytest.param("20160502", id="the basic format"),
        pytest.param("2016-5-2", id="single digits"),
        pytest.param("2016-W05", id="a week"),
        pytest.param("2016-123", id="a day of the year"),
        pytest.param("2016??", id="two marks"),
        pytest.param("2016-05-", id="half a date"),
        pytest.param("2016-05-01-01", id="too many pieces"),
        pytest.param("2016-21-XX", id="a day of a season"),
        pytest.param("2016-42", id="past the last season"),
        pytest.param("../..", id="open at both ends"),
        pytest.param("/", id="unknown at both ends"),
        pytest.param("../", id="open and unknown"),
        pytest.param("..", id="an end alone"),
        pytest.param("2016/2017/2018", id="three ends"),
        pytest.param("2016//2017", id="a missing end in the middle"),
        pytest.param("2016-05/P1M", id="a duration"),
        pytest.param("2016-05-02T10:00:00/2016-05-03T10:00:00", id="an interval of date-times"),
        pytest.param("19/20", id="an interval of centuries"),
        pytest.param("2016-05-03/2016-05-02", id="reversed by a day"),
        pytest.param("2016-05/2015", id="reversed by years"),
        pytest.param("-1999/-2005", id="reversed before our era"),
        pytest.param("2004-06-~01/2004-06-31", id="level 2 with a day there is not"),
        pytest.param("2004?-13-11", id="level 2 with a month there is not"),
        pytest.param("2001-02-3X", id="no day fits"),
        pytest.param("201X-2X", id="no month fits"),
        pytest.param("[]", id="an empty set"),
        pytest.param("[..]", id="a set open at both ends"),
        pytest.param("[2016,]", id="a set with a gap"),
        pytest.param("[2016, soon]", id="a set with a word"),
        pytest.param("{2016-02-30..}", id="a set with a day there is not"),
        pytest.param("Y2016", id="a Y before four digits"),
        pytest.param("Y170002-12", id="a month of a long year"),
        pytest.param("2016S0", id="no significant digits"),
    ],
)
def test_what_is_not_edtf_is_refused_as_invalid(text):
    assert bounds_or_code(text) == "edtf_invalid"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        pytest.param("2004?-06-11", "a mark on a part of a date", id="a mark inside"),
        pytest.param("~2004-06-11", "a mark on a part of a date", id="a mark before"),
        pytest.param("2001~-21", "a mark on a part of a date", id="a mark inside a season"),
        pytest.param("201X-02", "X elsewhere than in the last places", id="X in the year"),
        pytest.param("201X-02-29", "X elsewhere than in the last places", id="a leap day of some year"),
        pytest.param("2016-1X", "X elsewhere than in the last places", id="X in the month"),
        pytest.param("2016-05-1X", "X elsewhere than in the last places", id="X in the day"),
        pytest.param("2016-XX-25", "X elsewhere than in the last places", id="X before a day"),
        pytest.param("2016-33", "a season or part of a year beyond 21 to 24", id="a quarter"),
        pytest.param("[2016, 2018..2020]", "a set of dates", id="one of a set"),
        pytest.param("{..2016-05}", "a set of dates", id="all of a set"),
        pytest.param("2016-05-XX/2017", "X in an interval", id="X in an interval"),
        pytest.param("2016/2017-~05", "a mark on a part of a date", id="a mark inside an interval"),
        pytest.param("Y2E3", "a year with an exponent or significant digits", id="an exponent"),
        pytest.param("1950S2", "a year with an exponent or significant digits", id="significant digits"),
        pytest.param("201", "a decade, or a century with a mark", id="a decade"),
        pytest.param("20~", "a decade, or a century with a mark", id="a marked century"),
    ],
)
def test_level_2_is_refused_by_name(text, part):
    with pytest.raises(Refusal) as refused:
        read_edtf(text)

    assert refused.value.code == "edtf_level_2"
    assert f"({part})" in refused.value.faults[0].detail


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("1599-12-31", id="the day before the first"),
        pytest.param("2401-01-01", id="the day after the last"),
        pytest.param("2400-24", id="a winter that ends beyond"),
        pytest.param("1599/2022", id="begins before"),
        pytest.param("2022/2401", id="ends after"),
        pytest.param("24XX", id="a century half outside"),
        pytest.param("24", id="a century half outside, in two digits"),
        pytest.param("15", id="a century before"),
        pytest.param("XXXX", id="any year at all"),
        pytest.param("XXXX-XX-XX", id="any day at all"),
        pytest.param("-2022-09-28T10:00:00Z", id="a date-time before our era"),
        pytest.param("Y12345", id="a long year"),
        pytest.param("Y" + "9" * (LONGEST - 1), id="the longest year"),
    ],
)
def test_what_reaches_beyond_our_years_is_refused(text):
    assert bounds_or_code(text) == "edtf_out_of_range"


def test_a_text_may_be_a_hundred_characters_long_and_no_longer():
    longest = "2022-09-28T14:00:00." + "0" * (LONGEST - 20)

    assert len(longest) == 100
    assert bounds_or_code(longest) == ("2022-09-28", "2022-09-28")
    assert bounds_or_code(longest + "0") == "edtf_invalid"


@pytest.mark.parametrize("text", ["soon", "2022-2X", "[2022]", "Y12345", "2022/2021"])
def test_a_refusal_points_at_the_field_and_is_about_content(text):
    with pytest.raises(Refusal) as refused:
        read_edtf(text)

    assert [fault.pointer for fault in refused.value.faults] == ["/edtf"]
    assert refused.value.refusal_class == "content"


# Writing


@pytest.mark.parametrize(
    ("earliest", "latest", "certainty", "text"),
    [
        pytest.param(None, None, "unread", None, id="no dates"),
        pytest.param(None, None, "approximate", None, id="no dates, approximately"),
        pytest.param("2022-09-28", "2022-09-28", "exact", "2022-09-28", id="a day"),
        pytest.param("2022-09-28", "2022-09-28", "approximate", "2022-09-28~", id="about a day"),
        pytest.param("2022-09-01", "2022-09-30", "exact", "2022-09", id="a month"),
        pytest.param("2022-09-01", "2022-09-30", "approximate", "2022-09~", id="about a month"),
        pytest.param("2024-02-01", "2024-02-28", "exact", "2024-02-01/2024-02-28", id="all but a leap day"),
        pytest.param("2022-01-01", "2022-12-31", "inferred", "2022", id="a year"),
        pytest.param("2022-01-01", "2022-12-31", "approximate", "2022~", id="about a year"),
        pytest.param("2022-01-01", "2023-12-31", "exact", "2022-01-01/2023-12-31", id="two years"),
        pytest.param("2022-09-26", "2022-10-02", "house_rule", "2022-09-26/2022-10-02", id="a week"),
        pytest.param("2022-09-26", "2022-10-02", "approximate", "2022-09-26~/2022-10-02~", id="about it"),
        pytest.param("2022-09-26", None, "exact", "2022-09-26/..", id="no end"),
        pytest.param("2022-09-26", None, "approximate", "2022-09-26~/..", id="about, no end"),
        pytest.param(None, "2022-10-02", "ambiguous", "../2022-10-02", id="no beginning"),
        pytest.param(None, "2022-10-02", "approximate", "../2022-10-02~", id="about, no beginning"),
    ],
)
def test_a_window_is_written_as_it_is(earliest, latest, certainty, text):
    ends = [None if end is None else date.fromisoformat(end) for end in (earliest, latest)]

    window = Window(earliest=ends[0], latest=ends[1], precision=precision_of(*ends), certainty=certainty)

    assert write_edtf(window) == text


# For everything there is

DAYS = st.dates(min_value=date(1600, 1, 1), max_value=date(2400, 12, 31))
#: What texts in EDTF are made of, so that random ones come near to being right.
PIECES = st.sampled_from(
    [
        *("2022", "1600", "2400", "20", "0", "-", "X", "XX", "-XX", "-02", "-12", "-29", "-31", "-21", "-24"),
        *(
            "/",
            "..",
            "?",
            "~",
            "%",
            "T",
            "24:00:00",
            "10:00:00",
            ".5",
            "Z",
            "+14",
            "Y",
            "E",
            "S",
            "[",
            "]",
            ",",
        ),
    ]
)


@given(
    ends=st.one_of(
        DAYS.map(lambda day: (day, day)),
        st.tuples(DAYS, DAYS).map(sorted).map(tuple),
        st.tuples(DAYS, st.none()),
        st.tuples(st.none(), DAYS),
    ),
    certainty=st.sampled_from(["exact", "approximate", "inferred", "house_rule", "ambiguous"]),
)
@example(ends=(date(1600, 2, 1), date(1600, 2, 29)), certainty="approximate")
@example(ends=(date(2400, 1, 1), date(2400, 12, 31)), certainty="exact")
@example(ends=(date(1600, 1, 1), date(2400, 12, 31)), certainty="exact")
def test_what_is_written_reads_as_the_same_days(ends, certainty):
    given_dates = window_of_dates(*ends, zone="UTC")
    window = Window(earliest=ends[0], latest=ends[1], precision=given_dates.precision, certainty=certainty)

    reading = read_edtf(write_edtf(window) or "")

    assert (reading.earliest, reading.latest, reading.precision) == (*ends, window.precision)
    assert (reading.certainty == "approximate") == (certainty == "approximate")


@given(text=st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=12).map("".join)))
def test_any_text_gives_days_within_our_years_or_one_of_three_refusals(text):
    found = bounds_or_code(text)

    if isinstance(found, str):
        assert found in {"edtf_invalid", "edtf_level_2", "edtf_out_of_range"}
    else:
        ends = [end for end in found if end is not None]
        assert ends
        assert ends == sorted(ends)
        assert all("1600" <= end[:4] <= "2400" for end in ends)

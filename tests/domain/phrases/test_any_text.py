"""Any text at all is read or left unread: nothing raises, nothing takes long."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.domain.phrases import read, window_as_said
from service.domain.refusals import Refusal
from tests.builders import on

SAID_ON = on("2022-09-26")


def reading(phrase, *, said_on=SAID_ON):
    return read(phrase, said_on=said_on, said_zone="UTC", zone="Europe/Moscow")


@pytest.mark.parametrize(
    ("phrase", "earliest", "latest"),
    [
        pytest.param("2022-09-28", "2022-09-28", "2022-09-28", id="a day"),
        pytest.param("  2022-09-28\n", "2022-09-28", "2022-09-28", id="with spaces around it"),
        pytest.param("2024-02-29", "2024-02-29", "2024-02-29", id="a leap day"),
    ],
)
def test_a_date_is_read_as_itself_whatever_day_it_was_said(phrase, earliest, latest):
    for said_on in (SAID_ON, None):
        window = reading(phrase, said_on=said_on).window

        assert window is not None
        assert (window.earliest, window.latest, window.zone) == (on(earliest), on(latest), "Europe/Moscow")
        assert window.phrase == phrase


NO_PHRASES = [
    pytest.param("", id="nothing"),
    pytest.param("   ", id="spaces"),
    pytest.param("2022-02-30", id="a day that is not there"),
    pytest.param("2023-02-29", id="no leap day"),
    pytest.param("2022-13-01", id="a thirteenth month"),
    pytest.param("\x00", id="NUL"),
    pytest.param("\ud800", id="a lone surrogate"),
    pytest.param("the day the border closes, insha'allah", id="words"),
    pytest.param("<script>alert(1)</script>", id="a script"),
]


@pytest.mark.parametrize("phrase", NO_PHRASES)
def test_what_cannot_be_read_is_kept_with_no_date(phrase):
    assert reading(phrase).window is None

    kept = window_as_said(phrase, said_on=SAID_ON, said_zone="Europe/Oslo", zone="Europe/Moscow")
    assert (kept.earliest, kept.latest, kept.phrase) == (None, None, phrase)
    assert (kept.said_on, kept.said_zone, kept.zone) == (SAID_ON, "Europe/Oslo", "Europe/Moscow")


HOSTILE = [
    pytest.param("2022" + " " * 50_000 + "x", id="spaces"),
    pytest.param("1" * 50_000, id="digits"),
    pytest.param("1 " * 20_000, id="single digits"),
    pytest.param("12:" * 20_000, id="times that never end"),
    pytest.param("1, " * 20_000, id="lists that never end"),
    pytest.param("2022-" * 20_000, id="dashes"),
    pytest.param("../" * 20_000, id="open ends"),
    pytest.param("by the end of " * 5_000, id="words over and over"),
    pytest.param("monday " * 8_000, id="days over and over"),
    pytest.param("noon Friday, " * 8_000, id="hours over and over"),
    pytest.param("6 p.m. " * 8_000, id="hours without days"),
    pytest.param("soon after " * 8_000, id="soon after nothing"),
    pytest.param("moved from " * 8_000, id="moves from nowhere"),
    pytest.param("not " * 15_000, id="refusals over and over"),
    pytest.param("between " * 8_000 + "and " * 8_000, id="pairs that never close"),
    pytest.param("(" * 30_000, id="brackets"),
    pytest.param("a" * 50_000 + "!", id="one long word"),
    pytest.param("Sept. 28, " * 8_000, id="dates over and over"),
]


@pytest.mark.parametrize("phrase", HOSTILE)
def test_a_long_text_is_dealt_with_in_time(phrase):
    begun = time.process_time()

    found = reading(phrase)
    assert found.used in phrase
    assert len(found.alternatives) <= 12

    # Linear work takes a few hundredths of a second; what grows with the square takes minutes.
    assert time.process_time() - begun < 30


def test_only_the_beginning_of_a_long_text_is_read():
    within, beyond = " " * 1_000 + "by Friday", " " * 30_000 + "by Friday"

    assert reading(within).window is not None
    assert reading(beyond).window is None


ANYTHING = (
    st.text(max_size=80)
    | st.text(st.characters(), max_size=200)
    | st.text("0123456789-/. TZ:,'", max_size=40)
    | st.text("0123456789 :-/.,SeptOcMondayFrintxbyufhQ", max_size=60)
)


@example(phrase="\ud800 by Friday \x00")
@example(phrase="in 99999999999999999999999999 years")
@example(phrase="by 31 December 9999")
@example(phrase="the week of Jan. 1, 1600")
@example(phrase="²³¼ ٣٠ September")
@given(phrase=ANYTHING)
def test_no_text_at_all_is_too_much(phrase):
    found = reading(phrase)
    for one in (found, *found.alternatives):
        assert isinstance(one.explanation + one.used + one.unread, str)

    assert found.window is None or found.window.phrase == phrase
    assert found.window is None or found.window.latest is None or found.window.latest.year <= 2400


@pytest.mark.parametrize("zones", [("Nowhere", "UTC"), ("UTC", "Nowhere")])
def test_a_zone_that_is_none_is_refused(zones):
    said_zone, zone = zones

    with pytest.raises(Refusal) as refused:
        read("2022-09-28", said_on=SAID_ON, said_zone=said_zone, zone=zone)

    assert refused.value.code == "unknown_zone"


@pytest.mark.parametrize("said_on", ["0001-01-01", "9999-12-31", "1600-01-01", "2400-12-31"])
@pytest.mark.parametrize(
    "phrase", ["last week", "by Friday", "within 900 years", "Feb. 29", "soon", "next winter"]
)
def test_at_the_ends_of_the_calendar_nothing_breaks(phrase, said_on):
    found = reading(phrase, said_on=on(said_on))

    assert found.window is None or found.window.latest is None or found.window.latest.year <= 2400


@pytest.mark.parametrize(
    ("phrase", "earliest", "latest"),
    [
        pytest.param("Sept. 28, 2022", "2022-09-28", "2022-09-28", id="a full date"),
        pytest.param("by Sept. 28, 2022", None, "2022-09-28", id="an upper bound begins nowhere"),
        pytest.param("before October 2022", None, "2022-09-30", id="before a month"),
        pytest.param("no earlier than Oct. 1, 2022", "2022-10-01", None, id="a lower bound"),
        pytest.param("in 2027", "2027-01-01", "2027-12-31", id="a year"),
    ],
)
def test_without_the_day_they_were_said_full_dates_are_read(phrase, earliest, latest):
    window = reading(phrase, said_on=None).window

    assert window is not None
    assert (str(window.earliest or ""), str(window.latest or "")) == (earliest or "", latest or "")


@pytest.mark.parametrize("phrase", ["Friday", "by Sept. 28", "in two weeks", "this week", "soon", "the 28th"])
def test_without_the_day_they_were_said_other_words_are_not_read(phrase):
    assert reading(phrase, said_on=None).window is None

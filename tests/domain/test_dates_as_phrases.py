"""Phrases that are plain dates already, and phrases that are nothing at all."""

import time

import pytest
from hypothesis import given
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


@pytest.mark.parametrize(
    "phrase",
    [
        pytest.param("2022" + " " * 50_000 + "x", id="spaces"),
        pytest.param("1" * 50_000, id="digits"),
        pytest.param("2022-" * 20_000, id="dashes"),
        pytest.param("../" * 20_000, id="open ends"),
        pytest.param("by the end of " * 5_000, id="words over and over"),
        pytest.param("monday " * 8_000, id="days over and over"),
        pytest.param("between " * 8_000 + "and " * 8_000, id="pairs that never close"),
        pytest.param("(" * 30_000, id="brackets"),
        pytest.param("a" * 50_000 + "!", id="one long word"),
    ],
)
def test_a_long_text_is_dealt_with_in_time(phrase):
    begun = time.process_time()

    reading(phrase)

    assert time.process_time() - begun < 2


@given(phrase=st.text(max_size=80) | st.text("0123456789-/. TZ:,", max_size=40))
def test_no_text_at_all_is_too_much(phrase):
    found = reading(phrase)

    assert found.window is None or found.window.phrase == phrase
    assert found.window is None or found.window.latest is None or found.window.latest.year <= 2400


@pytest.mark.parametrize("zones", [("Nowhere", "UTC"), ("UTC", "Nowhere")])
def test_a_zone_that_is_none_is_refused(zones):
    said_zone, zone = zones

    with pytest.raises(Refusal) as refused:
        read("2022-09-28", said_on=SAID_ON, said_zone=said_zone, zone=zone)

    assert refused.value.code == "unknown_zone"

"""What holds for every reading, whatever the words and the day."""

import re
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from service.domain import phrases
from service.domain.phrases import read
from service.domain.phrases.rules import BY_NAME
from service.domain.window import closes_at, opens_at
from tests.domain.phrases.tables import ZONE, cases

CASES = cases()
PHRASES = sorted({case.phrase for case in CASES})
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
WEEK = timedelta(days=7)
ZONES = st.sampled_from(["Europe/Moscow", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "UTC"])


def reading(phrase, said_on, *, zone=ZONE, said_zone=None):
    return read(phrase, said_on=said_on, said_zone=said_zone or zone, zone=zone)


def window_of(found):
    window = found.window
    return None if window is None else (window.earliest, window.latest, window.ends_at)


#: Words of the grammar in any order: what no table thought of.
_SALAD = """
by before until after not as early soon Monday next this week month of the end in two 28 Sept. 2022
noon 6 p.m.
UTC at on or and to from , . - ' days from now or later said 2022-09-28 the 28th every first last Christmas
midnight if fiscal year Q3 spring moved postponed within about few
"""
SALADS = st.lists(st.sampled_from(_SALAD.split()), max_size=14).map(" ".join)
ANY_WORDS = st.sampled_from(PHRASES) | SALADS


@given(phrase=ANY_WORDS, said_on=DAYS, zone=ZONES, said_zone=ZONES)
def test_a_window_never_ends_before_it_begins(phrase, said_on, zone, said_zone):
    found = reading(phrase, said_on, zone=zone, said_zone=said_zone)

    for one in (found, *found.alternatives):
        window = one.window
        if window is None:
            continue
        if window.earliest is not None and window.latest is not None:
            assert window.earliest <= window.latest
        closing, opening = closes_at(window), opens_at(window)
        if closing is not None and opening is not None and window.ends_at is None:
            assert opening < closing
        if window.ends_at is not None:
            assert (
                window.latest
                == (window.ends_at - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)).date()
            )


#: Every weekday, ends of months and years, leap days, both ends of the seasons.
_DAYS_OF_ALL_KINDS = """
2022-09-26 2022-09-29 2022-09-30 2022-10-01 2022-10-02 2022-10-31 2022-11-01 2022-12-24 2022-12-26 2022-12-31
2023-01-01 2023-01-31 2023-02-28 2023-03-01 2023-04-30 2023-06-15 2023-08-31 2024-02-28 2024-02-29 2024-03-31
"""
DAYS_OF_ALL_KINDS = [date.fromisoformat(day) for day in _DAYS_OF_ALL_KINDS.split()]


@pytest.mark.parametrize("said_on", DAYS_OF_ALL_KINDS, ids=str)
def test_every_phrase_of_the_tables_is_sound_on_days_of_all_kinds(said_on):
    for phrase in PHRASES:
        found = reading(phrase, said_on)
        for one in (found, *found.alternatives):
            window = one.window
            assert one.rule in BY_NAME
            assert (
                window is None
                or window.earliest is None
                or window.latest is None
                or (window.earliest <= window.latest)
            ), phrase
        assert found.certainty != "ambiguous" or found.alternatives, phrase
        assert len({(one.rule, window_of(one)) for one in found.alternatives}) == len(found.alternatives), (
            phrase
        )


@given(phrase=ANY_WORDS, said_on=DAYS)
def test_no_prediction_lies_wholly_before_the_day_it_was_said(phrase, said_on):
    found = reading(phrase, said_on)

    assume(found.window is not None)
    # An hour is closed in its own zone, where it can still be the day before.
    assert found.window.latest is None or found.window.latest >= said_on - timedelta(days=1)


@given(phrase=ANY_WORDS, said_on=DAYS)
def test_every_reading_says_by_which_rule_how_sure_and_what_was_left(phrase, said_on):
    found = reading(phrase, said_on)

    for one in (found, *found.alternatives):
        assert one.rule in BY_NAME
        assert one.explanation.endswith(".")
        assert (one.certainty == "unread") == (one.window is None)
        assert one.used in phrase
        if one.window is not None:
            assert one.used
            assert (one.window.rule, one.window.certainty, one.window.phrase) == (
                one.rule,
                one.certainty,
                phrase,
            )
            assert one.ask_on is not None
        else:
            assert one.ask_on is None


@given(phrase=ANY_WORDS, said_on=DAYS)
def test_alternatives_are_whole_readings_that_differ(phrase, said_on):
    found = reading(phrase, said_on)

    alternatives = found.alternatives
    assert found.certainty != "ambiguous" or alternatives
    for one in alternatives:
        assert one.window is not None
        assert one.certainty not in ("ambiguous", "unread")
        assert one.alternatives == ()


@given(phrase=ANY_WORDS, said_on=DAYS)
def test_the_same_words_of_the_same_day_are_always_read_alike(
    phrase,
    said_on,
):
    assert reading(phrase, said_on) == reading(phrase, said_on)


def test_nothing_in_the_grammar_can_ask_what_day_it_is():
    for path in Path(phrases.__file__).parent.glob("*.py"):
        source = path.read_text(encoding="utf-8")
        assert re.findall(r"\b(?:today|now|utcnow|time_ns|monotonic)\(|\bimport time\b", source) == [], (
            path.name
        )


@given(
    phrase=st.sampled_from(
        [
            "Monday", "this Tuesday", "next Friday", "by Friday", "before Wednesday", "as early as Sunday",
            "a week from Thursday", "Tuesday week", "this week", "next week", "late next week",
            "this weekend",
            "next weekend", "Tuesday next week", "Monday or Tuesday", "between Monday and Friday", "tomorrow",
            "within two weeks", "in ten days", "by 6 p.m. Friday", "not before Monday", "over the weekend",
        ]
    ),
    said_on=DAYS,
    weeks=st.integers(1, 300),
)  # fmt: skip
def test_said_whole_weeks_later_words_of_the_week_move_as_far(phrase, said_on, weeks):
    def days(found):
        window = found.window
        return [window and window.earliest, window and window.latest, found.ask_on]

    moved = [day and day + weeks * WEEK for day in days(reading(phrase, said_on, zone="UTC"))]

    assert days(reading(phrase, said_on + weeks * WEEK, zone="UTC")) == moved


#: Read only where they are all there is: months, years and hours alone, dates in EDTF, days of a month.
ONLY_ALONE = {
    "October", "2027", "2022", "Q4", "noon", "noon GMT", "midnight", "close of business", "end of day",
    "on the 30th", "3 p.m. Moscow time", "3 p.m. (1200 GMT)", "0600 GMT", "Friday or so", "Mon",
    "202X", "198X", "9/28", "12 may", "LONDON, Sept 26 (Reuters) - the border closes this week",
}  # fmt: skip
IN_SENTENCES = sorted(
    {
        (case.phrase, case.said_on)
        for case in CASES
        if case.table not in ("edtf", "reports", "traps_of_reports")
        and case.phrase not in ONLY_ALONE
        and case.read().window is not None
    }
)


@pytest.mark.parametrize(
    "around",
    [
        pytest.param(
            "Two outlets write that men of military age leave Kazan {} because nobody feels safe",
            id="sentence",
        ),
        pytest.param("“{}” (two outlets)", id="quotes"),
        pytest.param("Border closure: {}", id="label"),
        pytest.param("\n\t {} \n", id="blanks"),
    ],
)
def test_words_around_a_phrase_change_nothing(around):
    changed = {
        phrase
        for phrase, said_on in IN_SENTENCES
        if window_of(reading(around.format(phrase), said_on)) != window_of(reading(phrase, said_on))
    }

    assert changed == set()

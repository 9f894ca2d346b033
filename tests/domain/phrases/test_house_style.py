"""A newsroom's settings become conventions, and a wrong one is refused by name."""

from datetime import date

import pytest

from service.domain.phrases import HOUSE, read
from service.domain.phrases.house_style import CHOICES, BadChoice, conventions_from

SAID_ON = date(2022, 9, 26)


def days(phrase, **settings):
    found = read(
        phrase,
        said_on=SAID_ON,
        said_zone="Europe/Moscow",
        zone="Europe/Moscow",
        conventions=conventions_from(settings),
    )
    assert found.window is not None
    return str(found.window.earliest), str(found.window.latest), found.certainty


def test_without_settings_the_house_style_holds():
    assert conventions_from({}) == HOUSE
    assert conventions_from({"HEARSAY_MIDNIGHT": " "}) == HOUSE


@pytest.mark.parametrize(
    ("phrase", "setting", "value", "expected"),
    [
        ("10/11/2022", "HEARSAY_DATE_ORDER", "day-first", ("2022-11-10", "2022-11-10", "exact")),
        ("on 10/11", "HEARSAY_DATE_ORDER", "month-first", ("2022-10-11", "2022-10-11", "exact")),
        ("next Tuesday", "HEARSAY_NEXT_WEEKDAY", "first", ("2022-09-27", "2022-09-27", "inferred")),
        ("next Tuesday", "HEARSAY_NEXT_WEEKDAY", "next-week", ("2022-10-04", "2022-10-04", "inferred")),
        ("next weekend", "HEARSAY_NEXT_WEEKDAY", "first", ("2022-10-01", "2022-10-02", "inferred")),
        ("this week", "HEARSAY_WEEK_BEGINS", "sunday", ("2022-09-25", "2022-10-01", "inferred")),
        ("Sunday next week", "HEARSAY_WEEK_BEGINS", "sunday", ("2022-10-02", "2022-10-02", "inferred")),
        ("midnight on Sept. 28", "HEARSAY_MIDNIGHT", "ends-day", ("2022-09-28", "2022-09-28", "exact")),
        ("midnight on Sept. 28", "HEARSAY_MIDNIGHT", "begins-day", ("2022-09-27", "2022-09-27", "inferred")),
        ("this winter", "HEARSAY_HEMISPHERE", "north", ("2022-12-01", "2023-02-28", "house_rule")),
        ("mid-October", "HEARSAY_EARLY_AND_MID", "7/23", ("2022-10-08", "2022-10-31", "approximate")),
        ("in 2 working days", "HEARSAY_HOLIDAYS", "2022-09-27", ("2022-09-29", "2022-09-29", "approximate")),
    ],
)  # fmt: skip
def test_a_setting_decides_where_style_guides_differ(phrase, setting, value, expected):
    assert days(phrase, **{setting: value}) == expected


def test_the_rules_for_vague_words_can_be_changed_one_by_one():
    asks = conventions_from({"HEARSAY_ASK_AFTER": "weeks=21, months=60"}).asks_after

    assert (asks.weeks, asks.months, asks.days) == (21, 60, HOUSE.asks_after.days)


@pytest.mark.parametrize("setting", [choice.setting for choice in CHOICES])
def test_a_value_that_cannot_be_used_is_refused_by_name(setting):
    with pytest.raises(BadChoice, match=rf"^{setting}: give .*, not 'nonsense'$"):
        conventions_from({setting: "Nonsense"})

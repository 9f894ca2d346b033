"""The page for people about dates is written from the rules, and every example on it is true."""

import re
from pathlib import Path

import pytest

from service.domain.phrases.explaining import RULES
from service.domain.phrases.house_style import CHOICES
from service.domain.phrases.spans import HOUSE
from service.formats import dates_table

PAGE = Path(__file__).resolve().parents[2] / "docs" / "dates.md"
TO_WRITE_IT_ANEW = "from service.formats import dates_table; print(dates_table.as_markdown(), end='')"
EXAMPLES = [(rule, phrase, said_on) for rule in RULES for phrase, said_on in dates_table.examples(rule)]


def test_the_page_in_the_docs_is_the_one_the_rules_give():
    kept = PAGE.read_text(encoding="utf-8")

    assert kept == dates_table.as_markdown(), f'Run: python -c "{TO_WRITE_IT_ANEW}" > docs/dates.md'


@pytest.mark.parametrize(
    ("rule", "phrase", "said_on"),
    [pytest.param(*row, id=f"{row[0].name}: {row[1]}") for row in EXAMPLES],
)
def test_an_example_is_read_by_the_rule_it_stands_for(rule, phrase, said_on):
    found = dates_table.read_example(phrase, said_on)

    by_name = {found.rule, *(one.rule for one in found.alternatives)}
    assert rule.name in by_name or rule.says in found.explanation


def test_every_rule_has_a_name_of_its_own_and_a_reason():
    names = [rule.name for rule in RULES]

    assert len(names) == len(set(names))
    for rule in RULES:
        assert rule.says
        assert not rule.says.endswith(".")
        assert rule.reason.endswith(".")


def test_the_house_style_on_the_page_is_the_one_in_force():
    asks = HOUSE.asks_after

    after = [asks.hours, asks.days, asks.weeks, asks.months, asks.years, asks.eventually]
    shown = re.findall(r"^\| .+ \| (\d+) days? \|$", dates_table.CLOSING, re.MULTILINE)
    assert [int(days) for days in shown] == after
    assert f"| `{HOUSE.early_until}/{HOUSE.mid_until}` |" in dates_table.CLOSING


def test_every_choice_of_a_newsroom_is_on_the_page():
    for choice in CHOICES:
        assert f"`{choice.setting}` | {choice.values} | {choice.house} |" in dates_table.CLOSING

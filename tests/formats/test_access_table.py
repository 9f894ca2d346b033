"""The page for people about access says what the code does."""

from dataclasses import fields
from datetime import timedelta
from pathlib import Path

from service.access import action_links, limits, sessions, sign_in_links, tokens
from service.domain.roles import ALL_SCOPES, LEAST_ROLE
from service.formats import access_table
from service.settings import Settings

DEFAULTS = {one.name: one.default for one in fields(Settings)}
PAGE = Path(__file__).resolve().parents[2] / "docs" / "access.md"
TO_WRITE_IT_ANEW = "from service.formats import access_table; print(access_table.as_markdown(), end='')"


def test_the_page_in_the_docs_is_the_one_the_rules_give():
    kept = PAGE.read_text(encoding="utf-8")

    assert kept == access_table.as_markdown(), f'Run: python -c "{TO_WRITE_IT_ANEW}" > docs/access.md'


def test_the_page_speaks_of_every_follow_up_and_every_scope():
    assert set(access_table.WHAT_IT_DOES) == set(LEAST_ROLE)
    assert set(access_table.WHAT_A_SCOPE_OPENS) == ALL_SCOPES


def test_a_cell_says_when_it_is_allowed():
    rows = {
        line.split("`")[1]: [cell.strip() for cell in line.strip("|").split("|")[1:]]
        for line in access_table.as_markdown().splitlines()
        if line.startswith("| `")
    }

    assert rows["check"] == ["–", "yes", "yes", "yes"]
    assert rows["confirm"] == ["–", "own claims", "yes", "yes"]
    assert rows["undo"] == ["–", "own entry", "yes", "yes"]
    assert rows["redact"] == ["–", "–", "–", "yes"]


def test_the_times_on_the_page_are_the_ones_in_force():
    text = " ".join(access_table.as_markdown().split())

    for sentence in (
        f"works once, within {sign_in_links.LASTS // timedelta(minutes=1)} minutes",
        f"lasts {sign_in_links.FIRST_LASTS // timedelta(hours=1)} hours",
        f"when nobody used it for {sessions.IDLE_LIMIT.days} days",
        f"and in any case after {sessions.ABSOLUTE_LIMIT.days} days",
        f"after {tokens.LASTS.days} days unless another end was asked for",
        f"its first {tokens.LABEL_LENGTH} characters",
        f"at most {limits.LINKS_TO} such letters in 15 minutes",
        f"at most {limits.SIGN_INS_FROM} tries in 15 minutes",
        f"After {limits.CODES_FOR} wrong codes for one account",
        f"`HEARSAY_WRITES_A_MINUTE` ({DEFAULTS['writes_a_minute']})",
        f"`HEARSAY_READS_A_MINUTE` ({DEFAULTS['reads_a_minute']})",
        f"none lasts longer than {action_links.LASTS.days} days",
    ):
        assert sentence in text

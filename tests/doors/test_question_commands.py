"""Questions on the command line: asked, given rules, listed and taken back."""

import re

import pytest

RULE = "Closed means a decree in force."


def test_a_question_is_asked_with_a_rule_and_listed(with_samples):
    asked = with_samples("question", "ask", "When is the vote held?", "--rule", RULE)

    assert re.fullmatch(r"qst_[0-9a-f]{32}\n", asked.out)
    assert asked.err.splitlines()[0] == "Recorded as entry 2: question_rule_set."
    rows = with_samples("question", "list").rows
    assert rows[0] == [asked.out.strip(), "0", "When is the vote held?", RULE]
    assert rows[1][:2] == ["qst_sample_border", "3"]


def test_it_is_changed_in_one_way_and_that_is_taken_back(with_samples):
    changed = with_samples("question", "change", "qst_sample_border", "--rule", RULE, "--json")
    back = with_samples("question", "change", "qst_sample_border", "--undo", "2", "--json")

    assert changed.json["rule"]["text"] == RULE
    assert changed.err.splitlines()[-1] == (
        "Take it back: hearsay question change qst_sample_border --undo 2"
    )
    assert (back.json["rule"], back.json["version"]) == (None, 3)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        pytest.param((), 2, id="no way"),
        pytest.param(("--rule", RULE, "--no-rule"), 2, id="two ways"),
        pytest.param(("--undo", "1"), 5, id="that it was asked"),
        pytest.param(("--undo", "9"), 4, id="an entry that is not there"),
    ],
)
def test_what_is_wrong_is_said_with_a_code(with_samples, options, code):
    assert with_samples("question", "change", "qst_sample_border", *options).code == code


def test_claims_are_merged_and_taken_apart(with_samples):
    merged = with_samples("claim", "answer", "clm_sample_03", "merge", "--into", "clm_sample_02", "--json")
    version = str(merged.json["version"])
    back = with_samples("claim", "answer", "clm_sample_03", "undo", "--version", version, "--json")

    assert merged.json["merged_into"] == "clm_sample_02"
    assert back.json["merged_into"] is None

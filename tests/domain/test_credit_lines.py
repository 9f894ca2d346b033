"""Whom a text says it was taken from, and what is no credit."""

import pytest

from service.domain.agencies import agency_named, is_agency
from service.domain.credit_lines import credits_in


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        pytest.param(
            "This article first appeared in The Moscow Times and is republished here.",
            "The Moscow Times",
            "republished",
            id="first appeared in",
        ),
        pytest.param(
            "Originally published by Meduza on September 26.", "Meduza", "republished", id="by, on a day"
        ),
        pytest.param(
            "Republished with permission from The Post.", "The Post", "republished", id="permission"
        ),
        pytest.param(
            "Read the original article on The Conversation.", "The Conversation", "republished", id="read"
        ),
        pytest.param("Впервые опубликовано в Новая газета", "Новая газета", "republished", id="Russian"),
        pytest.param("KYIV (Reuters) - The border closes.", "Reuters", "agency", id="a dateline"),
        pytest.param("WASHINGTON (AP) — The border closes.", "AP", "agency", id="a long dash"),
        pytest.param("(AP) The border closes.", "AP", "agency", id="in brackets"),
        pytest.param("Reuters – The border closes.", "Reuters", "agency", id="in front"),
        pytest.param("KYIV, Sept 26, AFP - The border closes.", "AFP", "agency", id="behind a day"),
        pytest.param("The border closes.\n— AFP", "AFP", "agency", id="at the end"),
        pytest.param("The border closes. (dpa)", "dpa", "agency", id="in brackets at the end"),
        pytest.param("МОСКВА (ТАСС) — Граница закрыта.", "ТАСС", "agency", id="in Russian"),
        pytest.param("Source: Interfax", "Interfax", "agency", id="source"),
        pytest.param("© 2022 AFP", "AFP", "agency", id="copyright"),
    ],
)
def test_a_credit_is_found_with_its_name_verbatim(text, name, kind):
    assert [(one.name, one.kind) for one in credits_in(text)] == [(name, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "Officials told Reuters that the border closes.",
        "According to AP, the border closes.",
        "With reporting by AFP.",
        "It was first reported by Bloomberg, officials said.",
        "It was republished from there.",
        "He was first published in 1999.",
        "The PA said that the border closes.",
        "",
    ],
)
def test_naming_a_source_is_no_credit(text):
    assert credits_in(text) == []


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Jane Doe, Associated Press", ["Associated Press"]),
        ("By AFP", ["AFP"]),
        ("Jane Doe for Reuters", ["Reuters"]),
        ("Jane Apple", []),
    ],
)
def test_a_wire_byline_is_a_credit(byline, names):
    assert [one.name for one in credits_in("", byline=byline)] == names


def test_names_between_the_edges_of_a_long_text_are_no_credits():
    lines = [f"Line {number} of the text." for number in range(20)]
    lines[10] = "(AP) was the sign on the wall."

    assert credits_in("\n".join(lines)) == []


def test_an_agency_has_one_name_however_it_is_written():
    assert {agency_named(name) for name in ("AP", "the associated press", "Associated Press")} == {
        "Associated Press"
    }
    assert agency_named("The Moscow Times") == "The Moscow Times"
    assert not is_agency("The Moscow Times")


def test_a_long_text_is_read_in_time():
    assert credits_in("first appeared in " + "The A of B and " * 5_000) != []

"""The tables of the grammar: every row has its cases, and none is skipped for speed."""

import re
from collections import Counter
from itertools import product

import pytest

from service.domain.phrases import anchors, bounds
from service.domain.phrases.english import ENGLISH
from service.domain.phrases.line import line
from service.domain.phrases.patterns import Table, first_classes
from service.domain.phrases.spans import Said
from service.domain.phrases.times import with_times
from service.domain.phrases.tokens import plain, tokens
from tests.domain.phrases.tables import cases


def shapes(case):
    """Return the phrase as both tables see it."""
    words, said = tokens(plain(case.phrase), ENGLISH), Said(case.said_on)
    whole = with_times(line(words, anchors.anchors(words, said)), said)
    return words.shape, whole.shape


SHAPES = [shapes(case) for case in cases()]
ANCHOR_ROWS = [(name, pattern) for name, pattern, _, _ in anchors.ROWS]
BOUND_ROWS = [(name, pattern) for name, pattern, _ in bounds.ROWS]


@pytest.mark.parametrize(("rows", "level"), [(ANCHOR_ROWS, 0), (BOUND_ROWS, 1)], ids=["anchors", "bounds"])
def test_every_row_of_a_table_has_a_case(rows, level):
    table = Table(rows)
    met = Counter(name for shape in {pair[level] for pair in SHAPES} for name, _, _ in table.places(shape))

    assert [name for name, _ in rows if not met[name]] == []


@pytest.mark.parametrize(("rows", "level"), [(ANCHOR_ROWS, 0), (BOUND_ROWS, 1)], ids=["anchors", "bounds"])
def test_trying_only_the_rows_that_can_begin_at_a_place_finds_what_trying_all_would(rows, level):
    table = Table(rows)
    everything = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in rows))

    for shape in {pair[level] for pair in SHAPES}:
        found = [(match.lastgroup, *match.span()) for match in everything.finditer(shape) if match.group()]
        assert list(table.places(shape)) == found


@pytest.mark.parametrize(
    ("pattern", "classes"),
    [
        ("ab", "a"),
        ("a?b", "ab"),
        ("[ab]c", "ab"),
        ("(?:a|bc)?d", "abd"),
        ("a{0,2}b", "ab"),
        ("a{1,2}b", "a"),
        ("a+b", "a"),
        ("(?<=x)a", "a"),
        ("(?!x)(?:a|b)", "ab"),
        (r"\{a|\|b", "{|"),
        ("^a|b$", "ab"),
        ("(?:a?b?)c", "abc"),
    ],
)
def test_a_pattern_begins_with_what_is_said(pattern, classes):
    assert first_classes(pattern) == frozenset(classes)


@pytest.mark.parametrize("pattern", ["[^ab]c", ".a", r"\wa"])
def test_a_pattern_that_can_begin_with_anything_says_so(pattern):
    assert "" in first_classes(pattern)


def test_no_text_of_three_classes_is_read_otherwise_for_speed():
    table = Table(ANCHOR_ROWS)
    everything = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in ANCHOR_ROWS))

    for classes in product("adomyuYTNLIGEvwk1c-", repeat=3):
        shape = "".join(classes)
        found = [(match.lastgroup, *match.span()) for match in everything.finditer(shape) if match.group()]
        assert list(table.places(shape)) == found

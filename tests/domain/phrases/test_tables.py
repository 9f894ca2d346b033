"""The tables of the grammar: every row has its cases, and none is skipped for speed."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
ANCHORS = Table(ANCHOR_ROWS, needs=anchors.NEEDS, reach=anchors.REACH)
BOUNDS = Table(BOUND_ROWS, needs=bounds.NEEDS, reach=bounds.REACH)
BOTH = pytest.mark.parametrize(
    ("table", "rows", "level"),
    [(ANCHORS, ANCHOR_ROWS, 0), (BOUNDS, BOUND_ROWS, 1)],
    ids=["anchors", "bounds"],
)


def trying_everything(rows):
    """Return a function that tries every row at every place of a shape."""
    pattern = re.compile("|".join(f"(?P<{name}>{row})" for name, row in rows))

    def places(shape):
        return [(match.lastgroup, *match.span()) for match in pattern.finditer(shape) if match.group()]

    return places


@BOTH
def test_every_row_of_a_table_has_a_case(table, rows, level):
    met = Counter(name for shape in {pair[level] for pair in SHAPES} for name, _, _ in table.places(shape))

    assert [name for name, _ in rows if not met[name]] == []


@BOTH
def test_trying_only_what_can_begin_at_a_place_finds_what_trying_all_would(table, rows, level):
    places = trying_everything(rows)

    for shape in {pair[level] for pair in SHAPES}:
        assert list(table.places(shape)) == places(shape)
        # The same words behind many others, far from what can be read.
        far = f"{'x' * 70}{shape}"
        assert list(table.places(far)) == places(far)


@BOTH
@given(data=st.data())
def test_nothing_is_skipped_in_any_order_of_words(table, rows, level, data):
    classes = sorted({character for pair in SHAPES for character in pair[level]})
    shape = data.draw(st.text(classes, max_size=90))

    assert list(table.places(shape)) == trying_everything(rows)(shape)


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

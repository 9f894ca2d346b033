"""Bytes to JSON values: what two readers could read differently is refused."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.refusals import Refusal
from service.intake import json_body
from service.intake.limits import BODY_BYTES, DEPTH


def refusal_of(raw: bytes) -> str:
    with pytest.raises(Refusal) as refused:
        json_body.parse(raw)
    return refused.value.code


PLAIN = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=20
)
PLAIN = PLAIN.filter(lambda text: not any(ord(one) & 0xFFFE == 0xFFFE for one in text))
KEYS = PLAIN.filter(
    lambda text: not set(text) & set("\u2028\u2029") and not any(0xFDD0 <= ord(one) <= 0xFDEF for one in text)
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**19), 10**19)
    | st.text(max_size=20).filter(lambda text: text.isprintable())
    | PLAIN,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_what_json_writes_is_read_back(value):
    assert json_body.parse(json.dumps(value).encode()) == value
    assert json_body.parse(json.dumps(value, ensure_ascii=False).encode()) == value


def is_read_or_refused(raw: bytes) -> bool:
    try:
        json_body.parse(raw)
    except Refusal as refusal:
        return bool(refusal.faults)
    return True


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw):
    assert is_read_or_refused(raw)


@given(st.text(st.sampled_from('{}[]",:\\u0d1e'), max_size=60))
def test_anything_that_looks_like_json_is_read_or_refused(text):
    assert is_read_or_refused(text.encode())


def test_depth_counts_outside_of_texts_alone():
    assert json_body.parse(b"[" * DEPTH + b"]" * DEPTH) is not None
    assert json_body.parse(json.dumps(["[" * 50, '"' + "{" * 50, "\\" + "[" * 50]).encode()) is not None
    assert refusal_of(b"[" * (DEPTH + 1) + b"]" * (DEPTH + 1)) == "too_deep"


def test_the_largest_body_is_taken_and_one_byte_more_is_not():
    largest = b'"' + b"a" * (BODY_BYTES - 2) + b'"'

    assert json_body.parse(largest) == "a" * (BODY_BYTES - 2)
    assert refusal_of(largest + b" ") == "body_too_large"


@pytest.mark.parametrize(
    "bait",
    [
        pytest.param('"' + '\\"' * 120_000, id="escaped quotes without an end"),
        pytest.param('"' + "\\" * 240_001, id="backslashes"),
        pytest.param('"' * 240_001, id="quotes"),
        pytest.param("[" * 240_000, id="brackets"),
        pytest.param('{"a":' * 48_000, id="objects"),
        pytest.param("1" * 240_000, id="digits"),
        pytest.param("-" * 240_000, id="minus signs"),
        pytest.param("[" + "1," * 120_000, id="a list without an end"),
    ],
)
def test_bait_is_refused_at_once(bait):
    began = time.process_time()

    refusal_of(bait.encode())

    # Linear work takes well under a second; what grows with the square of the length takes minutes.
    assert time.process_time() - began < 30


def test_numbers_have_at_most_twenty_digits():
    assert json_body.parse(b"12345678901234567890") == 12345678901234567890
    assert refusal_of(b"123456789012345678901") == "number_too_long"
    assert refusal_of(b"0.12345678901234567890") == "number_too_long"
    assert refusal_of(b"1e999") == "not_a_number"

import dataclasses
import json
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.events import Checked, Confirmed, Evidence, Linked, Noted, Tagged
from service.ledger import codec
from service.ledger.codec import KINDS, REDACTED, SHAPES, WORDS, UnknownStored
from service.ledger.seal import words_hash
from tests.builders import on
from tests.ledger.random_events import any_event, strategy_for

STORED = Path(__file__).parent / "stored"
SALT = b"0123456789abcdef"
EVERY_SHAPE = [(kind, shape) for kind in KINDS for shape in range(1, SHAPES.get(kind, 1) + 1)]


def kept_lines():
    """Return every line that was ever stored, as (kind, shape, payload, words, what it reads as)."""
    for path in sorted(STORED.glob("*.jsonl")):
        for line in path.read_text().splitlines():
            kept = json.loads(line)
            words = None if kept["words"] is None else kept["words"].encode()
            yield kept["kind"], kept["shape"], kept["payload"].encode(), words, kept["reads_as"]


KEPT = list(kept_lines())
NAMES = [f"{kind}-{number}" for number, (kind, *_) in enumerate(KEPT)]


def stored(event) -> tuple[str, int, bytes, bytes | None]:
    """Return what the ledger would store of an event."""
    encoded = codec.encode(event)
    hashed = None if encoded.words is None else words_hash(SALT, encoded.words)
    return encoded.kind, encoded.shape, codec.payload(encoded.facts, hashed), encoded.words


@pytest.mark.parametrize(("kind", "shape", "payload", "words", "reads_as"), KEPT, ids=NAMES)
def test_whatever_was_stored_once_is_still_read(kind, shape, payload, words, reads_as):
    assert codec.decode(kind, shape, payload, words) == msgspec.convert(reads_as, KINDS[kind])


@pytest.mark.parametrize(("kind", "shape"), EVERY_SHAPE)
def test_a_stored_line_is_kept_of_every_kind_and_shape(kind, shape):
    kept = [line for line in KEPT if line[:2] == (kind, shape)]

    assert kept
    assert WORDS.get(kind, ()) == () or any(words is not None for _, _, _, words, _ in kept)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_written_today_is_among_the_kept_lines(kind):
    """A change in what is written needs a new shape, or at least a line of its own among them."""
    kept = [line[:4] for line in KEPT if line[0] == kind]

    assert any(stored(codec.decode(*line)) == line for line in kept)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25)
@given(data=st.data())
def test_an_event_is_read_back_as_it_was(kind, data):
    event = data.draw(strategy_for(KINDS[kind]))

    assert codec.decode(*stored(event)) == event


@given(event=any_event)
def test_stored_bytes_are_canonical(event):
    kind, _, payload, words = stored(event)

    for text in (payload, words or b"{}"):
        assert (
            json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
            == text
        )
    assert stored(codec.decode(kind, 1, payload, words))[2:] == (payload, words)


@pytest.mark.parametrize(
    ("kind", "shape"),
    [
        pytest.param("prophesied", 1, id="an unknown kind"),
        pytest.param("", 1, id="no kind"),
        pytest.param("noted", 2, id="a shape to come"),
        pytest.param("noted", 0, id="shape 0"),
        pytest.param("noted", -1, id="below 0"),
    ],
)
def test_what_is_not_known_stops_the_reader(kind, shape):
    with pytest.raises(UnknownStored):
        codec.decode(kind, shape, b'{"note":"n"}', None)


@pytest.mark.parametrize(
    "payload",
    [b"", b"{", b"[]", b"null", b'{"public":"yes"}', b'{"note":7,"public":true}', b"\xff"],
    ids=["empty", "cut off", "a list", "null", "a wrong type", "a number for words", "no UTF-8"],
)
def test_a_payload_that_is_none_stops_the_reader(payload):
    with pytest.raises(ValueError, match=r".+"):
        codec.decode("noted", 1, payload, None)


def test_a_payload_that_looks_like_one_with_words_is_read_as_it_is():
    event = Checked(looked_on=on("2022-09-26"), note='"words":"abc", {"words":"abc"}')

    assert codec.decode(*stored(event)) == event


# Redaction.


@pytest.mark.parametrize(
    ("kind", "shape", "payload", "words", "reads_as"), [line for line in KEPT if line[3] is not None]
)
def test_a_redacted_entry_is_read_with_placeholders_and_keeps_its_facts(
    kind, shape, payload, words, reads_as
):
    redacted = codec.decode(kind, shape, payload, None)

    assert type(redacted) is KINDS[kind]
    before, after = (
        codec.encode(event).facts for event in (codec.decode(kind, shape, payload, words), redacted)
    )
    assert {name: after[name] for name in before} == before
    assert not any(secret in str(dataclasses.asdict(redacted)) for secret in secrets_of(reads_as))


def secrets_of(value: Any) -> set[str]:
    """Return every text in a kept line that begins with "secret"; the lines use it for all their words."""
    if isinstance(value, dict):
        return set().union(*map(secrets_of, value.values()))
    if isinstance(value, list):
        return set().union(*map(secrets_of, value))
    return {value} if isinstance(value, str) and value.startswith("secret") else set()


@pytest.mark.parametrize("kind", [kind for kind in KINDS if WORDS.get(kind)])
def test_every_word_of_a_kept_line_stands_apart_from_its_payload(kind):
    found = [(payload, words) for of, _, payload, words, _ in KEPT if of == kind and words is not None]

    assert found
    for payload, words in found:
        assert b"secret" not in payload
        assert b"secret" in words


@pytest.mark.parametrize("kind", [kind for kind in KINDS if WORDS.get(kind)])
@settings(max_examples=15)
@given(data=st.data())
def test_any_event_can_lose_its_words(kind, data):
    event = data.draw(strategy_for(KINDS[kind]))
    _, shape, payload, words = stored(event)

    redacted = codec.decode(kind, shape, payload, None)

    assert words is not None or redacted == event
    assert codec.encode(redacted).facts == codec.encode(event).facts or words is not None


def test_what_stands_where_words_were():
    confirmed = Confirmed(
        evidence=(Evidence(url="https://example.org"),), happened=None, known_on=date(2022, 9, 26)
    )

    placed = [
        codec.decode(*stored(event)[:3], None)
        for event in (confirmed, Tagged(tags=("a", "b")), Noted(note="n"), Linked(question="qst_1"))
    ]

    assert placed == [
        Confirmed(evidence=(Evidence(note=REDACTED),), happened=None, known_on=date(2022, 9, 26)),
        Tagged(tags=()),
        Noted(note=REDACTED),
        Linked(question="qst_1"),
    ]

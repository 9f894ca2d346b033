import hashlib

import pytest

from service.ledger.seal import Leaf, leaf_hash, words_hash

LEAF = Leaf(
    log_id="log",
    stream="clm_1",
    version=1,
    kind="noted",
    shape=1,
    status="rumored",
    occurred_at=1_664_193_600_000_000,
    recorded_at=1_664_193_600_000_001,
    actor="acc_1",
    request_id=None,
    payload=b"{}",
)


def test_a_leaf_is_hashed_as_it_was_in_the_first_version():
    """The hash of a kept leaf never changes, or every ledger in the world would look broken."""
    assert leaf_hash(LEAF).hex() == "ff529e08645a4433df598c200f955a14aafb1d983356a47b53eab8637686baae"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("log_id", "log2"),
        ("stream", "clm_2"),
        ("version", 2),
        ("kind", "checked"),
        ("shape", 2),
        ("status", None),
        ("status", ""),
        ("occurred_at", 1_664_193_600_000_001),
        ("recorded_at", 1_664_193_600_000_002),
        ("actor", "acc_2"),
        ("request_id", "req_1"),
        ("request_id", ""),
        ("payload", b"{} "),
    ],
)
def test_every_field_is_in_the_hash(field, value):
    assert leaf_hash(LEAF._replace(**{field: value})) != leaf_hash(LEAF)


def test_what_moves_over_the_border_of_two_fields_shows():
    assert leaf_hash(LEAF._replace(log_id="logc", stream="lm_1")) != leaf_hash(LEAF)


def test_words_are_committed_to_with_their_salt():
    assert words_hash(b"s" * 16, b'{"note":"n"}') == hashlib.sha256(b"s" * 16 + b'{"note":"n"}').digest()
    assert words_hash(b"t" * 16, b'{"note":"n"}') != words_hash(b"s" * 16, b'{"note":"n"}')

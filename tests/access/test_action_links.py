"""The signed part of addresses in letters, from plain values."""

from datetime import UTC, datetime, timedelta

import pytest

from service.access.action_links import MOST_CHARACTERS, Action, NoAction, answer_url, sign, stop_url, verify

KEY = "a key that is as long as keys have to be"
NOW = datetime(2022, 9, 29, 12, tzinfo=UTC)
ACTION = Action(
    kind="answer",
    account="acc_0192f0c0ffee7c0f8a0f0123456789ab",
    generation=1,
    expires_at=NOW + timedelta(days=30),
    claim="clm_0192f0c0ffee7c0f8a0f0123456789ab",
    status="rumored",
    arming=2,
)
TOKEN = sign(ACTION, KEY)


def test_a_token_stands_for_what_was_signed_and_reads_the_same_each_time():
    assert verify(TOKEN, KEY, now=NOW) == ACTION
    assert sign(ACTION, KEY) == TOKEN
    assert verify(TOKEN, KEY, now=NOW + timedelta(days=29)) == ACTION


def test_a_token_ends_after_its_time():
    assert verify(TOKEN, KEY, now=ACTION.expires_at) == NoAction("expired")


@pytest.mark.parametrize("place", range(0, len(TOKEN), 7))
def test_a_token_with_one_character_changed_is_no_good(place):
    other = "A" if TOKEN[place] != "A" else "B"

    assert verify(TOKEN[:place] + other + TOKEN[place + 1 :], KEY, now=NOW) == NoAction("altered")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param(".", id="a dot"),
        pytest.param(TOKEN.partition(".")[0], id="no seal"),
        pytest.param(TOKEN + "=", id="another spelling"),
        pytest.param(TOKEN + ".", id="a tail"),
        pytest.param("W10.", id="an empty list"),
        pytest.param("ä" + TOKEN, id="beyond ASCII"),
        pytest.param("a" * (MOST_CHARACTERS + 1), id="too long"),
        pytest.param("\x00.\x00", id="NUL"),
    ],
)
def test_any_other_text_is_no_token(text):
    assert verify(text, KEY, now=NOW) == NoAction("altered")


def test_a_token_of_another_key_is_no_good():
    assert verify(sign(ACTION, KEY + "!"), KEY, now=NOW) == NoAction("altered")


def test_addresses_hold_the_token_and_the_answer():
    base = "https://hearsay.example.org"

    assert answer_url(base, TOKEN, "check") == f"{base}/answer/{TOKEN}?choice=check"
    assert answer_url(base, TOKEN) == f"{base}/answer/{TOKEN}"
    assert stop_url(base, TOKEN) == f"{base}/letters/stop/{TOKEN}"
    assert len(TOKEN) < 300


def test_a_token_of_the_key_before_is_good_as_long_as_that_key_is_named():
    token = sign(ACTION, "the key before")

    assert verify(token, KEY, "the key before", now=NOW) == ACTION
    assert verify(token, KEY, now=NOW) == NoAction("altered")

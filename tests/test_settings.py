"""Settings that would open the house refuse to start it."""

import pytest

from service.settings import SettingsError, from_environment

GOOD = "kQ3vX9pLm2RtY7wZb5NcHs8JdF4gA6eU"


def test_limits_and_both_keys_are_read():
    found = from_environment(
        {
            "HEARSAY_SECRET_KEY": GOOD,
            "HEARSAY_SECRET_KEY_BEFORE": GOOD[::-1],
            "HEARSAY_WRITES_A_MINUTE": "0",
            "HEARSAY_READS_A_MINUTE": "120",
        }
    )

    assert (found.secret_key, found.secret_key_before) == (GOOD, GOOD[::-1])
    assert (found.writes_a_minute, found.reads_a_minute) == (0, 120)


def test_without_any_there_is_no_key_before():
    assert from_environment({"HEARSAY_SECRET_KEY_BEFORE": ""}).secret_key_before is None


def test_how_much_of_a_text_is_kept_is_the_newsrooms_and_each_desks():
    found = from_environment({"HEARSAY_ARTICLE_TEXT_BY_DESK": "Politics=all, Courts=none"})

    assert [found.text_kept(desk) for desk in (None, "Sport", "politics", "COURTS ")] == [
        *("quoted", "quoted", "all", "none")
    ]
    assert from_environment({"HEARSAY_ARTICLE_TEXT": "none"}).text_kept(None) == "none"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("HEARSAY_ARTICLE_TEXT", "some", id="an unknown share of a text"),
        pytest.param("HEARSAY_ARTICLE_TEXT_BY_DESK", "Courts", id="a desk without its share"),
        pytest.param("HEARSAY_SECRET_KEY", GOOD[:31], id="a short key"),
        pytest.param("HEARSAY_SECRET_KEY", "changeme" * 8, id="a key typed by hand"),
        pytest.param("HEARSAY_SECRET_KEY", "x" * 64, id="a key of one character"),
        pytest.param("HEARSAY_SECRET_KEY_BEFORE", "secret", id="a short key before"),
        pytest.param("HEARSAY_DEBUG", "1", id="debug"),
        pytest.param("HEARSAY_DEBUG", "0", id="debug that is off"),
        pytest.param("HEARSAY_WRITES_A_MINUTE", "many", id="a limit that is no number"),
        pytest.param("HEARSAY_BASE_URL", "http://hearsay.example.org", id="plain http that others reach"),
    ],
)
def test_what_is_not_safe_starts_nothing(name, value):
    with pytest.raises(SettingsError, match=name):
        from_environment({name: value})

"""Sentences that say much the same, and addresses of one article."""

import pytest

from service.domain.likeness import are_alike, host_of, is_same_article


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        pytest.param("Men are put on a stop list at the border.", True, id="the very same, but for its dot"),
        pytest.param("At the border, men will be put on the stop list", True, id="other order, small words"),
        pytest.param("Women are put on a bus at the station", False, id="another statement"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_sentences_are_alike_by_their_telling_words(other, alike):
    assert are_alike("Men are put on a stop list at the border", other) is alike


def test_very_short_sentences_are_alike_only_where_they_are_the_same():
    assert are_alike("Border closes", "The border closes")
    assert not are_alike("Border closes", "Border closes early")


@pytest.mark.parametrize(
    ("other", "same"),
    [
        pytest.param("https://example.org/a", True, id="itself"),
        pytest.param("http://www.example.org/a/?utm_source=x&fbclid=y#top", True, id="how one came there"),
        pytest.param("https://example.org/a?page=2", False, id="another page"),
        pytest.param("https://example.com/a", False, id="another host"),
        pytest.param("", False, id="none"),
        pytest.param("http://[", False, id="no address at all"),
    ],
)
def test_addresses_lead_to_one_article_however_one_came_there(other, same):
    assert is_same_article("https://example.org/a", other) is same


def test_two_claims_without_a_link_are_not_of_one_article():
    assert not is_same_article("", "")
    assert not is_same_article(None, None)


def test_the_host_of_an_address_stands_for_its_outlet():
    assert host_of("https://www.dailyexample.test/politics/a") == "dailyexample.test"
    assert host_of("no address") == ""
    assert host_of("http://[") == ""

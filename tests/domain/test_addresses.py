"""One form for all the ways by which people come to an article."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.addresses import canonical_url


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        pytest.param("HTTPS://Example.ORG/A", "https://example.org/A", id="case of scheme and host alone"),
        pytest.param("https://example.org:443/a", "https://example.org/a", id="the default port"),
        pytest.param("http://example.org:8080/a", "http://example.org:8080/a", id="another port"),
        pytest.param("https://example.org", "https://example.org/", id="no path"),
        pytest.param("https://example.org./a", "https://example.org/a", id="a dot behind the host"),
        pytest.param("https://example.org/a#top", "https://example.org/a", id="a fragment"),
        pytest.param("https://example.org/#!a", "https://example.org/#!a", id="a page in a fragment"),
        pytest.param(
            "https://example.org/a?utm_source=x&id=2&fbclid=y&gclid=z",
            "https://example.org/a?id=2",
            id="tracking",
        ),
        pytest.param("https://example.org/a?b=1&a=2", "https://example.org/a?b=1&a=2", id="the order stays"),
        pytest.param("https://example.org/a?", "https://example.org/a", id="an empty query"),
        pytest.param("https://example.org/%7ea/%2fb", "https://example.org/~a/%2Fb", id="escapes"),
        pytest.param("https://example.org/a/../b/./c", "https://example.org/b/c", id="dots"),
        pytest.param("http://пример.рф/Я", "http://xn--e1afmkfd.xn--p1ai/%D0%AF", id="letters beyond ASCII"),
        pytest.param("https://[2001:DB8::1]:443/a", "https://[2001:db8::1]/a", id="an IPv6 address"),
        pytest.param("no address", "no address", id="no address"),
        pytest.param("http://[", "http://[", id="half an address"),
    ],
)
def test_an_address_has_one_canonical_form(url, canonical):
    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize(
    "other", ["http://example.org/a", "https://example.org/a/", "https://example.org/a?ref=1"]
)
def test_what_only_the_outlet_knows_stays_apart(other):
    assert canonical_url(other) != canonical_url("https://example.org/a")


@given(tail=st.text(max_size=60))
def test_the_canonical_form_is_its_own(tail):
    once = canonical_url(f"https://example.org/{tail}")

    assert canonical_url(once) == once

"""Browsers are named by what they say of themselves, and nothing else of it is kept."""

import pytest

from service.access.user_agents import browser_of


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        pytest.param(
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0", "Firefox on Linux", id="firefox"
        ),
        pytest.param(
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge on Windows",
            id="edge says it is chrome and safari too",
        ),
        pytest.param(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari on iPhone",
            id="an iphone says mac os",
        ),
        pytest.param("", "A browser", id="nothing"),
        pytest.param("<script>alert(1)</script>" * 1000, "A browser", id="anything"),
    ],
)
def test_a_browser_is_named(sent, shown):
    assert browser_of(sent) == shown

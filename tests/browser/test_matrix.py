"""Every page in every state, light and dark, narrow and wide: for `make browser`, not for `make test`."""

import re

import pytest

from tests.browser import looks
from tests.browser.pages import PAGES, go

pytestmark = pytest.mark.whole_matrix
WIDTHS = (320, 1280)
LOOKS = [(theme, width) for theme in ("light", "dark") for width in WIDTHS]


@pytest.fixture
def visited(request, chromium, page):
    """The site of a page's state, in which its person has signed in."""
    site = request.getfixturevalue("empty_site" if page.state == "empty" else "full_site")
    if page.by is not None:
        site.come_back(chromium, page.by)
    return site


@pytest.mark.parametrize("page", [pytest.param(page, id=page.name) for page in PAGES])
def test_a_page_is_for_everybody_in_both_themes_and_at_every_width(chromium, visited, page):
    found = []
    go(page, chromium, visited)
    for theme, width in LOOKS:
        chromium.themed(theme)
        chromium.sized(width)
        seen = [*looks.violations(chromium), *looks.small_targets(chromium), *looks.overflow(chromium)]
        found += [f"{theme}, {width} px: {one}" for one in seen]

    assert found == []
    assert looks.unclipped(chromium) == []
    assert "taken over" not in chromium.title


@pytest.mark.parametrize("page", [pytest.param(page, id=page.name) for page in PAGES])
def test_a_page_fits_when_its_letters_are_twice_as_large(chromium, visited, page):
    found = []
    go(page, chromium, visited)
    chromium.run("document.documentElement.style.fontSize = '200%'")
    for width in WIDTHS:
        chromium.sized(width)
        seen = [*looks.overflow(chromium), *looks.cut_off(chromium)]
        found += [f"{width} px: {one}" for one in seen]

    assert found == []


def test_every_page_people_can_open_is_in_the_table(full_site):
    rules = [
        rule.rule
        for rule in full_site.newsroom.app.url_map.iter_rules()
        if rule.endpoint.startswith("dashboard.") and "GET" in (rule.methods or ())
    ]
    paths = {page.path.partition("?")[0].partition("#")[0] for page in PAGES}
    shapes = {"/".join("<>" if part.startswith("{") else part for part in path.split("/")) for path in paths}

    missing = [
        rule
        for rule in rules
        if not IS_FILE.search(rule)
        and "/".join("<>" if part.startswith("<") else part for part in rule.split("/")) not in shapes
    ]

    assert set(missing) - NO_PAGES == set()


#: What is answered with a file, which its own tests read.
IS_FILE = re.compile(r"\.(<any\(.*>|json|ics)$")
#: What is answered with a piece of a page.
NO_PAGES = {
    "/static/<name>",
    "/manifest.webmanifest",
    "/counts",
    "/claims/new/reading",
    "/suggestions",
    "/mailbox/<letter>/html",
    "/mailbox/<letter>/source",
    "/follows",
    "/sessions",
}

"""The HTML of letters as it stands in a mail program: for everybody, in both themes, wide and narrow."""

from pathlib import Path

import pytest

from tests.browser import looks

#: Letters as they are rendered; the tests of letters hold the renderer to these files.
KEPT = sorted((Path(__file__).parents[1] / "letters" / "expected").glob("*.html"))

pytestmark = pytest.mark.whole_matrix


@pytest.mark.parametrize("letter", [pytest.param(one, id=one.stem) for one in KEPT])
def test_a_letter_is_for_everybody_in_both_themes_and_at_every_width(chromium, letter):
    found = []
    for theme in ("light", "dark"):
        chromium.themed(theme)
        for width in (320, 640):
            chromium.sized(width)
            chromium.open(letter.as_uri())
            seen = [*looks.violations(chromium), *looks.overflow(chromium)]
            found += [f"{theme}, {width} px: {one}" for one in seen]

    assert found == []

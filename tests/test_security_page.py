"""docs/security.md leaves no attack out and names no test there is none of."""

import re
from pathlib import Path

HOUSE = Path(__file__).parent.parent
PAGE = (HOUSE / "docs" / "security.md").read_text()
ITEMS = [
    f"{group}{number}" for group, last in (("E", 6), ("F", 16), ("G", 17)) for number in range(1, last + 1)
]


def rows() -> dict[str, str]:
    """Return what stands behind each item."""
    found = re.findall(r"^\| ([A-Z]\d+) \| [^|]+ \| ([^|]+) \|$", PAGE, re.MULTILINE)
    assert len(found) == len(dict(found))
    return dict(found)


def test_every_attack_has_its_line_in_order():
    assert list(rows()) == ITEMS


def test_a_line_names_a_test_or_a_reason():
    assert {item for item, shown in rows().items() if "tests/" not in shown} == {"G11", "G12"}


def test_every_test_that_is_named_exists():
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE)

    missing = [
        f"{path}::{test}"
        for path, test in named
        if not (HOUSE / path).exists() or (test and f"def {test}(" not in (HOUSE / path).read_text())
    ]

    assert len(named) > 50
    assert missing == []

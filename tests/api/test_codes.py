"""Every code that a refusal can carry is explained."""

import re
from pathlib import Path

import service
from service.formats.problem import TITLES

ROOMS = ("domain", "access", "intake", "changes", "read_models", "api", "imports")
#: Where a code stands in the calls that make refusals; a pointer may come first.
CALLS = re.compile(
    r"""(?:\b(?:refuse|conflict|bad_syntax|wrong|Wrong|NotSignedIn)\(\s*|\bFault\(\s*[^,()]*(?:\[[^\]]*\])?,\s*)"([a-z0-9_]+)\""""
)


def codes():
    root = Path(service.__file__).parent
    for room in ROOMS:
        for path in (root / room).rglob("*.py"):
            for found in CALLS.finditer(path.read_text(encoding="utf-8")):
                yield found[1], path.name


def test_every_code_in_the_code_has_a_title():
    found = list(codes())

    assert len(found) > 60
    assert [one for one in found if one[0] not in TITLES] == []


def test_titles_are_sentences():
    for code, title in TITLES.items():
        assert title[0].isupper(), code
        assert title.endswith("."), code

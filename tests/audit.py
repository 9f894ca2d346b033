"""Ask the package index about every locked version: `python -m tests.audit requirements/run.txt`.

Ends with 1 where a version is known to be vulnerable, and with 2 where one could not be asked about: no
answer is never taken for a good one. Of locks behind --also (tools that face nobody) it is only said.
"""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO, cast

from packaging.requirements import Requirement
from packaging.version import Version
from pip_audit._service.interface import (
    ConnectionError as NotReached,
)
from pip_audit._service.interface import (
    Dependency,
    ResolvedDependency,
    ServiceError,
    VulnerabilityResult,
)
from pip_audit._service.pypi import PyPIService

VULNERABLE, NOT_ASKED = 1, 2
SWITCH = "The package index gave no answer about these versions: nobody knows whether they are vulnerable"


class NewestToo:
    """A web session that asks about the newest version where the index has no page for that one version.

    Some mirrors of the index answer for projects alone, and say there what is known of their newest version.
    """

    def __init__(self, session: Any) -> None:
        self._session = session

    def get(self, *, url: str, timeout: int | None) -> Any:
        """Return the index's answer about one version."""
        answer = self._session.get(url=url, timeout=timeout)
        if answer.status_code != 404:
            return answer
        project, version, _ = url.rsplit("/", 2)
        newest = self._session.get(url=f"{project}/json", timeout=timeout)
        is_same = newest.status_code == 200 and newest.json().get("info", {}).get("version") == version
        return newest if is_same and "vulnerabilities" in newest.json() else answer


def pinned(paths: Iterable[Path]) -> dict[str, Version]:
    """Return the locked versions that this machine would install, by project."""
    lines = (line for path in paths for line in path.read_text().splitlines() if "==" in line)
    asked = [Requirement(line.rstrip(" \\")) for line in lines if line[:1].isalnum()]
    return {
        one.name: Version(next(iter(one.specifier)).version)
        for one in asked
        if one.marker is None or one.marker.evaluate()
    }


def ask(versions: dict[str, Version]) -> tuple[list[str], list[str]]:
    """Return what is known to be vulnerable, and what could not be asked about."""
    service = PyPIService(timeout=15)
    service.session = cast(Any, NewestToo(service.session))
    vulnerable, unasked = [], []
    for name, version in sorted(versions.items()):
        try:
            answered, found = service.query(ResolvedDependency(name, version))
        except (NotReached, ServiceError, OSError) as error:
            unasked.append(f"{name} {version}: {type(error).__name__}")
            continue
        unasked += [f"{name} {version}: the index does not say"] if _is_skipped(answered) else []
        vulnerable += [_told(name, version, one) for one in found]
    return vulnerable, unasked


def _is_skipped(answered: Dependency) -> bool:
    return answered.is_skipped()


def _told(name: str, version: Version, found: VulnerabilityResult) -> str:
    mended = ", ".join(map(str, found.fix_versions)) or "none yet"
    return f"{name} {version}: {found.id}, mended in {mended}: {found.description[:200]}"


def _say(line: str, *, file: TextIO = sys.stdout) -> None:
    file.write(f"{line}\n")


def main() -> int:
    """Say what was found and how to go on."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("locks", nargs="+", type=Path)
    parser.add_argument("--also", nargs="*", type=Path, default=[], metavar="LOCK", help="ask if possible")
    given = parser.parse_args()
    versions = pinned(given.locks)
    vulnerable, unasked = ask(versions)
    others = {name: one for name, one in pinned(given.also).items() if name not in versions}
    more, unasked_of_others = ask(others)
    vulnerable += more
    for line in vulnerable:
        _say(f"vulnerable: {line}")
    for line in unasked + unasked_of_others:
        _say(f"not asked: {line}", file=sys.stderr)
    if vulnerable:
        return VULNERABLE
    if unasked:
        _say(f"{len(unasked)} of {len(versions)} could not be asked about. {SWITCH}", file=sys.stderr)
        return NOT_ASKED
    asked = len(versions) + len(others) - len(unasked_of_others)
    _say(f"none of {asked} locked versions is known to be vulnerable")
    return 0


if __name__ == "__main__":
    sys.exit(main())

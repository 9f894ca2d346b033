"""Counts the tests that really ran on each engine and says so at the end of the run."""

from collections import Counter
from dataclasses import dataclass, field

import pytest

from tests.databases import ENGINES

#: The name under which a test carries its engine from a test process to the one that counts.
PROPERTY = "engine"


@dataclass(eq=False)  # pytest keeps its plugins in sets
class EngineReport:
    """Listens to the reports of all test processes."""

    #: What each engine is, in words, once it is known.
    descriptions: dict[str, str] = field(default_factory=dict)
    #: Engines that could not be had and were allowed to be missing, with the reason.
    missing: dict[str, str] = field(default_factory=dict)
    ran: Counter[str] = field(default_factory=Counter)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a test whose body was run; one skipped or broken before that did not run."""
        if report.when == "call" and not report.skipped:
            engine = dict(report.user_properties).get(PROPERTY)
            self.ran[str(engine) if engine else ""] += 1

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the counts, and in red what was left out."""
        terminalreporter.ensure_newline()
        terminalreporter.write_line(self.sentence())
        for engine, reason in self.missing.items():
            line = f"NOT TESTED on {engine}, as HEARSAY_TEST_ALLOW_MISSING allows: {reason}"
            terminalreporter.write_line(line, red=True, bold=True)

    def sentence(self) -> str:
        """Return the counts in one line."""
        parts = [self._part(engine) for engine in ENGINES]
        return "engines: " + ", ".join([*parts, f"no engine {self.ran['']}"])

    def _part(self, engine: str) -> str:
        description = self.descriptions.get(engine)
        return f"{engine} {self.ran[engine]} tests" + (f" ({description})" if description else "")

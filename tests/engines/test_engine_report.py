from types import SimpleNamespace

import pytest

from tests.engine_report import EngineReport


def a_report(*, when="call", skipped=False, engine=None):
    properties = [("engine", engine)] if engine else []
    return SimpleNamespace(when=when, skipped=skipped, user_properties=properties)


def test_each_engine_is_counted_by_the_tests_that_ran_on_it():
    report = EngineReport(descriptions={"postgresql": "PostgreSQL 18.6 from the wheel"})

    for engine in ("sqlite", "sqlite", "postgresql", None):
        report.pytest_runtest_logreport(a_report(engine=engine))

    assert report.sentence() == (
        "engines: sqlite 2 tests, postgresql 1 tests (PostgreSQL 18.6 from the wheel), no engine 1"
    )


@pytest.mark.parametrize(
    "report",
    [
        pytest.param(a_report(when="setup", engine="sqlite"), id="only set up"),
        pytest.param(a_report(when="teardown", engine="sqlite"), id="taken down"),
        pytest.param(a_report(skipped=True, engine="sqlite"), id="skipped in its body"),
    ],
)
def test_a_test_that_did_not_run_is_not_counted(report):
    count = EngineReport()

    count.pytest_runtest_logreport(report)

    assert count.sentence() == "engines: sqlite 0 tests, postgresql 0 tests, no engine 0"

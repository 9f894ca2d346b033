"""Every fault stands in docs/faults.md, with tests that exist and run where it says."""

import ast
from functools import cache

import pytest

from tests.faults.listed import ROOT, faults

EVERY_FAULT = [
    f"{letter}{number}"
    for letter, last in (("A", 22), ("B", 16), ("C", 16), ("D", 18))
    for number in range(1, last + 1)
]


@cache
def in_file(file):
    """Return the names of a file's tests, each with whether it waits for `make faults`."""
    tree = ast.parse((ROOT / file).read_text())
    whole_file = any(
        isinstance(one, ast.Assign)
        and "pytestmark" in ast.unparse(one.targets[0])
        and "mark.faults" in ast.unparse(one.value)
        for one in tree.body
    )
    return {
        one.name: whole_file or any("mark.faults" in ast.unparse(mark) for mark in one.decorator_list)
        for one in tree.body
        if isinstance(one, ast.FunctionDef)
    }


def test_every_fault_is_listed_once_and_in_order():
    assert [one.name for one in faults()] == EVERY_FAULT


@pytest.mark.parametrize("fault", faults(), ids=lambda fault: fault.name)
def test_a_fault_names_tests_that_exist_and_run_where_it_says(fault):
    assert fault.quick or fault.slow or fault.remark
    for file, test in fault.quick:
        assert in_file(file)[test] is False, test
    for file, test in fault.slow:
        assert in_file(file)[test] is True, test


def test_every_test_of_faults_that_takes_long_is_listed():
    here = {
        test
        for path in (ROOT / "tests" / "faults").glob("test_*.py")
        for test, is_slow in in_file(path.relative_to(ROOT).as_posix()).items()
        if is_slow and test.startswith("test_")
    }

    assert here <= {test for one in faults() for _, test in one.slow}

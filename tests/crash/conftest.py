"""How many crashes there are: `make crash CRASHES=500`; and what they were, at the end."""

import os
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from tests.crash.killing import Nursery

CRASHES = int(os.environ.get("CRASHES", "40"))
"""Of children of the nursery; a tenth of them more of upgrades, and a few of the program itself."""
A_SERIES = 20
_PROPERTY = "survived"

Survived = Callable[[str], None]


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    with Nursery() as started:
        yield started


@pytest.fixture
def survived(record_property: Callable[[str, object], None]) -> Survived:
    """Count a crash, by where it was; it comes back with the test's report, from whichever process ran the test."""
    return lambda where: record_property(_PROPERTY, where)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [report for listed in terminalreporter.stats.values() for report in listed]
    tests = [report for report in reports if isinstance(report, pytest.TestReport) and report.when == "call"]
    crashes = Counter(where for test in tests for name, where in test.user_properties if name == _PROPERTY)
    if crashes:
        terminalreporter.section(f"{crashes.total()} crashes survived")
        for where, count in crashes.most_common():
            terminalreporter.write_line(f"{count:6} {where}")

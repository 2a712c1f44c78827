"""How many crashes there are: `make crash CRASHES=500`; and what they were, at the end."""

import os
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.crash.killing import Nursery

CRASHES = int(os.environ.get("CRASHES", "40"))
"""Of children of the nursery; a tenth of them more of upgrades, and a few of the program itself."""
A_SERIES = 20

SURVIVED: Counter[str] = Counter()


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    with Nursery() as started:
        yield started


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if SURVIVED:
        terminalreporter.section(f"{sum(SURVIVED.values())} crashes survived")
        for where, count in sorted(SURVIVED.items(), key=lambda item: -item[1]):
            terminalreporter.write_line(f"{count:6} {where}")
